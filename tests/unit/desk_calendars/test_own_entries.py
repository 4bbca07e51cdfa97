"""An appointment as an entry of a calendar: one name, no more said than asked, found again by its UID."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.bookings.rules import slots
from desk.calendars.entry import Entry, address_of, name_of, text_of, trial, uid_of
from desk.calendars.rules import (
    WRITE_WAITS,
    Busy,
    Server,
    Unreadable,
    joined,
    next_writing,
    own_entries,
    spans,
)
from tests.unit.desk_bookings.sites import MADRID, at, office

NOW = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
TIME = Busy(NOW + timedelta(hours=2), NOW + timedelta(hours=3))
ODD = "Laptop; a, b\nBEGIN:VEVENT\r\nUID:x 👩🏽‍💻 ن\\n"


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "uid": uid_of("n"),
        "sequence": 3,
        "stamped": NOW,
        "time": TIME,
        "title": ODD,
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]  # a test's own choice of fields


def read(text: bytes) -> dict[str, Busy]:
    return own_entries([text.decode()], MADRID)


def test_the_name_is_that_of_appointment_agent_and_calendar() -> None:
    assert name_of("a-1", "lena", "c") == name_of("a-1", "lena", "c")
    names = {name_of(a, s, c) for a in ("a-1", "a-2", "é 1") for s in ("lena", "omar") for c in ("c", "d")}
    assert len(names) == 12
    assert all(len(name) == 32 and name.isalnum() for name in names)


@pytest.mark.parametrize("calendar", ["https://d.example.org/lena/duty/", "https://d.example.org/lena/duty"])
def test_it_lies_in_the_calendar_whatever_its_address_ends_with(calendar: str) -> None:
    assert address_of(calendar, "abc") == "https://d.example.org/lena/duty/mostrador-abc.ics"


def test_what_is_written_is_read_again_and_makes_nobody_busy() -> None:
    text = text_of(entry(place="Room; 12", page="https://desk.example/x"))
    assert read(text) == {"n@mostrador": TIME}
    assert spans([text.decode()], MADRID, NOW - timedelta(days=1), NOW + timedelta(days=1)) == []
    assert text.count(b"BEGIN:VEVENT\r\n") == 1  # a title is text, whatever is in it
    assert b"METHOD" not in text  # RFC 4791 forbids it
    assert b"SEQUENCE:3\r\n" in text
    for line in text.split(b"\r\n"):
        assert len(line) <= 75


def test_times_are_told_in_utc_whatever_zone_they_came_in() -> None:
    local = Busy(*(each.astimezone(ZoneInfo("Pacific/Auckland")) for each in (TIME.start, TIME.end)))
    assert read(text_of(entry(time=local))) == {"n@mostrador": TIME}
    assert b"DTSTART:20260504T080000Z" in text_of(entry(time=local))


def test_a_trial_disturbs_nobody_and_is_the_same_at_each_attempt() -> None:
    late = NOW.replace(microsecond=123456)
    assert text_of(trial("n", late)) == text_of(trial("n", late))
    assert b"TRANSP:TRANSPARENT" in text_of(trial("n", late))
    assert read(text_of(trial("n", late))) == {"n@mostrador": trial("n", late).time}


def test_what_its_owner_made_of_it_is_seen() -> None:
    text = text_of(entry(title="T")).decode()
    moved = text.replace("20260504T080000Z", "20260505T080000").replace("20260504T090000Z", "20260505T090000")
    assert own_entries([moved], MADRID) == {
        "n@mostrador": Busy(at(NOW.date() + timedelta(1), 8), at(NOW.date() + timedelta(1), 9))
    }
    assert own_entries([text.replace("STATUS:CONFIRMED", "STATUS:CANCELLED")], MADRID) == {}
    assert own_entries([text.replace("DTSTART:20260504T080000Z\r\n", "")], MADRID) == {}
    assert own_entries([text.replace("@mostrador", "@example.org")], MADRID) == {}
    with pytest.raises(Unreadable):
        own_entries(["<html>"], MADRID)


def test_it_is_tried_again_soon_then_seldom() -> None:
    waits = [next_writing("unreachable", failures, NOW) - NOW for failures in range(1, 9)]
    assert waits == [*WRITE_WAITS, WRITE_WAITS[-1], WRITE_WAITS[-1]]
    for fault in ("sign_in", "read_only"):
        assert next_writing(fault, 1, NOW) == NOW + timedelta(hours=1)


def test_an_agent_who_is_not_free_has_no_slot_and_takes_none_from_others() -> None:
    site, day = office(), datetime(2026, 5, 4, tzinfo=MADRID).date()
    away = Server(tuple(joined([Busy(at(day, 9), at(day, 9, 30)), Busy(at(day, 9, 15), at(day, 10))])))
    (offer,) = site.offers
    found = {slot.start.strftime("%H:%M"): slot.free for slot in slots(site, offer, day, [], NOW, (), away)}
    assert (found["09:00"], found["09:30"], found["10:00"]) == (0, 0, 1)
    assert all(slot.free for slot in slots(site, offer, day, [], NOW))
