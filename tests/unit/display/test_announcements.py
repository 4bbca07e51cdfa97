"""Calls are announced one after another, none lost, none twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import events as e
from kiosk.queue.visits import CallRule, EndCause, Visit, VisitState
from kiosk.ui.display.announcements import (
    Announcement,
    Announcements,
    after,
    announced_by,
    next_one,
    with_call,
    without,
)
from kiosk.ui.display.speech import sentences, spelled, spoken

AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)


def _visit(name: str, number: str = "A042", language: str = "en") -> Visit:
    return Visit(name, "laptop", VisitState.CALLED, number=number, language=language, counter="3")


def _call(sequence: int, visit: str = "", again: bool = False) -> Announcement:
    return Announcement(sequence, visit or f"v{sequence}", "Ana", "A042", "3", "en", again)


def _called(visit: str) -> e.VisitCalled:
    return e.VisitCalled(AT, visit, "3", "lena", CallRule.DUE_TIME)


def _recalled(visit: str) -> e.VisitRecalled:
    return e.VisitRecalled(AT, visit, "3", "lena")


def test_a_call_says_who_goes_where_in_which_language() -> None:
    call = announced_by(_called("v"), _visit("v", language="es"), "Ana", 7)
    assert call == Announcement(7, "v", "Ana", "A042", "3", "es", again=False)


def test_without_a_name_the_number_is_called() -> None:
    call = announced_by(_called("v"), _visit("v"), "", 7)
    assert call is not None
    assert call.name == "A042"


def test_a_recall_is_announced_again() -> None:
    call = announced_by(_recalled("v"), _visit("v"), "Ana", 8)
    assert call is not None
    assert call.again


@pytest.mark.parametrize(
    "event",
    [
        e.VisitStarted(AT, "v", "3", "lena"),
        e.VisitFinished(AT, "v", "lena"),
        e.VisitLeft(AT, "v", EndCause.VISITOR),
        e.CounterOpened(AT, "3", "lena"),
        e.DayEnded(AT, 0),
    ],
)
def test_nothing_else_is_announced(event: e.Event) -> None:
    assert announced_by(event, _visit("v"), "Ana", 7) is None


def test_calls_wait_their_turn_in_order() -> None:
    queue = Announcements()
    for sequence in (1, 2, 3):
        queue = with_call(queue, _call(sequence))
    said = []
    while (queue := next_one(queue)).now is not None:
        said.append(queue.now.sequence)
    assert said == [1, 2, 3]


def test_the_same_entry_heard_twice_is_said_once() -> None:
    queue = next_one(with_call(with_call(Announcements(), _call(1)), _call(2)))
    for sequence in (1, 2):
        queue = with_call(queue, _call(sequence))
    assert [call.sequence for call in queue.waiting] == [2]


@pytest.mark.parametrize(
    "event",
    [
        e.VisitReturned(AT, "v2", EndCause.LEASE),
        e.VisitHeld(AT, "v2", EndCause.AGENT),
        e.VisitTransferred(AT, "v2", "phone", "lena"),
        e.VisitMissed(AT, "v2", "lena"),
        e.VisitLeft(AT, "v2", EndCause.VISITOR),
        e.VisitFinished(AT, "v2", "lena"),
    ],
)
def test_a_call_that_is_taken_back_in_time_is_not_said(event: e.Event) -> None:
    queue = Announcements(_call(1), (_call(2), _call(3)))
    assert after(queue, event, None).waiting == (_call(3),)


def test_a_call_that_is_being_said_is_said_to_its_end() -> None:
    assert without(Announcements(_call(1)), "v1").now == _call(1)


def test_somebody_who_was_quick_is_announced_all_the_same() -> None:
    queue = Announcements(_call(1), (_call(2),))
    assert after(queue, e.VisitStarted(AT, "v2", "3", "lena"), None) == queue


def test_a_new_call_joins_the_list_only_after_its_turn_but_a_recall_stays_in_it() -> None:
    queue = Announcements(_call(1), (_call(2), _call(3, "v9", again=True)))
    assert queue.unannounced == {"v1", "v2"}
    assert next_one(next_one(queue)).unannounced == frozenset()


STEPS = st.lists(st.one_of(st.just("next"), st.integers(1, 6), st.integers(-6, -1)), max_size=40)


@given(STEPS)
def test_every_call_is_said_once_unless_taken_back(steps: list[str | int]) -> None:
    """A positive number calls that visit, a negative one takes it back, `next` is somebody's turn."""
    queue, said, expected = Announcements(), [], []
    for sequence, step in enumerate(steps):
        if step == "next":
            queue = next_one(queue)
            if queue.now is not None:
                said.append(queue.now.sequence)
        elif isinstance(step, int) and step > 0:
            queue = with_call(queue, _call(sequence, f"v{step}"))
            expected.append((sequence, f"v{step}"))
        elif isinstance(step, int):
            queue = without(queue, f"v{-step}")
            expected = [each for each in expected if each[0] in said or each[1] != f"v{-step}"]
    while (queue := next_one(queue)).now is not None:
        said.append(queue.now.sequence)
    assert said == [sequence for sequence, _ in expected]


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("Ana", "en", "Ana, please come to counter 3."),
        ("Ana", "es", "Ana, pase al mostrador 3, por favor."),
        ("A042", "en", "A 0 4 2, please come to counter 3."),
        ("Ana · A042", "es", "Ana, A 0 4 2, pase al mostrador 3, por favor."),
        ("Ana", "gu", "Ana, please come to counter 3."),
        ("Ana", "es-MX", "Ana, pase al mostrador 3, por favor."),
    ],
)
def test_the_voice_speaks_the_visitor_s_language(name: str, language: str, text: str) -> None:
    assert spoken(Announcement(1, "v", name, "A042", "3", language))[0] == text


def test_the_screen_says_it_in_both_languages_where_they_differ() -> None:
    call = Announcement(1, "v", "Ana", "A042", "3", "es")
    assert sentences(call, "en") == ("Pase al mostrador 3, por favor", "Please come to counter 3")
    assert sentences(call, "es") == ("Pase al mostrador 3, por favor", "")


def test_a_number_is_spelled() -> None:
    assert spelled("KA07") == "K A 0 7"
