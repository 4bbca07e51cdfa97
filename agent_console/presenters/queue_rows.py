"""The rows of the queue table: who, what for, how long, what is left of the time told, where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from agent_console.presenters.signs import Sign, signs
from kiosk.queue.board import waits
from kiosk.queue.check_in import may_come_back
from kiosk.queue.line import Line
from kiosk.queue.telling import told_now
from kiosk.queue.visits import Presence, Visit, VisitState
from kiosk.queue.wait import in_steps

SOON = timedelta(hours=12)  # appointments further away are not shown in the queue
NOW_MINUTES = 3  # who was told "now" is late only after this

Tone = Literal["plain", "good", "careful", "info"]
_TONES: dict[VisitState, Tone] = {
    VisitState.CALLED: "info",
    VisitState.SERVING: "good",
    VisitState.HELD: "careful",
}
_SIGNED = frozenset({VisitState.WAITING, VisitState.BOOKED, VisitState.HELD})


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One visit. `waited_minutes` since check-in; `left`: of the time told, (low, high) minutes in steps.

    `left` None: nothing was told, or they do not wait. `late`: waits longer than was told. `mine`: at this
    agent's counter, or helped there by this agent. `serves`: this agent takes it. `away`: not here (yet).
    """

    visit: str
    number: str
    name: str
    service: str
    state: VisitState
    tone: Tone
    waited_minutes: int | None
    left: tuple[int, int] | None
    late: bool
    booked_for: datetime | None
    counter: str
    mine: bool
    serves: bool
    away: bool = False
    signs: tuple[Sign, ...] = ()


def queue_rows(
    line: Line, names: Mapping[str, str], agent: str, language: str, now: datetime, whole_day: bool = False
) -> list[QueueRow]:
    """Mine first, then others at counters, held, the waiting in the order of calling, booked, no-shows.

    Of those who did not come only who would still get the old place; with `whole_day` all of today.
    """
    visits = [*_in_table_order(line, agent, now), *_missed(line, now, whole_day)]
    return [_row(line, names, agent, language, now, visit) for visit in visits]


def filtered(rows: list[QueueRow], text: str) -> list[QueueRow]:
    """Rows in which every word of `text` occurs in number, name or service, whatever the case."""
    words = text.casefold().split()
    return [r for r in rows if all(w in f"{r.number} {r.name} {r.service}".casefold() for w in words)]


def _in_table_order(line: Line, agent: str, now: datetime) -> Iterator[Visit]:
    visits = line.visits.values()
    at_counters = [v for v in visits if v.at_counter]
    yield from sorted(at_counters, key=lambda v: (not is_with(v, agent), v.counter or "", v.id))
    held = [v for v in visits if v.state is VisitState.HELD]
    yield from sorted(held, key=lambda v: (v.agent != agent, v.turn, v.id))
    yield from line.in_order(now)
    booked = [
        (v.booked_for, v.id)
        for v in visits
        if v.state is VisitState.BOOKED and v.booked_for and v.booked_for - now < SOON
    ]
    yield from (line.visits[visit] for _, visit in sorted(booked))


def is_with(visit: Visit, agent: str) -> bool:
    """Whether this agent is with the visitor, as the first or as the second one."""
    return visit.at_counter and (visit.agent == agent or agent in visit.colleagues)


def _missed(line: Line, now: datetime, whole_day: bool) -> list[Visit]:
    """Who did not come and may come back, the newest first."""
    kept = timedelta(minutes=line.settings.return_within)
    found = [
        (visit.ended_at, visit.id)
        for visit in line.visits.values()
        if visit.ended_at and may_come_back(line, visit) and (whole_day or now - visit.ended_at <= kept)
    ]
    return [line.visits[visit] for _, visit in sorted(found, reverse=True)]


def _row(
    line: Line, names: Mapping[str, str], agent: str, language: str, now: datetime, visit: Visit
) -> QueueRow:
    service = line.settings.service(visit.service)
    waits_on = visit.state is VisitState.WAITING
    left = told_now(visit, now) if waits_on else None
    return QueueRow(
        visit=visit.id,
        number=visit.number or "",
        name=_name(names.get(visit.id, ""), visit.number),
        service=service.name(language) if service else visit.service,
        state=visit.state,
        tone=_TONES.get(visit.state, "plain"),
        waited_minutes=waited_minutes(visit, now),
        left=in_steps(left) if left else None,
        late=waits_on and is_late(visit, now),
        booked_for=visit.booked_for.astimezone(line.settings.zone) if visit.booked_for else None,
        counter=(visit.counter or "") if visit.at_counter else "",
        mine=is_with(visit, agent),
        serves=line.settings.serves(agent, visit.service),
        away=visit.state is VisitState.NO_SHOW or (waits_on and visit.presence is Presence.ON_THE_WAY),
        signs=signs(line, names, agent, language, visit) if visit.state in _SIGNED else (),
    )


def is_late(visit: Visit, now: datetime) -> bool:
    """Whether nothing is left of the time that was told. `now`: for who was called, the call."""
    at = visit.promised_at or visit.checked_in_at
    if visit.promise is None or at is None:
        return False
    return now - at > timedelta(minutes=max(visit.promise.high_minutes, NOW_MINUTES))


def _name(name: str, number: str | None) -> str:
    """What the room may hear; nothing where that is the number itself."""
    return "" if name == number else name


def waited_minutes(visit: Visit, now: datetime) -> int | None:
    """Whole minutes from check-in to the call, or to now; None for who is not here. A clock set back is 0."""
    if visit.checked_in_at is None or visit.state is VisitState.NO_SHOW:
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
