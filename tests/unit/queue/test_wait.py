"""The wait that is told: what must hold of it whatever the day looks like."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue.line import Line, OpenCounter, ServiceTimes
from kiosk.queue.settings import Service
from kiosk.queue.visits import CallRule, Visit, VisitState, Wait
from kiosk.queue.wait import estimate, in_steps, service_moments
from tests.unit.queue.room import MONDAY_NINE, Room, settings

SERVICES = ("a", "b", "c")
SKILLS = {
    "anna": ("a",),
    "bert": ("b",),
    "carl": ("a", "b"),
    "dora": ("b", "c"),
    "emil": (),
    "fred": ("a", "c"),
}

times = st.builds(
    lambda count, mean, spread: ServiceTimes(count, count * mean, count * (mean * mean + spread * spread)),
    st.floats(0, 200),
    st.floats(0, 240),
    st.floats(0, 400),
)
queues = st.lists(st.sampled_from(SERVICES), max_size=25)
duty = st.lists(st.tuples(st.sampled_from(sorted(SKILLS)), st.sampled_from([None, *SERVICES])), max_size=8)
learned = st.dictionaries(st.sampled_from(SERVICES), times)
guesses = st.tuples(*[st.floats(0.01, 300)] * 3)
days = st.builds(
    lambda queue, agents, seen, guess: build(queue, agents, seen, guess), queues, duty, learned, guesses
)


def build(
    queue: list[str],
    agents: list[tuple[str, str | None]],
    seen: dict[str, ServiceTimes],
    guess: tuple[float, ...],
) -> Line:
    """A line with this queue; agents are (skills' owner, service of whom they serve or None)."""
    services = tuple(
        Service(s, s.upper(), {}, expected_minutes=minutes)
        for s, minutes in zip(SERVICES, guess, strict=True)
    )
    line = Line(settings=settings(services=services, agent_services={}))
    line.times = dict(seen)
    for service in queue:
        join(line, service)
    for name, serving in agents:
        sit_down(line, name, serving)
    return line


def join(line: Line, service: str) -> None:
    turn = len(line.visits) + 1
    visit = Visit(
        f"v{turn}", service, VisitState.WAITING, checked_in_at=MONDAY_NINE, due_at=MONDAY_NINE, turn=turn
    )
    line.visits[visit.id] = visit
    line.waiting.add(visit)


def sit_down(line: Line, name: str, serving: str | None = None) -> None:
    """One more agent with the skills of `name`; at work for a service, or free."""
    agent = f"{name}-{len(line.counters)}"
    line.settings.agent_services[agent] = SKILLS[name]
    served = None
    if serving and line.settings.serves(agent, serving):
        served = f"at-{agent}"
        line.visits[served] = Visit(served, serving, VisitState.SERVING)
    line.counters[str(len(line.counters))] = OpenCounter(agent, MONDAY_NINE, served)


def shorter(one: Wait | None, other: Wait | None) -> bool:
    """Whether `one` is nowhere longer than `other`; not to be said is the longest."""
    if one is None or other is None:
        return other is None
    return one.low_minutes <= other.low_minutes and one.high_minutes <= other.high_minutes


@given(days, st.sampled_from(SERVICES))
def test_a_wait_is_a_range_of_whole_minutes_told_in_steps(line: Line, service: str) -> None:
    wait = estimate(line, service)
    if wait is None:
        assert not any(line.settings.serves(at.agent, service) for at in line.counters.values())
        return
    assert 0 <= wait.low_minutes <= wait.high_minutes
    assert wait == Wait(0, 0) or wait.low_minutes < wait.high_minutes
    low, high = in_steps(wait)
    assert low % 5 == 0 and high % 5 == 0
    assert (low, high) == (0, 0) or low <= wait.low_minutes < wait.high_minutes <= high


@given(days, st.sampled_from(SERVICES), st.sampled_from(SERVICES))
def test_one_more_ahead_never_shortens_the_wait(line: Line, service: str, comes: str) -> None:
    before = estimate(line, service)
    join(line, comes)
    after = estimate(line, service)
    assert shorter(before, after)
    if before and after:
        assert all(x <= y for x, y in zip(in_steps(before), in_steps(after), strict=True))


@given(days, st.sampled_from(SERVICES), st.sampled_from(sorted(SKILLS)))
def test_one_more_agent_never_lengthens_the_wait(line: Line, service: str, comes: str) -> None:
    before = estimate(line, service)
    sit_down(line, comes)
    assert shorter(estimate(line, service), before)


@given(days, st.sampled_from(SERVICES))
def test_who_is_further_back_is_never_told_less(line: Line, service: str) -> None:
    keys = [line.waiting.key_for(line.visits[v]) for v in line.waiting.in_order([service])]
    told = [estimate(line, service, key) for key in keys]
    assert all(shorter(front, back) for front, back in pairwise(told))
    assert all(shorter(wait, estimate(line, service)) for wait in told)


@given(days, st.sampled_from(SERVICES))
def test_with_a_free_agent_and_nobody_ahead_the_wait_is_none(line: Line, service: str) -> None:
    free = any(at.visit is None and line.settings.serves(at.agent, service) for at in line.counters.values())
    if free and not line.waiting.services():
        assert estimate(line, service) == Wait(0, 0)


@given(days, st.sampled_from(SERVICES))
def test_no_service_takes_no_time_and_none_always_the_same(line: Line, service: str) -> None:
    mean, variance = service_moments(line, service)
    assert mean > 0 and variance > 0


@given(days, st.sampled_from(SERVICES))
def test_the_order_in_which_agents_sat_down_does_not_matter(line: Line, service: str) -> None:
    before = estimate(line, service)
    line.counters = dict(reversed(line.counters.items()))
    assert estimate(line, service) == before


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, (0, 0)),
        (0, 2, (0, 0)),
        (0, 3, (0, 5)),
        (4, 5, (0, 5)),
        (5, 6, (5, 10)),
        (5, 10, (5, 10)),
        (14, 16, (10, 20)),
        (61, 134, (60, 135)),
    ],
)
def test_waits_are_told_in_steps_of_five(low: int, high: int, told: tuple[int, int]) -> None:
    assert in_steps(Wait(low, high)) == told


