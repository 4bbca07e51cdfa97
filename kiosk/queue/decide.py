"""`decide(line, command, now)`: what a command leads to: events, or a refusal.

Each command has one function below. None changes the line; the caller folds the events once they are
durable. A command that finds its work already done (a repeat that slipped past the idempotency key) is
answered without events, never refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.check_in import check_in
from kiosk.queue.line import Line
from kiosk.queue.moves import MOVES, may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import faults
from kiosk.queue.visits import PRESENT, CallRule, EndCause, Visit, VisitState


def decide(line: Line, command: c.Command, now: datetime) -> Decision:
    """Answer `command` at `now` (aware). Pure: the same three give the same answer for ever."""
    decision: Decision = _DECIDE[type(command)](line, command, now)
    return decision


def _no(code: Code, **data: str) -> Refusal:
    return Refusal(code, data)


@dataclass(frozen=True, slots=True)
class _AtCounter:
    visit: Visit
    counter: str


def _held_by(line: Line, visit_id: str, agent: str, move: str) -> _AtCounter | Decision:
    """The visit at this agent's counter, if `move` may start from its state; else what to answer."""
    visit = line.visits.get(visit_id)
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if not may(move, visit.state):
        return _not_now(visit, agent, move)
    if visit.agent != agent or visit.counter is None:
        return _no(Code.NOT_YOURS, counter=visit.counter or "")
    return _AtCounter(visit, visit.counter)


def _not_now(visit: Visit, agent: str, move: str) -> Decision:
    """`move` may not start: nothing to do when this agent has done it already, else a refusal."""
    if visit.agent == agent and visit.state is MOVES[move][1]:
        return Decided((), visit.id)
    return _no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")


def _book(line: Line, command: c.BookVisit, now: datetime) -> Decision:
    claim = command.appointment
    known = line.visits.get(line.by_appointment.get(claim.id, claim.id))
    if known is not None and known.state is not VisitState.BOOKED:  # its pass was shown before the news came
        return Decided((), known.id)
    if known is None and line.settings.day_over_at(line.settings.local_day(claim.start)) <= now:  # old news
        return Decided(())
    same = known and (known.service, known.booked_for, known.person) == (
        claim.service,
        claim.start,
        claim.person,
    )
    if same:
        return Decided((), claim.id)
    return Decided((e.VisitBooked(now, claim.id, claim.service, claim.start, claim.person),), claim.id)


def _cancel(line: Line, command: c.CancelVisit, now: datetime) -> Decision:
    visit = line.visits.get(line.by_appointment.get(command.visit, command.visit))
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if visit.state is VisitState.CANCELLED:
        return Decided((), visit.id)
    if visit.state in PRESENT or visit.state is VisitState.DONE:
        return _no(Code.ALREADY_CHECKED_IN, number=visit.number or "")
    if not may("cancel", visit.state):
        return _no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    return Decided((e.VisitCancelled(now, visit.id, command.cause),), visit.id)


def _open(line: Line, command: c.OpenCounter, now: datetime) -> Decision:
    if command.counter not in line.settings.counters:
        return _no(Code.UNKNOWN_COUNTER, counter=command.counter)
    taken = line.counters.get(command.counter)
    if taken is not None and taken.agent == command.agent:
        return Decided(())
    if taken is not None:
        return _no(Code.COUNTER_TAKEN, counter=command.counter)
    other = line.by_agent.get(command.agent)
    if other is not None and line.counters[other].visit:
        return _no(Code.AGENT_BUSY, counter=other)
    moved = (e.CounterClosed(now, other, command.agent, EndCause.AGENT),) if other else ()
    return Decided((*moved, e.CounterOpened(now, command.counter, command.agent)))


def _close(line: Line, command: c.CloseCounter, now: datetime) -> Decision:
    at = line.counters.get(command.counter)
    if at is None:
        return Decided(())
    if at.agent != command.agent:
        return _no(Code.NOT_YOURS, counter=command.counter)
    if at.visit:
        return _no(Code.COUNTER_IN_USE, number=line.visits[at.visit].number or "")
    return Decided((e.CounterClosed(now, command.counter, command.agent, EndCause.AGENT),))


def _lapse(line: Line, command: c.LapseLease, now: datetime) -> Decision:
    at = line.counters.get(command.counter)
    if at is None or at.agent != command.agent:
        return Decided(())
    closed = e.CounterClosed(now, command.counter, command.agent, EndCause.LEASE)
    visit = line.visit_at(command.counter)
    if visit is None:
        return Decided((closed,))
    back = e.VisitReturned if visit.state is VisitState.CALLED else e.VisitHeld
    return Decided((back(now, visit.id, EndCause.LEASE), closed), visit.id)


def _ready(line: Line, counter: str, agent: str) -> Refusal | None:
    """Why this agent cannot take anybody at this counter now, if so."""
    at = line.counters.get(counter)
    if at is None:
        return _no(Code.COUNTER_NOT_OPEN, counter=counter)
    if at.agent != agent:
        return _no(Code.COUNTER_TAKEN, counter=counter)
    if at.visit:
        return _no(Code.AGENT_BUSY, counter=counter, number=line.visits[at.visit].number or "")
    return None


def _call_next(line: Line, command: c.CallNext, now: datetime) -> Decision:
    if refusal := _ready(line, command.counter, command.agent):
        return refusal
    mine = [s for s in line.waiting.services() if line.settings.serves(command.agent, s)]
    found = line.waiting.first(mine)
    if found is None:
        return _no(Code.NOBODY_WAITING)
    passed = line.waiting.passed(line.visits[found])
    called = e.VisitCalled(now, found, command.counter, command.agent, line.settings.rule, passed)
    return Decided((called,), found)


