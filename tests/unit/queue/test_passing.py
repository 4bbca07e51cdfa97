"""Counting who passed whom, against counting one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.passing import Passing, can_be_passed
from kiosk.queue.visits import Presence, Visit, VisitState
from tests.unit.queue.room import MONDAY_NINE

SERVICES = ("a", "b")


def visit(turn: int, service: str = "a", booked: bool = False) -> Visit:
    return Visit(
        f"v{turn}",
        service,
        VisitState.WAITING,
        booked_for=MONDAY_NINE if booked else None,
        turn=turn,
    )


@pytest.mark.parametrize("state", list(VisitState))
@pytest.mark.parametrize("presence", list(Presence))
@pytest.mark.parametrize("reserved_for", [None, "lena"])
def test_who_waits_here_for_anybody_can_be_passed(
    state: VisitState, presence: Presence, reserved_for: str | None
) -> None:
    found = Visit("v", "a", state, presence=presence, reserved_for=reserved_for)
    here = presence in (Presence.HERE, Presence.REMOTE)
    assert can_be_passed(found) is (state is VisitState.WAITING and here and reserved_for is None)


def test_only_who_came_earlier_and_waits_for_that_service_is_passed() -> None:
    passing = Passing()
    stored = [passing.enter(visit(n, service)) for n, service in ((1, "a"), (2, "b"), (5, "a"))]
    passing.note(4, ["a"])
    assert [passing.passes(v) for v in stored] == [1, 0, 0]
    passing.note(6, ["a", "b"])
    assert [passing.passes(v) for v in stored] == [2, 1, 1]
    passing.note(6, ["a", "b"])
    assert [passing.passes(v) for v in stored] == [2, 1, 1], "called again, passes once"


def test_the_one_who_came_first_of_those_at_the_bound_is_next() -> None:
    passing = Passing()
    for n, booked in ((1, True), (2, False), (3, False)):
        passing.enter(visit(n, booked=booked))
    assert passing.over(["a"], 1) is None
    passing.note(10, ["a"])
    assert passing.over(["a"], 1) == "v2"
    assert passing.over(["b"], 1) is None
    assert passing.over(["a"], 2) is None


def test_lists_do_not_outgrow_the_line() -> None:
    passing = Passing()
    for n in range(0, 2000, 2):
        stored = passing.enter(visit(n))
        passing.note(n + 1, ["a"])
        assert passing.leave(stored) == 1
    assert passing.called == {}
    for n in range(3000, 5000, 2):
        stored = passing.enter(visit(n))
        after = passing.enter(visit(n + 1))
        passing.note(n + 2, ["a"])
        passing.leave(stored)
        passing.note(n + 2, ["a"])
        assert len(passing.called["a"]) <= 2
        passing.leave(after)


moves = st.lists(
    st.tuples(
        st.sampled_from(["come", "come", "call", "call", "go", "back", "move", "save"]),
        st.integers(0, 11),
        st.sampled_from([("a",), ("b",), ("a", "b")]),
        st.booleans(),
    ),
    max_size=60,
)


@given(moves, st.integers(1, 4))
def test_the_lists_count_what_one_counts(
    steps: list[tuple[str, int, tuple[str, ...], bool]], bound: int
) -> None:
    passing = Passing()
    here: dict[int, Visit] = {}
    away: dict[int, Visit] = {}
    counted: dict[int, int] = {}
    for turn, (kind, pick, services, booked) in enumerate(steps, start=1):
        if kind == "come":
            here[turn] = passing.enter(visit(turn, services[0], booked))
            counted[turn] = 0
        elif kind == "call":  # one who is here and is called for the first time
            if here:
                one = sorted(here)[pick % len(here)]
                passing.leave(here.pop(one))
                passing.note(one, services)
                for other, found in here.items():
                    counted[other] += other < one and found.service in services
        elif kind == "go" and here:
            one = sorted(here)[pick % len(here)]
            gone = here.pop(one)
            away[one] = replace(gone, passed=passing.leave(gone))
            assert away[one].passed == counted[one]
        elif kind == "back" and away:
            one = sorted(away)[pick % len(away)]
            here[one] = passing.enter(away.pop(one))
        elif kind == "move" and here:
            one = sorted(here)[pick % len(here)]
            gone = here.pop(one)
            here[one] = passing.enter(replace(gone, passed=passing.leave(gone), service=services[0]))
        elif kind == "save":
            passing = Passing(passing.called)
            for found in here.values():
                passing.restore(found)
        assert {n: passing.passes(v) for n, v in here.items()} == {n: counted[n] for n in here}
        for asked in (("a",), ("b",), ("a", "b")):
            walk_ups = [n for n, v in here.items() if v.service in asked and not v.booked_for]
            at_bound = [n for n in walk_ups if counted[n] >= bound]
            assert passing.over(asked, bound) == (f"v{min(at_bound)}" if at_bound else None)
            assert passing.passed_by(turn, asked) == sum(
                n < turn for n, v in here.items() if v.service in asked
            )
