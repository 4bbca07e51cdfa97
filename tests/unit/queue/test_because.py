"""Why was she called before me? As data, told to one who still waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.because import Apart, Place, Why, why_before
from kiosk.queue.visits import Because, CallRule, ChosenReason, Mark, Presence, VisitState
from tests.stateful.order_rules import ORDERS
from tests.unit.queue.room import MONDAY_NINE, Room, by_rule, settings


def at(minutes: float) -> datetime:
    return MONDAY_NINE + timedelta(minutes=minutes)


def last_call(room: Room) -> e.VisitCalled:
    return next(event for event in reversed(room.journal) if isinstance(event, e.VisitCalled))


def why(room: Room, waiting: str = "me") -> Why:
    """The newest call, explained to `waiting`."""
    told = why_before(room.line, last_call(room), waiting)
    assert told is not None
    return told


def test_booked_for_half_past_ten_and_due_before_you() -> None:
    room = Room()
    claim = room.book("she", 15)
    room.check_in("me")
    room.wait(10).check_in("", appointment=claim)
    room.open()
    room.next()
    assert why(room) == Why(
        Because.BOOKED,
        called_at=at(10),
        theirs=Place(due_at=at(15), arrived_at=at(10), booked_for=at(15)),
        mine=Place(due_at=at(20), arrived_at=at(0), booked_for=None),
    )


@pytest.mark.parametrize(
    ("rule", "because"),
    [
        (CallRule.DUE_TIME, Because.DUE),
        (CallRule.FIRST_COME, Because.ARRIVED),
        (CallRule.APPOINTMENTS_FIRST, Because.ARRIVED),
        (CallRule.ACCUMULATING, Because.POINTS),
    ],
)
def test_who_came_first_was_called_first(rule: CallRule, because: Because) -> None:
    room = by_rule(rule)
    room.check_in("she")
    room.wait(1).check_in("me")
    room.open()
    room.next()
    assert (why(room).because, why(room).apart) == (because, None)


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_is_named_to_who_would_have_been_first_without_it_alone(mark: Mark) -> None:
    room = Room()
    room.check_in("before")
    room.wait(1).check_in("she", marks=(mark,))
    room.wait(1).check_in("after")
    room.open()
    room.next()
    assert why(room, "before").because is Because(mark.value)
    assert why(room, "after").because is Because.DUE


@pytest.mark.parametrize("reason", list(ChosenReason))
def test_an_agents_choice_says_so_with_its_reason(reason: ChosenReason) -> None:
    room = Room()
    room.check_in("she")
    room.wait(1).check_in("me")
    room.open()
    room.do(c.CallVisit("1", "lena", "she", reason))
    assert (why(room).because, why(room).reason) == (Because.CHOSEN, reason)


def test_the_bound_is_named() -> None:
    room = Room(settings(rule=CallRule.APPOINTMENTS_FIRST, most_passed=1))
    room.open()
    room.check_in("she")
    room.check_in("", appointment=room.book("passer", 0))
    room.check_in("", appointment=room.book("me", 0))
    room.serve()
    room.next()
    assert last_call(room).visit == "she"
    assert why(room).because is Because.PASSED


@pytest.mark.parametrize(
    ("mine", "apart"),
    [
        ({"presence": Presence.ON_THE_WAY}, Apart.ON_THE_WAY),
        ({"reserved_for": "marco"}, Apart.RESERVED),
        ({"service": "phone"}, Apart.OTHER_AGENT),
        ({}, None),
    ],
)
def test_what_kept_the_two_apart(mine: dict[str, Any], apart: Apart | None) -> None:
    room = Room(settings(remote_join=True, counter_services={"1": ("laptop",)}))
    room.check_in("me", **mine)
    room.wait(1).check_in("she", marks=(Mark.URGENT,))
    room.open()
    room.next()
    assert last_call(room).visit == "she"
    assert why(room).apart is apart


def test_who_came_after_the_call_is_told_so() -> None:
    room = Room()
    room.check_in("she")
    room.open()
    room.next()
    room.wait(1).check_in("me")
    assert why(room).apart is Apart.CAME_LATER


def test_a_place_given_up_counts_from_when_it_was() -> None:
    room = Room()
    room.check_in("me")
    room.wait(1).check_in("she")
    room.open()
    room.open("2", "marco")
    room.next()
    room.do(c.Hold("me", "lena"))
    room.next()
    room.wait(70).do(c.PutBack("me", "marco"))
    told = why(room)
    assert told.apart is Apart.CAME_LATER
    assert told.mine.arrived_at == room.now and told.mine.due_at == room.now + timedelta(minutes=20)


@pytest.mark.parametrize("state", [s for s in VisitState if s is not VisitState.WAITING])
def test_there_is_nothing_to_explain_to_who_does_not_wait(state: VisitState) -> None:
    room = Room()
    room.somebody(state, "me", agent="marco")
    room.check_in("she")
    room.open("2", "lena")
    room.next("2", "lena")
    assert why_before(room.line, last_call(room), "me") is None


def test_nor_about_who_is_forgotten_nor_to_oneself() -> None:
    room = Room()
    room.check_in("she")
    room.open()
    room.next()
    call = last_call(room)
    assert why_before(room.line, call, "nobody") is None
    room.do(c.PutBack("she", "lena"))
    assert why_before(room.line, call, "she") is None
    room.do(c.EndDay())
    room.wait(24 * 60).check_in("me")
    assert why_before(room.line, call, "me") is None


@pytest.mark.parametrize("before", ORDERS)
@pytest.mark.parametrize("after", ORDERS)
def test_a_call_is_explained_by_the_rule_of_its_own_time(before: CallRule, after: CallRule) -> None:
    room = by_rule(before)
    room.check_in("me")
    room.wait(1).check_in("she", marks=(Mark.URGENT,))
    room.open()
    room.wait(2).next()
    said = last_call(room).because
    assert last_call(room).visit == "she" and said is Because.URGENT
    room.do(c.ApplySettings(settings(rule=after)))
    assert why(room).because is said


def test_a_call_of_an_older_version_is_explained_by_its_rule() -> None:
    room = Room()
    room.check_in("she")
    room.wait(1).check_in("me")
    room.open()
    room.next()
    old = e.VisitCalled(room.now, "she", "1", "lena", CallRule.DUE_TIME, 0)
    told = why_before(room.line, old, "me")
    assert told is not None and told.because is Because.DUE
