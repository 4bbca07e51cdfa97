"""The visit page's first line: from the appointment and the line to one stage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.visits.rules import Booking, Stage, standing, visit_of
from kiosk.queue import events as e
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.settings import Hours
from kiosk.queue.visits import CallRule, EndCause
from tests.unit.desk_bookings.sites import office

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SITE = office(Hours(always=True))
BOOKED = Booking("a1", "laptop", NOON, NOON + timedelta(minutes=30), "booked")


def line_with(*more: e.Event, appointment: str | None = None) -> Line:
    """A line in which visit v1 has checked in with number A001, at an open counter."""
    line = Line()
    came = e.VisitCheckedIn(NOON, "v1", "laptop", "A001", NOON, NOON, appointment=appointment)
    for event in (e.SettingsChanged(NOON, SITE.rules), e.CounterOpened(NOON, "1", "lena"), came, *more):
        fold(line, event)
    return line


CALLED = e.VisitCalled(NOON, "v1", "1", "lena", CallRule.DUE_TIME)
STARTED = e.VisitStarted(NOON, "v1", "1", "lena")


@pytest.mark.parametrize(
    ("events", "stage", "counter"),
    [
        ((), Stage.WAITING, ""),
        ((CALLED,), Stage.CALLED, "1"),
        ((CALLED, STARTED), Stage.SERVING, "1"),
        ((CALLED, STARTED, e.VisitHeld(NOON, "v1", EndCause.AGENT)), Stage.HELD, ""),
        ((CALLED, STARTED, e.VisitFinished(NOON, "v1", "lena")), Stage.DONE, "1"),
        ((CALLED, e.VisitMissed(NOON, "v1", "lena")), Stage.NO_SHOW, "1"),
        ((e.VisitLeft(NOON, "v1", EndCause.VISITOR),), Stage.LEFT, ""),
    ],
)
def test_a_visit_in_the_line(events: tuple[e.Event, ...], stage: Stage, counter: str) -> None:
    line = line_with(*events)
    told = standing(SITE, line, visit_of(line, "v1", None), None, NOON, NOON)
    assert (told.stage, told.counter) == (stage, counter)
    assert told.can_leave is (stage in (Stage.WAITING, Stage.CALLED, Stage.HELD))
    assert told.over is (stage in (Stage.DONE, Stage.NO_SHOW, Stage.LEFT))


def test_waiting_tells_number_people_ahead_and_range() -> None:
    line = line_with(e.VisitCheckedIn(NOON, "v2", "laptop", "A002", NOON, NOON + timedelta(minutes=1)))
    told = standing(SITE, line, line.visits["v2"], None, NOON, NOON)
    assert (told.number, told.ahead) == ("A002", 1)
    low, high = told.wait
    assert low is not None and high is not None and low < high


def test_an_appointment_is_followed_from_booking_to_the_line() -> None:
    empty = Line()
    before = NOON - timedelta(hours=2)
    told = standing(SITE, empty, visit_of(empty, "", BOOKED), BOOKED, before, None)
    assert (told.stage, told.can_change, told.can_leave) == (Stage.BOOKED, True, False)
    line = line_with(appointment="a1")
    assert standing(SITE, line, visit_of(line, "", BOOKED), BOOKED, NOON, NOON).stage is Stage.WAITING


@pytest.mark.parametrize(
    ("state", "after", "stage"),
    [
        ("booked", timedelta(minutes=5), Stage.BOOKED),
        ("booked", timedelta(minutes=11), Stage.LATE),
        ("booked", timedelta(days=2), Stage.EXPIRED),
        ("cancelled", timedelta(), Stage.CANCELLED),
        ("kept", timedelta(days=1), Stage.DONE),
        ("missed", timedelta(days=1), Stage.NO_SHOW),
    ],
)
def test_an_appointment_without_a_place(state: str, after: timedelta, stage: Stage) -> None:
    booking = Booking("a1", "laptop", NOON, NOON + timedelta(minutes=30), state)
    told = standing(SITE, Line(), None, booking, NOON + after, None)
    assert told.stage is stage
    assert not told.can_change


def test_nothing_known() -> None:
    assert standing(SITE, Line(), None, None, NOON, NOON).stage is Stage.UNKNOWN


def test_a_silent_site_is_told_with_the_time_of_the_last_news() -> None:
    line = line_with()
    heard = NOON - timedelta(minutes=3)
    assert standing(SITE, line, line.visits["v1"], None, NOON, heard).silent_since == heard
    assert standing(SITE, line, line.visits["v1"], None, NOON, NOON).silent_since is None
