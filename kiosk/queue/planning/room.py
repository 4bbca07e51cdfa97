"""A day of the room, played forward many times at once: who waits how long with so many agents.

Visitors are called in the order in which they come, by whoever is free first. (Other rules change who waits,
hardly how many wait too long: /docs/guides/planning.md.) Agents finish with whom they serve when their half
hours end; at closing the last ones stay until nobody waits. The days are drawn once, so that two ways to
staff them are compared on the same visitors and their difference is not chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kiosk.queue.planning.days import HALF_HOURS, MINUTES, Floats
from kiosk.queue.planning.service_times import ServiceTime

SEED = 7310
NEVER = 1e9
EARLY = 5.0  # booked visitors come up to so many minutes before or after their time
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Demand:
    """What is expected of one day.

    walk_ups: (48, S) means. booked: (48, S) places taken; each comes with the chance `show` (S,). Of these
    counts a day as a whole varies by `of_day`, each half hour besides by `of_half_hour` (relative variances).
    """

    walk_ups: Floats
    booked: Floats
    show: Floats
    of_day: float
    of_half_hour: float

    @property
    def mean(self) -> Floats:
        """Expected arrivals, (48, S)."""
        return self.walk_ups + self.booked * self.show


@dataclass(frozen=True)
class Days:
    """R days of at most N visitors in order of arrival: minutes of the day, NEVER where there are fewer."""

    arrives: Floats
    minutes: Floats

    @cached_property
    def half_hours(self) -> Ints:
        """In which half hour each visitor comes; -1 where there is none."""
        cells = (np.minimum(self.arrives, 1439.0) // MINUTES).astype(np.int64)
        return np.where(self.arrives < NEVER, cells, -1)


def draw(demand: Demand, times: Sequence[ServiceTime], repeats: int, seed: int = SEED) -> Days:
    """`repeats` days as they may come."""
    dice = np.random.default_rng(seed)
    size = demand.walk_ups.shape
    whole = _gamma(dice, demand.of_day, (repeats, 1, 1))
    rest = max(0.0, demand.of_half_hour - demand.of_day)
    counts = dice.poisson(demand.walk_ups * whole * _gamma(dice, rest, (repeats, size[0], 1)))
    places = np.round(demand.booked).astype(int)
    shown = dice.binomial(np.broadcast_to(places, (repeats, *size)), demand.show)
    rows, minutes = [], []
    laws = [time.lognormal for time in times]
    for repeat in range(repeats):
        at, long = [], []
        for number, (mu, sigma) in enumerate(laws):
            walk = np.repeat(np.arange(HALF_HOURS), counts[repeat, :, number]) * float(MINUTES)
            walk = walk + dice.uniform(0, MINUTES, len(walk))
            slot = np.repeat(np.arange(HALF_HOURS), shown[repeat, :, number]) * float(MINUTES)
            slot = np.maximum(slot + dice.uniform(-EARLY, EARLY, len(slot)), 0.0)
            at += [walk, slot]
            long.append(dice.lognormal(mu, sigma, len(walk) + len(slot)))
        joined, lasts = np.concatenate(at or [np.zeros(0)]), np.concatenate(long or [np.zeros(0)])
        order = np.argsort(joined, kind="stable")
        rows.append(joined[order])
        minutes.append(lasts[order])
    return as_days(rows, minutes)


def as_days(rows: Sequence[Floats], minutes: Sequence[Floats]) -> Days:
    """Days from lists of arrivals, each in order, and how long each visit takes."""
    most = max((len(row) for row in rows), default=0)
    arrives, lasts = np.full((len(rows), most), NEVER), np.zeros((len(rows), most))
    for n, (row, long) in enumerate(zip(rows, minutes, strict=True)):
        arrives[n, : len(row)], lasts[n, : len(row)] = row, long
    return Days(arrives, lasts)


def _gamma(dice: np.random.Generator, variance: float, size: tuple[int, ...]) -> Floats:
    """Factors with mean 1 and this variance."""
    if variance < 1e-6:
        return np.ones(size)
    drawn: Floats = dice.gamma(1 / variance, variance, size)
    return drawn


def waits(days: Days, agents: Ints) -> Floats:
    """Minutes that each visitor waits, (R, N); NaN where there is none. agents: (48,) on duty.

    NEVER for whoever comes when nobody is on duty any more, nor later.
    """
    starts = _next_start(agents)
    repeats, most = days.arrives.shape
    chairs = starts.shape[0]
    found = np.full((repeats, most), np.nan)
    if not chairs:
        return np.where(days.arrives < NEVER, NEVER, found)
    free = np.zeros((repeats, chairs))
    rows, columns = np.arange(repeats), np.arange(chairs)
    for n in range(most):
        at = days.arrives[:, n]
        ready = np.maximum(free, at[:, None])
        cell = np.minimum(ready // MINUTES, HALF_HOURS).astype(np.int64)
        begin = np.maximum(ready, starts[columns, cell])
        who = begin.argmin(axis=1)
        begins = begin[rows, who]
        here = (at < NEVER) & (begins < NEVER)
        free[rows, who] = np.where(here, begins + days.minutes[:, n], free[rows, who])
        found[:, n] = np.where(at < NEVER, np.minimum(begins - at, NEVER), np.nan)
    return found


def _next_start(agents: Ints) -> Floats:
    """When each agent can begin next, by the half hour of getting free: (C, 49), minutes of the day."""
    chairs = int(agents.max(initial=0))
    starts = np.full((chairs, HALF_HOURS + 1), NEVER)
    working = np.flatnonzero(agents)
    if not len(working):
        return starts
    last = int(working[-1])
    for chair in range(chairs):
        stays = agents[last] > chair
        following = NEVER
        for cell in range(HALF_HOURS, -1, -1):
            on = (cell < HALF_HOURS and agents[cell] > chair) or (stays and cell > last)
            following = cell * MINUTES if on else following
            starts[chair, cell] = following
    return starts


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of a staffed day by half hour of arrival, each (48,): visitors a day, share within the promise,
    mean and 90th percentile in minutes (NaN where nobody comes)."""

    visitors: Floats
    within: Floats
    mean: Floats
    p90: Floats
    all_within: float
    all_mean: float
    all_p90: float


