"""Visits that wait for one agent: reserved, or handed over; and repeats of a transfer."""

from __future__ import annotations

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import Because, ChosenReason, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState


def counter_with(state: VisitState) -> Room:
    """A visit "v" in `state`, lena at counter 1, marco at 2; noor serves phones alone."""
    room = Room(settings(agent_services={"noor": ("phone",)}))
    room.somebody(state)
    room.open("1", "lena")
    room.open("2", "marco")
    return room


@pytest.mark.parametrize("state", [S.BOOKED, S.WAITING, S.HELD])
def test_a_visit_is_reserved_and_set_free_again(state: VisitState) -> None:
    room = counter_with(state)
    done = room.do(c.Reserve("v", "lena", "marco"))
    assert done.events == (e.VisitReserved(room.now, "v", "marco", "lena"),)
    assert (room.line.visits["v"].reserved_for, room.state("v")) == ("marco", state)
    assert room.do(c.Reserve("v", "lena", "marco")).events == ()
    assert room.do(c.Reserve("v", "marco", None)).events == (e.VisitReserved(room.now, "v", None, "marco"),)
    assert room.line.visits["v"].reserved_for is None
    assert room.do(c.Reserve("v", "lena", None)).events == ()


@pytest.mark.parametrize("state", [S.CALLED, S.SERVING, S.DONE, S.NO_SHOW, S.LEFT, S.CANCELLED])
def test_who_is_at_a_counter_or_gone_is_not_reserved(state: VisitState) -> None:
    room = counter_with(state)
    assert room.no(c.Reserve("v", "lena", "marco")) is Code.WRONG_STATE
    assert room.data_of(c.Reserve("v", "lena", "marco"))["state"] == state.value


def test_reserving_nobody_known() -> None:
    assert Room().no(c.Reserve("nobody", "lena", "marco")) is Code.UNKNOWN_VISIT


def test_a_visit_is_not_reserved_for_somebody_who_could_not_serve_it() -> None:
    room = counter_with(S.WAITING)
    assert room.no(c.Reserve("v", "lena", "noor")) is Code.LACKS_SKILL
    assert room.data_of(c.Reserve("v", "lena", "noor")) == {"service": "laptop"}


def test_an_appointment_that_is_moved_stays_reserved() -> None:
    room = counter_with(S.BOOKED)
    room.do(c.Reserve("v", "lena", "marco"))
    room.book("v", 90)
    assert room.line.visits["v"].reserved_for == "marco"


def test_a_check_in_may_ask_for_an_agent_who_serves_it() -> None:
    room = counter_with(S.LEFT)
    assert room.check_in("w", reserved_for="marco").reserved_for == "marco"
    assert room.no(c.CheckIn("x", "laptop", reserved_for="noor")) is Code.LACKS_SKILL


@pytest.mark.parametrize(("asked", "found"), [(None, "marco"), ("lena", "lena")])
def test_an_appointment_stays_reserved_when_its_visitor_comes(asked: str | None, found: str) -> None:
    room = Room()
    claim = room.book("v", 30)
    room.do(c.Reserve("v", "lena", "marco"))
    assert room.check_in("other id", appointment=claim, reserved_for=asked).reserved_for == found


def test_a_call_leaves_its_reason_with_the_visit() -> None:
    room = counter_with(S.CALLED)
    assert (room.line.visits["v"].because, room.line.visits["v"].chosen_reason) == (Because.DUE, None)
    room.check_in("w")
    room.do(c.CallVisit("2", "marco", "w", ChosenReason.KNOWS_CASE))
    chosen = room.line.visits["w"]
    assert (chosen.because, chosen.chosen_reason) == (Because.CHOSEN, ChosenReason.KNOWS_CASE)


def test_reserving_does_not_change_the_place() -> None:
    room = counter_with(S.WAITING)
    before = room.line.visits["v"]
    room.wait(5).check_in("w")
    room.do(c.Reserve("v", "lena", "marco"))
    after = room.line.visits["v"]
    assert (after.due_at, after.turn, after.number) == (before.due_at, before.turn, before.number)


def test_a_reserved_visit_is_given_to_its_agent_and_not_to_others() -> None:
    room = counter_with(S.WAITING)
    room.do(c.Reserve("v", "lena", "marco"))
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    room.check_in("w")
    assert room.next("1", "lena").id == "w"
    assert room.next("2", "marco").id == "v"


def test_an_agent_who_has_gone_does_not_keep_a_visitor_waiting_for_ever() -> None:
    room = counter_with(S.WAITING)
    room.do(c.Reserve("v", "lena", "marco"))
    room.do(c.CloseCounter("2", "marco"))
    room.wait(20 + 15 + 1)
    assert room.next("1", "lena").id == "v"


