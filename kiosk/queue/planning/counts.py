"""Counts that vary more than Poisson's: the negative binomial by mean and dispersion.

Variance = mean + dispersion · mean²; dispersion 0 is Poisson. Source: Hilbe, Negative Binomial Regression
(2011), form NB2. Probabilities come by the recursion of neighbours, which needs no special function.
"""

from __future__ import annotations

import numpy as np

from kiosk.queue.planning.days import Floats

SMALLEST = 1e-9
LARGEST_MEAN = 600.0  # beyond it the first probability would underflow; half hours are far below


def _first(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats, Floats]:
    """P(0), and what makes P(k) of P(k-1): (size, odds)."""
    mean = np.minimum(mean, LARGEST_MEAN)
    over = dispersion > SMALLEST
    size = 1.0 / np.where(over, dispersion, 1.0)
    share = np.where(over, mean / (size + mean), 0.0)
    start = np.where(over, size * np.log1p(-share), -mean)
    return np.exp(start), np.where(over, size, np.inf), np.where(over, share, mean)


def _next(before: Floats, k: int, size: Floats, odds: Floats) -> Floats:
    """P(k) from P(k-1)."""
    with np.errstate(invalid="ignore"):
        grown = np.where(np.isinf(size), odds / k, odds * (k - 1 + np.where(np.isinf(size), 0.0, size)) / k)
    return before * grown


def quantile(mean: Floats, dispersion: Floats, share: float) -> Floats:
    """The smallest count that is not exceeded with at least this probability (0 < share < 1); any shape."""
    mean, dispersion = np.broadcast_arrays(np.asarray(mean, float), np.asarray(dispersion, float))
    chance, size, odds = _first(mean, dispersion)
    total = chance.copy()
    found = np.zeros(mean.shape)
    most = int(20 + 12 * np.max(mean, initial=0.0) * (1 + np.sqrt(np.max(dispersion, initial=0.0))))
    for k in range(1, most):
        below = total < share
        if not below.any():
            break
        found = np.where(below, k, found)
        chance = _next(chance, k, size, odds)
        total = total + chance
    return found


def within(seen: Floats, mean: Floats, dispersion: Floats, low: float, high: float) -> Floats:
    """How much of each seen count lies between two quantiles, 0 to 1.

    A count stands for the stretch of probability from P(< seen) to P(≤ seen): with it a right forecast covers
    exactly high - low on average, however small the counts (Czado, Gneiting, Held: Predictive model
    assessment for count data, Biometrics 65, 2009).
    """
    mean, dispersion = np.broadcast_arrays(np.asarray(mean, float), np.asarray(dispersion, float))
    chance, size, odds = _first(mean, dispersion)
    total, below, width = chance.copy(), np.zeros(mean.shape), chance.copy()
    for k in range(1, int(np.max(seen, initial=0)) + 1):
        chance = _next(chance, k, size, odds)
        reached = seen >= k
        below = np.where(reached, total, below)
        width = np.where(reached, chance, width)
        total = total + chance
    upper = np.minimum(below + width, 1.0)
    overlap = np.clip(np.minimum(upper, high) - np.maximum(below, low), 0.0, None)
    inside = ((below >= low) & (upper <= high)).astype(float)
    shares = overlap / np.where(width > SMALLEST, width, 1.0)
    return np.where(width > SMALLEST, np.minimum(shares, 1.0), inside)