@pytest.mark.parametrize("rule", list(CallRule)[:3])
def test_nobody_on_duty_nothing_is_said(rule: CallRule) -> None:
    room = Room(settings(rule=rule, agent_services={"noor": ("phone",)}))
    assert estimate(room.line, "laptop") is None
    room.open("1", "noor")
    assert estimate(room.line, "laptop") is None
    assert estimate(room.line, "phone") == Wait(0, 0)


def test_as_many_ahead_as_agents_are_free_is_now_and_one_more_is_not() -> None:
    room = Room()
    room.open("1", "lena")
    room.open("2", "marco")
    room.check_in("a")
    assert estimate(room.line, "laptop") == Wait(0, 0)
    room.check_in("b")
    assert estimate(room.line, "laptop") != Wait(0, 0)


def test_an_agent_for_another_service_does_not_change_the_wait() -> None:
    room = Room(settings(agent_services={"lena": ("laptop",), "noor": ("phone",)}))
    room.open("1", "lena")
    for n in range(4):
        room.check_in(f"v{n}")
    before = estimate(room.line, "laptop")
    room.open("2", "noor")
    for n in range(9):
        room.check_in(f"p{n}", "phone")
    assert estimate(room.line, "laptop") == before


def test_what_was_seen_replaces_the_catalogues_guess() -> None:
    room = Room()
    room.open()
    guess, _ = service_moments(room.line, "laptop")
    for n in range(60):
        room.check_in(f"v{n}")
        room.serve(minutes=2)
    seen, spread = service_moments(room.line, "laptop")
    assert guess == 10 and 2 < seen < 3
    assert spread < 15


def test_older_times_fade() -> None:
    seen = ServiceTimes()
    for _ in range(1000):
        seen.add(50)
    for _ in range(1000):
        seen.add(5)
    assert 5 < seen.total / seen.count < 6
    assert seen.count < 201


def test_a_service_that_is_listed_no_more_still_has_a_wait() -> None:
    room = Room()
    room.check_in("v", "phone")
    room.open()
    room.do(c.ApplySettings(settings(services=(Service("laptop", "A", {}),))))
    room.next()
    room.check_in("w")
    wait = estimate(room.line, "laptop")
    assert wait is not None and wait.high_minutes > wait.low_minutes


def test_the_range_holds_about_eight_of_ten() -> None:
    """Against the exact quantiles of a gamma variable of shape 2 and scale 10: 5.3 and 38.9 minutes."""
    line = build(["a"], [("anna", "a")], {}, (10, 10, 10))
    line.times["a"] = ServiceTimes(1e6, 1e7, 2e8)  # mean 10, variance 100
    assert estimate(line, "a") == Wait(5, 39)


def test_count_sum_and_squares_fade_alike() -> None:
    seen = ServiceTimes()
    for minutes in (2, 4):
        seen.add(minutes, memory=10)
    assert (seen.count, seen.total, seen.squares) == pytest.approx((1.9, 5.8, 19.6))


@pytest.mark.parametrize(("times_seen", "spread"), [([10] * 50, 4), ([1, 19] * 25, 85)])
def test_the_spread_is_learned_as_well_as_the_mean(times_seen: list[int], spread: float) -> None:
    line = build([], [], {}, (10, 10, 10))
    for minutes in times_seen:
        line.times.setdefault("a", ServiceTimes()).add(minutes)
    mean, variance = service_moments(line, "a")
    assert mean == pytest.approx(10, abs=0.5)
    assert variance == pytest.approx(spread, rel=0.3)
