"""Serving: from hello to goodbye, with pauses, other services and colleagues in between."""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import AtCounter, held_by, no, not_now, ready
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.visits import EndCause


def start(line: Line, command: c.Start, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "start")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitStarted(now, command.visit, at.counter, command.agent),), command.visit)


def hold(line: Line, command: c.Hold, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "hold")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitHeld(now, command.visit, EndCause.AGENT),), command.visit)


def resume(line: Line, command: c.Resume, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if not may("resume", visit.state):
        return not_now(visit, command.agent, "resume")
    counter = line.by_agent.get(command.agent)
    if counter is None:
        return no(Code.COUNTER_NOT_OPEN, counter="")
    if refusal := ready(line, counter, command.agent):
        return refusal
    return Decided((e.VisitResumed(now, visit.id, counter, command.agent),), visit.id)


def transfer(line: Line, command: c.Transfer, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if not may("transfer", visit.state):
        return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    if visit.at_counter and visit.agent != command.agent:
        return no(Code.NOT_YOURS, counter=visit.counter or "")
    service = line.settings.service(command.service)
    if service is None or not service.active:
        return no(Code.UNKNOWN_SERVICE)
    if visit.service == command.service:
        return no(Code.SAME_SERVICE)
    return Decided((e.VisitTransferred(now, visit.id, command.service, command.agent),), visit.id)


def finish(line: Line, command: c.Finish, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "finish")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitFinished(now, command.visit, command.agent),), command.visit)
