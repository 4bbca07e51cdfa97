"""How many agents each half hour needs so that the promise is kept in all of them.

The formula of `load` answers first. Then the day is played forward and the answer mended: an agent is added
where the worst half hour gains most (in it, or up to an hour before, where its line began), until every half
hour keeps the promise; then agents are taken away wherever the promise still holds without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.queue.planning.days import HALF_HOURS, Floats
from kiosk.queue.planning.load import MOST_AGENTS, agents_for, mean_minutes, offered_load
from kiosk.queue.planning.room import Days, Demand, Ints, Waits, draw, shares, told, waits
from kiosk.queue.planning.service_times import ServiceTime

REPEATS = 200
FEWEST = 0.02  # visitors a day: rarer half hours are not judged
MOST_STEPS = 80
MARGIN = 0.015  # asked beyond the promise, because it is tried on so many days only


@dataclass(frozen=True, slots=True)
class Promise:
    """`share` of the visitors are called within `minutes`."""

    share: float = 0.9
    minutes: float = 15.0


@dataclass(frozen=True)
class Staffed:
    """Agents by half hour (48,), how the day goes with them, and the days that it was tried on."""

    agents: Ints
    waits: Waits
    days: Days

    @property
    def agent_hours(self) -> float:
        return float(self.agents.sum()) / 2


def first_answer(arrivals: Floats, times: Sequence[ServiceTime], promise: Promise, opened: Floats) -> Ints:
    """Agents by formula alone, (48,). arrivals: (48, S) means; opened: (48,). Whenever open, one is there."""
    mean = mean_minutes(arrivals, times)
    need = [agents_for(load, mean, promise.minutes, promise.share) for load in offered_load(arrivals, times)]
    return np.where(opened > 0, np.maximum(need, 1), 0).astype(np.int64)


def staff(
    demand: Demand,
    times: Sequence[ServiceTime],
    promise: Promise,
    opened: Floats,
    repeats: int = REPEATS,
) -> Staffed:
    """The agents that keep the promise on a day like this; `opened`: share of each half hour open, (48,)."""
    days = draw(demand, times, repeats)
    agents = first_answer(demand.mean, times, promise, opened)
    agents = _mended(days, agents, promise, opened)
    agents = _trimmed(days, agents, promise, opened)
    return Staffed(agents, told(days, waits(days, agents), promise.minutes), days)


def _judged(days: Days, agents: Ints, promise: Promise) -> tuple[Floats, Floats]:
    """Shortfall below the promise by half hour, and visitors; hardly anybody counts as kept."""
    seen, share = shares(days, waits(days, agents), promise.minutes)
    asked = min(promise.share + MARGIN, 1.0)
    few = seen < FEWEST * len(days.arrives)
    return np.where(few, 0.0, np.maximum(0.0, asked - share)), seen


def _mended(days: Days, agents: Ints, promise: Promise, opened: Floats) -> Ints:
    """With agents added until every half hour keeps the promise, or no agent helps."""
    short, seen = _judged(days, agents, promise)
    for _ in range(MOST_STEPS):
        if not short.any():
            break
        worst = int((short * seen).argmax())
        better = []
        for cell in range(max(0, worst - 2), worst + 1):
            if opened[cell] > 0 and agents[cell] < MOST_AGENTS:
                tried = agents.copy()
                tried[cell] += 1
                left, _ = _judged(days, tried, promise)
                better.append((float((left * seen).sum()), -cell, tried, left))
        if not better:
            agents = _with_last(agents, worst, opened)
            after, _ = _judged(days, agents, promise)
            if (after >= short).all():
                break
            short = after
            continue
        _, _, agents, short = min(better, key=lambda row: row[:2])
    return agents


def _with_last(agents: Ints, worst: int, opened: Floats) -> Ints:
    """One more in the open half hour before a closed one in which people still came."""
    before = np.flatnonzero(opened[: worst + 1] > 0)
    more = agents.copy()
    if len(before):
        more[before[-1]] += 1
    return more


def _trimmed(days: Days, agents: Ints, promise: Promise, opened: Floats) -> Ints:
    """Without the agents that the promise does not need, the ones at the most generous half hours first."""
    if _judged(days, agents, promise)[0].any():
        return agents
    _, share = shares(days, waits(days, agents), promise.minutes)
    order = sorted(range(HALF_HOURS), key=lambda cell: (-share[cell], cell))
    for cell in order:
        least = 1 if opened[cell] > 0 else 0
        if agents[cell] <= least or share[cell] < promise.share + 0.02:
            continue
        tried = agents.copy()
        tried[cell] -= 1
        if not _judged(days, tried, promise)[0].any():
            agents = tried
    return agents
