"""What the public screen shows of the line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue.board import Place, being_served, called_now, place_of, waits
from kiosk.queue.settings import Service
from kiosk.queue.visits import CallRule, ChosenReason, Mark, VisitState
from tests.unit.queue.room import Room, settings


def test_the_newest_call_comes_first_and_a_recall_is_a_call() -> None:
    room = Room()
    for n in "123":
        room.check_in(f"v{n}")
        room.open(n, f"agent{n}")
    for n in "123":
        room.next(n, f"agent{n}")
    assert [v.id for v in called_now(room.line)] == ["v3", "v2", "v1"]
    room.do(c.Recall("v1", "agent1"))
    assert [v.id for v in called_now(room.line)] == ["v1", "v3", "v2"]


def test_everybody_who_is_called_is_shown_however_many_they_are() -> None:
    counters = tuple(f"{n:02d}" for n in range(12))
    room = Room(settings(counters=counters))
    for name in counters:
        room.check_in(f"v{name}")
        room.open(name, f"agent{name}")
    for name in counters:
        room.next(name, f"agent{name}")
    shown = [v.id for v in called_now(room.line)]
    assert shown[:3] == ["v11", "v10", "v09"]
    assert sorted(shown) == [f"v{name}" for name in counters]


@pytest.mark.parametrize("state", [s for s in VisitState if s is not VisitState.CALLED])
def test_who_is_not_called_now_is_not_shown_as_called(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    assert called_now(room.line) == []
    assert [v.id for v in being_served(room.line)] == (["v"] if state is VisitState.SERVING else [])


def test_the_served_are_in_the_order_of_the_counters() -> None:
    room = Room()
    for n in "321":
        room.check_in(f"v{n}")
        room.open(n, f"agent{n}")
        room.next(n, f"agent{n}")
        room.do(c.Start(f"v{n}", f"agent{n}"))
    assert [v.counter for v in being_served(room.line)] == ["1", "2", "3"]


def test_waits_has_a_row_for_each_service_that_is_offered() -> None:
    services = (Service("laptop", "A", {}), Service("old", "C", {}, active=False), Service("phone", "B", {}))
    room = Room(settings(services=services, agent_services={"lena": ("laptop",)}))
    room.check_in("v", "phone")
    room.open()
    rows = waits(room.line)
    assert [(row.service, row.waiting) for row in rows] == [("laptop", 0), ("phone", 1)]
    assert (rows[0].low_minutes, rows[0].high_minutes) == (0, 0)
    assert (rows[1].low_minutes, rows[1].high_minutes) == (None, None)


def ahead(room: Room) -> list[int]:
    """How many come before each who waits, in the order of calling."""
    places = [place_of(room.line, visit) for visit in room.line.in_order()]
    return [place.ahead for place in places if place]


def test_a_place_says_how_many_come_first_and_moves_up() -> None:
    room = Room()
    for n in range(4):
        room.check_in(f"v{n}", ("laptop", "phone")[n % 2])
    room.open()
    assert ahead(room) == [0, 1, 2, 3]
    room.next()
    assert ahead(room) == [0, 1, 2]


def test_somebody_called_out_of_turn_leaves_the_others_where_they_were() -> None:
    room = Room()
    for n in range(3):
        room.check_in(f"v{n}")
    room.open()
    room.do(c.CallVisit("1", "lena", "v2", ChosenReason.URGENT))
    assert ahead(room) == [0, 1]


def test_without_agents_a_place_counts_its_own_service_and_tells_no_wait() -> None:
    room = Room()
    room.check_in("p", "phone")
    visit = room.check_in("v")
    assert place_of(room.line, visit) == Place(0, None, None)


def test_where_points_accumulate_a_place_depends_on_the_moment() -> None:
    room = Room(settings(rule=CallRule.ACCUMULATING))
    room.check_in("walk")
    room.wait(4).check_in("marked", marks=(Mark.VIP,))
    walk, marked = (room.line.visits[v] for v in ("walk", "marked"))
    for minutes, places in ((0, [0, 1]), (1, [0, 1]), (3, [1, 0]), (60, [1, 0])):
        found = [place_of(room.line, v, room.now + timedelta(minutes=minutes)) for v in (walk, marked)]
        assert [place.ahead for place in found if place] == places


def test_a_place_counts_only_whom_the_same_counters_call() -> None:
    room = Room(settings(counter_services={"1": ("laptop",), "2": ("phone",)}))
    room.check_in("p", "phone")
    visit = room.check_in("v")
    room.open("1", "lena")
    room.open("2", "marco")
    place = place_of(room.line, visit)
    assert place is not None and place.ahead == 0


@pytest.mark.parametrize("state", [s for s in VisitState if s is not VisitState.WAITING])
def test_only_who_waits_has_a_place(state: VisitState) -> None:
    room = Room()
    assert place_of(room.line, room.somebody(state)) is None
