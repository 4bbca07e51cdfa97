"""Who is next and why, told a second time and without any index: everybody is looked at, each time anew.

Written from docs/queue-rules.md, not from `kiosk.queue.calling`; slow, short and meant to be obvious.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.visits import Because, CallRule, Mark, Presence, Visit, VisitState


@dataclass(frozen=True, slots=True)
class Next:
    """Whom call-next gives: called, or (`joins`) at a colleague's counter already."""

    visit: str
    because: Because | None = None
    joins: bool = False


@dataclass
class Passed:
    """How often each visit was passed, counted one by one; and calls since the last quick one."""

    by_visit: dict[str, int] = field(default_factory=dict)
    since_quick: int = 0
    _noted: dict[str, set[int]] = field(default_factory=dict)  # service -> turns that have passed already

    def before(self, line: Line, event: e.Event) -> None:
        """An event is about to be folded."""
        if isinstance(event, e.DayEnded):
            self.since_quick = 0
        if not isinstance(event, e.VisitCalled) or event.rule is CallRule.CHOSEN:
            return
        caller = line.visits[event.visit]
        self.since_quick = 0 if line.settings.is_quick(caller.service) else self.since_quick + 1
        waiting = [v for v in line.visits.values() if can_be_passed(v) and v.id != caller.id]
        for service in {v.service: None for v in waiting}:
            if line.settings.serves(event.agent, service, event.counter):
                self._pass(service, caller.turn, [v for v in waiting if v.service == service])

    def _pass(self, service: str, turn: int, waiting: list[Visit]) -> None:
        oldest = min(v.turn for v in waiting)
        if oldest > turn:
            return
        noted = {t for t in self._noted.get(service, ()) if t >= oldest}
        if turn not in noted:  # who is called twice passes once
            for visit in waiting:
                self.by_visit[visit.id] = self.by_visit.get(visit.id, 0) + (visit.turn < turn)
        self._noted[service] = noted | {turn}

    def after(self, line: Line, event: e.Event) -> None:
        """An event was folded: a place given up is a new one; calls that nobody remembers are gone."""
        visit = line.visits.get(getattr(event, "visit", None) or "")
        if visit is not None and visit.turn == line.sequence:
            self.by_visit[visit.id] = 0
        there = {v.service for v in line.visits.values() if can_be_passed(v)}
        for service in [s for s in self._noted if s not in there]:
            del self._noted[service]


def can_be_passed(visit: Visit) -> bool:
    here = visit.state is VisitState.WAITING and visit.presence is not Presence.ON_THE_WAY
    return here and visit.reserved_for is None


def next_for(line: Line, passed: Passed, counter: str, agent: str, now: datetime) -> Next | None:
    """What call-next must answer to this agent at this counter; None: nobody."""
    alone = [v for v in line.visits.values() if _wants_second(line, v, agent)]
    if alone:
        first = min(alone, key=lambda v: (v.called_at or v.started_at or now, v.turn))
        return Next(first.id, joins=True)
    mine = [v for v in line.visits.values() if _may_call(line, v, counter, agent, now)]
    if not mine:
        return None
    rules = line.settings
    usual = _first(line, mine, agent, now)
    tired = [v for v in mine if can_be_passed(v) and v.booked_for is None]
    tired = [v for v in tired if rules.most_passed and passed.by_visit.get(v.id, 0) >= rules.most_passed]
    quick = [v for v in mine if rules.is_quick(v.service)]
    lane = rules.quick_every and passed.since_quick + 1 >= rules.quick_every and quick
    unbound = _first(line, quick, agent, now) if lane else usual
    if tired and (oldest := min(tired, key=lambda v: v.turn)).id != unbound.id:
        return Next(oldest.id, Because.PASSED)
    if unbound.id != usual.id:
        return Next(unbound.id, Because.QUICK)
    return Next(usual.id, _because(line, mine, usual, agent, now))


def _wants_second(line: Line, visit: Visit, agent: str) -> bool:
    service = line.settings.service(visit.service)
    if service is None or service.agents < 2 or not visit.at_counter or visit.agent == agent:
        return False
    return len(visit.colleagues) == 0 and line.settings.serves(agent, visit.service)


def _may_call(line: Line, visit: Visit, counter: str, agent: str, now: datetime) -> bool:
    if visit.state is not VisitState.WAITING or visit.presence is Presence.ON_THE_WAY:
        return False
    return line.settings.serves(agent, visit.service, counter) and (
        visit.reserved_for in (None, agent) or _free(line, visit, now)
    )


def _free(line: Line, visit: Visit, now: datetime) -> bool:
    wait = timedelta(minutes=line.settings.reserved_wait)
    return visit.due_at is not None and visit.due_at + wait <= now


def _first(line: Line, visits: list[Visit], agent: str | None, now: datetime) -> Visit:
    return min(visits, key=lambda v: _place(line, v, agent, now))


def _place(line: Line, visit: Visit, agent: str | None, now: datetime) -> tuple[float, float, int]:
    """Lowest first. `agent` None: as if none were preferred."""
    rules, came = line.settings, visit.placed_at or visit.checked_in_at
    assert visit.due_at is not None and came is not None
    due, arrived = visit.due_at.timestamp(), came.timestamp()
    earlier = 60.0 * rules.prefer_within if agent and rules.prefers(agent, visit.service) else 0.0
    if rules.rule is CallRule.ACCUMULATING:
        start = max(arrived, visit.booked_for.timestamp() - 300.0) if visit.booked_for else arrived
        rate = rules.booked_points if visit.booked_for else rules.walk_up_points
        rate = max(rate, rules.marked_points) if visit.marks else rate
        return rate * start + -rate * now.timestamp() - earlier * rate, arrived, visit.turn
    credit = 60.0 * max((_credit(line, mark) for mark in visit.marks), default=0)
    if rules.rule is CallRule.FIRST_COME:
        value = arrived
    elif rules.rule is CallRule.APPOINTMENTS_FIRST:
        value = due - 1e9 if visit.booked_for else arrived
    else:
        value = due
    return value - credit + 0.0 - earlier, arrived, visit.turn


def _credit(line: Line, mark: Mark) -> int:
    rules = line.settings
    by_mark = {Mark.URGENT: rules.urgent_credit, Mark.VIP: rules.vip_credit}
    return by_mark.get(mark, rules.accessibility_credit)


def _because(line: Line, mine: list[Visit], visit: Visit, agent: str, now: datetime) -> Because:
    """Take one thing away at a time: the first without which another would be called is the reason."""
    others = [v for v in mine if v.id != visit.id]
    if visit.marks and _first(line, [*others, replace(visit, marks=())], agent, now).id != visit.id:
        return Because(max(visit.marks, key=lambda mark: _credit(line, mark)).value)
    if line.settings.prefers(agent, visit.service) and _first(line, mine, None, now).id != visit.id:
        return Because.SKILLED
    if visit.reserved_for == agent and not _free(line, visit, now):
        return Because.RESERVED
    rule = line.settings.rule
    if rule is CallRule.ACCUMULATING:
        return Because.POINTS
    if rule is not CallRule.FIRST_COME and visit.booked_for is not None:
        return Because.BOOKED
    return Because.DUE if rule is CallRule.DUE_TIME else Because.ARRIVED
