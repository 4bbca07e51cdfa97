"""Who is next, by a plain look at everybody: slow, and written apart from the rules that it checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import Because, CallRule, Mark, Presence, Visit, VisitState


def score(visit: Visit, site: SiteSettings, now: datetime) -> tuple[float, datetime, int]:
    """The lowest is called first: minutes (or points) relative to `now`."""
    came = visit.placed_at or visit.checked_in_at
    assert came is not None and visit.due_at is not None
    worth = {
        Mark.URGENT: site.urgent_credit,
        Mark.ACCESSIBILITY: site.accessibility_credit,
        Mark.VIP: site.vip_credit,
    }
    sooner = timedelta(minutes=max([0, *(worth[m] for m in visit.marks)]))
    if site.rule is CallRule.ACCUMULATING:
        since = came
        if visit.booked_for is not None:
            since = max(came, visit.booked_for - timedelta(minutes=5))
        rates = [site.booked_points if visit.booked_for else site.walk_up_points]
        if visit.marks:
            rates.append(site.marked_points)
        return (-max(rates) * (now - since).total_seconds(), came, visit.turn)
    at = visit.due_at
    if site.rule is CallRule.FIRST_COME or (
        site.rule is CallRule.APPOINTMENTS_FIRST and not visit.booked_for
    ):
        at = came
    walk_up_last = 1e8 if site.rule is CallRule.APPOINTMENTS_FIRST and not visit.booked_for else 0.0
    return ((at - sooner - now).total_seconds() + walk_up_last, came, visit.turn)


def in_order(line: Line, now: datetime) -> list[str]:
    """Everybody who waits, first to be called first."""
    waiting = [v for v in line.visits.values() if v.state is VisitState.WAITING]
    return [v.id for v in sorted(waiting, key=lambda v: _close(score(v, line.settings, now)))]


def _close(found: tuple[float, datetime, int]) -> tuple[int, datetime, int]:
    """Equal to the millisecond is equal: the rules reckon in seconds since 1970, as floats."""
    return (round(found[0] * 1000), found[1], found[2])


def may_call(line: Line, agent: str, counter: str, now: datetime) -> list[Visit]:
    """Everybody whom `call next` may give to this agent, in the order of the rule for this agent."""
    site = line.settings
    found = []
    for visit in line.visits.values():
        if visit.state is not VisitState.WAITING or visit.presence is Presence.ON_THE_WAY:
            continue
        if not site.serves(agent, visit.service, counter):
            continue
        if visit.reserved_for not in (None, agent):
            assert visit.due_at is not None
            if now < visit.due_at + timedelta(minutes=site.reserved_wait):
                continue
        found.append(visit)
    return sorted(found, key=lambda v: _for_agent(v, site, agent, now))


def _for_agent(visit: Visit, site: SiteSettings, agent: str, now: datetime) -> tuple[int, datetime, int]:
    value, came, turn = score(visit, site, now)
    if site.prefers(agent, visit.service):
        rate = 1.0
        if site.rule is CallRule.ACCUMULATING:
            rate = site.booked_points if visit.booked_for else site.walk_up_points
            rate = max(rate, site.marked_points) if visit.marks else rate
        value -= 60 * site.prefer_within * rate
    return _close((value, came, turn))


def next_one(line: Line, agent: str, counter: str, now: datetime) -> str | None:
    """Who must be called now. Takes the number of passes from the line; `Passes` checks that."""
    rows = may_call(line, agent, counter, now)
    bound, every = line.settings.most_passed, line.settings.quick_every
    at_bound = [v for v in rows if walks_up(v) and bound and line.passing.passes(v) >= bound]
    if at_bound:
        return min(at_bound, key=lambda v: v.turn).id
    quick = [v for v in rows if line.settings.is_quick(v.service)]
    if every and line.since_quick + 1 >= every and quick:
        return quick[0].id
    return rows[0].id if rows else None


def walks_up(visit: Visit) -> bool:
    """Whether the bound on being passed holds for this one."""
    return visit.booked_for is None and visit.reserved_for is None


class Passes:
    """Counts, one by one, who passed whom; `follow` before each event is folded."""

    def __init__(self) -> None:
        self.first: dict[str, set[int]] = {}  # visit -> turns whose first call passed it
        self.calls: dict[str, int] = {}  # visit -> calls that passed it, of somebody called again too
        self._called: set[int] = set()

    def note(self, line: Line, called: e.VisitCalled) -> None:
        """Raises AssertionError when this call passes somebody who was passed as often as may be."""
        turn = line.visits[called.visit].turn
        if called.rule is CallRule.CHOSEN:
            return
        bound = line.settings.most_passed
        for visit in line.visits.values():
            waits = visit.state is VisitState.WAITING and visit.presence is not Presence.ON_THE_WAY
            rival = line.settings.serves(called.agent, visit.service, called.counter)
            if not (waits and rival and visit.reserved_for is None and visit.turn < turn):
                continue
            if bound and walks_up(visit):
                known = len(self.first.get(visit.id, ()))
                assert known < bound, f"{visit.id} was passed {known} times and is passed again"
            self.calls[visit.id] = self.calls.get(visit.id, 0) + 1
            if turn not in self._called:
                self.first.setdefault(visit.id, set()).add(turn)
        self._called.add(turn)

    def follow(self, line: Line, event: e.Event) -> None:
        """Before the event is folded."""
        if isinstance(event, e.VisitCalled):
            self.note(line, event)
        elif isinstance(event, e.VisitReturned | e.VisitCameBack):
            if event.due_at not in (None, line.visits[event.visit].due_at):
                self._new_place(event.visit)
        elif isinstance(event, e.VisitCheckedIn):
            self._new_place(event.visit)

    def _new_place(self, visit: str) -> None:
        """Somebody gave up the old place: what passed them there does not count."""
        self.first.pop(visit, None)
        self.calls.pop(visit, None)

    def check(self, line: Line) -> None:
        """What the line counts is what was counted one by one."""
        for visit in line.visits.values():
            counted = line.passing.passes(visit)
            first, calls = len(self.first.get(visit.id, ())), self.calls.get(visit.id, 0)
            assert first <= counted <= calls, f"{visit.id}: {first} passed it in {calls} calls, not {counted}"


def passed_by(line: Line, called: e.VisitCalled) -> int:
    """How many who came earlier, and whom this agent could have called, go on waiting; before the call."""
    turn = line.visits[called.visit].turn
    return sum(
        v.turn < turn
        and v.state is VisitState.WAITING
        and v.presence is not Presence.ON_THE_WAY
        and v.reserved_for is None
        and line.settings.serves(called.agent, v.service, called.counter)
        for v in line.visits.values()
    )


ORDINARY = {Because.DUE, Because.BOOKED, Because.ARRIVED, Because.POINTS}


def holds(line: Line, called: e.VisitCalled) -> bool:
    """Whether the reason that a call gives is true, as the line was before it."""
    visit, site = line.visits[called.visit], line.settings
    first = may_call(line, called.agent, called.counter, called.at)[0].id
    if called.because is Because.PASSED:
        unbound = replace(line, settings=replace(site, most_passed=0))
        otherwise = next_one(unbound, called.agent, called.counter, called.at)
        return line.passing.passes(visit) >= site.most_passed > 0 and otherwise != visit.id
    if called.because is Because.QUICK:
        return site.is_quick(visit.service) and site.quick_every > 0 and first != visit.id
    if first != visit.id:
        return False
    if called.because in (Because.URGENT, Because.ACCESSIBILITY, Because.VIP):
        unmarked = {v.id: replace(v, marks=()) if v.id == visit.id else v for v in line.visits.values()}
        return _first_if(line, called, visits=unmarked) != visit.id
    if called.because is Because.SKILLED:
        return _first_if(line, called, settings=replace(site, prefer_within=0)) != visit.id
    if called.because is Because.RESERVED:
        assert visit.due_at is not None
        wait = timedelta(minutes=site.reserved_wait)
        return visit.reserved_for == called.agent and called.at < visit.due_at + wait
    if called.because is Because.BOOKED:
        return visit.booked_for is not None
    return called.because in ORDINARY


def _first_if(line: Line, called: e.VisitCalled, **otherwise: Any) -> str:
    other = replace(line, **otherwise)
    return may_call(other, called.agent, called.counter, called.at)[0].id
