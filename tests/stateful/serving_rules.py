"""Who may serve, on random days: skills, reserved visits, several services a visit, colleagues."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.visits import VisitState
from tests.stateful.cast import AGENTS, agent, counter, service, visit


class ServingRules(RuleBasedStateMachine):
    """Commands and invariants; the day's own machine has the line."""

    line: Line
    to_come: dict[str, list[str]]  # visit -> services that it shall still be seen to for

    def give(self, command: c.Command) -> Decision:
        raise NotImplementedError

    def before_event(self, event: e.Event) -> None:
        """What must hold for an event to be allowed: it is given to somebody who knows how."""
        site = self.line.settings
        if isinstance(event, e.VisitCalled | e.VisitResumed):
            about = self.line.visits[event.visit].service
            assert site.skilled(event.agent, about), f"{event.agent} lacks a skill for {about}"
            assert not self.line.counters[event.counter].taken, "called to a counter that is taken"
        if isinstance(event, e.VisitContinued):
            at = self.line.visits[event.visit].counter
            assert event.stays is site.serves(event.agent, event.service, at)
            self.to_come[event.visit].remove(event.service)
        if isinstance(event, e.VisitCheckedIn):
            self.to_come[event.visit] = list(event.further)
        if isinstance(event, e.ServiceAdded):
            self.to_come[event.visit].append(event.service)
        if isinstance(event, e.VisitTransferred) and event.service in self.to_come[event.visit]:
            self.to_come[event.visit].remove(event.service)
        if isinstance(event, e.VisitTransferred | e.VisitReserved) and event.reserved_for:
            about = (
                event.service
                if isinstance(event, e.VisitTransferred)
                else self.line.visits[event.visit].service
            )
            assert site.serves(event.reserved_for, about), "reserved for somebody who cannot serve it"
        if isinstance(event, e.VisitFinished):
            assert not self.to_come[event.visit], "goodbye, and something was left to do"

    @rule(visit=visit, agent=agent, for_agent=st.sampled_from((None, *AGENTS)))
    def reserve(self, visit: str, agent: str, for_agent: str | None) -> None:
        answer = self.give(c.Reserve(visit, agent, for_agent))
        if isinstance(answer, Decided):
            assert self.line.visits[visit].reserved_for == for_agent

    @rule(visit=visit, agent=agent, service=service)
    def add_service(self, visit: str, agent: str, service: str) -> None:
        answer = self.give(c.AddService(visit, agent, service))
        if isinstance(answer, Decided):
            assert service in self.line.visits[visit].further

    @rule(visit=visit, service=service)
    def finish_one_matter_twice(self, visit: str, service: str) -> None:
        known = self.line.visits.get(visit)
        if known is None or known.agent is None or known.state is not VisitState.SERVING:
            return
        command = c.Finish(visit, known.agent, known.service)
        self.give(command)
        after = self.line.visits[visit]
        again = self.give(command)
        assert isinstance(again, Decided) and not again.events, "the second press was not taken for a repeat"
        assert self.line.visits[visit] == after

    @rule(visit=visit, agent=agent, service=service, to_agent=st.sampled_from(AGENTS))
    def hand_over_twice(self, visit: str, agent: str, service: str, to_agent: str) -> None:
        command = c.Transfer(visit, agent, service, to_agent)
        if isinstance(self.give(command), Decided):
            assert self.line.visits[visit].reserved_for == to_agent
            again = self.give(command)
            assert isinstance(again, Decided) and not again.events, "a repeat of a transfer did something"

    @rule(visit=visit, counter=counter, agent=agent)
    def join(self, visit: str, counter: str, agent: str) -> None:
        answer = self.give(c.Join(visit, counter, agent))
        if isinstance(answer, Decided):
            assert agent in self.line.visits[visit].colleagues

    @rule(visit=visit, agent=agent)
    def withdraw(self, visit: str, agent: str) -> None:
        answer = self.give(c.Withdraw(visit, agent))
        if isinstance(answer, Decided):
            assert agent not in self.line.visits[visit].colleagues

    @invariant()
    def an_agent_is_in_one_place(self) -> None:
        agents = [at.agent for at in self.line.counters.values()]
        assert len(set(agents)) == len(agents), "one agent at two counters"
        assert self.line.by_agent == {at.agent: name for name, at in self.line.counters.items()}

    @invariant()
    def who_helps_helps_somebody_at_a_counter(self) -> None:
        for name, at in self.line.counters.items():
            assert not (at.visit and at.helping), (
                f"counter {name} has a visitor and its agent helps elsewhere"
            )
            if at.helping:
                helped = self.line.visits[at.helping]
                assert helped.at_counter and at.agent in helped.colleagues and helped.agent != at.agent
        for known in self.line.visits.values():
            assert len(set(known.colleagues)) == len(known.colleagues)
            for colleague in known.colleagues:
                at = self.line.counters[self.line.by_agent[colleague]]
                assert at.helping == known.id, "a colleague of a visit who is not there"

    @invariant()
    def nothing_that_was_to_come_is_forgotten(self) -> None:
        for known in self.line.visits.values():
            if known.number is not None:
                assert sorted(known.further) == sorted(self.to_come[known.id])
