"""Groups: one visit, several people; whoever of them is known has this one place."""

from __future__ import annotations

import pytest

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import VisitState
from tests.unit.queue.room import Room, settings

S = VisitState


def test_a_group_is_one_visit_with_one_number() -> None:
    room = Room()
    visit = room.check_in("v", person="ana", people=3, companions=("ben",))
    assert (visit.people, visit.companions, visit.number) == (3, ("ben",), "A001")
    assert room.order() == ["v"] and room.line.heads.waiting == {"laptop": 3}


def test_a_companion_who_checks_in_is_given_the_groups_place() -> None:
    room = Room()
    room.check_in("v", person="ana", companions=("ben", "cem"))
    for person in ("ben", "cem", "ana"):
        assert room.do(c.CheckIn("w", "phone", person=person)) == Decided((), "v")


@pytest.mark.parametrize("end", [c.Leave("v"), c.EndDay()])
def test_when_the_group_has_gone_each_may_come_again(end: c.Command) -> None:
    room = Room()
    room.check_in("v", person="ana", companions=("ben",))
    room.do(end)
    assert room.check_in("w", person="ben").id == "w"
    assert room.line.heads.waiting == {"laptop": 1}


def test_a_companion_who_has_a_place_keeps_it_and_does_not_count_twice() -> None:
    room = Room()
    room.check_in("own", "phone", person="ben")
    visit = room.check_in("v", person="ana", people=3, companions=("ben", "cem"))
    assert (visit.people, visit.companions) == (2, ("cem",))
    room.do(c.Leave("v"))
    assert room.line.visit_of("ben") == room.line.visits["own"]


def test_a_group_counts_at_least_those_who_are_named_each_once() -> None:
    room = Room()
    visit = room.check_in("v", person="ana", people=1, companions=("ben", "ana", "ben", "cem"))
    assert (visit.people, visit.companions) == (3, ("ben", "cem"))


@pytest.mark.parametrize("people", [0, -1])
def test_a_group_of_nobody_is_refused(people: int) -> None:
    room = Room()
    assert room.no(c.CheckIn("v", "laptop", people=people)) is Code.INVALID
    assert room.data_of(c.CheckIn("v", "laptop", people=people)) == {"people": "below 1"}


def test_a_group_may_come_with_an_appointment() -> None:
    room = Room()
    claim = room.book("app", 10, person="ana")
    visit = room.check_in("new", "", appointment=claim, people=2, companions=("ben",))
    assert (visit.id, visit.people, visit.companions) == ("app", 2, ("ben",))


def test_a_companions_own_appointment_stays_booked() -> None:
    """Nobody knows whether they come for that, too; if they show the pass now, they are here already."""
    room = Room()
    claim = room.book("bens", 30, person="ben")
    room.check_in("v", person="ana", companions=("ben",))
    assert room.state("bens") is S.BOOKED
    assert room.do(c.CheckIn("w", "", appointment=claim)) == Decided((), "v")
    room.do(c.Leave("v"))
    assert room.check_in("w", "", appointment=claim).id == "bens"


def test_a_missed_group_comes_back_whole_or_not_at_all() -> None:
    room = Room()
    room.check_in("v", person="ana", companions=("ben",))
    room.open()
    room.next()
    room.do(c.MarkNoShow("v", "lena"))
    room.check_in("bens", "phone", person="ben")
    assert room.no(c.ComeBack("v")) is Code.ALREADY_CHECKED_IN
    again = room.check_in("w", person="ana", companions=("ben",))
    assert (again.id, again.companions, again.people) == ("w", (), 1)
    room.do(c.Leave("w"))
    room.do(c.Leave("bens"))
    room.do(c.ComeBack("v"))
    assert room.line.visit_of("ana") == room.line.visit_of("ben") == room.line.visits["v"]


def test_a_group_has_one_place_after_a_restart_too() -> None:
    room = Room()
    room.check_in("v", person="ana", people=4, companions=("ben",))
    room.book("app", 60, person="cem")
    line = codec.restore(codec.take_snapshot(room.line))
    assert line.heads == room.line.heads
    assert line.visit_of("ben") == room.line.visit_of("ben")


def test_several_matters_are_each_named_once_and_must_be_offered() -> None:
    services = (Service("laptop", "A", {}), Service("phone", "B", {}), Service("old", "C", {}, active=False))
    room = Room(settings(services=services))
    assert room.check_in("v", further=("phone", "laptop", "phone")).further == ("phone",)
    for other in ("old", "baking"):
        assert room.data_of(c.CheckIn("w", "laptop", further=(other,))) == {"service": other}
