"""Busy random days with everything switched on: whom each call takes, why, and past how many."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import Because, CallRule, ChosenReason, Mark, Presence, VisitState
from tests.stateful.order_rules import ORDERS, check_call
from tests.unit.queue import naive
from tests.unit.queue.room import MONDAY_NINE

SERVICES = (
    Service("laptop", "A", {"en": "Laptop"}, prefers=("laptops",)),
    Service("phone", "B", {"en": "Phone"}, remote=True),
    Service("password", "C", {"en": "Password"}, expected_minutes=2),
    Service("server", "D", {"en": "Server"}, needs=("servers",)),
)
AGENTS = {"1": "lena", "2": "marco", "3": "ines", "4": "noor"}
SKILLS = {"lena": ("laptops", "servers"), "marco": ("servers",), "ines": ("laptops",)}


def site(rule: CallRule, dice: Random) -> SiteSettings:
    return SiteSettings(
        services=SERVICES,
        counters=tuple(AGENTS),
        rule=rule,
        agent_services={"noor": ("phone", "password")},
        agent_skills=SKILLS,
        quick_counters=dice.choice([(), ("4",)]),
        quick_every=dice.choice([0, 2, 5]),
        most_passed=dice.choice([0, 1, 3, 6]),
        prefer_within=dice.choice([0, 5, 30]),
        calls_before_no_show=dice.choice([1, 2]),
        hold_keeps=dice.choice([2, 60]),
        return_within=dice.choice([2, 15]),
        closing_work=False,
        remote_join=True,
    )


class Busy:
    """A day by the dice: people come faster than they are served, so that there is a line."""

    def __init__(self, rule: CallRule, seed: int) -> None:
        self.dice, self.line, self.now = Random(seed), Line(), MONDAY_NINE
        self.passes, self.seen = naive.Passes(), Counter[Because | None]()
        self.journal: list[e.Event] = []
        self.give(c.ApplySettings(site(rule, self.dice)))
        for counter, agent in AGENTS.items():
            self.give(c.OpenCounter(counter, agent))

    def give(self, command: c.Command) -> Decision:
        answer = decide(self.line, command, self.now)
        for event in answer.events if isinstance(answer, Decided) else ():
            if isinstance(event, e.VisitCalled):
                check_call(self.line, event)
                self.seen[event.because] += 1
            self.passes.follow(self.line, event)
            fold(self.line, event)
            self.journal.append(event)
        return answer

    def play(self, steps: int) -> None:
        for n in range(steps):
            self.now += timedelta(seconds=self.dice.choice([0, 20, 60, 150]))
            self.dice.choices((self.somebody_comes, self.somebody_is_free, self.something_else), (5, 5, 2))[
                0
            ](n)
            self.passes.check(self.line)
            if n % 10 == 0:
                assert [v.id for v in self.line.in_order(self.now)] == naive.in_order(self.line, self.now)

    def somebody_comes(self, n: int) -> None:
        dice, service = self.dice, self.dice.choice(SERVICES).id
        if dice.random() < 0.3:
            start = self.now + timedelta(minutes=dice.randrange(-15, 100))
            claim = c.AppointmentClaim(f"b{n}", service, start)
            self.give(c.CheckIn(f"p{n}", service, appointment=claim))
            return
        self.give(
            c.CheckIn(
                f"w{n}",
                service,
                marks=tuple(dice.sample(list(Mark), dice.choice([0, 0, 0, 1, 2]))),
                presence=Presence.ON_THE_WAY if dice.random() < 0.1 else Presence.HERE,
                reserved_for=dice.choice(["lena", "marco"]) if dice.random() < 0.1 else None,
            )
        )

    def somebody_is_free(self, n: int) -> None:
        counter = self.dice.choice(list(AGENTS))
        agent, visit = AGENTS[counter], self.line.counters[counter].visit
        if visit and self.dice.random() < 0.1:
            self.give(c.MarkNoShow(visit, agent))
        elif visit:
            self.give(c.Start(visit, agent))
            self.give(self.dice.choice([c.Finish, c.Finish, c.Hold])(visit, agent))
        waiting = self.line.in_order()
        if waiting and self.dice.random() < 0.1:
            chosen = self.dice.choice(waiting).id
            self.give(c.CallVisit(counter, agent, chosen, self.dice.choice(list(ChosenReason))))
        self.give(c.CallNext(counter, agent))

    def something_else(self, n: int) -> None:
        dice = self.dice
        some = dice.choice(list(self.line.visits.values()) or [None])
        if some is None:
            return
        agent = some.agent or dice.choice(list(AGENTS.values()))
        service = dice.choice(SERVICES).id
        commands: list[c.Command] = [
            c.PutBack(some.id, agent),
            c.ComeBack(some.id),
            c.LapseCall(some.id),
            c.Arrive(some.id),
            c.MarkVisit(some.id, agent, (dice.choice(list(Mark)),)),
            c.Transfer(some.id, agent, service),
            c.Reserve(some.id, agent, dice.choice([None, "ines"])),
            c.ApplySettings(replace(self.line.settings, quick_every=dice.choice([0, 2, 5]))),
        ]
        self.give(dice.choice(commands))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rule", ORDERS)
def test_each_call_takes_who_is_next_and_says_why(rule: CallRule, seed: int) -> None:
    day = Busy(rule, seed)
    day.play(250)
    assert sum(day.seen.values()) > 20, "hardly anybody was called"


@pytest.mark.parametrize("rule", ORDERS)
def test_every_reason_comes_up(rule: CallRule) -> None:
    """So that the days above are worth something."""
    seen: Counter[Because | None] = Counter()
    for seed in range(100, 106):
        day = Busy(rule, seed)
        day.play(250)
        seen += day.seen
    usual = {
        CallRule.DUE_TIME: {Because.DUE, Because.BOOKED},
        CallRule.FIRST_COME: {Because.ARRIVED},
        CallRule.APPOINTMENTS_FIRST: {Because.BOOKED, Because.ARRIVED},
        CallRule.ACCUMULATING: {Because.POINTS},
    }
    always = {Because.QUICK, Because.PASSED, Because.SKILLED, Because.RESERVED, Because.URGENT}
    assert {*always, Because.CHOSEN, *usual[rule]} <= set(seen)
    assert not set(seen) & (set().union(*usual.values()) - usual[rule])


@pytest.mark.parametrize("rule", ORDERS)
def test_a_line_from_its_journal_or_a_snapshot_calls_the_same_ones(rule: CallRule) -> None:
    day = Busy(rule, 7)
    day.play(200)
    again = Line()
    for event in day.journal:
        fold(again, codec.from_json(codec.event_type(event), codec.to_json(event)))
    kept = codec.restore(codec.take_snapshot(day.line))
    for line in (again, kept):
        assert {v.id: line.passing.passes(v) for v in line.visits.values()} == {
            v.id: day.line.passing.passes(v) for v in day.line.visits.values()
        }
    lines = [day.line, again, kept]
    for counter, agent in list(AGENTS.items()) * 12:
        day.now += timedelta(minutes=1)
        answers = [decide(line, c.CallNext(counter, agent), day.now) for line in lines]
        assert answers[0] == answers[1] == answers[2]
        for line in lines:
            for event in answers[0].events:
                fold(line, event)
            held = line.counters[counter].visit
            if held:
                fold(line, e.VisitStarted(day.now, held, counter, agent))
                fold(line, e.VisitFinished(day.now, held, agent))
    assert not any(v.state is VisitState.CALLED for v in day.line.visits.values())