def _call_visit(line: Line, command: c.CallVisit, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    here = visit is not None and (visit.counter, visit.agent) == (command.counter, command.agent)
    if visit is not None and here and visit.state is VisitState.CALLED:
        return Decided((), visit.id)
    if refusal := _ready(line, command.counter, command.agent):
        return refusal
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if visit.at_counter:
        return _no(Code.ALREADY_CALLED, number=visit.number or "", counter=visit.counter or "")
    if not may("call", visit.state):
        return _no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    passed = line.waiting.passed(visit)
    called = e.VisitCalled(
        now, visit.id, command.counter, command.agent, CallRule.CHOSEN, passed, command.reason
    )
    return Decided((called,), visit.id)


def _recall(line: Line, command: c.Recall, now: datetime) -> Decision:
    at = _held_by(line, command.visit, command.agent, "recall")
    if not isinstance(at, _AtCounter):
        return at
    return Decided((e.VisitRecalled(now, command.visit, at.counter, command.agent),), command.visit)


def _start(line: Line, command: c.Start, now: datetime) -> Decision:
    at = _held_by(line, command.visit, command.agent, "start")
    if not isinstance(at, _AtCounter):
        return at
    return Decided((e.VisitStarted(now, command.visit, at.counter, command.agent),), command.visit)


def _hold(line: Line, command: c.Hold, now: datetime) -> Decision:
    at = _held_by(line, command.visit, command.agent, "hold")
    if not isinstance(at, _AtCounter):
        return at
    return Decided((e.VisitHeld(now, command.visit, EndCause.AGENT),), command.visit)


def _resume(line: Line, command: c.Resume, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if not may("resume", visit.state):
        return _not_now(visit, command.agent, "resume")
    counter = line.by_agent.get(command.agent)
    if counter is None:
        return _no(Code.COUNTER_NOT_OPEN, counter="")
    if refusal := _ready(line, counter, command.agent):
        return refusal
    return Decided((e.VisitResumed(now, visit.id, counter, command.agent),), visit.id)


def _transfer(line: Line, command: c.Transfer, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if not may("transfer", visit.state):
        return _no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    if visit.at_counter and visit.agent != command.agent:
        return _no(Code.NOT_YOURS, counter=visit.counter or "")
    service = line.settings.service(command.service)
    if service is None or not service.active:
        return _no(Code.UNKNOWN_SERVICE)
    if visit.service == command.service:
        return _no(Code.SAME_SERVICE)
    return Decided((e.VisitTransferred(now, visit.id, command.service, command.agent),), visit.id)


def _finish(line: Line, command: c.Finish, now: datetime) -> Decision:
    at = _held_by(line, command.visit, command.agent, "finish")
    if not isinstance(at, _AtCounter):
        return at
    return Decided((e.VisitFinished(now, command.visit, command.agent),), command.visit)


def _no_show(line: Line, command: c.MarkNoShow, now: datetime) -> Decision:
    at = _held_by(line, command.visit, command.agent, "no_show")
    if not isinstance(at, _AtCounter):
        return at
    return Decided((e.VisitMissed(now, command.visit, command.agent),), command.visit)


def _leave(line: Line, command: c.Leave, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return _no(Code.UNKNOWN_VISIT)
    if visit.state is VisitState.LEFT:
        return Decided((), visit.id)
    if not may("leave", visit.state):
        return _no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    return Decided((e.VisitLeft(now, visit.id, command.cause),), visit.id)


def _record(line: Line, command: c.RecordIncident, now: datetime) -> Decision:
    recorded = e.IncidentRecorded(
        now, command.incident, command.visit, command.agent, command.kind, command.priority, command.digest
    )
    return Decided((recorded,), command.visit)


def _apply_settings(line: Line, command: c.ApplySettings, now: datetime) -> Decision:
    if command.settings == line.settings and line.sequence > 0:
        return Decided(())
    if found := faults(command.settings):  # they would stop the line, and every start from the journal
        return Refusal(Code.INVALID, found)
    return Decided((e.SettingsChanged(now, command.settings),))


def _end_day(line: Line, command: c.EndDay, now: datetime) -> Decision:
    """Everybody who is left goes home; booked ones whose day has passed did not come."""
    today = line.settings.local_day(now)
    left: list[e.Event] = []
    for visit in line.visits.values():
        booked = visit.booked_for if visit.state is VisitState.BOOKED else None
        to_come = booked is not None and line.settings.local_day(booked) > today
        if may("day_end", visit.state) and not to_come:
            left.append(e.VisitLeft(now, visit.id, EndCause.DAY_END))
    closed = [e.CounterClosed(now, name, at.agent, EndCause.DAY_END) for name, at in line.counters.items()]
    return Decided((*left, *closed, e.DayEnded(now, len(left))))


_DECIDE: dict[type, Callable[[Line, Any, datetime], Decision]] = {
    c.CheckIn: check_in,
    c.BookVisit: _book,
    c.CancelVisit: _cancel,
    c.OpenCounter: _open,
    c.CloseCounter: _close,
    c.LapseLease: _lapse,
    c.CallNext: _call_next,
    c.CallVisit: _call_visit,
    c.Recall: _recall,
    c.Start: _start,
    c.Hold: _hold,
    c.Resume: _resume,
    c.Transfer: _transfer,
    c.Finish: _finish,
    c.MarkNoShow: _no_show,
    c.Leave: _leave,
    c.RecordIncident: _record,
    c.ApplySettings: _apply_settings,
    c.EndDay: _end_day,
}
