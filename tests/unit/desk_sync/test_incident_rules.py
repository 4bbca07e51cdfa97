"""How a record at the desk may change, and how it is looked for."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.wire import IncidentBody
from desk.incidents.rules import (
    MOVES,
    Changed,
    Filter,
    Standing,
    State,
    Wish,
    change,
    digest_of,
    first_state,
    number_of,
)
from kiosk.queue.refusals import Code, Refusal

BODY = IncidentBody(
    id="i-1", kind="incident", category=["hardware"], impact=2, urgency=2, title="Laptop will not start"
)


@pytest.mark.parametrize(("before", "after"), list(product(State, State)))
def test_states_follow_the_table_and_nothing_else(before: State, after: State) -> None:
    got = change(Standing(before, None, 4), Wish(4, state=after))
    if before is after:
        assert got == Changed(Standing(before, None, 4), ())
    elif after in MOVES[before]:
        assert isinstance(got, Changed)
        assert got.standing == Standing(after, None, 5)
        assert [(s.what, s.before, s.after) for s in got.steps] == [("state", before, after)]
    else:
        assert got == Refusal(Code.WRONG_STATE, {"state": before})


def test_every_state_can_be_left_so_that_nothing_is_closed_for_ever() -> None:
    assert all(MOVES[state] for state in State)


@given(st.integers(1, 50), st.integers(1, 50))
def test_who_looked_at_an_older_version_is_told_the_current_one(now: int, seen: int) -> None:
    got = change(Standing(State.NEW, None, now), Wish(seen, note="called back"))
    if now == seen:
        assert isinstance(got, Changed)
        assert got.standing.version == now + 1
    else:
        assert got == Refusal(Code.OUT_OF_ORDER, {"version": str(now)})


def test_one_wish_may_hold_a_state_an_assignee_and_a_note() -> None:
    got = change(Standing(State.NEW, None, 1), Wish(1, State.IN_PROGRESS, "s-1", "on it"))
    assert isinstance(got, Changed)
    assert got.standing == Standing(State.IN_PROGRESS, "s-1", 2)
    assert [step.what for step in got.steps] == ["state", "assignee", "note"]


def test_an_empty_assignee_takes_it_from_whoever_has_it_and_none_leaves_it() -> None:
    taken = change(Standing(State.NEW, "s-1", 1), Wish(1, assignee=""))
    left = change(Standing(State.NEW, "s-1", 1), Wish(1, note="x"))
    assert isinstance(taken, Changed)
    assert isinstance(left, Changed)
    assert (taken.standing.assignee, left.standing.assignee) == (None, "s-1")


def test_the_first_state_and_the_number() -> None:
    assert first_state(BODY) is State.RESOLVED
    assert first_state(BODY.model_copy(update={"resolved": False})) is State.NEW
    assert (number_of("incident", 1001), number_of("request", 1002)) == ("INC-1001", "REQ-1002")


def test_the_digest_tells_another_record_from_a_repeat_that_names_the_requester_anew() -> None:
    named = BODY.model_copy(update={"person": "p-1", "person_name": "Ana Gil"})
    other = BODY.model_copy(update={"title": "Phone lost"})
    assert digest_of(named) == digest_of(BODY) != digest_of(other)


def test_open_is_every_state_that_asks_for_work() -> None:
    assert Filter(state="open").states == ("in_progress", "new", "waiting")
    assert Filter(state="closed").states == ("closed",)
    assert Filter().states == ()
