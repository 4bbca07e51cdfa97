"""The forward simulation, in scenes small enough to be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.queue.forecast.simulate import Scene, Turns, play

R = 4  # replicates


def scene(
    free: list[float], lengths: list[float], alphas: list[float] | None = None, coming: int = 0
) -> Scene:
    """Agents free at these minutes, visits of these lengths; keys in order of arrival unless given."""
    number = len(lengths)
    return Scene(
        free=np.tile(np.array(free, np.float64), (R, 1)),
        starts=None,
        ends=None,
        alpha=np.tile(np.array(alphas or list(range(number)), np.float64), (R, 1)),
        beta=None,
        arrives=np.zeros((R, coming)),
        bars=None,
        length=np.tile(np.array(lengths, np.float64), (R, 1)),
        factor=np.ones((len(free), number)),
        gap=np.zeros((R, number)),
        leaves=np.full((R, number), np.inf),
        waiting=number - coming,
        joins_alpha=np.zeros(0),
        joins_beta=np.zeros(0),
        joins_bars=np.zeros((len(free), 0)),
    )


def calls(made: Scene) -> list[float]:
    found = play(made).waiting
    assert bool((found == found[0]).all())
    return [float(x) for x in found[0]]


def joins(made: Scene) -> list[float]:
    return [float(x) for x in play(made).joining[0]]


def test_one_agent_takes_one_after_the_other() -> None:
    assert calls(scene([3], [10, 20, 5])) == [3, 13, 33]


def test_two_agents_share_the_line() -> None:
    assert calls(scene([3, 5], [10, 20, 5, 5])) == [3, 5, 13, 18]


def test_the_lowest_key_is_first_whoever_came_first() -> None:
    assert calls(scene([0], [10, 10, 10], alphas=[5, 1, 3])) == [20, 0, 10]


def test_a_slow_agent_needs_longer() -> None:
    assert calls(replace(scene([0], [10, 10]), factor=np.full((1, 2), 1.5))) == [0, 15]


def test_a_gap_lies_between_two_visits() -> None:
    assert calls(replace(scene([0], [10, 10]), gap=np.full((R, 2), 2.0))) == [0, 12]


def test_who_has_left_costs_no_time_but_has_a_time_of_call() -> None:
    leaves = np.full((R, 3), np.inf)
    leaves[:, 1] = 4.0
    assert calls(replace(scene([0], [10, 20, 5]), leaves=leaves)) == [0, 10, 10]


def test_agents_take_only_what_they_may() -> None:
    bars = np.array([[0.0, np.inf, 0.0], [0.0, 0.0, 0.0]])
    made = replace(scene([0, 30], [10, 10, 10]), bars=bars)
    assert calls(made) == [0, 30, 10]


def test_what_nobody_takes_is_never_called_and_does_not_hold_up_the_rest() -> None:
    bars = np.array([[np.inf, 0.0]])
    assert calls(replace(scene([0], [10, 10]), bars=bars)) == [np.inf, 0]


def test_keys_that_move_with_time_can_cross() -> None:
    made = replace(scene([0], [10, 10, 10], alphas=[-1, 0, 5]), beta=np.array([0.0, 0.0, -2.0]))
    assert calls(made) == [0, 20, 10]


def test_who_is_still_to_come_is_taken_when_there() -> None:
    made = replace(scene([0], [10, 10, 10], alphas=[0, 5, 1], coming=1), arrives=np.full((R, 1), 7.0))
    assert calls(made) == [0, 20]
    late = replace(scene([0], [10, 10, 10], alphas=[0, 5, 1], coming=1), arrives=np.full((R, 1), 11.0))
    assert calls(late) == [0, 10]


def test_an_idle_agent_waits_for_the_next_arrival() -> None:
    bars = np.array([[np.inf, 0.0], [0.0, 0.0]])
    made = replace(scene([0, 50], [10, 100], alphas=[1, 0], coming=1), bars=bars)
    assert calls(replace(made, arrives=np.full((R, 1), 7.0))) == [50]


def test_a_break_delays_the_next_call() -> None:
    made = replace(
        scene([0], [10, 10]),
        starts=np.tile(np.array([[[-np.inf, 30.0]]]), (R, 1, 1)),
        ends=np.array([[5.0, np.inf]]),
    )
    assert calls(made) == [0, 30]


def test_after_the_last_window_nobody_is_called() -> None:
    made = replace(scene([0], [10, 10]), starts=np.full((R, 1, 1), -np.inf), ends=np.array([[5.0]]))
    assert calls(made) == [0, np.inf]


def test_a_visit_for_two_agents_waits_for_the_second() -> None:
    made = replace(scene([0, 6], [10, 5, 5]), pairs=np.array([True, False, False]))
    assert calls(made) == [0, 16, 16]


def with_joiners(made: Scene, alphas: list[float], bars: list[list[float]]) -> Scene:
    return replace(
        made,
        joins_alpha=np.array(alphas, np.float64),
        joins_beta=np.zeros(len(alphas)),
        joins_bars=np.array(bars, np.float64),
    )


def test_a_joiner_is_called_in_turn_and_takes_nobodys_time() -> None:
    made = with_joiners(scene([3], [10, 20, 5]), [99, 0.5], [[0, 0]])
    assert joins(made) == [38, 13]
    assert calls(made) == calls(scene([3], [10, 20, 5]))


def test_a_joiner_finds_an_idle_agent_at_once() -> None:
    assert joins(with_joiners(scene([0, 0], [10]), [99], [[0], [0]])) == [0]


def test_a_joiner_for_whom_no_agent_is_there_waits_for_ever() -> None:
    assert joins(with_joiners(scene([0], [10]), [99, 99], [[np.inf, 0]])) == [np.inf, 10]


def turns(
    number: int, every: int | None = None, quick: list[int] | None = None, most: int | None = None
) -> Turns:
    mask = np.zeros(number, np.bool_)
    mask[quick or []] = True
    arrived = np.tile(np.arange(number, dtype=np.float64), (R, 1))
    return Turns(every, mask, np.zeros(0, np.bool_), 0, most, np.zeros(number), arrived)


def test_every_second_call_takes_a_quick_matter() -> None:
    made = replace(scene([0], [10] * 5), turns=turns(5, every=2, quick=[3, 4]))
    assert calls(made) == [0, 20, 40, 10, 30]


def test_who_was_passed_often_enough_is_next() -> None:
    keys: list[float] = [9, 1, 2, 3]
    assert calls(scene([0], [10] * 4, keys)) == [30, 0, 10, 20]
    assert calls(replace(scene([0], [10] * 4, keys), turns=turns(4, most=2))) == [20, 0, 10, 30]


@pytest.mark.parametrize("ahead", range(6))
def test_one_more_ahead_never_shortens_the_wait(ahead: int) -> None:
    def last(number: int) -> float:
        random = np.random.default_rng(2)
        made = scene([1, 2, 4], [12.0] * (number + 1))
        return float(
            np.median(play(replace(made, length=random.gamma(2, 6, (R, 9))[:, : number + 1])).waiting[:, -1])
        )

    assert last(ahead + 1) >= last(ahead)
