"""Who is next, on random days: marks, lanes, bounds, holds, returns; checked by a plain look at everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.visits import Because, CallRule, Mark, Presence, VisitState
from tests.stateful.cast import agent, service, visit
from tests.unit.queue import naive

ORDERS = [r for r in CallRule if r is not CallRule.CHOSEN]


def check_call(line: Line, event: e.VisitCalled) -> None:
    """A call goes to who is next, and says why and past how many; looked at before it is folded."""
    called = line.visits[event.visit]
    assert called.presence is not Presence.ON_THE_WAY, "called, and not here yet"
    assert event.due_at == called.due_at
    assert event.passed == naive.passed_by(line, event)
    if event.rule is CallRule.CHOSEN:
        assert event.because is Because.CHOSEN and event.reason is not None
        return
    expected = naive.next_one(line, event.agent, event.counter, event.at)
    assert event.visit == expected, f"{event.visit} was called, {expected} is next"
    assert naive.holds(line, event), f"not true: {event.because}"


class OrderRules(RuleBasedStateMachine):
    """Commands and invariants; the day's own machine has the line."""

    line: Line
    now: datetime
    passes: naive.Passes

    def give(self, command: c.Command) -> Decision:
        raise NotImplementedError

    def before_event(self, event: e.Event) -> None:
        """A call is given to who is next, with a reason that is true."""
        if isinstance(event, e.VisitCalled):
            check_call(self.line, event)
        self.passes.follow(self.line, event)
        super().before_event(event)  # type: ignore[misc]  # the next subject's

    @rule(services=st.lists(service, min_size=2, max_size=5), marked=st.sampled_from((None, *Mark)))
    def people_come(self, services: list[str], marked: Mark | None) -> None:
        """Several at once; the last one may be marked."""
        for n, wanted in enumerate(services):
            marks = (marked,) if marked and n == len(services) - 1 else ()
            self.give(c.CheckIn(f"r{self.line.sequence}", wanted, marks=marks))

    @rule(minutes=st.integers(0, 12))
    @precondition(lambda self: self.line.counters)
    def everybody_calls(self, minutes: int) -> None:
        """Each agent says goodbye to who is there, and calls the next one."""
        for name, at in list(self.line.counters.items()):
            if at.visit:
                self.give(c.Start(at.visit, at.agent))
                self.now += timedelta(minutes=minutes)
                self.give(c.Finish(at.visit, at.agent))
            self.give(c.CallNext(name, at.agent))

    @rule(visit=visit, agent=agent, marks=st.lists(st.sampled_from(Mark), max_size=2, unique=True))
    def mark(self, visit: str, agent: str, marks: list[Mark]) -> None:
        if isinstance(self.give(c.MarkVisit(visit, agent, tuple(marks))), Decided):
            assert set(self.line.visits[visit].marks) == set(marks)

    @rule(visit=visit, agent=agent)
    def put_back(self, visit: str, agent: str) -> None:
        known = self.line.visits.get(visit)
        answer = self.give(c.PutBack(visit, known.agent if known and known.agent else agent))
        if not isinstance(answer, Decided) or known is None:
            return
        after = self.line.visits[visit]
        assert after.state is VisitState.WAITING
        held = known.held_at
        kept = held is None or self.now - held <= timedelta(minutes=self.line.settings.hold_keeps)
        assert (after.due_at == known.due_at) if kept else (after.turn > known.turn), "the place was not kept"

    @rule(visit=visit)
    def come_back(self, visit: str) -> None:
        known = self.line.visits.get(visit)
        answer = self.give(c.ComeBack(visit))
        if isinstance(answer, Decided) and answer.events and known is not None and known.ended_at is not None:
            after = self.line.visits[visit]
            kept = self.now - known.ended_at <= timedelta(minutes=self.line.settings.return_within)
            assert (after.number, after.state) == (known.number, VisitState.WAITING)
            assert after.due_at == known.due_at if kept else after.turn > known.turn

    @rule(visit=visit)
    def call_left_alone(self, visit: str) -> None:
        known = self.line.visits.get(visit)
        answer = self.give(c.LapseCall(visit))
        if (
            isinstance(answer, Decided)
            and answer.events
            and known is not None
            and known.called_at is not None
        ):
            assert self.now - known.called_at >= timedelta(minutes=self.line.settings.accept_within)
            assert self.line.visits[visit].due_at == known.due_at

    @rule(
        order=st.sampled_from(ORDERS),
        most_passed=st.sampled_from([0, 1, 2, 6]),
        quick_every=st.sampled_from([0, 1, 3]),
        calls=st.sampled_from([1, 1, 2]),
        quick_minutes=st.sampled_from([3, 10]),
    )
    @precondition(lambda self: len(self.line.visits) > 2)
    def change_order(
        self, order: CallRule, most_passed: int, quick_every: int, calls: int, quick_minutes: int
    ) -> None:
        waiting = {v.id: v for v in self.line.in_order()}
        changed = replace(
            self.line.settings,
            rule=order,
            most_passed=most_passed,
            quick_every=quick_every,
            quick_minutes=quick_minutes,
            calls_before_no_show=calls,
        )
        self.give(c.ApplySettings(changed))
        after = {v.id: v for v in self.line.in_order()}
        assert after == waiting, "somebody who waits was changed when the settings did"

    @invariant()
    def the_order_is_that_of_a_plain_look(self) -> None:
        assert [v.id for v in self.line.in_order(self.now)] == naive.in_order(self.line, self.now)

    @invariant()
    def passes_are_counted(self) -> None:
        self.passes.check(self.line)
