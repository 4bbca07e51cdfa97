"""How many and one place a person, on random days: groups, phones, pauses, capacity, changed settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import PRESENT, Presence, Remaining, VisitState
from tests.stateful.cast import PEOPLE, SERVICES, agent, counter, service, visit

person = st.sampled_from(PEOPLE)
some = st.lists(service, max_size=2).map(tuple)


class RoomRules(RuleBasedStateMachine):
    """Commands and invariants; the day's own machine has the line."""

    line: Line
    now: datetime

    def give(self, command: c.Command) -> Decision:
        raise NotImplementedError

    @rule(
        visit=visit,
        service=service,
        person=person,
        companions=st.lists(person.filter(bool), max_size=2).map(tuple),
        people=st.integers(0, 3),
        presence=st.sampled_from([Presence.HERE, Presence.ON_THE_WAY, Presence.ON_THE_WAY]),
    )
    def come_together(
        self,
        visit: str,
        service: str,
        person: str | None,
        companions: tuple[str, ...],
        people: int,
        presence: Presence,
    ) -> None:
        known = visit in self.line.visits
        had = self.line.visit_of(person)
        was = self.line.heads.waiting.get(service, 0)
        answer = self.give(
            c.CheckIn(visit, service, person, people=people, companions=companions, presence=presence)
        )
        if known or not isinstance(answer, Decided):
            return
        if had is not None:
            assert answer.visit == had.id, "a second place for one person"
        checked_in = [event for event in answer.events if isinstance(event, e.VisitCheckedIn)]
        if checked_in and checked_in[0].appointment is None:
            self._there_was_room(service, was + checked_in[0].people, presence)

    def _there_was_room(self, service: str, people: int, presence: Presence) -> None:
        offered = self.line.settings.service(service)
        assert offered is not None and offered.active
        assert offered.capacity is None or people <= offered.capacity, "more than the service takes"
        assert not self.line.paused.keys() & {"", service}, "taken in a pause"
        if presence is Presence.ON_THE_WAY:
            assert self.line.settings.remote_join
            assert self.line.heads.on_the_way <= self.line.settings.most_on_the_way

    @rule(visit=visit)
    def arrive(self, visit: str) -> None:
        before = self.line.visits.get(visit)
        answer = self.give(c.Arrive(visit))
        if before is not None and isinstance(answer, Decided):
            after = self.line.visits[visit]
            assert after.presence is not Presence.ON_THE_WAY
            assert (after.due_at, after.turn) == (before.due_at, before.turn), "the place was not kept"

    @rule(services=some, agent=agent, stop=st.booleans())
    def pause_or_reopen(self, services: tuple[str, ...], agent: str, stop: bool) -> None:
        waiting = [v.id for v in self.line.in_order(self.now)]
        if stop:
            self.give(c.PauseCheckIn(services, {"en": "Back soon"}, agent))
        else:
            self.give(c.ReopenCheckIn(services, agent))
            assert not services or not self.line.paused.keys() & set(services)
            assert services or not self.line.paused
        assert [v.id for v in self.line.in_order(self.now)] == waiting

    @rule(counter=counter, agent=agent, people=st.sampled_from([None, *Remaining]))
    def go_home(self, counter: str, agent: str, people: Remaining | None) -> None:
        waiting = {v.id: v.service for v in self.line.in_order()}
        answer = self.give(c.CloseCounter(counter, agent, people))
        gone = {v for v in waiting if self.line.visits[v].state is VisitState.LEFT}
        left = [(name, at.agent) for name, at in self.line.counters.items()]
        assert people is Remaining.SEND_HOME or not gone
        assert not any(self.line.settings.serves(a, waiting[v], n) for v in gone for n, a in left)
        if isinstance(answer, Refusal) and answer.code is Code.PEOPLE_WAITING:
            assert people is None and waiting

    @rule(visit=visit, minutes=st.integers(-30, 300))
    def move_booking(self, visit: str, minutes: int) -> None:
        """The desk moves an appointment, whatever became of its visit."""
        known = self.line.visits.get(visit)
        if known is None or known.appointment is None:
            return
        start = self.now + timedelta(minutes=minutes)
        self.give(c.BookVisit(c.AppointmentClaim(known.appointment, known.service, start, known.person)))

    @rule(
        closed=st.sampled_from([*SERVICES, None]),
        capacity=st.sampled_from([None, 1, 3]),
        remote=st.booleans(),
        zone=st.sampled_from(["UTC", "Europe/Madrid", "Pacific/Auckland", "America/New_York"]),
        counters=st.sampled_from([("1", "2", "3"), ("1",)]),
        narrow=st.dictionaries(agent, some, max_size=2),
    )
    def change_settings(
        self,
        closed: str | None,
        capacity: int | None,
        remote: bool,
        zone: str,
        counters: tuple[str, ...],
        narrow: dict[str, tuple[str, ...]],
    ) -> None:
        """Services withdrawn, fewer counters, other skills, another time zone: everybody stays."""
        now = self.line.settings
        services = tuple(replace(s, active=s.id != closed, capacity=capacity) for s in now.services)
        before = dict(self.line.visits)
        at = {name: (row.agent, row.visit) for name, row in self.line.counters.items()}
        changed = replace(
            now,
            services=services,
            remote_join=remote,
            most_on_the_way=2,
            timezone=zone,
            counters=counters,
            agent_services=narrow,
        )
        self.give(c.ApplySettings(changed))
        assert self.line.visits == before, "a change of settings moved somebody"
        assert {name: (row.agent, row.visit) for name, row in self.line.counters.items()} == at

    @invariant()
    def everybody_has_one_place(self) -> None:
        here = [v for v in self.line.visits.values() if v.state in PRESENT]
        places = [p for v in here for p in (v.person, *v.companions) if p]
        assert len(set(places)) == len(places), "one person has two places"
        assert set(places) == set(self.line.by_person)

    @invariant()
    def no_number_is_held_twice(self) -> None:
        held = [v.number for v in self.line.visits.values() if v.state in PRESENT]
        assert len(set(held)) == len(held)

    @invariant()
    def heads_are_counted(self) -> None:
        waiting: dict[str, int] = {}
        for v in self.line.visits.values():
            if v.state is VisitState.WAITING:
                waiting[v.service] = waiting.get(v.service, 0) + v.people
        assert self.line.heads.waiting == waiting
