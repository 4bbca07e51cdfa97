"""Counters: an agent sits down, goes home, or is not heard of any more."""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.visits import EndCause, Remaining, Visit, VisitState


def open_(line: Line, command: c.OpenCounter, now: datetime) -> Decision:
    if command.counter not in line.settings.counters:
        return no(Code.UNKNOWN_COUNTER, counter=command.counter)
    taken = line.counters.get(command.counter)
    if taken is not None and taken.agent == command.agent:
        return Decided(())
    if taken is not None:
        return no(Code.COUNTER_TAKEN, counter=command.counter)
    other = line.by_agent.get(command.agent)
    if other is not None and line.counters[other].taken:
        return no(Code.AGENT_BUSY, counter=other, number=_with_whom(line, other))
    moved = (e.CounterClosed(now, other, command.agent, EndCause.AGENT),) if other else ()
    return Decided((*moved, e.CounterOpened(now, command.counter, command.agent)))


def close(line: Line, command: c.CloseCounter, now: datetime) -> Decision:
    """An agent goes home; the last who could serve some of those who wait says what becomes of these."""
    at = line.counters.get(command.counter)
    if at is None:
        return Decided(())
    if at.agent != command.agent:
        return no(Code.NOT_YOURS, counter=command.counter)
    if at.taken:
        return no(Code.COUNTER_IN_USE, number=_with_whom(line, command.counter))
    left = left_alone(line, command.counter)
    if left and command.people is None:
        return no(Code.PEOPLE_WAITING, count=str(sum(visit.people for visit in left)))
    sent = left if command.people is Remaining.SEND_HOME else []
    home = tuple(e.VisitLeft(now, visit.id, EndCause.CLOSED) for visit in sent)
    return Decided((*home, e.CounterClosed(now, command.counter, command.agent, EndCause.AGENT)))


def left_alone(line: Line, counter: str) -> list[Visit]:
    """Who waits for what nobody but the agent at this counter serves, in the order of calling."""
    rules, mine = line.settings, line.counters[counter].agent
    others = [(name, at.agent) for name, at in line.counters.items() if name != counter]
    alone = {
        service
        for service in line.waiting.services()
        if rules.serves(mine, service, counter)
        and not any(rules.serves(agent, service, name) for name, agent in others)
    }
    return [visit for visit in line.in_order() if visit.service in alone] if alone else []


def lapse(line: Line, command: c.LapseLease, now: datetime) -> Decision:
    """The console is silent: whoever was called waits again, whoever was being served is held."""
    at = line.counters.get(command.counter)
    if at is None or at.agent != command.agent:
        return Decided(())
    closed = e.CounterClosed(now, command.counter, command.agent, EndCause.LEASE)
    if at.helping is not None:
        left = e.ColleagueLeft(now, at.helping, command.counter, command.agent, EndCause.LEASE)
        return Decided((left, closed), at.helping)
    visit = line.visit_at(command.counter)
    if visit is None:
        return Decided((closed,))
    back = e.VisitReturned if visit.state is VisitState.CALLED else e.VisitHeld
    return Decided((back(now, visit.id, EndCause.LEASE), closed), visit.id)


def _with_whom(line: Line, counter: str) -> str:
    """The number of the visitor whom the agent at this counter is with, here or at a colleague's."""
    at = line.counters[counter]
    return line.visits[at.visit or at.helping or ""].number or ""
