"""Calling: who is next, who is called out of turn, who did not come."""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import AtCounter, held_by, no, ready
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.visits import CallRule, VisitState


def call_next(line: Line, command: c.CallNext, now: datetime) -> Decision:
    if refusal := ready(line, command.counter, command.agent):
        return refusal
    mine = [s for s in line.waiting.services() if line.settings.serves(command.agent, s)]
    found = line.waiting.first(mine)
    if found is None:
        return no(Code.NOBODY_WAITING)
    passed = line.waiting.passed(line.visits[found])
    called = e.VisitCalled(now, found, command.counter, command.agent, line.settings.rule, passed)
    return Decided((called,), found)


def call_visit(line: Line, command: c.CallVisit, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    here = visit is not None and (visit.counter, visit.agent) == (command.counter, command.agent)
    if visit is not None and here and visit.state is VisitState.CALLED:
        return Decided((), visit.id)
    if refusal := ready(line, command.counter, command.agent):
        return refusal
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.at_counter:
        return no(Code.ALREADY_CALLED, number=visit.number or "", counter=visit.counter or "")
    if not may("call", visit.state):
        return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    passed = line.waiting.passed(visit)
    called = e.VisitCalled(
        now, visit.id, command.counter, command.agent, CallRule.CHOSEN, passed, command.reason
    )
    return Decided((called,), visit.id)


def recall(line: Line, command: c.Recall, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "recall")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitRecalled(now, command.visit, at.counter, command.agent),), command.visit)


def no_show(line: Line, command: c.MarkNoShow, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "no_show")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitMissed(now, command.visit, command.agent),), command.visit)
