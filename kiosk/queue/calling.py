"""Calling: who is next and why, who is called out of turn, who did not come, who goes back to the line.

`call next` looks in this order: a colleague's visitor who needs two agents; a walk-up who was passed as often
as the site allows; the quick lane when it is its turn; else the rule in force, with what this agent is
preferred for. The event says which of these decided.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.queue import check_in
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import AtCounter, held_by, no, ready, unskilled, wants_colleague, wrong_state
from kiosk.queue.check_in import may_come_back
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.order import Key, credit
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import PRESENT, Because, CallRule, EndCause, Mark, Presence, Visit, VisitState

Rank = tuple[float, float, int]
"""What is compared: the key's value at the moment of the call, arrival, turn."""


def call_next(line: Line, command: c.CallNext, now: datetime) -> Decision:
    if refusal := ready(line, command.counter, command.agent):
        return refusal
    if alone := wants_colleague(line, command.agent, command.counter):
        joined = e.ColleagueJoined(now, alone.id, command.counter, command.agent)
        return Decided((joined,), alone.id)
    found = _Choice(line, command.agent, command.counter, now).made()
    if found is None:
        return no(Code.NOBODY_WAITING)
    visit, because = found
    passed = line.passing.passed_by(visit.turn, line.waiting.taken_by(command.agent, command.counter))
    called = e.VisitCalled(
        now,
        visit.id,
        command.counter,
        command.agent,
        line.settings.rule,
        passed,
        because=because,
        due_at=visit.due_at,
    )
    return Decided((called,), visit.id)


class _Choice:
    """Who is next for one agent at one counter, at one moment."""

    def __init__(self, line: Line, agent: str, counter: str, now: datetime) -> None:
        self.line, self.agent, self.at, self.now = line, agent, now.timestamp(), now
        self.settings = line.settings
        self.services = line.waiting.taken_by(agent, counter)
        self.preferred = {s for s in self.services if self.settings.prefers(agent, s)}

    def made(self) -> tuple[Visit, Because] | None:
        """Who it is and why; None when nobody may be called."""
        usual = self._first(self.services)
        if usual is None:
            return None
        bound = self.settings.most_passed
        passed = self.line.passing.over(self.services, bound) if bound else None
        quick = self._quick()
        if passed is not None and passed != (quick or usual):
            return self.line.visits[passed], Because.PASSED
        if quick is not None and quick != usual:
            return self.line.visits[quick], Because.QUICK
        visit = self.line.visits[usual]
        return visit, self._because(visit)

    def _quick(self) -> str | None:
        """Who is next in the quick lane when it is that lane's turn."""
        every = self.settings.quick_every
        if not every or self.line.since_quick + 1 < every:
            return None
        return self._first([s for s in self.services if self.settings.is_quick(s)])

    def _first(self, services: list[str]) -> str | None:
        rows = self.line.waiting.heads(services, self.agent, self.at)
        found = min(rows, key=self._rank, default=None)
        return found[1] if found else None

    def _rank(self, row: tuple[Key, str]) -> Rank:
        """Lowest first; what this agent is preferred for counts earlier."""
        key, visit = row
        return self._shifted(key, self.line.visits[visit].service)

    def _shifted(self, key: Key, service: str) -> Rank:
        value, arrived, turn = key.at(self.at)
        if service in self.preferred:
            value -= 60.0 * self.settings.prefer_within * (-key.beta or 1.0)
        return (value, arrived, turn)

    def _because(self, visit: Visit) -> Because:
        """What without which somebody else would have been first; else the rule's own reason."""
        if visit.marks and self._else_first(visit, self._unmarked(visit)):
            return _largest(visit.marks, self.settings)
        key = self.line.waiting.key_for(visit)
        if visit.service in self.preferred and self._else_first(visit, key, plain=True):
            return Because.SKILLED
        if visit.reserved_for == self.agent and not self._free(visit):
            return Because.RESERVED
        return rule_reason(visit, self.settings.rule)

    def _unmarked(self, visit: Visit) -> Key:
        return self.line.waiting.key_for(replace(visit, marks=()))

    def _else_first(self, visit: Visit, key: Key, plain: bool = False) -> bool:
        """Whether another would be first if this one had `key`; `plain`: and no agent were preferred."""
        rows = self.line.waiting.heads(self.services, self.agent, self.at, without=visit.id)
        if plain:
            return min((other.at(self.at) for other, _ in rows), default=key.at(self.at)) < key.at(self.at)
        mine = self._shifted(key, visit.service)
        return min((self._rank(row) for row in rows), default=mine) < mine

    def _free(self, visit: Visit) -> bool:
        """Whether anybody may take this reserved visit by now."""
        wait = timedelta(minutes=self.settings.reserved_wait)
        return visit.due_at is not None and visit.due_at + wait <= self.now


