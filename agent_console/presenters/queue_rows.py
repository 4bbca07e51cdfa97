"""The rows of the queue table: who, what for, how long against what was told, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from kiosk.queue.board import waits
from kiosk.queue.line import Line
from kiosk.queue.visits import Visit, VisitState
from kiosk.queue.wait import in_steps

SOON = timedelta(hours=12)  # appointments further away are not shown in the queue

Tone = Literal["plain", "good", "careful", "info"]
_TONES: dict[VisitState, Tone] = {
    VisitState.CALLED: "info",
    VisitState.SERVING: "good",
    VisitState.HELD: "careful",
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One visit. `waited_minutes` since check-in; `told` (low, high) minutes in steps; None: not said.

    `late`: waits longer than was told. `mine`: at this agent's counter. `serves`: this agent takes it.
    """

    visit: str
    number: str
    name: str
    service: str
    state: VisitState
    tone: Tone
    waited_minutes: int | None
    told: tuple[int, int] | None
    late: bool
    booked_for: datetime | None
    counter: str
    mine: bool
    serves: bool


def queue_rows(
    line: Line, names: Mapping[str, str], agent: str, language: str, now: datetime
) -> list[QueueRow]:
    """Mine first, then others at counters, held, the waiting in the order of calling, then booked."""
    return [_row(line, names, agent, language, now, visit) for visit in _in_table_order(line, agent, now)]


def filtered(rows: list[QueueRow], text: str) -> list[QueueRow]:
    """Rows in which every word of `text` occurs in number, name or service, whatever the case."""
    words = text.casefold().split()
    return [r for r in rows if all(w in f"{r.number} {r.name} {r.service}".casefold() for w in words)]


def _in_table_order(line: Line, agent: str, now: datetime) -> Iterator[Visit]:
    visits = line.visits.values()
    at_counters = [v for v in visits if v.at_counter]
    yield from sorted(at_counters, key=lambda v: (v.agent != agent, v.counter or "", v.id))
    held = [v for v in visits if v.state is VisitState.HELD]
    yield from sorted(held, key=lambda v: (v.agent != agent, v.turn, v.id))
    yield from line.in_order()
    booked = [
        (v.booked_for, v.id)
        for v in visits
        if v.state is VisitState.BOOKED and v.booked_for and v.booked_for - now < SOON
    ]
    yield from (line.visits[visit] for _, visit in sorted(booked))


def _row(
    line: Line, names: Mapping[str, str], agent: str, language: str, now: datetime, visit: Visit
) -> QueueRow:
    service = line.settings.service(visit.service)
    waited = waited_minutes(visit, now)
    told = in_steps(visit.promise) if visit.promise else None
    waits_on = visit.state is VisitState.WAITING
    return QueueRow(
        visit=visit.id,
        number=visit.number or "",
        name=_name(names.get(visit.id, ""), visit.number),
        service=service.name(language) if service else visit.service,
        state=visit.state,
        tone=_TONES.get(visit.state, "plain"),
        waited_minutes=waited,
        told=told,
        late=bool(waits_on and told and waited is not None and waited > max(told[1], 3)),
        booked_for=visit.booked_for.astimezone(line.settings.zone) if visit.booked_for else None,
        counter=visit.counter or "",
        mine=visit.at_counter and visit.agent == agent,
        serves=line.settings.serves(agent, visit.service),
    )


def _name(name: str, number: str | None) -> str:
    """What the room may hear; nothing where that is the number itself."""
    return "" if name == number else name


def waited_minutes(visit: Visit, now: datetime) -> int | None:
    """Whole minutes from check-in to the call, or to now; None before check-in. A clock set back is 0."""
    if visit.checked_in_at is None:
        return None
    until = visit.called_at if visit.called_at and visit.state is not VisitState.WAITING else now
    return max(0, int((until - visit.checked_in_at).total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class LineSummary:
    """For the status line: how many wait, and the longest range told to somebody who would join now."""

    waiting: int
    low_minutes: int | None
    high_minutes: int | None


def summary(line: Line, agent: str) -> LineSummary:
    """Over the services that this agent takes."""
    rows = [row for row in waits(line) if line.settings.serves(agent, row.service)]
    told = [(r.high_minutes, r.low_minutes) for r in rows if r.high_minutes is not None and r.waiting]
    high, low = max(told, default=(None, None), key=lambda pair: pair[0] or 0)
    return LineSummary(sum(row.waiting for row in rows), low, high)
