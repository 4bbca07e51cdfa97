"""Random days at a counter: every command in any order, and what must hold after each of them."""

from __future__ import annotations

from copy import copy, deepcopy
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import wants_colleague
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.moves import MOVES
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Refusal
from kiosk.queue.visits import PRESENT, CallRule, ChosenReason, VisitState
from tests.stateful.cast import PEOPLE, agent, counter, service, site, visit
from tests.stateful.order_rules import ORDERS, OrderRules
from tests.stateful.room_rules import RoomRules
from tests.stateful.serving_rules import ServingRules
from tests.unit.queue import naive

FOLLOWS = {state: {to for starts, to in MOVES.values() if state in starts} for state in VisitState}


def state_of(line: Line) -> dict[str, Any]:
    """Everything that makes a line, indexes included, to compare with another."""
    state = {
        f.name: copy(getattr(line, f.name)) for f in fields(line) if f.name not in ("waiting", "passing")
    }
    counters = {name: (at.agent, at.since, at.visit, at.helping) for name, at in line.counters.items()}
    times = {name: (t.count, t.total, t.squares) for name, t in line.times.items()}
    passing = {name: tuple(turns) for name, turns in line.passing.called.items()}
    order = list(line.waiting.in_order())
    passes = {v: line.passing.passes(visit) for v, visit in line.visits.items()}
    state["heads"] = deepcopy(line.heads)
    return {**state, "counters": counters, "times": times, "passing": (passing, passes), "order": order}