# Transfer


@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.SERVING, S.HELD])
def test_a_visitor_is_sent_to_another_service_and_a_certain_colleague(state: VisitState) -> None:
    room = counter_with(state)
    due = room.line.visits["v"].due_at
    done = room.do(c.Transfer("v", "lena", "phone", "noor"))
    assert done.events == (e.VisitTransferred(room.now, "v", "phone", "lena", "noor"),)
    visit = room.line.visits["v"]
    assert (visit.state, visit.service, visit.reserved_for, visit.due_at) == (S.WAITING, "phone", "noor", due)
    assert visit.counter is None and not room.line.counters["1"].taken


@pytest.mark.parametrize("state", [S.CALLED, S.SERVING, S.HELD])
def test_a_visitor_is_handed_to_a_colleague_for_the_same_service(state: VisitState) -> None:
    room = counter_with(state)
    room.do(c.Transfer("v", "lena", "laptop", "marco"))
    visit = room.line.visits["v"]
    assert (visit.state, visit.service, visit.reserved_for, visit.agent) == (
        S.WAITING,
        "laptop",
        "marco",
        None,
    )
    assert room.next("2", "marco").id == "v"


def test_who_waits_and_is_handed_over_for_the_same_service_is_reserved() -> None:
    room = counter_with(S.WAITING)
    done = room.do(c.Transfer("v", "lena", "laptop", "marco"))
    assert done.events == (e.VisitReserved(room.now, "v", "marco", "lena"),)
    assert room.do(c.Transfer("v", "lena", "laptop", "marco")).events == ()


def test_the_time_of_a_service_that_two_agents_gave_is_learnt_once() -> None:
    room = counter_with(S.SERVING)
    room.wait(4).do(c.Transfer("v", "lena", "laptop", "marco"))
    assert room.line.times == {}
    room.next("2", "marco")
    room.do(c.Start("v", "marco"))
    room.wait(6).do(c.Finish("v", "marco"))
    assert (room.line.times["laptop"].count, room.line.times["laptop"].total) == (1.0, 10.0)
    assert room.line.visits["v"].served_seconds == 600


def test_nobody_is_handed_to_who_does_not_serve_it() -> None:
    room = counter_with(S.SERVING)
    assert room.no(c.Transfer("v", "lena", "laptop", "noor")) is Code.LACKS_SKILL
    assert room.state("v") is S.SERVING


def test_nobody_is_handed_to_who_lacks_the_skill() -> None:
    services = (Service("laptop", "A", {}), Service("sign", "B", {}, needs=("sign",)))
    room = Room(settings(services=services, agent_skills={"ines": ("sign",)}))
    room.somebody(S.SERVING)
    assert room.no(c.Transfer("v", "lena", "sign", "marco")) is Code.LACKS_SKILL
    room.do(c.Transfer("v", "lena", "sign", "ines"))
    assert room.line.visits["v"].reserved_for == "ines"


def test_a_transfer_to_oneself_for_the_same_service_is_a_slip() -> None:
    room = counter_with(S.SERVING)
    assert room.no(c.Transfer("v", "lena", "laptop", "lena")) is Code.SAME_SERVICE


def test_a_transfer_for_anybody_sets_a_reserved_visit_free() -> None:
    room = counter_with(S.WAITING)
    room.do(c.Reserve("v", "lena", "marco"))
    room.do(c.Transfer("v", "lena", "phone"))
    assert room.line.visits["v"].reserved_for is None


@pytest.mark.parametrize("to_agent", [None, "noor"])
@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.SERVING, S.HELD])
def test_a_transfer_that_comes_twice_is_answered_as_a_repeat(state: VisitState, to_agent: str | None) -> None:
    room = counter_with(state)
    command = c.Transfer("v", "lena", "phone", to_agent)
    room.do(command)
    before = room.line.visits["v"]
    again = room.wait(2).do(command)
    assert (again.events, again.visit) == ((), "v")
    assert room.line.visits["v"] == before


def test_another_agents_transfer_to_where_it_is_is_no_repeat() -> None:
    room = counter_with(S.SERVING)
    room.do(c.Transfer("v", "lena", "phone"))
    assert room.no(c.Transfer("v", "marco", "phone")) is Code.SAME_SERVICE
    room.do(c.CallVisit("2", "marco", "v", ChosenReason.OTHER))
    assert room.no(c.Transfer("v", "lena", "phone")) is Code.NOT_YOURS


def test_a_transfer_back_is_no_repeat() -> None:
    room = counter_with(S.SERVING)
    room.do(c.Transfer("v", "lena", "phone"))
    assert room.do(c.Transfer("v", "lena", "laptop")).events != ()
    assert room.line.visits["v"].service == "laptop"
