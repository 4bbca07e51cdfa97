"""When a day is over, whatever the clock does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings
from kiosk.site.day import day_to_end, next_end

NOON = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)  # the day before summer time ends in Madrid
MIDNIGHT = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
SETTINGS = SiteSettings(
    timezone="Europe/Madrid", services=(Service("laptop", "A", {"en": "Laptop"}),), counters=("1",)
)


def do(line: Line, command: c.Command, now: datetime) -> None:
    decision = decide(line, command, now)
    assert isinstance(decision, Decided), decision
    for event in decision.events:
        fold(line, event)


def a_line(now: datetime = NOON) -> Line:
    line = Line()
    fold(line, e.SettingsChanged(now, SETTINGS))
    return line


def with_a_visit(now: datetime = NOON) -> Line:
    line = a_line(now)
    do(line, c.CheckIn("v", "laptop"), now)
    return line


def test_nothing_to_end_in_an_empty_line() -> None:
    assert day_to_end(a_line(), NOON + timedelta(days=3)) is None


def test_a_day_ends_at_its_last_microsecond() -> None:
    line = with_a_visit()
    assert day_to_end(line, MIDNIGHT - timedelta(seconds=1)) is None
    assert day_to_end(line, MIDNIGHT) == MIDNIGHT - timedelta(microseconds=1)


def test_the_day_of_25_hours_lasts_25_hours() -> None:
    assert next_end(a_line(), MIDNIGHT) == MIDNIGHT + timedelta(hours=25)


def test_a_service_that_slept_for_days_ends_the_day_that_it_left() -> None:
    line = with_a_visit()
    ended = day_to_end(line, NOON + timedelta(days=9))
    assert ended == MIDNIGHT - timedelta(microseconds=1)
    do(line, c.EndDay(), ended)
    assert not line.visits and day_to_end(line, NOON + timedelta(days=9)) is None


def test_who_is_booked_for_tomorrow_stays() -> None:
    line = with_a_visit()
    for name, days in (("today", 0), ("tomorrow", 1)):
        claim = c.AppointmentClaim(name, "laptop", NOON + timedelta(days=days, hours=1))
        do(line, c.BookVisit(claim), NOON)
    ended = day_to_end(line, MIDNIGHT)
    assert ended is not None
    do(line, c.EndDay(), ended)
    assert set(line.visits) == {"tomorrow"}
    assert day_to_end(line, MIDNIGHT) is None


def test_a_cancelled_visit_of_next_week_ends_no_day_again_and_again() -> None:
    line = a_line()
    do(line, c.BookVisit(c.AppointmentClaim("next", "laptop", NOON + timedelta(days=7))), NOON)
    do(line, c.CancelVisit("next"), NOON)
    assert day_to_end(line, NOON + timedelta(days=2)) is None
    assert day_to_end(line, NOON + timedelta(days=8)) is not None


@given(st.lists(st.integers(-5_000, 5_000), min_size=1, max_size=8))
def test_the_days_end_comes_to_rest(jumps: list[int]) -> None:
    """However the clock jumps (hours), one end of a day is enough until somebody comes."""
    line, now = a_line(), NOON
    for number, hours in enumerate(jumps):
        now += timedelta(hours=hours)
        do(line, c.CheckIn(f"v{number}", "laptop"), now)
        if (ended := day_to_end(line, now)) is not None:
            do(line, c.EndDay(), ended)
        assert day_to_end(line, now) is None