class Day(OrderRules, RoomRules, ServingRules):
    """The line under test, a second one that follows its events as JSON, and the journal."""

    @initialize(order=st.sampled_from(ORDERS), skilled=st.booleans(), narrow=st.booleans())
    def begin(self, order: CallRule, skilled: bool, narrow: bool) -> None:
        self.line, self.follower = Line(), Line()
        self.now = datetime(
            2026, 10, 24, 22, 30, tzinfo=UTC
        )  # the night of a daylight-saving change in Europe
        self.journal: list[e.Event] = []
        self.numbers: set[tuple[date, str]] = set()
        self.to_come = {}
        self.passes = naive.Passes()
        self.give(c.ApplySettings(site(order, skilled, narrow)))

    def give(self, command: c.Command) -> Decision:
        before = state_of(self.line)
        decision = decide(self.line, command, self.now)
        assert state_of(self.line) == before, "deciding changed the line"
        assert decide(self.line, command, self.now) == decision, "the same question got another answer"
        for event in decision.events:  # a refusal may leave a word on who was turned away
            self.fold(event)
        return decision

    def fold(self, event: e.Event) -> None:
        self.before_event(event)
        states = {v.id: v.state for v in self.line.visits.values()}
        fold(self.line, event)
        fold(self.follower, codec.from_json(codec.event_type(event), codec.to_json(event)))
        self.journal.append(event)
        for known, state in states.items():
            after = self.line.visits[known].state if known in self.line.visits else state
            assert after is state or after in FOLLOWS[state], f"{known}: {state} -> {after}"
        if isinstance(event, e.VisitCheckedIn | e.VisitRenumbered):
            given = (self.line.day, event.number)
            assert given not in self.numbers, f"number {event.number} twice"
            self.numbers.add(given)
        if isinstance(event, e.VisitLeft):
            number = self.line.visits[event.visit].number or ""
            if number not in self.line.numbers:  # told of when its day was over
                self.numbers.discard((self.line.day, number))

    @rule(minutes=st.sampled_from([0, 0, 1, 5, 30, 300, -3, -90]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(
        visit=visit,
        service=service,
        person=st.sampled_from(PEOPLE),
        number=st.sampled_from([None, None, "KA01", "KA02", "KB01", "A001", "x"]),
        late=st.integers(-10, 2000),
    )
    def check_in(self, visit: str, service: str, person: str | None, number: str | None, late: int) -> None:
        had = self.line.visit_of(person)
        arrived = self.now - timedelta(minutes=late)
        answer = self.give(c.CheckIn(visit, service, person, arrived_at=arrived, number=number, series="KA"))
        if had is not None and isinstance(answer, Decided) and visit not in self.line.visits:
            assert answer.visit == had.id, "a second place for one person"
            assert {type(event) for event in answer.events} <= {e.VisitArrived}

    @rule(visit=visit, service=service, person=st.sampled_from(PEOPLE), minutes=st.integers(-60, 400))
    def book(self, visit: str, service: str, person: str | None, minutes: int) -> None:
        self.give(
            c.BookVisit(c.AppointmentClaim(visit, service, self.now + timedelta(minutes=minutes), person))
        )

    @rule(
        visit=visit,
        other=visit,
        service=service,
        minutes=st.integers(-60, 90),
        person=st.sampled_from(PEOPLE),
    )
    def show_pass(self, visit: str, other: str, service: str, minutes: int, person: str | None) -> None:
        known = self.line.visits.get(visit)
        start = known.booked_for if known and known.booked_for else self.now + timedelta(minutes=minutes)
        self.give(c.CheckIn(other, service, appointment=c.AppointmentClaim(visit, service, start, person)))

    @rule(visit=visit)
    def cancel(self, visit: str) -> None:
        self.give(c.CancelVisit(visit))

    @rule(counter=counter, agent=agent)
    def open_counter(self, counter: str, agent: str) -> None:
        self.give(c.OpenCounter(counter, agent))

    @rule(counter=counter, agent=agent, dies=st.booleans())
    def close_counter(self, counter: str, agent: str, dies: bool) -> None:
        self.give(c.LapseLease(counter, agent) if dies else c.CloseCounter(counter, agent))

    @rule(data=st.data())
    @precondition(lambda self: self.line.counters)
    def call_next(self, data: st.DataObject) -> None:
        name, at = data.draw(st.sampled_from(sorted(self.line.counters.items(), key=lambda row: row[0])))
        alone = wants_colleague(self.line, at.agent, name)
        expected = alone.id if alone else naive.next_one(self.line, at.agent, name, self.now)
        answer = self.give(c.CallNext(name, at.agent))
        if at.helping is None and at.visit is None and expected:
            assert isinstance(answer, Decided) and answer.visit == expected, "a colleague, then who is next"

    @rule(counter=counter, agent=agent, visit=visit, reason=st.sampled_from(ChosenReason))
    def call_this_one(self, counter: str, agent: str, visit: str, reason: ChosenReason) -> None:
        self.give(c.CallVisit(counter, agent, visit, reason))

    @rule(
        visit=visit,
        agent=agent,
        kind=st.sampled_from([c.Recall, c.Start, c.Hold, c.Resume, c.Finish, c.MarkNoShow]),
    )
    def act(self, visit: str, agent: str, kind: type) -> None:
        known = self.line.visits.get(visit)
        self.give(kind(visit, known.agent if known and known.agent and len(visit) % 2 == 0 else agent))

    @rule(visit=visit, agent=agent, service=service)
    def transfer(self, visit: str, agent: str, service: str) -> None:
        before = self.line.visits.get(visit)
        answer = self.give(c.Transfer(visit, agent, service))
        if isinstance(answer, Decided) and before:
            assert self.line.visits[visit].due_at == before.due_at, "the place was not kept"

    @rule(visit=visit)
    def leave(self, visit: str) -> None:
        self.give(c.Leave(visit))

    @rule()
    @precondition(lambda self: len(self.journal) % 7 == 0)
    def end_day(self) -> None:
        answer = self.give(c.EndDay())
        assert not isinstance(answer, Refusal)
        assert not any(v.state in PRESENT for v in self.line.visits.values()), (
            "somebody is left after the day"
        )
        assert not self.line.counters

    @invariant()
    def one_counter_a_visit(self) -> None:
        at = [(name, row.visit) for name, row in self.line.counters.items() if row.visit]
        assert len({v for _, v in at}) == len(at), "one visit at two counters"
        for name, held in at:
            assert self.line.visits[held].counter == name and self.line.visits[held].at_counter
        called = {v.id for v in self.line.visits.values() if v.at_counter}
        assert called == {v for _, v in at}, "called, but at no counter: in limbo"

    @invariant()
    def nobody_is_forgotten(self) -> None:
        waiting = {v.id for v in self.line.visits.values() if v.state is VisitState.WAITING}
        assert {v.id for v in self.line.in_order()} == waiting
        assert len(self.line.waiting) == len(waiting)

    @invariant()
    def one_place_a_person(self) -> None:
        present = [v.person for v in self.line.visits.values() if v.person and v.state in PRESENT]
        assert len(set(present)) == len(present), "one person has two places"

    @invariant()
    def followers_agree(self) -> None:
        assert state_of(self.follower) == state_of(self.line)

    def teardown(self) -> None:
        """At the end of each day a snapshot must be the line, to the last index."""
        if hasattr(self, "line"):
            assert state_of(codec.restore(codec.take_snapshot(self.line))) == state_of(self.line)


def test_random_days_at_the_counter() -> None:
    run_state_machine_as_test(Day, settings=hypothesis_settings(max_examples=300, stateful_step_count=50))
