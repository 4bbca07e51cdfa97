"""The belief about today's pace."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.queue.forecast.laws import Law, lognormal_mass
from kiosk.queue.forecast.pace import Pace, draw, mean, prior

LAW = Law.of(lognormal_mass(0.7))
NARROW = Law.of(lognormal_mass(0.4))  # as it looks after a morning on which nothing odd was seen
EXPECTED = 10.0
SHARES = (np.arange(400) + 0.5) / 400


def services(number: int, factor: float, seed: int = 1) -> list[float]:
    shares = np.random.default_rng(seed).random(number)
    return [float(ratio) * EXPECTED * factor for ratio in LAW.quantile(shares)]


def after(number: int, factor: float) -> Pace:
    pace = Pace(0.1, 0.05)
    for minutes in services(number, factor):
        pace.finished(minutes, EXPECTED, LAW)
    return pace


def usual_day() -> Pace:
    pace = Pace(0.1, 0.065)
    shares = np.asarray((np.arange(60) * 0.618 + 0.3) % 1, np.float64)
    for ratio in NARROW.quantile(shares):
        pace.finished(float(ratio) * EXPECTED, EXPECTED, NARROW)
    return pace


def test_before_anything_is_done_the_day_is_a_usual_one() -> None:
    assert mean(Pace(0.1, 0.05).given([])) == pytest.approx(1.0, abs=0.05)


def test_a_usual_day_stays_a_usual_day() -> None:
    assert mean(after(40, 1.0).belief) == pytest.approx(1.0, abs=0.12)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_an_odd_day_is_noticed_within_thirty_services(factor: float) -> None:
    assert mean(after(30, factor).belief) == pytest.approx(factor, rel=0.2)


def test_what_is_still_going_on_counts_too() -> None:
    pace = Pace(0.1, 0.05)
    going_on = [(30.0, EXPECTED, LAW)] * 4
    assert mean(pace.given(going_on)) > 1.15 * mean(pace.given([]))
    assert mean(pace.belief) == pytest.approx(mean(Pace(0.1, 0.05).belief))


def test_what_has_just_begun_says_nothing() -> None:
    pace = Pace(0.1, 0.05)
    assert mean(pace.given([(0.0, EXPECTED, LAW), (0.05, EXPECTED, LAW)])) == pytest.approx(
        mean(pace.given([])), rel=1e-3
    )


def test_a_change_in_the_middle_of_the_day_is_noticed() -> None:
    pace = after(40, 1.0)
    for minutes in services(40, 2.0, seed=2):
        pace.finished(minutes, EXPECTED, LAW)
    assert mean(pace.belief) > 1.6


def test_where_days_are_alike_one_slow_service_changes_little() -> None:
    steady, lively = Pace(0.02, 0.02), Pace(0.3, 0.02)
    for pace in (steady, lively):
        pace.finished(30.0, EXPECTED, LAW)
    assert mean(steady.belief) < mean(lively.belief)


@pytest.mark.parametrize("minutes", [0.05, EXPECTED * 6])
def test_one_odd_service_on_a_usual_day_moves_little(minutes: float) -> None:
    """Ended by mistake, or stuck: those who wait must not see their ranges double or halve for it."""
    pace = usual_day()
    before, widest = mean(pace.belief), np.quantile(draw(pace.belief, SHARES), 0.95)
    pace.finished(minutes, EXPECTED, NARROW)
    assert mean(pace.belief) == pytest.approx(before, rel=0.1)
    assert np.quantile(draw(pace.belief, SHARES), 0.95) < 1.3 * widest


def test_two_long_ones_at_a_time_are_no_slow_day_yet() -> None:
    belief = usual_day().given([(EXPECTED * 2.8, EXPECTED, NARROW), (EXPECTED * 1.8, EXPECTED, NARROW)])
    assert np.quantile(draw(belief, SHARES), 0.9) < 1.4


def test_draws_follow_the_belief() -> None:
    belief = after(30, 2.0).belief
    drawn = draw(belief, SHARES)
    assert float(drawn.mean()) == pytest.approx(mean(belief), rel=0.01)
    assert bool((np.diff(drawn) >= 0).all())


def test_a_prior_is_a_distribution() -> None:
    assert float(prior(0.1, 0.05).sum()) == pytest.approx(1.0)
