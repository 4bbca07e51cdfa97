"""How long things take, as distributions: on a logarithmic grid (services), or as a list of what was seen
(delays).

A *law* is a distribution of ratios: minutes over what was expected, mean 1. It starts as a lognormal of the
usual spread of service times and takes the shape of what is seen, whatever that is: short tail, long tail,
two humps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STEP = 0.05
GRID: Floats = (
    np.arange(-100, 71, dtype=np.float64) * STEP
)  # log of the ratio: 0.0067 to 33 times what was expected
USUAL_CV = 0.7  # standard deviation over mean of service times, before anything was seen
TAIL = 0.003  # share of a wide lognormal in every law: what has never been seen may still happen
LEAST = 1e-12


def lognormal_mass(cv: float) -> Floats:
    """Mass on the grid of a lognormal with mean 1 and this standard deviation."""
    variance = np.log1p(cv * cv)
    mass = np.exp(-((GRID + variance / 2) ** 2) / (2 * variance))
    return np.asarray(mass / mass.sum(), np.float64)


def smoothed_mass(log_ratios: Floats) -> Floats:
    """Kernel density of what was seen, as mass on the grid (sum 1). Needs at least one value."""
    place = np.clip((log_ratios - GRID[0]) / STEP, 0, GRID.size - 1.001)
    left = place.astype(np.int64)
    share = place - left
    counts = np.bincount(left, 1 - share, GRID.size) + np.bincount(left + 1, share, GRID.size)
    width = max(0.6 * float(log_ratios.std()) * log_ratios.size**-0.2, 0.03) / STEP
    reach = int(4 * width) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    mass = np.convolve(counts, kernel)[reach : reach + GRID.size]
    return np.asarray(mass / mass.sum(), np.float64)


@dataclass(frozen=True)
class Law:
    """A distribution of ratios with mean 1 (in the bulk). `edges`: log ratios at which `cdf` was reached."""

    edges: Floats
    cdf: Floats
    log_density: Floats
    log_survival: Floats
    cv: float

    @classmethod
    def of(cls, mass: Floats) -> Law:
        """Shifts the mass along the grid so that its mean is 1."""
        mass = mass / mass.sum()
        ratios = np.exp(GRID)
        mean = float(mass @ ratios)
        cv = float(np.sqrt(max(mass @ (ratios * ratios) / mean**2 - 1, 0.0025)))
        centred = np.interp(GRID + np.log(mean), GRID, mass, left=0.0, right=0.0)
        centred = centred / centred.sum() * (1 - TAIL) + lognormal_mass(1.3) * TAIL
        below = np.concatenate(([0.0], np.cumsum(centred)))
        below /= below[-1]
        edges = np.concatenate((GRID - STEP / 2, [GRID[-1] + STEP / 2]))
        middle = 1 - (below[1:] + below[:-1]) / 2
        return cls(edges, below, np.log(centred + LEAST), np.log(middle + LEAST), cv)

    def quantile(self, share: Floats) -> Floats:
        """The ratio below which this share lies, elementwise; shares in (0, 1)."""
        return np.asarray(np.exp(np.interp(share, self.cdf, self.edges)), np.float64)

    def share_below(self, ratio: Floats) -> Floats:
        return np.asarray(np.interp(np.log(ratio), self.edges, self.cdf), np.float64)

    def beyond(self, ratio: Floats, share: Floats) -> Floats:
        """The ratio at `share` of what lies above `ratio`: how long it lasts, having lasted so long."""
        reached = np.minimum(self.share_below(ratio), 1 - 1e-4)
        return np.maximum(self.quantile(reached + (1 - reached) * share), ratio)


class Delays:
    """Waits of some minutes (between two visits, after a planned start), as the last ones were seen."""

    KEPT = 400

    def __init__(self, before: Sequence[float], seen: Sequence[float] = ()) -> None:
        """`before`: what is taken to have been seen at first; it counts on, with its number."""
        self._before = list(before)
        self.seen = list(seen)[-self.KEPT :]
        self._table: Floats | None = None

    def add(self, minutes: float) -> None:
        self.seen.append(max(minutes, 0.0))
        del self.seen[: -self.KEPT]
        self._table = None

    def sorted(self) -> Floats:
        if self._table is None:
            self._table = np.sort(np.array(self._before + self.seen, np.float64))
        return self._table

    def quantile(self, share: Floats) -> Floats:
        table = self.sorted()
        return np.asarray(np.interp(share, (np.arange(table.size) + 0.5) / table.size, table), np.float64)

    def remaining(self, elapsed: float, share: Floats) -> Floats:
        """Minutes still to go when `elapsed` have passed; beyond all that was seen, half as long again."""
        table = self.sorted()
        longer = table[table > elapsed]
        if longer.size < 3:
            return np.asarray(-np.log(1 - share) * max(float(table.mean()), elapsed / 2, 0.25), np.float64)
        return np.asarray(
            np.interp(share, (np.arange(longer.size) + 0.5) / longer.size, longer - elapsed), np.float64
        )

    def share_longer(self, minutes: float) -> float:
        table = self.sorted()
        return float((table > minutes).sum() + 0.25) / (table.size + 0.5)
