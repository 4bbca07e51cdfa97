"""Counters: an agent sits down, goes home, or is not heard of any more."""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.visits import EndCause, VisitState


def open_(line: Line, command: c.OpenCounter, now: datetime) -> Decision:
    if command.counter not in line.settings.counters:
        return no(Code.UNKNOWN_COUNTER, counter=command.counter)
    taken = line.counters.get(command.counter)
    if taken is not None and taken.agent == command.agent:
        return Decided(())
    if taken is not None:
        return no(Code.COUNTER_TAKEN, counter=command.counter)
    other = line.by_agent.get(command.agent)
    if other is not None and line.counters[other].visit:
        return no(Code.AGENT_BUSY, counter=other)
    moved = (e.CounterClosed(now, other, command.agent, EndCause.AGENT),) if other else ()
    return Decided((*moved, e.CounterOpened(now, command.counter, command.agent)))


def close(line: Line, command: c.CloseCounter, now: datetime) -> Decision:
    at = line.counters.get(command.counter)
    if at is None:
        return Decided(())
    if at.agent != command.agent:
        return no(Code.NOT_YOURS, counter=command.counter)
    if at.visit:
        return no(Code.COUNTER_IN_USE, number=line.visits[at.visit].number or "")
    return Decided((e.CounterClosed(now, command.counter, command.agent, EndCause.AGENT),))


def lapse(line: Line, command: c.LapseLease, now: datetime) -> Decision:
    at = line.counters.get(command.counter)
    if at is None or at.agent != command.agent:
        return Decided(())
    closed = e.CounterClosed(now, command.counter, command.agent, EndCause.LEASE)
    visit = line.visit_at(command.counter)
    if visit is None:
        return Decided((closed,))
    back = e.VisitReturned if visit.state is VisitState.CALLED else e.VisitHeld
    return Decided((back(now, visit.id, EndCause.LEASE), closed), visit.id)
