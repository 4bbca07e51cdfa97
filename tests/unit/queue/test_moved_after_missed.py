"""An appointment that was missed and is moved to later on the same day is booked anew, at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue.refusals import Code
from kiosk.queue.visits import VisitState
from tests.unit.queue.room import MONDAY_NINE, Room

CLAIM = c.AppointmentClaim("app", "laptop", MONDAY_NINE + timedelta(minutes=10), "ana")
LATER = replace(CLAIM, start=MONDAY_NINE + timedelta(hours=3))


def missed() -> Room:
    """Came by pass, was called, and was not there."""
    room = Room()
    room.do(c.BookVisit(CLAIM))
    room.do(c.CheckIn("v", "laptop", "ana", CLAIM))
    room.do(c.OpenCounter("1", "lena"))
    room.do(c.CallNext("1", "lena"))
    room.do(c.MarkNoShow("app", "lena"))
    assert room.line.visits["app"].state is VisitState.NO_SHOW
    return room


@pytest.mark.parametrize("way", ["pass", "name"])
def test_it_waits_for_its_new_time_not_for_the_days_end(way: str) -> None:
    room = missed().wait(5)
    assert len(room.do(c.BookVisit(LATER)).events) == 1
    moved = room.line.visits["app"]
    assert (moved.state, moved.booked_for) == (VisitState.BOOKED, LATER.start)
    room.now = LATER.start - timedelta(minutes=5)
    claim = LATER if way == "pass" else None
    done = room.do(c.CheckIn("w", "laptop", "ana", claim))
    back = room.line.visits[done.visit or ""]
    assert (back.id, back.state, back.booked_for) == ("app", VisitState.WAITING, LATER.start)
    assert room.do(c.CallNext("1", "lena")).visit == "app"


def test_the_new_pass_works_before_the_news_has_come() -> None:
    room = missed()
    room.now = LATER.start - timedelta(minutes=5)
    done = room.do(c.CheckIn("w", "laptop", "ana", LATER))
    back = room.line.visits[done.visit or ""]
    assert (back.state, back.booked_for) == (VisitState.WAITING, LATER.start)


def test_old_news_of_it_changes_nothing() -> None:
    room = missed().wait(5)
    assert room.do(c.BookVisit(CLAIM)).events == ()
    assert room.line.visits["app"].state is VisitState.NO_SHOW


def test_a_transfer_is_repeated_without_an_event_while_its_visitor_waits() -> None:
    room = Room()
    room.do(c.CheckIn("v", "laptop", "ana"))
    room.do(c.OpenCounter("1", "lena"))
    room.do(c.CallNext("1", "lena"))
    assert len(room.do(c.Transfer("v", "lena", "phone")).events) == 1
    again = room.do(c.Transfer("v", "lena", "phone"))
    assert (again.events, again.visit) == ((), "v")
    room.do(c.OpenCounter("2", "marco"))
    assert room.no(c.Transfer("v", "marco", "phone")) is Code.SAME_SERVICE, (
        "another's is a slip, not a repeat"
    )
