"""Corrects the ranges by how well the last ones held (conformal, per site, online).

The score of a forecast that has come true is how far off it was in units of its own half range: 0 is the
middle, +1 the upper edge, -1 the lower. If the simulation were right, one score in ten would lie above 1
and one below -1. The corrected edges lie at the quantiles of the scores that were really seen; before there
are any, at 1 and -1 (normal scores count as `PRIOR` cases). Forecasts at check-in and later ones are kept
apart: the first ones are made when somebody has just come, the later ones are many for those who wait long.

Whoever leaves would have been called later than those who stayed; leaving them out would make the ranges
too short. Their call is taken to be where the last forecast for them says, at a share of its range that
walks evenly from case to case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np

from kiosk.queue.forecast.laws import Floats
from kiosk.queue.forecast.room import Range

PRIOR = 60
MIDDLE_PRIOR = 800
KEPT = {"first": 600, "later": 3000}
EVERY = 3.0  # minutes between two forecasts for the same visitor that are scored
LEAST_HALF = 0.3  # minutes; half ranges below it count as this
GOLDEN = 0.6180339887498949
_NORMAL = [NormalDist().inv_cdf((i + 0.5) / PRIOR) / NormalDist().inv_cdf(0.9) for i in range(PRIOR)]


def score(raw: Range, minutes: float) -> float:
    """Where a call after so many minutes lies in the range: -1 lower edge, 0 middle, +1 upper edge."""
    if minutes >= raw.mid:
        return (minutes - raw.mid) / max(raw.high - raw.mid, LEAST_HALF)
    return (minutes - raw.mid) / max(raw.mid - raw.low, LEAST_HALF)


def at_score(raw: Range, value: float) -> float:
    """The minutes that have this score; never below 0."""
    half = max(raw.high - raw.mid, LEAST_HALF) if value >= 0 else max(raw.mid - raw.low, LEAST_HALF)
    return max(raw.mid + value * half, 0.0)


@dataclass
class Scores:
    """The last scores of one kind of forecast, and the three quantiles that they give."""

    kept: int
    seen: list[float] = field(default_factory=list)
    _edges: Floats | None = None

    def add(self, value: float) -> None:
        self.seen.append(value)
        del self.seen[: -self.kept]
        self._edges = None

    def edges(self) -> Floats:
        """Scores at 10, 50 and 90 %. The middle is moved with more caution than the edges."""
        if self._edges is None:
            edges = np.quantile(np.array(_NORMAL + self.seen), [0.1, 0.5, 0.9])
            edges[1] *= len(self.seen) / (len(self.seen) + MIDDLE_PRIOR)
            self._edges = edges
        return self._edges


class Calibration:
    """Remembers forecasts until they come true, and corrects new ones."""

    def __init__(self) -> None:
        self.scores = {kind: Scores(kept) for kind, kept in KEPT.items()}
        self.open: dict[str, list[tuple[float, Range, str]]] = {}
        self.left = 0

    def corrected(self, raw: Range, first: bool) -> Range:
        low, mid, high = self.scores["first" if first else "later"].edges()
        told = at_score(raw, float(mid))
        return Range(min(at_score(raw, float(low)), told), told, max(at_score(raw, float(high)), told))

    def note(self, visit: str, at: float, raw: Range, first: bool) -> None:
        """Keeps a forecast to score it later."""
        notes = self.open.setdefault(visit, [])
        if first or not notes or at - notes[-1][0] >= EVERY:
            notes.append((at, raw, "first" if first else "later"))

    def came(self, visit: str, at: float) -> None:
        """The visitor was called."""
        for since, raw, kind in self.open.pop(visit, ()):
            self.scores[kind].add(score(raw, at - since))

    def went(self, visit: str, at: float) -> None:
        """The visitor left at `at`, before the call."""
        notes = self.open.get(visit)
        if not notes:
            return
        self.left += 1
        since, raw, _ = notes[-1]
        share = NormalDist().inv_cdf(0.05 + 0.9 * (self.left * GOLDEN % 1)) / NormalDist().inv_cdf(0.9)
        self.came(visit, max(since + at_score(raw, share), at))

    def day_started(self) -> None:
        self.open.clear()

    def to_json(self) -> dict[str, Any]:
        return {
            "scores": {kind: [round(x, 4) for x in scores.seen] for kind, scores in self.scores.items()},
            "open": {
                v: [[at, r.low, r.mid, r.high, kind] for at, r, kind in n] for v, n in self.open.items()
            },
            "left": self.left,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Calibration:
        calibration = cls()
        for kind, seen in kept["scores"].items():
            calibration.scores[kind].seen = list(seen)
        for visit, notes in kept["open"].items():
            calibration.open[visit] = [
                (at, Range(low, mid, high), kind) for at, low, mid, high, kind in notes
            ]
        calibration.left = int(kept["left"])
        return calibration