def _largest(marks: tuple[Mark, ...], settings: SiteSettings) -> Because:
    """The mark that counts most, as a reason."""
    most = max(marks, key=lambda mark: credit((mark,), settings))
    return Because(most.value)


def rule_reason(visit: Visit, rule: CallRule) -> Because:
    """Why somebody is first when nothing but the rule decided."""
    if rule is CallRule.ACCUMULATING:
        return Because.POINTS
    if rule is CallRule.FIRST_COME:
        return Because.ARRIVED
    if visit.booked_for is not None:
        return Because.BOOKED
    return Because.ARRIVED if rule is CallRule.APPOINTMENTS_FIRST else Because.DUE


def call_visit(line: Line, command: c.CallVisit, now: datetime) -> Decision:
    """This one, out of turn: anybody who is here and whom the agent has the skills to serve."""
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
        return wrong_state(visit)
    if visit.presence is Presence.ON_THE_WAY:
        return no(Code.NOT_HERE_YET, number=visit.number or "")
    if refusal := unskilled(line, command.agent, visit.service):
        return refusal
    passed = line.passing.passed_by(visit.turn, line.waiting.taken_by(command.agent, command.counter))
    called = e.VisitCalled(
        now,
        visit.id,
        command.counter,
        command.agent,
        CallRule.CHOSEN,
        passed,
        command.reason,
        Because.CHOSEN,
        visit.due_at,
    )
    return Decided((called,), visit.id)


def recall(line: Line, command: c.Recall, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "recall")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitRecalled(now, command.visit, at.counter, command.agent),), command.visit)


def no_show(line: Line, command: c.MarkNoShow, now: datetime) -> Decision:
    """Called as often as the site asks for, and not there."""
    at = held_by(line, command.visit, command.agent, "no_show")
    if not isinstance(at, AtCounter):
        return at
    if at.visit.calls < (asked := line.settings.calls_before_no_show):
        return no(Code.CALL_AGAIN_FIRST, calls=str(at.visit.calls), needed=str(asked))
    return Decided((e.VisitMissed(now, command.visit, command.agent),), command.visit)


def lapse_call(line: Line, command: c.LapseCall, now: datetime) -> Decision:
    """A call that its agent leaves alone goes back to the front; nothing happens before its time."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    within = line.settings.accept_within
    called = visit.called_at if visit.state is VisitState.CALLED else None
    if not within or called is None or now - called < timedelta(minutes=within):
        return Decided((), visit.id)
    return Decided((e.VisitReturned(now, visit.id, EndCause.TIMEOUT),), visit.id)


def put_back(line: Line, command: c.PutBack, now: datetime) -> Decision:
    """Back to the line: with the old place, or that of a walk-up from now after too long a hold."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state is VisitState.WAITING:
        return Decided((), visit.id)
    if not may("put_back", visit.state):
        return wrong_state(visit)
    if visit.state is VisitState.CALLED and visit.agent != command.agent:
        return no(Code.NOT_YOURS, counter=visit.counter or "")
    keeps = timedelta(minutes=line.settings.hold_keeps)
    kept = visit.held_at is None or now - visit.held_at <= keeps
    due_at = None if kept else now + timedelta(minutes=line.settings.walk_up_credit)
    return Decided((e.VisitReturned(now, visit.id, EndCause.AGENT, due_at),), visit.id)


def come_back(line: Line, command: c.ComeBack, now: datetime) -> Decision:
    """A no-show stands there after all."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state in PRESENT:
        return Decided((), visit.id)
    if not may_come_back(line, visit):
        return wrong_state(visit)
    return check_in.come_back(line, visit, now)


def mark_visit(line: Line, command: c.MarkVisit, now: datetime) -> Decision:
    """Its marks are these from now on; they count for who waits."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state not in PRESENT:
        return wrong_state(visit)
    marks = tuple(mark for mark in Mark if mark in command.marks)
    if set(marks) == set(visit.marks):
        return Decided((), visit.id)
    return Decided((e.VisitMarked(now, visit.id, marks, command.agent),), visit.id)
