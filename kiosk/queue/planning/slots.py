"""Which slots to open: appointments that fill the valleys of a day and leave the promise whole.

One appointment after the other goes where, by formula, most visitors would still be called in time, as long
as that holds in every half hour; then the day is played forward with all of them, and those that break the
promise are taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kiosk.queue.planning.days import HALF_HOURS, Floats
from kiosk.queue.planning.load import mean_minutes, offered_load, share_within
from kiosk.queue.planning.room import Demand, Ints, draw, shares, waits
from kiosk.queue.planning.service_times import ServiceTime
from kiosk.queue.planning.staffing import FEWEST, Promise

REPEATS = 150
SPARE = 0.02  # of the share within the promise, kept while filling by formula
MOST = 60  # appointments a day


@dataclass(frozen=True, slots=True)
class Opening:
    """So many more appointments of a service (by number) fit into this half hour."""

    half_hour: int
    service: int
    places: int


def suggest(
    demand: Demand,
    times: Sequence[ServiceTime],
    agents: Ints,
    promise: Promise,
    bookable: Sequence[int],
) -> list[Opening]:
    """Appointments beyond those that are expected. `bookable`: numbers of the services that can be booked."""
    if not bookable or not agents.any():
        return []
    extra = _filled(demand, times, agents, promise, bookable)
    extra = _kept(demand, times, agents, promise, extra)
    return [
        Opening(cell, service, int(extra[cell, service]))
        for cell in range(HALF_HOURS)
        for service in bookable
        if extra[cell, service] > 0
    ]


def _shares(arrivals: Floats, times: Sequence[ServiceTime], agents: Ints, promise: Promise) -> Floats:
    """The share within the promise by formula, (48,); 1 where nobody works and nobody comes."""
    load, mean = offered_load(arrivals, times), mean_minutes(arrivals, times)
    each = [
        share_within(float(a), int(c), mean, promise.minutes) if c else float(a < 0.2)
        for a, c in zip(load, agents, strict=True)
    ]
    return np.array(each)


def _filled(
    demand: Demand, times: Sequence[ServiceTime], agents: Ints, promise: Promise, bookable: Sequence[int]
) -> Floats:
    """Appointments by formula, (48, S). Services take turns in proportion to how often they are asked for."""
    extra = np.zeros_like(demand.booked)
    wanted = demand.mean.sum(axis=0)
    cells = [c for c in range(HALF_HOURS) if agents[c] > 0]
    for _ in range(MOST):
        service = min(bookable, key=lambda s: (extra[:, s].sum() + 1) / max(wanted[s], 1e-3))
        best: tuple[float, int] | None = None
        for cell in cells:
            if extra[cell].sum() >= agents[cell]:
                continue
            extra[cell, service] += 1
            arrivals = demand.mean + extra * demand.show
            least = float(_shares(arrivals, times, agents, promise)[cells].min())
            extra[cell, service] -= 1
            if least >= promise.share + SPARE and (best is None or least > best[0]):
                best = (least, cell)
        if best is None:
            break
        extra[best[1], service] += 1
    return extra


def _kept(
    demand: Demand, times: Sequence[ServiceTime], agents: Ints, promise: Promise, extra: Floats
) -> Floats:
    """What is left of the appointments when the day is played forward."""
    while extra.any():
        days = draw(replace(demand, booked=demand.booked + extra), times, REPEATS)
        seen, share = shares(days, waits(days, agents), promise.minutes)
        short = np.where(seen < FEWEST * REPEATS, 0.0, promise.share - share)
        worst = int(short.argmax())
        if short[worst] <= 0:
            break
        before = [c for c in range(worst, -1, -1) if extra[c].any()] or [int(extra.sum(axis=1).argmax())]
        extra[before[0], int(extra[before[0]].argmax())] -= 1
    return extra
