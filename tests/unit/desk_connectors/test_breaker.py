"""The line to a tool: when it rests, when it is stopped, who may try it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.connectors.engine.breaker import (
    UNCLEAR_IN_A_ROW,
    Line,
    LineState,
    Pause,
    line_after,
    reopened,
    take,
    wait_seconds,
)
from desk.connectors.port import Ambiguous, Done, Misconfigured, Rejected, RetryAfter, SignInFailed
from tests.unit.desk_connectors.rows import BUSY, DOWN, LOST, NO_ENTRY, NO_QUEUE, NOW, REFUSED, later

OPEN = Line("rt")
outcomes = st.one_of(
    st.builds(Done, st.none()),
    st.builds(Rejected, st.text(max_size=3), st.text(max_size=3)),
    st.builds(RetryAfter, st.none() | st.floats(), st.text(max_size=3), st.booleans()),
    st.builds(Ambiguous, st.text(max_size=3)),
    st.builds(SignInFailed, st.text(max_size=3)),
    st.builds(Misconfigured, st.text(max_size=3), st.text(max_size=3)),
)


def after(line: Line, *given: Any, trying: bool = True) -> Line:
    for outcome in given:
        line = line_after(line, outcome, NOW, 0.5, trying)
    return line


@pytest.mark.parametrize("outcome", [Done(None), REFUSED])
def test_a_tool_that_answers_to_the_point_is_open(outcome: Any) -> None:
    assert after(after(OPEN, DOWN), outcome) == OPEN
    assert after(after(OPEN, NO_ENTRY), outcome) == OPEN


@pytest.mark.parametrize(
    ("outcome", "state", "why", "seconds"),
    [
        (DOWN, LineState.RESTING, Pause.NOT_REACHED, 1),
        (BUSY, LineState.RESTING, Pause.BUSY, 90.5),
        (RetryAfter(None, "", busy=True), LineState.RESTING, Pause.BUSY, 1),
        (NO_ENTRY, LineState.STOPPED, Pause.SIGN_IN, 337.5),
        (NO_QUEUE, LineState.STOPPED, Pause.MAPPING, 337.5),
    ],
)
def test_a_no_closes_the_line_for_a_while(outcome: Any, state: LineState, why: Pause, seconds: float) -> None:
    line = after(OPEN, outcome)
    assert (line.state, line.why, line.until, line.failures) == (state, why, later(seconds), 1)


def test_the_tool_s_words_are_kept() -> None:
    assert after(OPEN, NO_ENTRY).message == "Invalid login"
    assert after(OPEN, NO_QUEUE).message == "queue: no such queue"
    assert after(OPEN, Misconfigured("", "no right")).message == "no right"


@pytest.mark.parametrize("lost", [LOST, RetryAfter(None, "the answer was lost", lost=True)])
def test_some_lost_answers_are_bad_luck_and_many_in_a_row_are_a_reason_to_rest(lost: Any) -> None:
    few = [lost] * (UNCLEAR_IN_A_ROW - 1)
    assert after(OPEN, *few).state is LineState.OPEN
    assert after(OPEN, *few, Done(None), *few).state is LineState.OPEN
    line = after(OPEN, *few, lost)
    assert (line.state, line.why, line.until) == (LineState.RESTING, Pause.UNCLEAR, later(1))
    assert after(line, lost).until == later(2)


def test_a_line_that_rests_waits_longer_each_time() -> None:
    line, waits = OPEN, []
    for _ in range(11):
        line = after(line, DOWN)
        assert line.until is not None
        waits.append((line.until - NOW).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_a_stopped_line_is_tried_ever_less_often() -> None:
    """Too many tries with a wrong password lock the account."""
    line, waits = OPEN, []
    for _ in range(6):
        line = line_after(line, NO_ENTRY, NOW, 0.0)
        assert line.until is not None
        waits.append((line.until - NOW).total_seconds())
    assert waits == [300, 600, 1200, 2400, 3600, 3600]
    assert after(after(OPEN, *[DOWN] * 9), NO_ENTRY).until == later(337.5)


def test_an_open_line_lets_everybody_through() -> None:
    assert take(OPEN, NOW, 60) is OPEN


@pytest.mark.parametrize("outcome", [DOWN, NO_ENTRY])
def test_a_closed_line_lets_one_through_when_its_time_has_come(outcome: Any) -> None:
    line = after(OPEN, outcome)
    assert line.until is not None
    assert take(line, NOW, 60) is None
    taken = take(line, line.until, 60)
    assert taken == replace(line, until=taken.until if taken else None)
    assert taken is not None and taken.until is not None and taken.until > line.until
    assert take(taken, line.until, 60) is None
    assert take(taken, taken.until, 60) is not None  # that one died


@pytest.mark.parametrize("outcome", [Done(None), REFUSED, LOST, NO_ENTRY, NO_QUEUE])
@pytest.mark.parametrize("closed", [DOWN, BUSY, NO_ENTRY])
def test_an_answer_to_something_older_leaves_a_closed_line_as_it_is(closed: Any, outcome: Any) -> None:
    """A second process's call, begun before the tool said that it is too much."""
    line = after(OPEN, closed)
    assert after(line, outcome, trying=False) == line


def test_but_it_may_learn_to_wait_longer() -> None:
    line = after(OPEN, DOWN)
    longer = after(line, BUSY, trying=False)
    assert (longer.until, longer.failures) == (later(90.5), 1)
    assert after(longer, RetryAfter(5.0, "", busy=True), trying=False) == longer


def test_a_line_that_is_mended_opens_at_once() -> None:
    assert reopened(after(OPEN, NO_ENTRY)) == OPEN


@given(given=st.lists(st.tuples(outcomes, st.floats(0, 1), st.booleans()), max_size=60))
def test_whatever_comes_the_line_can_be_tried_again_within_a_day(
    given: list[tuple[Any, float, bool]],
) -> None:
    line = OPEN
    for outcome, dice, trying in given:
        line = line_after(line, outcome, NOW, dice, trying)
        assert take(line, later(86_402), 60) is not None
        assert (line.until is None) == (line.state is LineState.OPEN) == (line.why is None)


@given(failures=st.integers(-3, 10**9), dice=st.floats(0, 1))
def test_waits_are_within_their_bounds(failures: int, dice: float) -> None:
    assert 0.75 <= wait_seconds(failures, dice) <= 375
