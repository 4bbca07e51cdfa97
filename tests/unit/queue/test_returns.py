"""Back to the line: put back, left alone, not there, and there after all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.refusals import Code
from kiosk.queue.visits import CallRule, EndCause, VisitState
from tests.stateful.order_rules import ORDERS
from tests.unit.queue.room import Room, by_rule, settings

S = VisitState


def called(room: Room, visit: str = "v") -> None:
    """Somebody is called at counter 1."""
    room.check_in(visit)
    room.open()
    assert room.next().id == visit


# put back


@pytest.mark.parametrize("rule", ORDERS)
def test_who_is_put_back_after_a_call_is_first_again(rule: CallRule) -> None:
    room = by_rule(rule)
    called(room)
    room.wait(1).check_in("other")
    room.wait(90)
    before = room.line.visits["v"]
    put_back = room.do(c.PutBack("v", "lena")).events
    assert put_back == (e.VisitReturned(room.now, "v", EndCause.AGENT),)
    after = room.line.visits["v"]
    assert (after.due_at, after.number, after.turn) == (before.due_at, before.number, before.turn)
    assert (after.agent, after.counter, room.line.counters["1"].visit) == (None, None, None)
    assert room.order() == ["v", "other"]


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (60, True), (60.1, False), (300, False)])
@pytest.mark.parametrize("rule", ORDERS)
def test_a_hold_keeps_the_place_for_an_hour(rule: CallRule, minutes: float, kept: bool) -> None:
    room = by_rule(rule)
    called(room)
    room.wait(1).check_in("other")
    room.do(c.Start("v", "lena"))
    room.do(c.Hold("v", "lena"))
    due = room.line.visits["v"].due_at
    room.wait(minutes)
    room.do(c.PutBack("v", "marco"))
    assert room.order() == (["v", "other"] if kept else ["other", "v"])
    visit = room.line.visits["v"]
    assert visit.due_at == (due if kept else room.now + timedelta(minutes=20))
    assert visit.held_at is None and visit.served_seconds == 0


def test_a_booked_visitor_whose_place_was_given_up_is_a_walk_up_under_every_rule() -> None:
    room = by_rule(CallRule.APPOINTMENTS_FIRST)
    room.check_in("", appointment=room.book("app", 5))
    room.open()
    room.next()
    room.do(c.Hold("app", "lena"))
    room.wait(61).check_in("walk")
    room.wait(1).do(c.PutBack("app", "lena"))
    assert room.order() == ["walk", "app"]
    assert room.line.visits["app"].booked_for is None
    assert room.line.visits["app"].appointment == "app"


@pytest.mark.parametrize("state", list(S))
def test_only_who_was_called_or_is_held_is_put_back(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    command = c.PutBack("v", "lena")
    if state in (S.CALLED, S.HELD):
        room.do(command)
        assert room.state("v") is S.WAITING
        assert room.do(command).events == (), "the second press"
    elif state is S.WAITING:
        assert room.do(command).events == ()
    else:
        assert room.no(command) is Code.WRONG_STATE


def test_another_agents_visitor_is_not_put_back_and_nobody_unknown() -> None:
    room = Room()
    called(room)
    room.open("2", "marco")
    assert room.no(c.PutBack("v", "marco")) is Code.NOT_YOURS
    assert room.data_of(c.PutBack("v", "marco")) == {"counter": "1"}
    assert room.no(c.PutBack("nobody", "lena")) is Code.UNKNOWN_VISIT


# left alone


@pytest.mark.parametrize(("minutes", "lapses"), [(0, False), (9.9, False), (10, True), (500, True)])
def test_a_call_that_is_left_alone_goes_back_to_the_front(minutes: float, lapses: bool) -> None:
    room = Room()
    called(room)
    room.check_in("other")
    room.wait(minutes)
    events = room.do(c.LapseCall("v")).events
    assert events == ((e.VisitReturned(room.now, "v", EndCause.TIMEOUT),) if lapses else ())
    assert room.order() == (["v", "other"] if lapses else ["other"])
    assert room.line.counters["1"].taken is not lapses


def test_a_recall_begins_the_time_anew() -> None:
    room = Room()
    called(room)
    room.wait(9).do(c.Recall("v", "lena"))
    room.wait(9)
    assert room.do(c.LapseCall("v")).events == ()
    assert room.wait(1).do(c.LapseCall("v")).events


def test_a_site_may_wait_for_ever() -> None:
    room = Room(settings(accept_within=0))
    called(room)
    assert room.wait(10_000).do(c.LapseCall("v")).events == ()


@pytest.mark.parametrize("state", [s for s in S if s is not S.CALLED])
def test_only_a_call_lapses(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    assert room.wait(60).do(c.LapseCall("v")).events == ()
    assert room.no(c.LapseCall("nobody")) is Code.UNKNOWN_VISIT


# not there


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_a_no_show_was_called_as_often_as_the_site_asks_for(asked: int) -> None:
    room = Room(settings(calls_before_no_show=asked))
    called(room)
    for calls in range(1, asked):
        refused = c.MarkNoShow("v", "lena")
        assert room.no(refused) is Code.CALL_AGAIN_FIRST
        assert room.data_of(refused) == {"calls": str(calls), "needed": str(asked)}
        room.do(c.Recall("v", "lena"))
    room.do(c.MarkNoShow("v", "lena"))
    assert room.state("v") is S.NO_SHOW and not room.line.counters["1"].taken


# there after all


def no_show(room: Room, visit: str = "v", **more: str) -> None:
    room.check_in(visit, **more)
    room.open()
    room.next()
    room.do(c.MarkNoShow(visit, "lena"))


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (15, True), (15.1, False), (200, False)])
@pytest.mark.parametrize("rule", ORDERS)
def test_a_no_show_has_the_old_place_for_a_while(rule: CallRule, minutes: float, kept: bool) -> None:
    room = by_rule(rule)
    no_show(room)
    before = room.line.visits["v"]
    room.wait(0.5).check_in("other")
    room.wait(minutes - 0.5)
    events = room.do(c.ComeBack("v")).events
    due = before.due_at if kept else room.now + timedelta(minutes=20)
    assert due is not None and events == (e.VisitCameBack(room.now, "v", due),)
    after = room.line.visits["v"]
    assert (after.number, after.calls, after.ended_at, after.agent) == (before.number, 0, None, None)
    assert room.order() == (["v", "other"] if kept else ["other", "v"])


def test_who_came_back_is_called_and_may_miss_it_again() -> None:
    room = Room(settings(calls_before_no_show=2))
    called(room)
    room.do(c.Recall("v", "lena"))
    room.do(c.MarkNoShow("v", "lena"))
    room.do(c.ComeBack("v"))
    assert room.next().calls == 1
    assert room.no(c.MarkNoShow("v", "lena")) is Code.CALL_AGAIN_FIRST


@pytest.mark.parametrize("state", list(S))
def test_only_a_no_show_comes_back(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    if state in (S.WAITING, S.CALLED, S.SERVING, S.HELD):
        assert room.do(c.ComeBack("v")).events == ()
    elif state is S.NO_SHOW:
        assert room.do(c.ComeBack("v")).events
        assert room.do(c.ComeBack("v")).events == (), "the second press"
    else:
        assert room.no(c.ComeBack("v")) is Code.WRONG_STATE
    assert room.no(c.ComeBack("nobody")) is Code.UNKNOWN_VISIT


def test_the_day_after_nobody_comes_back_with_an_old_number() -> None:
    room = Room()
    room.now += timedelta(hours=14)  # an hour before midnight
    room.check_in("", appointment=room.book("app", 110))
    room.open()
    room.next()
    room.do(c.MarkNoShow("app", "lena"))
    room.wait(61)
    room.do(c.EndDay())
    room.wait(1).check_in("first")
    if "app" in room.line.visits:
        assert room.no(c.ComeBack("app")) is Code.WRONG_STATE
    else:
        assert room.no(c.ComeBack("app")) is Code.UNKNOWN_VISIT


def test_a_place_given_up_begins_without_passes() -> None:
    room = by_rule(CallRule.APPOINTMENTS_FIRST)
    room.open()
    room.open("2", "marco")
    room.check_in("v")
    for n in range(3):
        room.check_in("", appointment=room.book(f"app{n}", -5))
        room.serve("2", "marco")
    room.next()
    assert room.line.passing.passes(room.line.visits["v"]) == 3
    room.do(c.Hold("v", "lena"))
    room.wait(90).do(c.PutBack("v", "lena"))
    assert room.line.passing.passes(room.line.visits["v"]) == 0


def test_who_waited_before_the_new_place_was_taken_does_not_pass_it() -> None:
    room = Room(settings(most_passed=1))
    called(room)
    room.check_in("other")
    room.check_in("third")
    room.do(c.Hold("v", "lena"))
    room.wait(61).do(c.PutBack("v", "lena"))
    for name in ("other", "third"):
        assert room.serve(minutes=0).id == name
    assert room.line.passing.passes(room.line.visits["v"]) == 0
