"""Sees everything that was stored and everything that anybody was told, and says when it does not fit.

The witness folds each machine's journal on a line of its own, from the stored JSON, so that each run is also
a replay. Of every answer it keeps what was told, so that nothing told can get lost, happen twice or change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.chain import GENESIS
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import CallRule, Presence, Visit, VisitState
from kiosk.site.journal import Written, fault_of
from kiosk.site.work import Answer, Outcome, Result, Work
from kiosk.site.writer import Fenced, KeyReused
from tests.simulation.checks import check_line, must_be_same
from tests.simulation.naive_order import Next, Passed, next_for
from tests.simulation.naive_places import fault_in
from tests.simulation.requests import Request
from tests.simulation.storage import Commit
from tests.simulation.world import Violation, World

if TYPE_CHECKING:
    from tests.simulation.service import SiteService

COMPARE_EVERY = 8  # commits


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer that somebody may have: it must stay true. `entries`: what it led to, number and hash."""

    scope: str
    answer: Answer
    entries: tuple[tuple[int, str], ...]


@dataclass
class _Seen:
    """One machine's journal as the witness has read it."""

    line: Line = field(default_factory=Line)
    head: str = GENESIS
    by_command: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    commits: int = 0


class Witness:
    """One run's. `calls`: how many calls were checked against the rule in force."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.calls = self.commands = 0
        self.because: set[str] = set()
        self.top_term = 0
        self._seen: dict[str, _Seen] = {}
        self._told: dict[str, _Told] = {}

    def fail(self, invariant: str, what: str) -> None:
        raise Violation(invariant, what)

    def line(self, site: SiteService) -> Line:
        return self._seen[site.name].line

    # --- what was stored
    def committed(self, site: SiteService, done: Commit) -> None:
        """A transaction is durable; nobody was told yet."""
        if (site.fence or site.role != "primary") and done.steps:
            self.fail("fencing", f"{site.name} writes although it was replaced")
        seen = self._seen.setdefault(site.name, _Seen())
        entries = [step.entry for step in done.steps]
        if entries:
            self._catch_up(site, seen, entries[0].seq - 1)
        owned = sum(len(o.events) for _, o in done.outcomes if isinstance(o, Result))
        at = len(entries) - owned
        before = set(seen.by_command)
        self._take(seen, entries[:at], before)
        for work, outcome in done.outcomes:
            if isinstance(outcome, Result):
                self._judge(site, seen, work, outcome)
                self._take(seen, entries[at : at + len(outcome.events)], before)
                at += len(outcome.events)
        seen.commits += 1
        if entries:
            check_line(seen.line)
        stored = not any(isinstance(o, Exception) for _, o in done.outcomes)
        if stored and seen.commits % COMPARE_EVERY == 0:
            must_be_same(seen.line, site.store.line, "replay", f"the line that {site.name} writes with")

    def _catch_up(self, site: SiteService, seen: _Seen, upto: int) -> None:
        """Read what became durable in the moment in which the power went off."""
        missing = site.store.entries(seen.line.sequence, upto - seen.line.sequence) if upto else []
        self._take(seen, [one for one in missing if one.seq <= upto], set(seen.by_command))

    def _take(self, seen: _Seen, entries: Sequence[Written], before: set[str]) -> None:
        for one in entries:
            if why := fault_of(one, seen.head, seen.line.sequence):
                self.fail("chain", f"{why} at entry {one.seq}")
            if one.command in before:
                self.fail("acknowledged once", f"{one.command} led to entry {one.seq}, and to others before")
            event = codec.from_json(one.type, json.loads(one.data))
            self._look_at(seen, event)
            seen.passed.before(seen.line, event)
            fold(seen.line, event)
            seen.passed.after(seen.line, event)
            seen.head = one.hash
            seen.by_command.setdefault(one.command, []).append((one.seq, one.hash))
            self._number(seen, event)

    def _look_at(self, seen: _Seen, event: e.Event) -> None:
        """An event on the line as it was before it."""
        if fault := fault_in(seen.line, event):
            self.fail("place", f"{fault} at entry {seen.line.sequence + 1}")
        if isinstance(event, e.VisitCheckedIn):
            self._room(seen.line, event)
        if isinstance(event, e.VisitCalled | e.VisitResumed):
            self._able(seen.line, event)
        if isinstance(event, e.VisitCalled):
            self._call(seen, event)

    def _room(self, line: Line, event: e.VisitCheckedIn) -> None:
        """A walk-up who holds no number of a cut-off kiosk is one of at most so many."""
        service = line.settings.service(event.service)
        if service is None or service.capacity is None or event.appointment or event.number[1].isalpha():
            return
        waiting = [v for v in line.visits.values() if v.state is VisitState.WAITING]
        people = sum(v.people for v in waiting if v.service == event.service)
        if people + event.people > service.capacity:
            self.fail("capacity", f"{people} wait for {event.service}, and {event.people} more were taken")

    def _able(self, line: Line, event: e.VisitCalled | e.VisitResumed) -> None:
        """The visitor is here, and the agent has every skill that it needs."""
        visit = line.visits[event.visit]
        service = line.settings.service(visit.service)
        if service is not None and not set(service.needs) <= set(
            line.settings.agent_skills.get(event.agent, ())
        ):
            self.fail("skills", f"{event.agent} has {visit.id}, who needs {service.needs}")
        if isinstance(event, e.VisitCalled) and visit.presence is Presence.ON_THE_WAY:
            self.fail("presence", f"{visit.id} was called and is not here yet")

    def _call(self, seen: _Seen, event: e.VisitCalled) -> None:
        self.calls += 1
        self.because.add(event.because.value if event.because else "")
        line = seen.line
        visit, at = line.visits[event.visit], line.counters.get(event.counter)
        if visit.state is not VisitState.WAITING or at is None or at.taken or at.agent != event.agent:
            self.fail("one counter a visit", f"{event} while {visit} and the counter {at}")
        if event.rule is not CallRule.CHOSEN:
            wanted = next_for(line, seen.passed, event.counter, event.agent, event.at)
            if wanted != Next(event.visit, event.because):
                what = f"{event.visit} was called ({event.because}) at entry {line.sequence + 1}"
                self.fail("order", f"{what}, next is {wanted}")

    def _number(self, seen: _Seen, event: e.Event) -> None:
        if isinstance(event, e.VisitCheckedIn | e.VisitRenumbered):
            day = seen.line.day.isoformat()
            if seen.numbers.setdefault((day, event.number), event.visit) != event.visit:
                self.fail("numbers", f"{event.number} was given to two visits on {day}")

    def _judge(self, site: SiteService, seen: _Seen, work: Work, outcome: Result) -> None:
        """A no, on the line as it was when it was said."""
        self.commands += outcome.decision is not None
        if not isinstance(work.command, c.CallNext) or not isinstance(outcome.decision, Refusal):
            return
        if outcome.decision.code is Code.NOBODY_WAITING:
            asked = work.command
            wanted = next_for(seen.line, seen.passed, asked.counter, asked.agent, site.clock.now())
            if wanted is not None:
                self.fail("nobody forgotten", f"{wanted} waits, and {work.command.agent} is told: nobody")

    # --- what was told
    def acknowledged(self, site: SiteService, request: Request, outcome: Result) -> None:
        """The service answers. From here on it must stay true."""
        if site.fence or request.term > site.term:
            self.fail("fencing", f"{site.name} of term {site.term} answers a client of term {request.term}")
        if site.term < self.top_term or outcome.answer is None:
            return  # cut off from the machine that took over: ADR 11 says what that means
        seen = self._seen.setdefault(site.name, _Seen())
        made = tuple(seen.by_command.get(request.key, ()))
        told = self._told.setdefault(request.key, _Told(request.scope, outcome.answer, made))
        if told.answer.body != outcome.answer.body:
            self.fail("repeats", f"{request.key}: first {told.answer.body!r}, then {outcome.answer.body!r}")
        stored = site.store.answer(request.scope, request.key)
        if stored is None or stored.body != told.answer.body:
            self.fail("acknowledged once", f"{request.key}: a repeat will not know its answer: {stored}")
        for seq, made_hash in made:
            there = site.store.entries(seq - 1, 1)
            if not there or there[0].hash != made_hash:
                self.fail("acknowledged once", f"{request.key} was answered, and entry {seq} is not there")
        if made and made[-1][0] > site.memory.published.sequence:
            self.fail("durable first", f"{request.key} was answered before its events were published")
        if outcome.events and not made:
            self.fail("durable first", f"{request.key} was answered before it was stored")

    def unexpected(self, site: SiteService, outcome: Outcome) -> None:
        """An exception came out of the writer."""
        if isinstance(outcome, KeyReused):
            self.fail("repeats", "a key was used for two different requests")
        if isinstance(outcome, Exception) and not isinstance(outcome, Fenced) and not site.fence:
            raise outcome

    # --- machines that die, and that take over
    def risen(self, site: SiteService) -> None:
        """A process began anew: nothing that was durable is gone, and the line is what the journal says."""
        if site.role != "primary":
            return
        seen = self._seen.setdefault(site.name, _Seen())
        line = site.memory.published.line
        if line.sequence < seen.line.sequence:
            self.fail("acknowledged once", f"{site.name} forgot what comes after entry {line.sequence}")
        self._catch_up(site, seen, line.sequence)
        must_be_same(seen.line, line, "replay", f"{site.name} after a start")

    def taking_over(self, site: SiteService, after: int, in_touch: bool) -> list[str]:
        """A standby goes on with what it has: all that was told, if it says that it was in touch.

        Returns the keys of what was told and is not there; `took_over` then forgets them.
        """
        seen = self._seen[site.name] = _Seen()
        self._take(seen, site.store.entries(0, after), set())
        check_line(seen.line)
        must_be_same(seen.line, site.store.line, "replay", f"{site.name}'s copy")
        here = {(one.seq, one.hash) for one in site.store.entries(0, after)}
        missing = [
            key
            for key, told in self._told.items()
            if not (set(told.entries) <= here and site.store.answer(told.scope, key) is not None)
        ]
        if missing and in_touch:
            self.fail("taken over whole", f"{missing[0]} was answered, and {site.name} does not have it")
        return missing

    def took_over(self, term: int, missing: list[str]) -> None:
        """The entry that says so is durable."""
        self.top_term = term
        for key in missing:
            del self._told[key]

    # --- at the end
    def final(self, site: SiteService) -> None:
        """Everything told is in the journal, once, and a start from nothing gives the same line."""
        seen = self._seen[site.name]
        self._catch_up(site, seen, site.store.line.sequence)
        for key, told in self._told.items():
            made = tuple(seen.by_command.get(key, ()))
            if made != told.entries:
                self.fail("acknowledged once", f"{key}: told with {told.entries}, the journal has {made}")
        must_be_same(seen.line, site.memory.published.line, "replay", "what is published")
        restored = codec.restore(json.loads(json.dumps(codec.take_snapshot(seen.line))))
        must_be_same(seen.line, restored, "replay", "a snapshot")
        standing = site.store.read()
        must_be_same(seen.line, standing.line, "replay", "a start from the disk")

    def left(self, site: SiteService, agents: Sequence[tuple[str, str]]) -> list[Visit]:
        """Who is here still, and could be served by these (counter, agent)."""
        line, passed, now = self.line(site), self._seen[site.name].passed, site.clock.now()
        found = [v for v in line.visits.values() if v.at_counter or v.state is VisitState.HELD]
        for counter, agent in agents:
            following = next_for(line, passed, counter, agent, now)
            found += [line.visits[following.visit]] if following else []
        return found

    def nobody_left(self, site: SiteService, agents: Sequence[tuple[str, str]]) -> None:
        """Everybody had their turn whom one of these may serve."""
        if found := self.left(site, agents):
            self.fail("nobody forgotten", f"{len(found)} are here at the end: {found[0]}")
