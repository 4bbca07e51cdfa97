"""When agents work in each replicate: planned windows, coming late, not coming at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kiosk.queue.forecast.dice import Dice
from kiosk.queue.forecast.laws import Floats
from kiosk.queue.forecast.learn import History
from kiosk.queue.forecast.room import Agent, Duty, Room


def windows_of(
    room: Room, history: History, dice: Dice, agents: Sequence[Agent], place: Callable[[str], int]
) -> tuple[Floats, Floats] | None:
    """Starts (R, A, W) and ends (A, W) of work, minutes from now; None when all stay on as they are."""
    plans = [_ahead(room, agent) for agent in agents]
    if all(plan == [(-np.inf, np.inf)] for plan in plans):
        return None
    widest = max([len(plan) for plan in plans], default=1) or 1
    starts = np.full((dice.replicates, len(agents), widest), np.inf)
    ends = np.full((len(agents), widest), -np.inf)
    for i, (agent, plan) in enumerate(zip(agents, plans, strict=True)):
        for w, (start, end) in enumerate(plan):
            chance = dice.column("site", place(f"late {agent.id} {w}"))
            starts[:, i, w] = _really(room, history, agent, start, chance)
            ends[i, w] = end
        if agent.duty is Duty.OFF and agent.id not in history.today.seen_on:
            away = dice.column("site", place(f"absent {agent.id}")) < _absent(room, history, agent)
            starts[away, i] = np.inf
    return starts, ends


def from_windows(at: Floats, starts: Floats, ends: Floats) -> Floats:
    """The first moment from `at` (…) on that lies in a window; starts, ends (…, W). inf: never."""
    begin = np.maximum(at[..., None], starts)
    return np.asarray(np.where(begin < ends, begin, np.inf).min(axis=-1), np.float64)


def _ahead(room: Room, agent: Agent) -> list[tuple[float, float]]:
    """Windows that are not over; one that has begun and in which the agent is on began long ago."""
    if not agent.windows:  # no plan is known, or none for today
        return [] if agent.duty is Duty.OFF else [(-np.inf, np.inf)]
    ahead = []
    for start, end in agent.windows:
        if end <= room.now and end < room.closes:
            continue
        begun = start <= room.now and agent.duty is not Duty.OFF
        until = np.inf if end >= room.closes else end - room.now
        ahead.append((-np.inf if begun else start - room.now, until))
    return ahead


def _really(room: Room, history: History, agent: Agent, start: float, chance: Floats) -> Floats:
    """When a window that begins at `start` really begins, in each replicate."""
    if start == -np.inf:
        return np.full(chance.shape, -np.inf)
    late = history.habits.lateness
    if start > 0:
        return start + late.quantile(chance)
    return late.remaining(min(-start, room.now - agent.since), chance)


def _absent(room: Room, history: History, agent: Agent) -> float:
    """The chance that an agent not seen today will not come, given how long they have been awaited."""
    first = min((start for start, _ in agent.windows or ()), default=room.now)
    prior = history.habits.absent.value
    if first >= room.now:
        return prior
    comes = (1 - prior) * history.habits.lateness.share_longer(room.now - first)
    return prior / (prior + comes)
