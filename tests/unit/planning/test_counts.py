"""The negative binomial: against sums and against dice."""

from __future__ import annotations

from math import exp, lgamma, log

import numpy as np
import pytest

from kiosk.queue.planning.counts import quantile, within


def chance(k: int, mean: float, dispersion: float) -> float:
    """The textbook's probability of k."""
    if not dispersion:
        return exp(k * log(mean) - mean - lgamma(k + 1))
    size = 1 / dispersion
    ways = lgamma(k + size) - lgamma(size) - lgamma(k + 1)
    return exp(ways + size * log(size / (size + mean)) + k * log(mean / (size + mean)))


@pytest.mark.parametrize("mean", [0.2, 1.0, 4.5, 30.0, 200.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.02, 0.4, 2.0])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_quantile_is_the_first_count_that_reaches_the_share(
    mean: float, dispersion: float, share: float
) -> None:
    found = int(quantile(np.array(mean), np.array(dispersion), share))
    below = sum(chance(k, mean, dispersion) for k in range(found))
    assert below < share + 1e-9 and below + chance(found, mean, dispersion) >= share - 1e-9


def test_nobody_expected_is_nobody() -> None:
    assert quantile(np.zeros(3), np.array([0.0, 0.1, 2.0]), 0.9).tolist() == [0, 0, 0]


@pytest.mark.parametrize("mean", [0.3, 2.0, 15.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.3])
def test_a_right_forecast_covers_what_it_says_also_of_small_counts(mean: float, dispersion: float) -> None:
    dice = np.random.default_rng(5)
    rate = mean if not dispersion else mean * dice.gamma(1 / dispersion, dispersion, 20_000)
    seen = dice.poisson(rate, 20_000).astype(float)
    covered = within(seen, np.full(20_000, mean), np.full(20_000, dispersion), 0.1, 0.9).mean()
    assert covered == pytest.approx(0.8, abs=0.015)


def test_a_forecast_that_is_far_off_covers_little() -> None:
    seen = np.full(100, 30.0)
    assert within(seen, np.full(100, 10.0), np.zeros(100), 0.1, 0.9).mean() < 0.01
