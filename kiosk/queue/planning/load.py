"""How many agents a half hour needs at least, by formula: the modified offered load and Erlang C.

The load at a moment is the mean number of agents that would be busy if there were enough: the arrivals of the
time before, weighted by the chance that their visit still goes on (infinite-server queue; Eick, Massey,
Whitt: The physics of the M_t/G/∞ queue, 1993). A peak's load comes after the peak and is lower. With that
load each half hour is taken for a steady one (Jennings, Mandelbaum, Massey, Whitt: Server staffing to meet
time-varying demand, 1996) and Erlang's delay formula tells who waits. It is a first answer: `staffing` tries
it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from kiosk.queue.planning.days import HALF_HOURS, MINUTES, Floats
from kiosk.queue.planning.service_times import ServiceTime

STEP = 5  # minutes
MOST_AGENTS = 60
REACH = 240  # minutes that a visit may go on


def offered_load(arrivals: Floats, times: Sequence[ServiceTime]) -> Floats:
    """Mean number of busy agents at the busiest moment of each half hour, shape (48,). arrivals: (48, S)."""
    per_half_hour = MINUTES // STEP
    steps = np.arange(STEP / 2, REACH, STEP, dtype=np.float64)
    load = np.zeros(HALF_HOURS * per_half_hour)
    for number, time in enumerate(times):
        rate = np.repeat(arrivals[:, number] / per_half_hour, per_half_hour)
        load += np.convolve(rate, time.survival(steps))[: len(load)]
    busiest: Floats = load.reshape(HALF_HOURS, per_half_hour).max(axis=1)
    return busiest


def waits_beyond(load: float, agents: int) -> float:
    """Erlang C: the chance that somebody has to wait at all; 1 when the agents cannot keep up."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return agents * blocked / (agents - load * (1 - blocked))


def share_within(load: float, agents: int, mean_minutes: float, promise_minutes: float) -> float:
    """The share of visitors called within the promise, in a steady half hour."""
    if load <= 0:
        return 1.0
    if agents <= load:
        return 0.0
    return 1 - waits_beyond(load, agents) * exp(-(agents - load) * promise_minutes / mean_minutes)


def agents_for(load: float, mean_minutes: float, promise_minutes: float, promise_share: float) -> int:
    """The fewest agents with which a steady half hour keeps the promise; 0 without any load."""
    if load <= 1e-6:
        return 0
    agents = max(1, int(load))
    while agents < MOST_AGENTS and share_within(load, agents, mean_minutes, promise_minutes) < promise_share:
        agents += 1
    return agents


def mean_minutes(arrivals: Floats, times: Sequence[ServiceTime]) -> float:
    """Mean time of a visit in this mix. arrivals: (48, S)."""
    weights = arrivals.sum(axis=0)
    means = np.array([time.mean for time in times])
    if not weights.sum():
        return float(means.mean()) if len(means) else 10.0
    return float((weights * means).sum() / weights.sum())
