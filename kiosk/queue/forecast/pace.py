"""Today's pace: by what factor everything takes longer today, as a belief on a grid of log factors.

Every finished service shifts the belief by its likelihood, and so does every service that is still going on
(it has lasted at least so long). The prior says: a usual day, or with a small chance any day; and the pace
may change in the middle of a day. One service alone says little, however long or short it was: it may have
been stuck, or ended by mistake, and the range of everybody in the room must not double for it.
"""

from __future__ import annotations

import numpy as np

from kiosk.queue.forecast.laws import GRID, STEP, Floats, Law

THETA: Floats = np.arange(-30, 31, dtype=np.float64) * STEP  # log pace: 0.22 to 4.5
CHANGE = 0.01  # chance, with each service, that the pace changes; over the chance that a day is odd
ODD_SD = 0.6
ODD_ONE = 0.05  # no service alone shifts the odds of two paces by more than one over this


def prior(day_sd: float, odd_days: float) -> Floats:
    usual, odd = (np.exp(-0.5 * (THETA / sd) ** 2) for sd in (day_sd, ODD_SD))
    return np.asarray((1 - odd_days) * usual / usual.sum() + odd_days * odd / odd.sum(), np.float64)


def _at(table: Floats, log_ratio: float) -> Floats:
    """The table read at log_ratio - theta, for every theta."""
    place = np.clip((log_ratio - THETA - GRID[0]) / STEP, 0, GRID.size - 1.001)
    left = place.astype(np.int64)
    share = place - left
    return np.asarray(table[left] * (1 - share) + table[left + 1] * share, np.float64)


class Pace:
    """The belief about today. Start one each day."""

    def __init__(self, day_sd: float, odd_days: float) -> None:
        self.before = prior(day_sd, odd_days)
        self.changed = prior(day_sd, 0.5)
        self.change = CHANGE * odd_days
        self.belief = self.before.copy()

    def finished(self, minutes: float, expected: float, law: Law) -> None:
        """A service took `minutes` where `expected` were usual for it."""
        density = np.exp(_at(law.log_density, float(np.log(max(minutes, 1e-3) / expected))))
        belief = self.belief * (density + ODD_ONE * float(np.exp(law.log_density.max())))
        belief /= belief.sum()
        self.belief = (1 - self.change) * belief + self.change * self.changed

    def given(self, going_on: list[tuple[float, float, Law]]) -> Floats:
        """The belief when services have been going on for (minutes, expected minutes, law); sums to 1."""
        belief = self.belief
        for minutes, expected, law in going_on:
            if minutes > 0:
                lasts = np.exp(_at(law.log_survival, float(np.log(minutes / expected))))
                belief = belief * (lasts + ODD_ONE)
        return np.asarray(belief / belief.sum(), np.float64)


def mean(belief: Floats) -> float:
    return float(belief @ np.exp(THETA))


def draw(belief: Floats, share: Floats) -> Floats:
    """Factors at these shares of the belief."""
    below = np.concatenate(([0.0], np.cumsum(belief)))
    edges = np.concatenate((THETA - STEP / 2, [THETA[-1] + STEP / 2]))
    return np.asarray(np.exp(np.interp(share, below / below[-1], edges)), np.float64)
