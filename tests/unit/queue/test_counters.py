"""Counters, agents and leases: who sits where, and what becomes of a visitor when a console dies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.refusals import Code
from kiosk.queue.visits import CallRule, ChosenReason, EndCause, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, settings

S = VisitState


def test_a_counter_that_the_site_does_not_have_cannot_be_opened() -> None:
    assert Room().no(c.OpenCounter("9", "lena")) is Code.UNKNOWN_COUNTER


def test_a_counter_has_one_agent() -> None:
    room = Room()
    room.open("1", "lena")
    assert room.no(c.OpenCounter("1", "marco")) is Code.COUNTER_TAKEN
    assert room.do(c.OpenCounter("1", "lena")).events == ()


def test_an_agent_who_opens_another_counter_leaves_the_first() -> None:
    room = Room()
    room.open("1", "lena")
    room.open("2", "lena")
    assert list(room.line.counters) == ["2"]
    assert room.line.by_agent == {"lena": "2"}
    assert room.journal[-2] == e.CounterClosed(room.now, "1", "lena", EndCause.AGENT)


def test_an_agent_with_a_visitor_cannot_walk_off_to_another_counter() -> None:
    room = Room()
    room.somebody(S.CALLED)
    assert room.no(c.OpenCounter("2", "lena")) is Code.AGENT_BUSY
    assert room.no(c.CloseCounter("1", "lena")) is Code.COUNTER_IN_USE
    assert room.data_of(c.CloseCounter("1", "lena")) == {"number": "A001"}


def test_closing_is_for_the_agent_at_the_counter_and_may_be_repeated() -> None:
    room = Room()
    room.open("1", "lena")
    assert room.no(c.CloseCounter("1", "marco")) is Code.NOT_YOURS
    room.do(c.CloseCounter("1", "lena"))
    assert room.line.counters == {} and room.line.by_agent == {}
    assert room.do(c.CloseCounter("1", "lena")).events == ()


def test_nobody_is_called_to_a_counter_that_is_closed_or_another_agents() -> None:
    room = Room()
    room.check_in("v")
    assert room.no(c.CallNext("1", "lena")) is Code.COUNTER_NOT_OPEN
    room.open("1", "lena")
    assert room.no(c.CallNext("1", "marco")) is Code.COUNTER_TAKEN
    assert room.no(c.CallVisit("1", "marco", "v", ChosenReason.QUICK)) is Code.COUNTER_TAKEN


def test_one_visitor_at_a_time() -> None:
    room = Room()
    room.check_in("v")
    room.check_in("w")
    room.open()
    room.next()
    assert room.no(c.CallNext("1", "lena")) is Code.AGENT_BUSY
    assert room.no(c.CallVisit("1", "lena", "w", ChosenReason.QUICK)) is Code.AGENT_BUSY
    assert room.data_of(c.CallNext("1", "lena")) == {"counter": "1", "number": "A001"}


def test_a_visitor_is_called_by_one_agent_only() -> None:
    room = Room()
    room.somebody(S.CALLED)
    room.open("2", "marco")
    assert room.no(c.CallNext("2", "marco")) is Code.NOBODY_WAITING
    assert room.no(c.CallVisit("2", "marco", "v", ChosenReason.KNOWS_CASE)) is Code.ALREADY_CALLED
    assert room.data_of(c.CallVisit("2", "marco", "v", ChosenReason.URGENT))["counter"] == "1"


def test_while_one_is_on_hold_the_agent_calls_another_and_resumes_afterwards() -> None:
    room = Room()
    room.somebody(S.HELD)
    room.check_in("w")
    assert room.next().id == "w"
    assert room.no(c.Resume("v", "lena")) is Code.AGENT_BUSY
    room.do(c.Start("w", "lena"))
    room.do(c.Finish("w", "lena"))
    room.do(c.Resume("v", "lena"))
    assert room.line.visit_at("1") == room.line.visits["v"]


def test_a_held_visitor_can_be_resumed_at_any_open_counter_by_any_agent() -> None:
    room = Room()
    room.somebody(S.HELD)
    assert room.no(c.Resume("v", "marco")) is Code.COUNTER_NOT_OPEN
    room.open("3", "marco")
    room.do(c.Resume("v", "marco"))
    visit = room.line.visits["v"]
    assert (visit.counter, visit.agent, visit.held_at) == ("3", "marco", None)


def test_somebody_who_was_called_can_wait_on_hold_without_being_served() -> None:
    room = Room()
    room.somebody(S.CALLED)
    room.wait(5).do(c.Hold("v", "lena"))
    assert room.line.visits["v"].served_seconds == 0
    assert room.line.visit_at("1") is None


@pytest.mark.parametrize(("state", "becomes"), [(S.CALLED, S.WAITING), (S.SERVING, S.HELD)])
def test_a_console_that_dies_gives_its_visitor_back(state: VisitState, becomes: VisitState) -> None:
    room = Room()
    room.somebody(state)
    lapsed = room.do(c.LapseLease("1", "lena"))
    assert room.state("v") is becomes
    assert room.line.counters == {} and room.line.by_agent == {}
    assert [getattr(event, "cause", None) for event in lapsed.events] == [EndCause.LEASE] * 2


def test_a_called_visitor_whose_agent_vanished_is_called_again_before_all_who_came_later() -> None:
    room = Room()
    for name in ("first", "second", "third"):
        room.wait(1).check_in(name)
    room.open()
    assert room.next().id == "first"
    room.check_in("fourth")
    room.do(c.LapseLease("1", "lena"))
    assert room.order() == ["first", "second", "third", "fourth"]
    returned = room.line.visits["first"]
    assert (returned.counter, returned.agent, returned.calls) == (None, None, 1)
    room.open("2", "marco")
    assert room.next("2", "marco").calls == 2


def test_a_lease_lapses_quietly_where_nobody_is() -> None:
    room = Room()
    assert room.do(c.LapseLease("1", "lena")).events == ()
    room.open("1", "lena")
    assert room.do(c.LapseLease("1", "marco")).events == ()
    room.do(c.LapseLease("1", "lena"))
    assert room.line.counters == {}


def test_the_console_that_comes_back_opens_its_counter_again_and_goes_on() -> None:
    room = Room()
    room.somebody(S.SERVING)
    room.wait(4).do(c.LapseLease("1", "lena"))
    room.wait(10).open("1", "lena")
    room.do(c.Resume("v", "lena"))
    room.wait(6).do(c.Finish("v", "lena"))
    assert room.line.visits["v"].served_seconds == 600


def test_recalling_counts_and_tells_the_time_of_the_newest_call() -> None:
    room = Room()
    room.somebody(S.CALLED)
    room.wait(2).do(c.Recall("v", "lena"))
    visit = room.line.visits["v"]
    assert (visit.calls, visit.called_at) == (2, MONDAY_NINE + timedelta(minutes=2))


@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.SERVING, S.HELD])
def test_a_transfer_keeps_the_place(state: VisitState) -> None:
    room = Room()
    room.check_in("earlier", "phone")
    room.wait(5).check_in("v")
    room.wait(5).check_in("later", "phone")
    before = room.line.visits["v"]
    room.open()
    if state is not S.WAITING:
        room.do(c.CallVisit("1", "lena", "v", ChosenReason.OTHER))
    if state in (S.SERVING, S.HELD):
        room.do(c.Start("v", "lena"))
    if state is S.HELD:
        room.do(c.Hold("v", "lena"))
    room.do(c.Transfer("v", "lena", "phone"))
    after = room.line.visits["v"]
    assert (after.state, after.service, after.agent, after.counter) == (S.WAITING, "phone", None, None)
    assert (after.due_at, after.turn, after.number) == (before.due_at, before.turn, before.number)
    assert room.order() == ["earlier", "v", "later"]
    assert room.line.visit_at("1") is None


def test_a_transfer_needs_another_service_that_exists_and_is_offered() -> None:
    room = Room()
    room.somebody(S.SERVING)
    assert room.no(c.Transfer("v", "lena", "laptop")) is Code.SAME_SERVICE
    assert room.no(c.Transfer("v", "lena", "baking")) is Code.UNKNOWN_SERVICE


@pytest.mark.parametrize("on_hold", [True, False])
def test_each_service_learns_its_own_time_from_a_visit_that_was_transferred(on_hold: bool) -> None:
    room = Room()
    room.somebody(S.SERVING)
    room.wait(10)
    if on_hold:
        room.do(c.Hold("v", "lena"))
        room.wait(30)
    room.do(c.Transfer("v", "lena", "phone"))
    room.next()
    room.do(c.Start("v", "lena"))
    room.wait(4).do(c.Finish("v", "lena"))
    assert room.line.times["laptop"].total == 10
    assert room.line.times["phone"].total == 4
    assert room.line.visits["v"].served_seconds == 840


def test_a_transfer_of_somebody_who_was_not_served_teaches_nothing() -> None:
    room = Room()
    room.somebody(S.CALLED)
    room.wait(10).do(c.Transfer("v", "lena", "phone"))
    assert room.line.times == {}


def test_time_on_hold_and_a_clock_set_back_do_not_count_as_service() -> None:
    room = Room()
    room.somebody(S.SERVING)
    room.wait(3).do(c.Hold("v", "lena"))
    room.wait(60).do(c.Resume("v", "lena"))
    room.wait(-20).do(c.Finish("v", "lena"))
    assert room.line.visits["v"].served_seconds == 180


@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.HELD, S.BOOKED])
def test_a_visitor_may_leave_and_frees_the_counter(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    room.open()
    left = room.do(c.Leave("v", EndCause.VISITOR))
    assert left.events == (e.VisitLeft(room.now, "v", EndCause.VISITOR),)
    assert room.line.visit_at("1") is None
    assert room.order() == []


def test_an_agent_is_given_only_what_they_serve_but_may_choose_anybody() -> None:
    room = Room(settings(agent_services={"noor": ("phone",)}))
    room.check_in("laptop-one")
    room.wait(1).check_in("phone-one", "phone")
    room.open("1", "noor")
    assert room.next("1", "noor").id == "phone-one"
    room.do(c.MarkNoShow("phone-one", "noor"))
    assert room.no(c.CallNext("1", "noor")) is Code.NOBODY_WAITING
    chosen = room.do(c.CallVisit("1", "noor", "laptop-one", ChosenReason.ACCESSIBILITY)).events[0]
    assert isinstance(chosen, e.VisitCalled)
    assert (chosen.rule, chosen.reason) == (CallRule.CHOSEN, ChosenReason.ACCESSIBILITY)


def test_choosing_somebody_tells_how_many_were_passed() -> None:
    room = Room()
    for name in ("a", "b", "c"):
        room.check_in(name)
    room.check_in("other", "phone")
    room.open()
    called = room.do(c.CallVisit("1", "lena", "c", ChosenReason.QUICK)).events[0]
    assert isinstance(called, e.VisitCalled) and called.passed == 2


def test_ten_agents_at_once_empty_the_line_without_calling_anybody_twice() -> None:
    counters = tuple(str(n) for n in range(10))
    room = Room(settings(counters=counters))
    for n in range(50):
        room.check_in(f"v{n}", ("laptop", "phone")[n % 2])
    for name in counters:
        room.open(name, f"agent-{name}")
    served = [room.serve(name, f"agent-{name}", 0).id for _ in range(5) for name in counters]
    assert served == [f"v{n}" for n in range(50)]
    assert room.no(c.CallNext("0", "agent-0")) is Code.NOBODY_WAITING


def test_an_incident_keeps_its_place_in_the_journal_and_changes_nobody() -> None:
    room = Room()
    visit = room.somebody(S.SERVING)
    recorded = room.do(c.RecordIncident("i1", "v", "lena", "incident", 2, "ab" * 32))
    assert recorded.events == (e.IncidentRecorded(room.now, "i1", "v", "lena", "incident", 2, "ab" * 32),)
    assert room.line.visits["v"] == visit
    assert room.line.sequence == len(room.journal)
