"""Joining by phone: a place before they come, called once they are here; and visits by phone or video."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Hours, Service
from kiosk.queue.visits import ChosenReason, Presence, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState
ON_THE_WAY = Presence.ON_THE_WAY


def open_to_phones(**changes: Any) -> Room:
    return Room(settings(remote_join=True, **changes))


def test_a_site_that_does_not_allow_it_refuses_and_nobody_is_counted_as_turned_away() -> None:
    room = Room()
    command = c.CheckIn("v", "laptop", person="ana", presence=ON_THE_WAY)
    assert room.no(command) is Code.NO_REMOTE_JOIN


def test_who_joins_by_phone_has_a_number_and_a_place_and_is_not_called_yet() -> None:
    room = open_to_phones()
    visit = room.check_in("v", person="ana", presence=ON_THE_WAY)
    assert (visit.number, visit.state, visit.presence) == ("A001", S.WAITING, ON_THE_WAY)
    room.open()
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    assert room.no(c.CallVisit("1", "lena", "v", ChosenReason.QUICK)) is Code.NOT_HERE_YET
    room.check_in("later")
    assert room.next().id == "later"


@pytest.mark.parametrize(
    "arrives", [c.CheckIn("w", "phone", person="ana"), c.CheckIn("v", "laptop"), c.Arrive("v")]
)
def test_who_arrives_has_kept_the_place(arrives: c.Command) -> None:
    room = open_to_phones()
    room.check_in("v", person="ana", presence=ON_THE_WAY)
    room.wait(5).check_in("later")
    assert room.do(arrives) == Decided((e.VisitArrived(room.now, "v"),), "v")
    assert room.do(arrives) == Decided((), "v")
    room.open()
    assert room.next().id == "v"


def test_a_repeat_from_the_phone_is_no_arrival() -> None:
    room = open_to_phones()
    join = c.CheckIn("v", "laptop", person="ana", presence=ON_THE_WAY)
    room.do(join)
    assert room.do(join) == Decided((), "v")
    assert room.line.visits["v"].presence is ON_THE_WAY


def test_who_is_here_is_not_sent_back_on_the_way() -> None:
    room = open_to_phones()
    room.check_in("v", person="ana")
    assert room.do(c.CheckIn("w", "phone", person="ana", presence=ON_THE_WAY)) == Decided((), "v")
    assert room.line.visits["v"].presence is Presence.HERE


def test_a_pass_shown_at_the_kiosk_is_an_arrival_too() -> None:
    room = open_to_phones()
    claim = room.book("app", 200, person="ana")
    room.check_in("v", person="ana", presence=ON_THE_WAY)
    room.wait(100)
    assert room.do(c.CheckIn("w", "", appointment=claim)).events == (e.VisitArrived(room.now, "v"),)


def test_who_is_booked_soon_and_joins_by_phone_has_the_appointment_as_the_place() -> None:
    room = open_to_phones()
    room.book("app", 30, person="ana")
    assert room.do(c.CheckIn("v", "laptop", person="ana", presence=ON_THE_WAY)) == Decided((), "app")
    assert room.state("app") is S.BOOKED


def test_only_so_many_may_be_on_the_way_and_an_arrival_makes_room() -> None:
    room = open_to_phones(most_on_the_way=2)
    room.check_in("a", presence=ON_THE_WAY)
    room.check_in("b", presence=ON_THE_WAY)
    join = c.CheckIn("v", "laptop", presence=ON_THE_WAY)
    assert room.no(join) is Code.SERVICE_FULL
    assert room.data_of(join) == {"waiting": "2", "capacity": "2"}
    room.check_in("here")
    room.do(c.Arrive("a"))
    room.do(join)
    room.do(c.Leave("b"))
    room.check_in("w", presence=ON_THE_WAY)
    assert room.line.heads.on_the_way == 2


def test_the_rules_for_walk_ups_hold_for_who_joins_by_phone() -> None:
    services = (Service("laptop", "A", {}, capacity=1),)
    room = open_to_phones(services=services)
    room.check_in("a")
    assert room.no(c.CheckIn("v", "laptop", presence=ON_THE_WAY)) is Code.SERVICE_FULL
    room.do(c.ApplySettings(settings(hours=Hours(always=False), remote_join=True)))
    assert room.no(c.CheckIn("v", "laptop", presence=ON_THE_WAY)) is Code.SITE_CLOSED


def test_who_never_arrives_goes_with_the_day() -> None:
    room = open_to_phones()
    room.check_in("v", person="ana", presence=ON_THE_WAY)
    room.do(c.EndDay())
    assert room.line.visits == {} and room.line.heads.on_the_way == 0


def test_switching_it_off_keeps_those_who_are_on_the_way() -> None:
    room = open_to_phones()
    room.check_in("v", person="ana", presence=ON_THE_WAY)
    room.do(c.ApplySettings(settings(remote_join=False)))
    room.do(c.Arrive("v"))
    room.open()
    assert room.next().id == "v"


@pytest.mark.parametrize("state", [S.BOOKED, S.DONE, S.LEFT, S.NO_SHOW, S.CANCELLED])
def test_nobody_arrives_who_has_no_place(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    assert room.no(c.Arrive("v")) is Code.WRONG_STATE
    assert room.no(c.Arrive("nobody")) is Code.UNKNOWN_VISIT


# Served from afar


def test_a_visit_by_phone_or_video_is_called_like_any_other_where_the_service_allows_it() -> None:
    services = (Service("laptop", "A", {"en": "Laptop"}, remote=True), Service("phone", "B", {}))
    room = Room(settings(services=services))
    assert room.no(c.CheckIn("v", "phone", presence=Presence.REMOTE)) is Code.NOT_REMOTE
    room.check_in("v", presence=Presence.REMOTE)
    room.open()
    assert room.next().id == "v"
