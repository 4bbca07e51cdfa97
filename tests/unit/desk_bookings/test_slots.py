"""Which times can be booked: hours, exceptions, capacity, the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.bookings.rules import (
    CODE_LETTERS,
    Booked,
    code_of,
    day_bounds,
    days,
    may_change,
    pass_expires,
    slot_at,
    slots,
)
from desk.catalogue.rules import Offer
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Hours, Span
from tests.unit.desk_bookings.sites import CHRISTMAS, LAPTOP, MADRID, at, office

MONDAY = date(2026, 3, 2)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
OFFER = Offer(LAPTOP, slot_minutes=30)


def starts(day: date, now: datetime = LONG_AGO, offer: Offer = OFFER, last_check_in: int = 10) -> list[str]:
    found = slots(office(last_check_in=last_check_in), offer, day, [], now)
    return [f"{slot.start:%H:%M}" for slot in found]


def test_slots_fill_the_opening_hours_and_end_with_them() -> None:
    morning = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00", "12:30"]
    assert starts(MONDAY) == [*morning, "14:30", "15:00", "15:30", "16:00", "16:30", "17:00", "17:30"]
    assert starts(MONDAY, offer=Offer(LAPTOP, slot_minutes=50))[-1] == "17:00"


def test_none_begins_when_nobody_can_check_in_any_more() -> None:
    assert starts(MONDAY, last_check_in=30)[-1] == "17:00"
    assert starts(MONDAY, last_check_in=29)[-1] == "17:30"


def test_closed_days_and_days_that_differ() -> None:
    assert starts(MONDAY - timedelta(days=1)) == []
    assert starts(CHRISTMAS) == []
    assert starts(date(2026, 12, 24))[-1] == "12:30"


def test_what_is_past_is_not_offered() -> None:
    assert starts(MONDAY, now=at(MONDAY, 17, 0))[0] == "17:30"
    assert starts(MONDAY, now=at(MONDAY, 17, 30)) == []
    assert starts(MONDAY - timedelta(days=3), now=at(MONDAY, 8)) == []


def test_nothing_beyond_the_days_that_can_be_booked() -> None:
    site, now = office(days_ahead=2), at(MONDAY, 8)
    assert [day.day for day in days(site, now)] == [2, 3, 4]
    assert slots(site, OFFER, MONDAY + timedelta(days=2), [], now)
    assert slots(site, OFFER, MONDAY + timedelta(days=3), [], now) == []


def test_each_place_can_be_taken_once() -> None:
    offer = Offer(LAPTOP, slot_minutes=30, per_slot=2)
    taken = [Booked(at(MONDAY, 9), at(MONDAY, 9, 30))] * 2 + [Booked(at(MONDAY, 10), at(MONDAY, 10, 30))]
    free = {f"{s.start:%H:%M}": s.free for s in slots(office(), offer, MONDAY, taken, LONG_AGO)}
    assert (free["09:00"], free["09:30"], free["10:00"], free["10:30"]) == (0, 2, 1, 2)


def test_an_appointment_of_another_length_takes_every_slot_that_it_touches() -> None:
    taken = [Booked(at(MONDAY, 9, 15), at(MONDAY, 10, 5))]
    free = [s.free for s in slots(office(), OFFER, MONDAY, taken, LONG_AGO)]
    assert free[:4] == [0, 0, 0, 1]


def test_slot_at_says_why_there_is_none() -> None:
    full = slots(office(), OFFER, MONDAY, [Booked(at(MONDAY, 9), at(MONDAY, 9, 30))], LONG_AGO)
    assert slot_at(full, at(MONDAY, 9)) == Refusal(Code.SLOT_TAKEN)
    assert slot_at(full, at(MONDAY, 9, 10)) == Refusal(Code.SLOT_GONE)
    assert slot_at(full, at(MONDAY, 9, 30)) == full[1]
    assert slot_at(full, at(MONDAY, 9, 30).astimezone(UTC)) == full[1]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (MONDAY, 24)])
def test_a_day_on_which_the_clocks_change_has_every_hour_once(day: date, hours: int) -> None:
    site = office(Hours(always=True))
    found = slots(site, Offer(LAPTOP, slot_minutes=60), day, [], LONG_AGO)
    instants = [slot.start.astimezone(UTC) for slot in found]
    assert len(found) == hours
    assert instants == sorted(set(instants))
    assert all(slot.start.date() == day for slot in found)
    assert [slot.end for slot in found[:-1]] == [slot.start for slot in found[1:]]
    first, last = day_bounds(site, day)
    assert last - first == timedelta(hours=hours)


def test_hours_over_the_changed_clock_keep_wall_time() -> None:
    hours = Hours(False, {6: (Span(time(1), time(5)),)})
    spring = slots(office(hours, last_check_in=0), Offer(LAPTOP, 60), date(2026, 3, 29), [], LONG_AGO)
    autumn = slots(office(hours, last_check_in=0), Offer(LAPTOP, 60), date(2026, 10, 25), [], LONG_AGO)
    assert [s.start.hour for s in spring] == [1, 3, 4]
    assert [s.start.hour for s in autumn] == [1, 2, 2, 3, 4]


@given(
    opens=st.integers(0, 22 * 60),
    length=st.integers(5, 600),
    minutes=st.integers(5, 240),
    last_check_in=st.integers(0, 60),
    day=st.dates(date(2026, 1, 2), date(2026, 12, 30)),
)
def test_slots_never_overlap_and_never_leave_the_hours(
    opens: int, length: int, minutes: int, last_check_in: int, day: date
) -> None:
    closes = min(opens + length, 24 * 60 - 2)
    span = Span(time(opens // 60, opens % 60), time(closes // 60, closes % 60))
    site = office(Hours(False, {day.weekday(): (span,)}), last_check_in=last_check_in)
    found = slots(site, Offer(LAPTOP, slot_minutes=minutes), day, [], LONG_AGO)
    begins = datetime.combine(day, span.opens, MADRID).astimezone(UTC)
    ends = datetime.combine(day, span.closes, MADRID).astimezone(UTC)
    for slot in found:
        assert begins <= slot.start.astimezone(UTC) and slot.end.astimezone(UTC) <= ends
        assert slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == timedelta(minutes=minutes)
        assert ends - slot.start.astimezone(UTC) > timedelta(minutes=last_check_in)
    for earlier, later in pairwise(found):
        assert earlier.end.astimezone(UTC) == later.start.astimezone(UTC)


def test_a_pass_lives_until_after_the_end_of_its_local_day() -> None:
    assert pass_expires(office(), at(MONDAY, 9)) == at(MONDAY + timedelta(days=1), 2)


def test_an_appointment_can_be_changed_until_it_begins() -> None:
    assert may_change(office(), at(MONDAY, 9), at(MONDAY, 8, 59))
    assert not may_change(office(), at(MONDAY, 9), at(MONDAY, 9))


def test_codes_have_no_letters_that_look_alike() -> None:
    assert not set(CODE_LETTERS) & set("0O1IL5S2Z8B")
    assert code_of([0, 1, 2, 3, 4, 5]) == CODE_LETTERS[:6]
