"""How long a visit occupies an agent: mean and spread by service, careful where little was seen.

The mean of a service is its own visits' mean drawn towards the catalogue's guess times the site's pace (how
long visits take here against the catalogue, over all services); the guess weighs as much as `GUESS_WEIGHT`
visits. That is the Bayes rule of a normal mean with a known ratio of variances (Bühlmann's credibility,
1967).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import erfc, log, sqrt

import numpy as np

from kiosk.queue.planning.days import Floats
from kiosk.queue.planning.history import History

GUESS_WEIGHT = 8.0
GUESS_SPREAD = 0.7  # standard deviation over mean, before anything was seen
OTHER_GUESS = 10.0  # minutes of a service that the catalogue no longer has
LONGEST = 240.0  # minutes; a visit that was not ended for longer was forgotten, not served
SHORTEST = 0.5


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """Minutes of one service: mean, standard deviation, and how many visits say so."""

    mean: float
    deviation: float
    seen: int

    def shorter(self, minutes: float) -> ServiceTime:
        """The service as it would be if each visit took so much less; its spread shrinks with it."""
        mean = max(SHORTEST, self.mean - minutes)
        return replace(self, mean=mean, deviation=self.deviation * mean / self.mean)

    @property
    def lognormal(self) -> tuple[float, float]:
        """mu and sigma of the lognormal law with this mean and deviation.

        Service times at counters are close to lognormal (Brown et al., Statistical analysis of a telephone
        call center, JASA 100, 2005).
        """
        sigma2 = log(1 + (self.deviation / self.mean) ** 2)
        return log(self.mean) - sigma2 / 2, sqrt(sigma2)

    def survival(self, minutes: Floats) -> Floats:
        """The chance of taking longer than so many minutes; any shape."""
        mu, sigma = self.lognormal
        safe = np.maximum(minutes, 1e-6)
        z = (np.log(safe) - mu) / max(sigma, 1e-6)
        tail: Floats = 0.5 * np.vectorize(erfc, otypes=[float])(z / sqrt(2))
        return np.where(minutes <= 0, 1.0, tail)


def measure(history: History, guesses: Mapping[str, float]) -> tuple[ServiceTime, ...]:
    """The time of each of the history's services, with the gap to the next visitor in it.

    `guesses`: minutes by service from the catalogue.
    """
    expected = [guesses.get(name, OTHER_GUESS) for name in history.services]
    minutes: list[list[float]] = [[] for _ in history.services]
    for visit in history.visits:
        if 0 < visit.occupied <= LONGEST:
            minutes[visit.service].append(visit.occupied)
    total = sum(sum(row) for row in minutes)
    foreseen = sum(len(row) * guess for row, guess in zip(minutes, expected, strict=True))
    weight = GUESS_WEIGHT * float(np.mean(expected)) if expected else 0.0
    pace = (total + weight) / (foreseen + weight) if foreseen + weight else 1.0
    return tuple(
        _shrunk(row, guess * pace, history.gap) for row, guess in zip(minutes, expected, strict=True)
    )


def _shrunk(minutes: list[float], guess: float, gap: float) -> ServiceTime:
    seen = len(minutes)
    weight = seen + GUESS_WEIGHT
    mean = (sum(minutes) + GUESS_WEIGHT * guess) / weight
    squares = sum((m - mean) ** 2 for m in minutes)
    variance = (squares + GUESS_WEIGHT * (GUESS_SPREAD * guess) ** 2) / weight
    return ServiceTime(max(SHORTEST, mean + gap), max(0.1 * mean, sqrt(variance)), seen)
