"""Opening hours, the last check-in, and when a day is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Hours, Service, SiteSettings, Span
from kiosk.queue.visits import CallRule
from tests.unit.queue.room import MONDAY_NINE, Room, settings

MADRID = ZoneInfo("Europe/Madrid")
NEW_YORK = ZoneInfo("America/New_York")
OFFICE = (Span(time(9), time(13)), Span(time(14), time(17)))
HOLIDAY = date(2026, 12, 25)
SATURDAY = date(2026, 11, 28)
HOURS = Hours(
    always=False,
    weekly=dict.fromkeys(range(5), OFFICE),
    exceptions={HOLIDAY: (), SATURDAY: (Span(time(10), time(12)),)},
)


def site(**changes: Any) -> SiteSettings:
    return settings(hours=HOURS, **changes)


def room_at(at: datetime, **changes: Any) -> Room:
    room = Room(site(**changes))
    room.now = at
    return room


def answer_at(at: datetime, **changes: Any) -> Code | None:
    """What a walk-up is told at `at`; None: welcome."""
    room = room_at(at, **changes)
    decision = decide(room.line, c.CheckIn("v", "laptop"), room.now)
    return decision.code if isinstance(decision, Refusal) else None


@pytest.mark.parametrize(
    ("clock", "code"),
    [
        ("08:59", Code.SITE_CLOSED),
        ("09:00", None),
        ("12:49", None),
        ("12:50", Code.LAST_CHECK_IN_OVER),
        ("12:59", Code.LAST_CHECK_IN_OVER),
        ("13:00", Code.SITE_CLOSED),
        ("14:00", None),
        ("16:50", Code.LAST_CHECK_IN_OVER),
        ("17:00", Code.SITE_CLOSED),
        ("23:59", Code.SITE_CLOSED),
        ("00:00", Code.SITE_CLOSED),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "America/New_York", "Asia/Kathmandu"])
def test_walk_ups_come_between_opening_and_the_last_check_in(
    clock: str, code: Code | None, zone: str
) -> None:
    at = datetime.combine(MONDAY_NINE.date(), time.fromisoformat(clock), ZoneInfo(zone))
    assert answer_at(at.astimezone(UTC), timezone=zone) is code


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 12, 25, 10, tzinfo=UTC), Code.SITE_CLOSED),  # a Friday
        (datetime(2026, 11, 28, 11, tzinfo=UTC), None),  # a Saturday that is open
        (datetime(2026, 11, 28, 11, 55, tzinfo=UTC), Code.LAST_CHECK_IN_OVER),
        (datetime(2026, 11, 29, 11, tzinfo=UTC), Code.SITE_CLOSED),  # a Sunday
    ],
)
def test_days_that_differ(at: datetime, code: Code | None) -> None:
    assert answer_at(at) is code


def test_the_refusal_says_when_the_site_closes() -> None:
    room = room_at(MONDAY_NINE + timedelta(hours=7, minutes=55))
    assert room.data_of(c.CheckIn("v", "laptop")) == {"closes": "17:00"}


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 29, 10, tzinfo=MADRID),
        datetime(2026, 10, 25, 10, tzinfo=MADRID),
        datetime(2026, 3, 8, 10, tzinfo=NEW_YORK),
        datetime(2026, 11, 1, 10, tzinfo=NEW_YORK),
    ],
)
def test_on_days_when_the_clocks_change_the_wall_clock_counts(at: datetime) -> None:
    sunday = Hours(always=False, weekly={6: (Span(time(9), time(13)),)})
    zone = str(at.tzinfo)
    for clock, open_then in (
        (time(8, 59), False),
        (time(9), True),
        (time(12, 49), True),
        (time(12, 50), False),
    ):
        room = Room(settings(hours=sunday, timezone=zone))
        room.now = datetime.combine(at.date(), clock, at.tzinfo).astimezone(UTC)
        command = c.CheckIn("v", "laptop")
        if open_then:
            room.do(command)
        else:
            room.no(command)


@pytest.mark.parametrize("clock", ["00:00", "12:00", "23:59", "23:59:59.9"])
def test_a_site_without_hours_is_always_open(clock: str) -> None:
    room = Room()
    room.now = datetime.combine(MONDAY_NINE.date(), time.fromisoformat(clock), UTC)
    room.check_in("v")


@pytest.mark.parametrize(
    "spans",
    [
        (Span(time(9), time(13)), Span(time(13), time(17))),
        (Span(time(9), time(14)), Span(time(12), time(17))),
    ],
)
def test_spans_that_touch_are_one(spans: tuple[Span, ...]) -> None:
    hours = Hours(always=False, weekly={0: spans})
    assert hours.closing(MONDAY_NINE.replace(hour=12, minute=55)) == time(17)
    room = Room(settings(hours=hours))
    room.now = MONDAY_NINE.replace(hour=12, minute=55)
    room.check_in("v")


def test_a_span_inside_another_does_not_close_it_early() -> None:
    hours = Hours(always=False, weekly={0: (Span(time(9), time(17)), Span(time(10), time(11)))})
    assert hours.closing(MONDAY_NINE.replace(hour=10, minute=30)) == time(17)
    assert settings(hours=hours).day_over_at(MONDAY_NINE.date()) == MONDAY_NINE.replace(hour=18)


# Who is booked


@pytest.mark.parametrize(
    ("start", "arrives", "welcome"),
    [
        ("09:00", "08:30", True),  # before the doors open
        ("12:55", "12:55", True),  # after the walk-ups' last check-in
        ("12:50", "13:00", True),  # within the grace, though the break has begun
        ("12:40", "13:00", False),  # too late, and closed
        ("16:40", "16:55", True),  # too late, but open: a walk-up's place
        ("16:55", "18:00", False),
    ],
)
@pytest.mark.parametrize("heard", [True, False])
def test_who_is_booked_comes_before_opening_and_until_closing(
    start: str, arrives: str, welcome: bool, heard: bool
) -> None:
    day = MONDAY_NINE.date()
    room = room_at(datetime.combine(day, time(8), UTC))
    claim = c.AppointmentClaim("app", "laptop", datetime.combine(day, time.fromisoformat(start), UTC))
    if heard:
        room.do(c.BookVisit(claim))
    room.now = datetime.combine(day, time.fromisoformat(arrives), UTC)
    command = c.CheckIn("new", "", appointment=claim)
    if welcome:
        room.do(command)
    else:
        assert room.no(command) is Code.SITE_CLOSED


def test_who_was_let_in_while_cut_off_is_let_in_though_it_is_closed_by_now() -> None:
    room = room_at(MONDAY_NINE.replace(hour=20))
    room.check_in("v", arrived_at=MONDAY_NINE.replace(hour=16))


def test_who_came_while_it_was_closed_is_not_let_in_later() -> None:
    room = room_at(MONDAY_NINE)
    arrived = MONDAY_NINE - timedelta(hours=2)
    assert room.no(c.CheckIn("v", "laptop", arrived_at=arrived)) is Code.SITE_CLOSED


def test_who_has_a_place_is_given_it_after_closing_too() -> None:
    room = room_at(MONDAY_NINE.replace(hour=16))
    room.check_in("v", person="ana")
    room.now = MONDAY_NINE.replace(hour=17, minute=30)
    assert room.do(c.CheckIn("w", "laptop", person="ana")).visit == "v"


# When a day is over


@pytest.mark.parametrize(
    ("day", "over"),
    [
        (MONDAY_NINE.date(), datetime(2026, 11, 23, 18, tzinfo=MADRID)),
        (SATURDAY, datetime(2026, 11, 28, 13, tzinfo=MADRID)),
        (HOLIDAY, datetime(2026, 12, 26, 0, tzinfo=MADRID)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=MADRID)),
    ],
)
def test_a_day_is_over_an_hour_after_the_last_closing_or_at_midnight(day: date, over: datetime) -> None:
    assert site(timezone="Europe/Madrid").day_over_at(day) == over


def test_a_day_is_never_over_after_its_midnight() -> None:
    late = Hours(always=False, weekly={0: (Span(time(9), time(23, 30)),)})
    assert settings(hours=late).day_over_at(MONDAY_NINE.date()) == datetime(2026, 11, 24, tzinfo=UTC)
    assert settings().day_over_at(MONDAY_NINE.date()) == datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/New_York"])
@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)],
)
def test_a_day_on_which_clocks_change_has_its_own_length(zone: str, day: date, hours: int) -> None:
    rules = settings(timezone=zone)
    before, after = (rules.day_over_at(d).astimezone(UTC) for d in (day - timedelta(days=1), day))
    changes_here = (zone == "Europe/Madrid") == (day.day > 20)
    assert after - before == timedelta(hours=hours if changes_here else 24)


# Settings that cannot be


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"timezone": "Europe/Madird"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"services": (Service("a", "AB", {}),)}, "prefix"),
        ({"services": (Service("a", "", {}),)}, "prefix"),
        ({"services": (Service("a", "a", {}),)}, "prefix"),
        ({"services": (Service("a", "Ñ", {}),)}, "prefix"),
        ({"services": (Service("a", "A", {}), Service("a", "B", {}))}, "services"),
        ({"services": (Service("a", "A", {}, expected_minutes=0),)}, "expected_minutes"),
        ({"services": (Service("a", "A", {}, expected_minutes=float("nan")),)}, "expected_minutes"),
        ({"services": (Service("a", "A", {}, expected_minutes=float("inf")),)}, "expected_minutes"),
        ({"hours": Hours(False, {0: (Span(time(17), time(9)),)})}, "hours"),
        ({"hours": Hours(False, {}, {HOLIDAY: (Span(time(9), time(9)),)})}, "hours"),
        ({"rule": CallRule.CHOSEN}, "rule"),
    ],
)
def test_settings_that_would_stop_the_line_are_refused_and_the_old_ones_stay(
    change: dict[str, Any], field: str
) -> None:
    room = Room()
    before = room.line.settings
    command = c.ApplySettings(settings(**change))
    assert room.no(command) is Code.INVALID
    assert list(room.data_of(command)) == [field]
    assert room.line.settings is before
