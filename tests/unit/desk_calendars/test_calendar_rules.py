"""When somebody is busy by their calendar's text, and what that leaves of a slot's places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.bookings import rules as bookings
from desk.calendars.expanding import expand
from desk.calendars.rules import Busy, Server, Unreadable, next_reading, places_left, spans
from tests.fixtures.desks import NOON, sample_site

MADRID = ZoneInfo("Europe/Madrid")
FIRST, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def event(*lines: str, uid: str = "e-1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def calendar(*parts: str) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""])


def read(*parts: str, first: datetime = FIRST, until: datetime = UNTIL) -> list[Busy]:
    return spans([calendar(*parts)], MADRID, first, until)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_weekly_meeting_stays_at_its_hour_when_the_clocks_change() -> None:
    found = read(
        event(
            "DTSTART;TZID=Europe/Madrid:20260324T100000",
            "DTEND;TZID=Europe/Madrid:20260324T110000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
        )
    )
    assert found == [
        Busy(at(24, 9), at(24, 10)),
        Busy(at(31, 8), at(31, 9)),
        Busy(at(7, 8, month=4), at(7, 9, month=4)),
    ]


def test_exceptions_of_a_series_move_or_leave_out_one() -> None:
    series = event(
        "DTSTART:20260302T100000Z",
        "DTEND:20260302T110000Z",
        "RRULE:FREQ=DAILY;COUNT=4",
        "EXDATE:20260303T100000Z",
    )
    moved = event("RECURRENCE-ID:20260304T100000Z", "DTSTART:20260304T150000Z", "DTEND:20260304T160000Z")
    off = event(
        "RECURRENCE-ID:20260305T100000Z",
        "DTSTART:20260305T100000Z",
        "DTEND:20260305T110000Z",
        "STATUS:CANCELLED",
    )
    assert read(series, moved, off) == [Busy(at(2, 10), at(2, 11)), Busy(at(4, 15), at(4, 16))]


def test_a_whole_day_and_a_time_without_a_zone_are_those_of_the_place() -> None:
    found = read(
        event("DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"),  # a day of 23 hours
        event("DTSTART:20260310T100000", "DTEND:20260310T110000", uid="e-2"),
    )
    assert found == [Busy(at(10, 9), at(10, 10)), Busy(at(28, 23), at(29, 22))]


def test_a_calendar_may_name_the_zone_of_its_times() -> None:
    found = read("X-WR-TIMEZONE:America/New_York", event("DTSTART:20260310T100000", "DURATION:PT1H"))
    assert found == [Busy(at(10, 14), at(10, 15))]


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "UID:a-1@mostrador"]
)
def test_what_does_not_say_busy_blocks_nothing(line: str) -> None:
    text = event("DTSTART:20260310T100000Z", "DTEND:20260310T110000Z", line)
    assert read(text.replace("UID:e-1\r\n", "") if line.startswith("UID") else text) == []


def test_free_and_busy_times_without_events_count_by_their_kind() -> None:
    found = read(
        "\r\n".join(
            [
                "BEGIN:VFREEBUSY",
                "UID:f-1",
                "DTSTAMP:20260101T000000Z",
                "FREEBUSY:20260310T100000Z/20260310T110000Z,20260310T103000Z/PT2H",
                "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260311T100000Z/PT1H",
                "FREEBUSY;FBTYPE=FREE:20260312T100000Z/PT1H",
                "END:VFREEBUSY",
            ]
        )
    )
    assert found == [Busy(at(10, 10), at(10, 12, 30)), Busy(at(11, 10), at(11, 11))]


def test_only_what_can_be_booked_is_kept() -> None:
    far = event("DTSTART:20260215T100000Z", "DTEND:20260310T110000Z")
    assert read(far) == [Busy(FIRST, at(10, 11))]
    assert read(event("DTSTART:20270215T100000Z", "DURATION:PT1H")) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!doctype html><html><body>Sign in</body></html>", "no_calendar"),
        ("", "no_calendar"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "unreadable"),
        (calendar(event("DTSTART:20260302T100000Z", "RRULE:FREQ=SECONDLY")), "too_much"),
        (calendar(event("DTSTART:20260302T100000Z", "RRULE:FREQ=DAILY;BYMINUTE=0,1,2")), "too_much"),
    ],
)
def test_what_is_no_calendar_of_a_person_is_named(text: str, why: str) -> None:
    with pytest.raises(Unreadable) as no:
        spans([text], MADRID, FIRST, UNTIL)
    assert no.value.why == why


def test_an_odd_event_does_not_take_the_others_along() -> None:
    good = event("DTSTART:20260310T100000Z", "DURATION:PT1H", uid="good")
    assert read(event("DTSTART:yesterday", "RRULE:FREQ=NEVER"), event(uid="x"), good) == [
        Busy(at(10, 10), at(10, 11))
    ]


def test_another_process_reads_the_same_and_ends_in_time() -> None:
    text = calendar(event("DTSTART;TZID=Europe/Madrid:20260324T100000", "DURATION:PT1H"))
    assert expand([text], MADRID, FIRST, UNTIL).busy == [Busy(at(24, 9), at(24, 10))]
    for hostile in (text, "<html>"):
        with pytest.raises(Unreadable):
            expand([hostile], MADRID, FIRST, UNTIL, seconds=0.001 if hostile is text else 30)


AWAY = Server((Busy(at(2, 12), at(2, 14)),))
THERE = Server()


@pytest.mark.parametrize(
    ("places", "servers", "left"),
    [
        (2, [], 2),  # nobody is named to serve it
        (1, [AWAY, THERE], 1),  # the other one steps in
        (1, [AWAY], 0),
        (2, [AWAY, THERE], 1),
        (3, [AWAY, THERE, THERE], 2),
        (6, [AWAY, THERE, THERE], 4),  # each serves two
        (5, [AWAY, THERE], 2),
        (6, [AWAY, AWAY, AWAY], 0),
    ],
)
def test_who_is_away_takes_their_share_along(places: int, servers: list[Server], left: int) -> None:
    assert places_left(places, servers, at(2, 13), at(2, 13, 30)) == left
    assert places_left(places, servers, at(2, 14), at(2, 14, 30)) == places
    assert places_left(places, servers, at(2, 11, 30), at(2, 12)) == places


hours = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5)), max_size=6)


@given(st.integers(0, 9), st.lists(hours, max_size=6), st.integers(0, 45))
def test_never_below_zero_nor_above_and_one_more_away_never_leaves_more(
    places: int, people: list[list[tuple[int, int]]], hour: int
) -> None:
    servers = []
    for each in people:
        apart: list[Busy] = []
        for begins, length in sorted(each):
            start = NOON + timedelta(hours=begins)
            if not apart or start > apart[-1].end:
                apart.append(Busy(start, start + timedelta(hours=length)))
        servers.append(Server(tuple(apart)))
    start = NOON + timedelta(hours=hour)
    end = start + timedelta(minutes=30)
    for one in servers:
        assert one.is_away(start, end) == any(b.start < end and start < b.end for b in one.busy)
    left = places_left(places, servers, start, end)
    assert 0 <= left <= places
    if servers:
        fewer = [Server((Busy(start, end),)), *servers[1:]]
        assert places_left(places, fewer, start, end) <= left


def test_slots_lose_the_places_of_who_is_away() -> None:
    site = sample_site("main")
    found = bookings.slots(site, site.offers[0], NOON.date(), [], NOON, [AWAY])
    free = {slot.start.astimezone(UTC): slot.free for slot in found}
    assert free[at(2, 13, 30)] == 0
    assert free[at(2, 14)] == 1


def test_a_wrong_password_is_tried_once_an_hour_and_others_ever_later() -> None:
    waits = [next_reading("too_slow", tries, NOON) - NOON for tries in range(1, 8)]
    assert [int(wait.total_seconds() / 60) for wait in waits] == [5, 10, 20, 40, 60, 60, 60]
    assert next_reading("sign_in", 1, NOON) - NOON == timedelta(hours=1)
