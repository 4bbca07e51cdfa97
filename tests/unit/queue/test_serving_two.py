"""Visits that take two agents, and colleagues who help."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import wants_colleague
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import ChosenReason, EndCause, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState

SERVICES = (
    Service("laptop", "A", {"en": "Laptop"}),
    Service("move", "B", {"en": "Moving a desk"}, agents=2),
    Service("lift", "C", {"en": "Lifting"}, agents=2, needs=("strong",)),
)


def hall(service: str = "move", **changes: Any) -> Room:
    """A visit "v" for `service`, called to lena at counter 1; marco sits at 2, noor at 3."""
    skills = {"lena": ("strong",), "noor": ("strong",)}
    room = Room(settings(**{"services": SERVICES, "agent_skills": skills, **changes}))
    room.check_in("v", service)
    for counter, agent in (("1", "lena"), ("2", "marco"), ("3", "noor")):
        room.open(counter, agent)
    room.next("1", "lena")
    return room


def helped(service: str = "move", **changes: Any) -> Room:
    """The same, being served, and marco has come to help."""
    room = hall(service, **changes)
    room.do(c.Start("v", "lena"))
    room.do(c.Join("v", "2", "marco"))
    return room


def colleagues(room: Room) -> tuple[str, ...]:
    return room.line.visits["v"].colleagues


@pytest.mark.parametrize("begun", [False, True])
def test_the_next_free_agent_joins_before_anybody_is_called(begun: bool) -> None:
    room = hall()
    room.check_in("waits longer")
    if begun:
        room.do(c.Start("v", "lena"))
    done = room.do(c.CallNext("2", "marco"))
    assert done.events == (e.ColleagueJoined(room.now, "v", "2", "marco"),)
    assert done.visit == "v"
    assert colleagues(room) == ("marco",)
    assert (room.line.counters["2"].helping, room.line.counters["2"].visit) == ("v", None)
    assert room.next("3", "noor").id == "waits longer", "two are enough"


def test_a_visit_that_takes_one_asks_for_nobody() -> None:
    room = hall("laptop")
    assert wants_colleague(room.line, "marco", "2") is None
    assert room.no(c.CallNext("2", "marco")) is Code.NOBODY_WAITING


def test_who_is_at_the_counter_is_not_their_own_colleague() -> None:
    assert wants_colleague(hall().line, "lena", "1") is None


def test_a_colleague_is_one_who_serves_it() -> None:
    room = hall("lift")
    assert wants_colleague(room.line, "marco", "2") is None
    found = wants_colleague(room.line, "noor", "3")
    assert found is not None and found.id == "v"
    narrowed = hall(agent_services={"marco": ("laptop",)})
    assert wants_colleague(narrowed.line, "marco", "2") is None


def test_what_is_called_to_the_helpers_own_counter_does_not_matter() -> None:
    room = hall(counter_services={"2": ("laptop",)})
    assert wants_colleague(room.line, "marco", "2") is not None


def test_who_was_called_first_gets_a_colleague_first() -> None:
    room = hall()
    room.wait(1).check_in("w", "move")
    room.do(c.CallVisit("3", "noor", "w", ChosenReason.OTHER))
    assert room.do(c.CallNext("2", "marco")).visit == "v"
    room.do(c.Withdraw("v", "marco"))
    room.wait(1).do(c.Recall("v", "lena"))  # called again later than the other
    assert room.do(c.CallNext("2", "marco")).visit == "w"


def test_any_free_agent_may_join_any_visitor_at_a_counter() -> None:
    room = hall("lift")
    done = room.do(c.Join("v", "2", "marco"))
    assert done.events == (e.ColleagueJoined(room.now, "v", "2", "marco"),)
    room.do(c.Join("v", "3", "noor"))
    assert colleagues(room) == ("marco", "noor")
    assert room.do(c.Join("v", "3", "noor")).events == ()


def test_what_cannot_be_joined() -> None:
    room = hall()
    room.check_in("w")
    assert room.no(c.Join("nobody", "2", "marco")) is Code.UNKNOWN_VISIT
    assert room.no(c.Join("w", "2", "marco")) is Code.WRONG_STATE
    assert room.no(c.Join("v", "2", "noor")) is Code.COUNTER_TAKEN
    assert room.no(c.Join("v", "9", "marco")) is Code.COUNTER_NOT_OPEN
    assert room.no(c.Join("v", "1", "lena")) is Code.AGENT_BUSY
    assert colleagues(room) == ()


def test_who_has_a_visitor_of_their_own_joins_nobody() -> None:
    room = hall()
    room.check_in("w")
    room.do(c.CallVisit("2", "marco", "w", ChosenReason.OTHER))
    assert room.no(c.Join("v", "2", "marco")) is Code.AGENT_BUSY


def test_who_helps_takes_nobody_else() -> None:
    room = helped()
    room.check_in("w")
    room.check_in("x", "move")
    assert room.no(c.CallNext("2", "marco")) is Code.AGENT_BUSY
    assert room.data_of(c.CallNext("2", "marco")) == {"counter": "2", "number": "B001"}
    assert room.no(c.CallVisit("2", "marco", "w", ChosenReason.OTHER)) is Code.AGENT_BUSY
    room.do(c.CallVisit("3", "noor", "x", ChosenReason.OTHER))
    assert room.no(c.Join("x", "2", "marco")) is Code.AGENT_BUSY
    room.do(c.Hold("x", "noor"))
    assert room.no(c.Resume("x", "marco")) is Code.AGENT_BUSY


def test_a_helper_acts_neither_as_the_one_at_the_counter_nor_is_taken_for_them() -> None:
    room = helped()
    for command in (c.Finish("v", "marco"), c.Hold("v", "marco"), c.Transfer("v", "marco", "laptop")):
        assert room.no(command) is Code.NOT_YOURS


def test_a_helper_withdraws_and_is_free() -> None:
    room = helped()
    done = room.do(c.Withdraw("v", "marco"))
    assert done.events == (e.ColleagueLeft(room.now, "v", "2", "marco", EndCause.AGENT),)
    assert colleagues(room) == () and not room.line.counters["2"].taken
    assert (room.state("v"), room.line.visits["v"].agent) == (S.SERVING, "lena")
    assert room.do(c.Withdraw("v", "marco")).events == ()


def test_who_has_the_visitor_cannot_withdraw() -> None:
    room = helped()
    assert room.no(c.Withdraw("v", "lena")) is Code.WRONG_STATE
    assert room.no(c.Withdraw("nobody", "lena")) is Code.UNKNOWN_VISIT


@pytest.mark.parametrize(
    "command",
    [
        c.Finish("v", "lena"),
        c.Hold("v", "lena"),
        c.Transfer("v", "lena", "laptop"),
        c.LapseLease("1", "lena"),
        c.EndDay(),
    ],
    ids=lambda command: type(command).__name__,
)
def test_when_the_visitor_leaves_the_counter_the_helper_is_free(command: c.Command) -> None:
    room = helped()
    room.do(command)
    assert all(not at.taken for at in room.line.counters.values())
    if "v" in room.line.visits:
        assert colleagues(room) == ()


@pytest.mark.parametrize("command", [c.MarkNoShow("v", "lena"), c.Leave("v")])
def test_a_visitor_who_does_not_come_or_goes_frees_the_helper(command: c.Command) -> None:
    room = hall()
    room.do(c.CallNext("2", "marco"))
    room.do(command)
    assert all(not at.taken for at in room.line.counters.values())


def test_a_call_that_is_left_alone_and_one_that_is_put_back_free_the_helper() -> None:
    for command in (c.LapseCall("v"), c.PutBack("v", "lena")):
        room = hall()
        room.do(c.CallNext("2", "marco"))
        room.wait(11).do(command)
        assert (room.state("v"), colleagues(room)) == (S.WAITING, ())
        assert not room.line.counters["2"].taken


def test_a_helper_whose_console_dies_leaves_the_visit_as_it_is() -> None:
    room = helped()
    lapsed = room.do(c.LapseLease("2", "marco")).events
    assert lapsed[0] == e.ColleagueLeft(room.now, "v", "2", "marco", EndCause.LEASE)
    assert (room.state("v"), colleagues(room), list(room.line.counters)) == (S.SERVING, (), ["1", "3"])


def test_a_helper_neither_goes_home_nor_to_another_counter() -> None:
    room = helped()
    room.do(c.CloseCounter("3", "noor"))
    assert room.no(c.CloseCounter("2", "marco")) is Code.COUNTER_IN_USE
    assert room.no(c.OpenCounter("3", "marco")) is Code.AGENT_BUSY
    assert room.do(c.OpenCounter("2", "marco")).events == ()


def test_a_visitor_who_comes_from_hold_gets_a_colleague_again() -> None:
    room = helped()
    room.do(c.Hold("v", "lena"))
    assert wants_colleague(room.line, "marco", "2") is None
    room.do(c.Resume("v", "lena"))
    assert room.do(c.CallNext("3", "noor")).visit == "v"
    assert colleagues(room) == ("noor",)


@pytest.mark.parametrize(("following", "stays"), [("laptop", ()), ("lift", ("marco",))])
def test_the_next_matter_keeps_the_helper_if_it_takes_two(following: str, stays: tuple[str, ...]) -> None:
    room = helped()
    room.do(c.AddService("v", "lena", following))
    room.do(c.Finish("v", "lena"))
    assert (room.state("v"), colleagues(room)) == (S.SERVING, stays)
    assert room.line.counters["2"].taken is bool(stays)


def test_the_next_matter_elsewhere_frees_the_helper() -> None:
    room = helped(counter_services={"1": ("move",)})
    room.do(c.AddService("v", "lena", "lift"))
    room.do(c.Finish("v", "lena"))
    assert (room.state("v"), colleagues(room)) == (S.WAITING, ())
    assert not room.line.counters["2"].taken
