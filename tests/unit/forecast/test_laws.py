"""Distributions of how long things take."""

from __future__ import annotations

import numpy as np
import pytest

from kiosk.queue.forecast.laws import GRID, USUAL_CV, Delays, Law, lognormal_mass, smoothed_mass

SHARES = (np.arange(2000) + 0.5) / 2000


def drawn(kind: str, number: int = 3000) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    random = np.random.default_rng(3)
    if kind == "exponential":
        return random.exponential(1.0, number)
    if kind == "two humps":
        return np.where(random.random(number) < 0.4, 0.3, 1.47) * random.lognormal(-0.02, 0.2, number)
    return np.ones(number)


@pytest.mark.parametrize("kind", ["exponential", "two humps", "fixed"])
def test_a_law_takes_the_shape_of_what_was_seen(kind: str) -> None:
    seen = drawn(kind)
    law = Law.of(smoothed_mass(np.log(seen)))
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        expected = float(np.quantile(seen, share)) / float(seen.mean())
        assert float(law.quantile(np.array([share]))[0]) == pytest.approx(expected, rel=0.17, abs=0.03)


@pytest.mark.parametrize("kind", ["exponential", "two humps", "fixed"])
def test_the_mean_of_a_law_is_one(kind: str) -> None:
    law = Law.of(smoothed_mass(np.log(drawn(kind))))
    assert float(law.quantile(SHARES).mean()) == pytest.approx(1.0, abs=0.04)


def test_the_usual_law_has_the_usual_spread() -> None:
    law = Law.of(lognormal_mass(USUAL_CV))
    assert law.cv == pytest.approx(USUAL_CV, rel=0.02)
    assert float(law.quantile(SHARES).std()) == pytest.approx(USUAL_CV, rel=0.15)


def test_quantiles_and_shares_are_inverse() -> None:
    law = Law.of(lognormal_mass(0.5))
    shares = np.array([0.05, 0.4, 0.95])
    assert law.share_below(law.quantile(shares)) == pytest.approx(shares, abs=1e-6)


def test_what_has_lasted_long_lasts_longer_than_it_has() -> None:
    law = Law.of(lognormal_mass(0.5))
    for elapsed in (0.1, 1.0, 5.0, 20.0, 1000.0):
        whole = law.beyond(np.full(50, elapsed), SHARES[::40])
        assert bool((whole >= elapsed).all())


def test_an_exponential_service_forgets_how_long_it_has_lasted() -> None:
    law = Law.of(smoothed_mass(np.log(drawn("exponential", 20000))))
    fresh = law.quantile(SHARES).mean()
    later = (law.beyond(np.full(SHARES.size, 1.0), SHARES) - 1.0).mean()
    assert float(later) == pytest.approx(float(fresh), rel=0.12)


def test_densities_stay_finite_where_nothing_was_seen() -> None:
    law = Law.of(smoothed_mass(np.zeros(5)))
    assert bool(np.isfinite(law.log_density).all()) and bool(np.isfinite(law.log_survival).all())
    assert law.log_density.size == GRID.size


def test_delays_begin_with_what_is_taken_for_granted() -> None:
    delays = Delays([1.0, 2.0, 3.0])
    assert float(delays.quantile(np.array([0.5]))[0]) == 2.0
    for _ in range(300):
        delays.add(10.0)
    assert float(delays.quantile(np.array([0.5]))[0]) == 10.0


def test_delays_keep_the_last_ones_only() -> None:
    delays = Delays([1.0])
    for minutes in range(1000):
        delays.add(float(minutes))
    assert len(delays.seen) == Delays.KEPT and delays.seen[0] == 600.0


def test_what_remains_of_a_delay_is_known_from_the_longer_ones() -> None:
    delays = Delays([], [1.0, 2.0, 3.0, 8.0, 9.0, 10.0])
    left = delays.remaining(5.0, np.array([0.01, 0.5, 0.99]))
    assert left == pytest.approx([3.0, 4.0, 5.0])


def test_a_delay_longer_than_all_that_were_seen_goes_on_for_half_as_long_again() -> None:
    delays = Delays([2.0, 2.0, 2.0])
    assert float(delays.remaining(3.0, SHARES).mean()) == pytest.approx(2.0, rel=0.02)
    assert float(delays.remaining(30.0, SHARES).mean()) == pytest.approx(15.0, rel=0.02)


def test_the_share_that_takes_longer() -> None:
    delays = Delays([1.0, 2.0, 3.0, 4.0])
    assert delays.share_longer(0.0) > 0.9
    assert delays.share_longer(2.5) == pytest.approx(0.5)
    assert 0 < delays.share_longer(99.0) < 0.1
