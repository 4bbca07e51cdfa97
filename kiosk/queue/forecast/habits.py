"""What people do: who walks in when, who comes late or not at all, who leaves, how agents come back from
breaks.

Each habit is a rate or a list of delays that begins with a plain prior, worth a few observations, and is
carried over from day to day. All of them are told what happened by `History`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kiosk.queue.forecast.laws import Delays, Floats
from kiosk.queue.forecast.room import DAY

HALF_HOUR = 30.0


@dataclass
class Share:
    """How often something is true; the prior counts as `weight` cases."""

    prior: float
    weight: float
    true: float = 0.0
    cases: float = 0.0

    def add(self, true: bool) -> None:
        self.true += true
        self.cases += 1

    @property
    def value(self) -> float:
        return (self.prior * self.weight + self.true) / (self.weight + self.cases)


@dataclass
class Patience:
    """Leaving: a rate per minute for each span of the wait so far, for walk-ups and for booked visitors."""

    EDGES = (5.0, 10.0, 20.0, 40.0, 80.0)
    PRIOR_RATE = 1 / 400
    PRIOR_MINUTES = 400.0
    left: list[list[float]] = field(default_factory=lambda: [[0.0] * 6, [0.0] * 6])
    waited: list[list[float]] = field(default_factory=lambda: [[0.0] * 6, [0.0] * 6])

    def add(self, minutes: float, left: bool, booked: bool) -> None:
        start = 0.0
        for i, end in enumerate((*self.EDGES, np.inf)):
            self.waited[booked][i] += max(min(minutes, end) - start, 0.0)
            if minutes <= end:
                self.left[booked][i] += left
                return
            start = end

    def rates(self, booked: bool) -> Floats:
        """Chance to leave per minute in each span; the spans borrow from one another."""
        left, waited = np.array(self.left[booked]), np.array(self.waited[booked])
        whole = (left.sum() + self.PRIOR_RATE * self.PRIOR_MINUTES) / (waited.sum() + self.PRIOR_MINUTES)
        return np.asarray((left + whole * self.PRIOR_MINUTES) / (waited + self.PRIOR_MINUTES), np.float64)

    def remaining(self, elapsed: Floats, booked: bool, share: Floats) -> Floats:
        """Minutes until they would leave, (R, N), for who has waited `elapsed` (N,); shares (R, N)."""
        rates = self.rates(booked)
        starts = np.array((0.0, *self.EDGES))
        hazard = np.concatenate(([0.0], np.cumsum(rates[:-1] * np.diff(starts))))
        far = 1e4  # minutes: the end of the last span
        starts, hazard = (
            np.append(starts, far),
            np.append(hazard, hazard[-1] + rates[-1] * (far - starts[-1])),
        )
        spent = np.interp(elapsed, starts, hazard)
        return np.asarray(np.interp(spent - np.log1p(-share), hazard, starts) - elapsed, np.float64)


@dataclass
class Arrivals:
    """Walk-ups per half hour of the day, their services, and the share that is urgent."""

    days: float = 0.0
    by_half_hour: list[float] = field(default_factory=lambda: [0.0] * 48)
    by_service: dict[str, float] = field(default_factory=dict)
    urgent: Share = field(default_factory=lambda: Share(0.01, 20))
    today: float = 0.0
    first_today: float | None = None
    PRIOR_RATE = 0.1  # a minute, when the site has not had a whole day yet

    def day_started(self) -> None:
        self.days += self.today > 0
        self.today, self.first_today = 0.0, None

    def add(self, at: float, service: str, urgent: bool) -> None:
        if self.first_today is None:
            self.first_today = at
        self.today += 1
        self.by_half_hour[int(at % DAY // HALF_HOUR)] += 1
        self.by_service[service] = self.by_service.get(service, 0.0) + 1
        self.urgent.add(urgent)

    def rate(self, now: float, at: float) -> float:
        """Expected walk-ups a minute at `at`, a time later today: the usual half hour at today's busyness."""
        if self.days < 1:
            open_for = now - self.first_today if self.first_today is not None else 0.0
            return (self.today + self.PRIOR_RATE * 30) / (max(open_for, 0.0) + 30)
        usual, so_far = self._usual(), 0.0
        half = now % DAY / HALF_HOUR
        so_far = float(usual[: int(half)].sum() + usual[int(half)] * (half % 1)) * HALF_HOUR
        busyness = (self.today + 50) / (so_far + 50)
        return float(usual[int(at % DAY // HALF_HOUR)]) * busyness

    def _usual(self) -> Floats:
        """A minute, by half hour: the mean of the days before (today's count is taken out by its share)."""
        counts = np.array(self.by_half_hour)
        return np.asarray(counts / (self.days + (self.today > 0)) / HALF_HOUR, np.float64)


@dataclass
class Habits:
    """All of them. `gap`: from the end of a visit to the next call while somebody waits; `lost`: likewise
    after a no-show, from its call; `lateness`: minutes that an agent comes after the planned start;
    `punctual`: arrival minus slot of booked visitors, shifted by a day so that it is not negative.
    """

    gap: Delays = field(default_factory=lambda: Delays([0.05, 0.15, 0.3, 0.5, 0.8, 1.4]))
    lost: Delays = field(default_factory=lambda: Delays([0.5, 1.0, 1.5, 2.0, 3.0]))
    lateness: Delays = field(default_factory=lambda: Delays([0.0, 0.0, 0.5, 2.0, 5.0]))
    punctual: Delays = field(
        default_factory=lambda: Delays([DAY + x for x in (-14, -9, -6, -4, -2, 0, 4, 10)])
    )
    absent: Share = field(default_factory=lambda: Share(0.02, 25))
    shows: Share = field(default_factory=lambda: Share(0.9, 20))
    gone: tuple[Share, Share] = field(default_factory=lambda: (Share(0.02, 30), Share(0.01, 30)))
    patience: Patience = field(default_factory=Patience)
    arrivals: Arrivals = field(default_factory=Arrivals)

    def to_json(self) -> dict[str, Any]:
        delays = {
            n: [round(x, 4) for x in getattr(self, n).seen] for n in ("gap", "lost", "lateness", "punctual")
        }
        shares = {n: [s.true, s.cases] for n, s in self._shares().items()}
        a, p = self.arrivals, self.patience
        return {
            "delays": delays,
            "shares": shares,
            "patience": [p.left, p.waited],
            "arrivals": [a.days, a.by_half_hour, a.by_service, a.today, a.first_today],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Habits:
        habits = cls()
        for name, seen in kept["delays"].items():
            for minutes in seen:
                getattr(habits, name).add(minutes)
        for name, share in habits._shares().items():
            share.true, share.cases = kept["shares"][name]
        habits.patience.left, habits.patience.waited = (
            [list(row) for row in half] for half in kept["patience"]
        )
        days, halves, services, today, first = kept["arrivals"]
        urgent = habits.arrivals.urgent
        habits.arrivals = Arrivals(days, list(halves), dict(services), urgent, today, first)
        return habits

    def _shares(self) -> dict[str, Share]:
        walk_ups_gone, booked_gone = self.gone
        return {
            "absent": self.absent,
            "shows": self.shows,
            "gone": walk_ups_gone,
            "booked_gone": booked_gone,
            "urgent": self.arrivals.urgent,
        }