def told(days: Days, waited: Floats, promise_minutes: float) -> Waits:
    """Sum waits up by half hour."""
    cells = days.half_hours
    visitors, within = np.zeros(HALF_HOURS), np.full(HALF_HOURS, np.nan)
    mean, p90 = np.full(HALF_HOURS, np.nan), np.full(HALF_HOURS, np.nan)
    for cell in range(HALF_HOURS):
        mine = waited[cells == cell]
        if len(mine):
            visitors[cell] = len(mine) / max(len(waited), 1)
            within[cell] = float((mine <= promise_minutes).mean())
            mean[cell] = float(np.minimum(mine, 1440).mean())
            p90[cell] = float(np.minimum(np.quantile(mine, 0.9), 1440))
    everybody = waited[cells >= 0]
    if not len(everybody):
        return Waits(visitors, within, mean, p90, 1.0, 0.0, 0.0)
    capped = np.minimum(everybody, 1440)
    share = float((everybody <= promise_minutes).mean())
    return Waits(visitors, within, mean, p90, share, float(capped.mean()), float(np.quantile(capped, 0.9)))


def shares(days: Days, waited: Floats, promise_minutes: float) -> tuple[Floats, Floats]:
    """Visitors seen and the share within the promise by half hour, each (48,): the quick part of `told`."""
    cells = days.half_hours
    here = cells >= 0
    seen = np.bincount(cells[here], minlength=HALF_HOURS).astype(float)
    kept = np.bincount(cells[here], weights=(waited[here] <= promise_minutes), minlength=HALF_HOURS)
    return seen, np.where(seen > 0, kept / np.maximum(seen, 1), 1.0)
