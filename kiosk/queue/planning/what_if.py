"""What would happen if: fewer agents, more arrivals, a shorter service; by playing the day forward twice.

Both days are drawn with the same dice, so that what differs is the change and not chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from kiosk.queue.planning.days import HALF_HOURS, Calendar, Floats
from kiosk.queue.planning.room import Demand, Ints, Waits, draw, told, waits
from kiosk.queue.planning.service_times import ServiceTime
from kiosk.queue.planning.staffing import REPEATS, Promise
from kiosk.queue.settings import Hours, Span

UTC = ZoneInfo("UTC")
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """What is different. agents: more (or, below 0, fewer) on these `weekdays` (Monday 0; empty: every day).

    arrivals: factor on all arrivals. shorter: minutes less by service.
    """

    agents: int = 0
    weekdays: frozenset[int] = frozenset()
    arrivals: float = 1.0
    shorter: dict[str, float] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        return bool(self.agents) or self.arrivals != 1.0 or any(self.shorter.values())

    def staffed(self, agents: Ints, weekday: int) -> Ints:
        """The rota of a day after the change; nobody where nobody was."""
        if self.weekdays and weekday not in self.weekdays:
            return agents
        changed: Ints = np.where(agents > 0, np.maximum(agents + self.agents, 0), 0)
        return changed

    def demanded(self, demand: Demand) -> Demand:
        """The demand after the change."""
        return replace(demand, walk_ups=demand.walk_ups * self.arrivals, booked=demand.booked * self.arrivals)

    def timed(self, times: Sequence[ServiceTime], services: Sequence[str]) -> tuple[ServiceTime, ...]:
        """The service times after the change."""
        return tuple(t.shorter(self.shorter.get(name, 0.0)) for t, name in zip(times, services, strict=True))


@dataclass(frozen=True)
class Compared:
    """A day as it would be, and as it would be with the change."""

    before: Waits
    after: Waits


def compare(
    demand: Demand,
    times: Sequence[ServiceTime],
    changed: tuple[Demand, Sequence[ServiceTime]],
    agents: tuple[Ints, Ints],
    promise: Promise,
    repeats: int = REPEATS,
) -> Compared:
    """`changed`: demand and times after the change; `agents`: before and after, (48,) each."""
    before, after = draw(demand, times, repeats), draw(*changed, repeats)
    return Compared(
        told(before, waits(before, agents[0]), promise.minutes),
        told(after, waits(after, agents[1]), promise.minutes),
    )


def usual_agents(agents: Floats, weekdays: Sequence[int], weekday: int, days: int = 8) -> Ints | None:
    """Who is usually on duty on a weekday: the rounded mean of the last such days. agents: (D, 48).

    None when no counter was open on any of them.
    """
    mine = [n for n, each in enumerate(weekdays) if each == weekday and agents[n].sum() > 0][-days:]
    if not mine:
        return None
    usual: Ints = np.floor(agents[mine].mean(axis=0) + 0.5).astype(np.int64)
    return usual if usual.sum() else None


def planned_agents(shifts: Mapping[str, Mapping[int, Sequence[Span]]], weekday: int) -> Ints | None:
    """Who is on duty on a weekday by the site's shifts (agent, weekday, spans at work); None without any."""
    if not shifts:
        return None
    week = Hours(False, {})
    found = np.zeros(HALF_HOURS)
    for days in shifts.values():
        mine = Calendar(replace(week, weekly={0: tuple(days.get(weekday, ()))}), UTC)
        found += mine.open_share(MONDAY)
    planned: Ints = np.floor(found + 0.5).astype(np.int64)
    return planned
