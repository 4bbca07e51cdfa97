"""Several services in one visit, and visits by phone or video."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.fold import fold
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import PRESENT, EndCause, Presence, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState

SERVICES = (
    Service("laptop", "A", {"en": "Laptop"}, expected_minutes=10),
    Service("phone", "B", {"en": "Phone"}),
    Service("badge", "C", {"en": "Badge"}),
    Service("gone", "D", {"en": "Gone"}, active=False),
)


def desk_for(state: VisitState = S.SERVING, **changes: Any) -> Room:
    """A visit "v" for a laptop in `state`; lena sits at counter 1."""
    room = Room(settings(**{"services": SERVICES, **changes}))
    room.somebody(state)
    room.open("1", "lena")
    return room


def add(room: Room, *services: str) -> None:
    for service in services:
        room.do(c.AddService("v", "lena", service))


@pytest.mark.parametrize("state", sorted(PRESENT))
def test_a_matter_is_added_as_long_as_the_visitor_is_here(state: VisitState) -> None:
    room = desk_for(state)
    done = room.do(c.AddService("v", "lena", "phone"))
    assert done.events == (e.ServiceAdded(room.now, "v", "phone", "lena"),)
    add(room, "badge")
    visit = room.line.visits["v"]
    assert (visit.further, visit.service, visit.state) == (("phone", "badge"), "laptop", state)


@pytest.mark.parametrize("state", [S.BOOKED, S.DONE, S.NO_SHOW, S.LEFT, S.CANCELLED])
def test_nothing_is_added_for_who_is_not_here(state: VisitState) -> None:
    assert desk_for(state).no(c.AddService("v", "lena", "phone")) is Code.WRONG_STATE


def test_what_cannot_be_added() -> None:
    room = desk_for()
    assert room.no(c.AddService("nobody", "lena", "phone")) is Code.UNKNOWN_VISIT
    assert room.no(c.AddService("v", "lena", "baking")) is Code.UNKNOWN_SERVICE
    assert room.no(c.AddService("v", "lena", "gone")) is Code.UNKNOWN_SERVICE
    assert room.no(c.AddService("v", "lena", "laptop")) is Code.SAME_SERVICE


def test_a_matter_is_added_once() -> None:
    room = desk_for()
    add(room, "phone")
    assert room.do(c.AddService("v", "lena", "phone")).events == ()
    assert room.line.visits["v"].further == ("phone",)


def test_at_a_counter_only_who_is_with_the_visitor_adds() -> None:
    room = desk_for()
    room.open("2", "marco")
    assert room.no(c.AddService("v", "marco", "phone")) is Code.NOT_YOURS
    assert room.data_of(c.AddService("v", "marco", "phone")) == {"counter": "1"}
    room.do(c.Join("v", "2", "marco"))
    room.do(c.AddService("v", "marco", "phone"))
    assert room.line.visits["v"].further == ("phone",)


def test_matters_are_seen_to_one_after_the_other_where_the_agent_serves_them() -> None:
    room = desk_for()
    add(room, "phone", "badge")
    number = room.line.visits["v"].number
    for service, further in (("phone", ("badge",)), ("badge", ())):
        done = room.wait(5).do(c.Finish("v", "lena"))
        assert done.events == (e.VisitContinued(room.now, "v", service, "lena", True),)
        visit = room.line.visits["v"]
        assert (visit.state, visit.service, visit.further, visit.counter) == (
            S.SERVING,
            service,
            further,
            "1",
        )
        assert (visit.number, visit.agent) == (number, "lena")
    room.wait(5).do(c.Finish("v", "lena"))
    assert room.state("v") is S.DONE
    assert not room.line.counters["1"].taken


@pytest.mark.parametrize(
    "limits",
    [
        {"agent_services": {"lena": ("laptop",)}},
        {"counter_services": {"1": ("laptop",)}},
        {"services": (SERVICES[0], Service("phone", "B", {}, needs=("phones",)))},
    ],
    ids=["agent", "counter", "skill"],
)
def test_what_cannot_be_done_here_waits_in_the_line_with_the_place_kept(limits: dict[str, Any]) -> None:
    room = desk_for(S.WAITING, **limits)
    room.next()
    room.do(c.Start("v", "lena"))
    before = room.line.visits["v"]
    add(room, "phone")
    room.wait(10).check_in("later", "phone")
    done = room.do(c.Finish("v", "lena"))
    assert done.events == (e.VisitContinued(room.now, "v", "phone", "lena", False),)
    visit = room.line.visits["v"]
    assert (visit.state, visit.service, visit.further) == (S.WAITING, "phone", ())
    assert (visit.due_at, visit.turn, visit.number) == (before.due_at, before.turn, before.number)
    assert (visit.agent, visit.counter) == (None, None)
    assert room.order() == ["v", "later"]
    assert not room.line.counters["1"].taken


def test_only_the_next_matter_decides_whether_the_visitor_stays() -> None:
    room = desk_for(agent_services={"lena": ("laptop", "badge")})
    add(room, "phone", "badge")
    room.do(c.Finish("v", "lena"))
    assert (room.state("v"), room.line.visits["v"].further) == (S.WAITING, ("badge",))


def test_each_service_learns_its_own_time() -> None:
    room = desk_for()
    add(room, "phone")
    room.wait(10).do(c.Finish("v", "lena"))
    room.wait(3).do(c.Hold("v", "lena"))
    room.wait(60).do(c.Resume("v", "lena"))
    room.wait(1).do(c.Finish("v", "lena"))
    assert room.line.times["laptop"].total == 10
    assert room.line.times["phone"].total == 4
    assert room.line.visits["v"].served_seconds == 14 * 60


def test_a_second_press_that_names_the_matter_does_not_end_the_next_one() -> None:
    room = desk_for()
    add(room, "phone")
    first = c.Finish("v", "lena", "laptop")
    assert room.do(first).events != ()
    again = room.do(first)
    assert (again.events, again.visit) == ((), "v")
    assert (room.state("v"), room.line.visits["v"].service) == (S.SERVING, "phone")
    assert room.do(c.Finish("v", "lena", "phone")).events == (e.VisitFinished(room.now, "v", "lena"),)
    assert room.do(c.Finish("v", "lena", "phone")).events == ()


def test_a_second_press_is_no_refusal_when_the_visitor_went_back_to_the_line() -> None:
    room = desk_for(agent_services={"lena": ("laptop",)})
    add(room, "phone")
    room.do(c.Finish("v", "lena", "laptop"))
    assert room.do(c.Finish("v", "lena", "laptop")).events == ()
    assert room.no(c.Finish("v", "lena", "phone")) is Code.WRONG_STATE


def test_a_matter_that_is_still_to_come_cannot_be_finished() -> None:
    room = desk_for()
    add(room, "phone")
    assert room.no(c.Finish("v", "lena", "phone")) is Code.WRONG_STATE
    assert room.line.visits["v"].service == "laptop"


def test_another_agent_does_not_finish_my_matter() -> None:
    room = desk_for()
    add(room, "phone")
    assert room.no(c.Finish("v", "marco")) is Code.NOT_YOURS
    assert room.no(c.Finish("v", "marco", "laptop")) is Code.NOT_YOURS


def test_a_transfer_to_what_was_to_come_does_not_leave_it_to_be_done_twice() -> None:
    room = desk_for()
    add(room, "phone", "badge")
    room.do(c.Transfer("v", "lena", "badge"))
    assert room.line.visits["v"].further == ("phone",)


def test_what_was_to_come_goes_with_who_leaves() -> None:
    room = desk_for(S.WAITING)
    add(room, "phone")
    room.do(c.Leave("v", EndCause.VISITOR))
    assert (room.state("v"), room.line.visits["v"].further) == (S.LEFT, ("phone",))


def test_a_service_that_was_withdrawn_meanwhile_is_still_seen_to() -> None:
    room = desk_for()
    add(room, "phone")
    room.do(c.ApplySettings(settings(services=SERVICES[:1])))
    room.do(c.Finish("v", "lena"))
    assert (room.state("v"), room.line.visits["v"].service) == (S.SERVING, "phone")


def test_who_goes_back_to_the_line_for_the_next_matter_waits_for_nobody_in_particular() -> None:
    room = desk_for(S.WAITING, agent_services={"lena": ("laptop",)})
    room.do(c.Reserve("v", "lena", "lena"))
    room.next()
    room.do(c.Start("v", "lena"))
    add(room, "phone")
    room.do(c.Finish("v", "lena"))
    assert room.line.visits["v"].reserved_for is None


# By phone or video


def at_the_phone(room: Room) -> None:
    """A visit "r" for a service that is given by phone."""
    arrived = e.VisitCheckedIn(room.now, "r", "call", "E001", room.now, room.now, presence=Presence.REMOTE)
    fold(room.line, arrived)


def phones() -> Room:
    services = (
        Service("call", "E", {}, remote=True),
        Service("video", "F", {}, remote=True),
        Service("laptop", "A", {}),
    )
    room = Room(settings(services=services))
    at_the_phone(room)
    return room


def test_a_remote_visit_is_called_and_served_like_any_other() -> None:
    room = phones()
    room.open()
    assert room.next().id == "r"
    room.do(c.Start("r", "lena"))
    room.do(c.Finish("r", "lena"))
    assert room.state("r") is S.DONE


def test_every_matter_of_a_remote_visit_must_be_given_remotely() -> None:
    room = phones()
    for further, at_fault in ((("laptop",), "laptop"), (("video", "laptop"), "laptop")):
        command = c.CheckIn("s", "call", further=further, presence=Presence.REMOTE)
        assert room.no(command) is Code.NOT_REMOTE
        assert room.data_of(command) == {"service": at_fault}
    assert room.no(c.CheckIn("s", "laptop", presence=Presence.REMOTE)) is Code.NOT_REMOTE
    assert room.check_in("s", "call", further=("video",), presence=Presence.REMOTE).further == ("video",)


def test_a_remote_visit_goes_on_only_to_what_is_given_remotely() -> None:
    room = phones()
    assert room.no(c.Transfer("r", "lena", "laptop")) is Code.NOT_REMOTE
    assert room.no(c.AddService("r", "lena", "laptop")) is Code.NOT_REMOTE
    assert room.data_of(c.AddService("r", "lena", "laptop")) == {"service": "laptop"}
    room.do(c.AddService("r", "lena", "video"))
    room.do(c.Transfer("r", "lena", "video"))
    assert room.line.visits["r"].service == "video"
