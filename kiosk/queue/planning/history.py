"""The past, counted by local day, half hour and service: what every model here is fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

import numpy as np

from kiosk.queue.planning.days import HALF_HOURS, MINUTES, Calendar, Floats, span_of_days
from kiosk.queue.planning.happened import Duty, Leg

LONGEST_GAP = 10.0  # minutes between two visitors; a longer one was a break
LONGEST_DUTY = 16 * 60.0  # minutes; a counter left open over night was not staffed for longer


@dataclass(frozen=True, slots=True)
class Past:
    """One leg as planning needs it: day number, minute of the day, minutes waited and occupied.

    `waited` and `occupied` are NaN where that did not happen.
    """

    day: int
    minute: float
    service: int
    booked: bool
    waited: float
    occupied: float


@dataclass(frozen=True)
class History:
    """Counts over `days` (consecutive local days), D of them, S services.

    walk_ups, booked: arrivals, shape (D, 48, S). open: share of each half hour open, (D, 48). agents: mean
    agents on duty, (D, 48). visits: the legs behind it, by day and minute. gap: minutes from one visitor's
    end to the next one's call while somebody waits.
    """

    services: tuple[str, ...]
    days: tuple[date, ...]
    kinds: tuple[int, ...]
    open: Floats
    walk_ups: Floats
    booked: Floats
    agents: Floats
    visits: tuple[Past, ...]
    gap: float

    @property
    def arrivals(self) -> Floats:
        """All who came, shape (D, 48, S)."""
        return self.walk_ups + self.booked

    @property
    def open_days(self) -> int:
        """Days on which the site was open and somebody came."""
        return int((self.arrivals.sum(axis=(1, 2)) > 0).sum())

    def before(self, count: int) -> History:
        """The first `count` days alone: what was known then."""
        return replace(
            self,
            days=self.days[:count],
            kinds=self.kinds[:count],
            open=self.open[:count],
            walk_ups=self.walk_ups[:count],
            booked=self.booked[:count],
            agents=self.agents[:count],
            visits=tuple(v for v in self.visits if v.day < count),
        )


def count(
    legs: Iterable[Leg], duties: Iterable[Duty], services: Sequence[str], calendar: Calendar, until: date
) -> History:
    """The history from the first day on which anybody came up to, not including, `until`.

    A half hour in which somebody came although the hours say closed counts as open: hours change, the past
    does not. Services that are not among `services` are left out.
    """
    numbers = {name: n for n, name in enumerate(services)}
    placed = [(*calendar.place(leg.arrived_at), leg) for leg in legs if leg.service in numbers]
    placed = sorted((row for row in placed if row[0] < until), key=lambda row: (row[0], row[1], row[2].visit))
    if not placed:
        return _nothing(tuple(services))
    first = placed[0][0]
    days = span_of_days(first, (until - first).days)
    walk_ups = np.zeros((len(days), HALF_HOURS, len(services)))
    booked = np.zeros_like(walk_ups)
    visits = []
    for day, minute, leg in placed:
        at = ((day - first).days, int(minute // MINUTES), numbers[leg.service])
        (booked if leg.booked_for else walk_ups)[at] += 1
        visits.append(_past(leg, at[0], minute, at[2]))
    opened = np.array([calendar.open_share(day) for day in days])
    opened = np.where((walk_ups + booked).sum(axis=2) > 0, np.maximum(opened, 1.0), opened)
    kinds = tuple(int(calendar.kind(day)) for day in days)
    agents = _on_duty(duties, days, calendar)
    gap = _gap([leg for *_, leg in placed])
    return History(tuple(services), days, kinds, opened, walk_ups, booked, agents, tuple(visits), gap)


def _past(leg: Leg, day: int, minute: float, service: int) -> Past:
    waited = leg.wait_minutes
    done = leg.outcome in ("done", "transferred", "missed") and leg.occupied_seconds > 0
    return Past(
        day,
        minute,
        service,
        leg.booked_for is not None,
        float("nan") if waited is None else waited,
        leg.occupied_seconds / 60 if done else float("nan"),
    )


def _nothing(services: tuple[str, ...]) -> History:
    cells, flat = np.zeros((0, HALF_HOURS, len(services))), np.zeros((0, HALF_HOURS))
    return History(services, (), (), flat, cells, cells, flat, (), 0.0)


def _on_duty(duties: Iterable[Duty], days: tuple[date, ...], calendar: Calendar) -> Floats:
    """Mean number of agents at open counters in each half hour, shape (D, 48)."""
    found = np.zeros((len(days), HALF_HOURS))
    edges = np.arange(HALF_HOURS) * MINUTES
    for duty in duties:
        day, since = calendar.place(duty.since)
        at = (day - days[0]).days
        if not 0 <= at < len(days):
            continue
        length = LONGEST_DUTY if duty.until is None else (duty.until - duty.since).total_seconds() / 60
        until = min(1440.0, since + min(length, LONGEST_DUTY))
        found[at] += np.clip(np.minimum(until, edges + MINUTES) - np.maximum(since, edges), 0, MINUTES)
    return found / MINUTES


def _gap(legs: Sequence[Leg]) -> float:
    """Mean minutes from an agent's one visitor to the next, where the next was waiting already."""
    by_agent: dict[str, list[tuple[datetime, datetime, Leg]]] = {}
    for leg in legs:
        if leg.agent and leg.called_at and leg.ended_at and leg.outcome != "left":
            by_agent.setdefault(leg.agent, []).append((leg.called_at, leg.ended_at, leg))
    gaps = []
    for rows in by_agent.values():
        rows.sort(key=lambda row: row[0])
        for (_, ended, _), (called, _, leg) in pairwise(rows):
            minutes = (called - ended).total_seconds() / 60
            if leg.arrived_at <= ended and 0 <= minutes <= LONGEST_GAP:
                gaps.append(minutes)
    return float(np.mean(gaps)) if gaps else 0.0
