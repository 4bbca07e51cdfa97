"""What a screen shows of a line: who is called, who is next, and the waits. Ids and numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.queue.line import Line
from kiosk.queue.telling import told_now
from kiosk.queue.visits import Visit, VisitState
from kiosk.queue.wait import estimate, in_steps


@dataclass(frozen=True, slots=True)
class ServiceWait:
    """The wait of somebody who would join now, told in steps of five minutes; None: cannot be said.

    `waiting`: visits; `people` in them, as a service's capacity counts them.
    """

    service: str
    waiting: int
    people: int
    low_minutes: int | None
    high_minutes: int | None


def called_now(line: Line) -> list[Visit]:
    """Who was called and is on the way or at a counter, the newest call first."""
    at = [line.visits[c.visit] for _, c in sorted(line.counters.items()) if c.visit]
    newest = {visit: n for n, visit in enumerate(line.recent_calls)}  # remembers a few; the others come after
    called = [v for v in at if v.state is VisitState.CALLED]
    return sorted(called, key=lambda v: newest.get(v.id, len(newest)))


def being_served(line: Line) -> list[Visit]:
    """Who is at a counter, in the order of the counters."""
    at = [line.visits[c.visit] for _, c in sorted(line.counters.items()) if c.visit]
    return [v for v in at if v.state is VisitState.SERVING]


def waits(line: Line) -> list[ServiceWait]:
    """One row an active service, in the catalogue's order."""
    rows = []
    for service in line.settings.services:
        if service.active:
            wait = line.joiner_waits.get(service.id) or estimate(line, service.id)
            low, high = in_steps(wait) if wait else (None, None)
            people = line.heads.waiting.get(service.id, 0)
            rows.append(ServiceWait(service.id, line.waiting.count(service.id), people, low, high))
    return rows


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: people called before them (0: next), and the wait from now in steps."""

    ahead: int
    low_minutes: int | None
    high_minutes: int | None


def place_of(line: Line, visit: Visit, now: datetime | None = None) -> Place | None:
    """As it stands `now` (else at the line's newest event); None for a visit that does not wait.

    What a forecast promised counts down; without one it is the simple estimate of this moment.
    """
    if visit.state is not VisitState.WAITING:
        return None
    key = line.waiting.key_for(visit)
    shared = {visit.service}
    for name, at in line.counters.items():
        mine = line.waiting.taken_by(at.agent, name)
        if visit.service in mine:
            shared.update(mine)
    moment = now or line.at
    seconds = moment.timestamp() if moment else None
    ahead = sum(line.waiting.ahead(key, s, seconds) for s in shared)
    told = (
        told_now(visit, moment)
        if moment and visit.promise and visit.promise.mid_minutes is not None
        else None
    )
    wait = told or estimate(line, visit.service, key)
    low, high = in_steps(wait) if wait else (None, None)
    return Place(ahead, low, high)
