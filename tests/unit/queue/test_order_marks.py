"""Marks: how much earlier they count, and that they bound how far anybody is passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.order import Key, WaitingIndex, call_key, credit, points_a_minute
from kiosk.queue.refusals import Code
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import PRESENT, Because, CallRule, Mark, VisitState
from tests.unit.queue import naive
from tests.unit.queue.room import MONDAY_NINE, Room, by_rule, settings

CREDITED = [CallRule.DUE_TIME, CallRule.FIRST_COME, CallRule.APPOINTMENTS_FIRST]
URGENT, ACCESS, VIP = Mark.URGENT, Mark.ACCESSIBILITY, Mark.VIP


@pytest.mark.parametrize(
    ("marks", "minutes"),
    [
        ((), 0),
        ((VIP,), 5),
        ((ACCESS,), 10),
        ((URGENT,), 15),
        ((VIP, ACCESS), 10),  # the largest, not the sum
        ((ACCESS, URGENT, VIP), 15),
    ],
)
def test_the_largest_mark_counts(marks: tuple[Mark, ...], minutes: int) -> None:
    assert credit(marks, SiteSettings()) == minutes * 60


@pytest.mark.parametrize("rule", CREDITED)
@pytest.mark.parametrize(("mark", "minutes"), [(VIP, 5), (ACCESS, 10), (URGENT, 15)])
def test_a_mark_passes_who_came_less_than_its_minutes_before(
    rule: CallRule, mark: Mark, minutes: int
) -> None:
    room = by_rule(rule)
    room.check_in("far")
    room.wait(0.5).check_in("near")
    room.wait(minutes - 0.25).check_in("marked", marks=(mark,))
    assert room.order() == ["far", "marked", "near"]


@pytest.mark.parametrize("rule", CREDITED)
def test_at_exactly_the_credit_who_came_first_is_first(rule: CallRule) -> None:
    room = by_rule(rule)
    room.check_in("first")
    room.wait(15).check_in("marked", marks=(URGENT,))
    assert room.order() == ["first", "marked"]


def test_where_appointments_come_first_no_mark_of_a_walk_up_passes_one() -> None:
    room = Room(settings(rule=CallRule.APPOINTMENTS_FIRST, urgent_credit=10_000))
    claim = room.book("app", 60)
    room.check_in("walk", marks=(URGENT,))
    room.check_in("", appointment=claim)
    assert room.order() == ["app", "walk"]


@pytest.mark.parametrize("rule", CREDITED)
def test_marking_and_unmarking_move_somebody_and_nobody_else(rule: CallRule) -> None:
    room = by_rule(rule)
    for name in "abc":
        room.check_in(name)
        room.wait(2)
    room.do(c.MarkVisit("c", "lena", (URGENT,)))
    assert room.order() == ["c", "a", "b"]
    room.do(c.MarkVisit("c", "lena", ()))
    assert room.order() == ["a", "b", "c"]


@pytest.mark.parametrize("state", list(VisitState))
def test_who_is_present_can_be_marked_and_nobody_else(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    command = c.MarkVisit("v", "lena", (VIP, URGENT))
    if state not in PRESENT:
        assert room.no(command) is Code.WRONG_STATE
        return
    marked = room.do(command).events
    assert marked == (e.VisitMarked(room.now, "v", (URGENT, VIP), "lena"),)
    assert room.do(replace(command, marks=(URGENT, VIP, VIP))).events == (), "the same marks once more"
    assert room.state("v") is state


def test_nobody_can_be_marked_who_is_not_known() -> None:
    assert Room().no(c.MarkVisit("nobody", "lena", (VIP,))) is Code.UNKNOWN_VISIT


@pytest.mark.parametrize(
    ("booked", "marks", "rate"),
    [
        (False, (), 1.0),
        (True, (), 2.0),
        (False, (VIP,), 3.0),
        (True, (URGENT, VIP), 3.0),
    ],
)
def test_points_a_minute(booked: bool, marks: tuple[Mark, ...], rate: float) -> None:
    assert points_a_minute(booked, marks, SiteSettings()) == rate


def test_a_mark_never_slows_down() -> None:
    assert points_a_minute(True, (VIP,), SiteSettings(marked_points=0.5)) == 2.0


@pytest.mark.parametrize(
    ("minutes", "order"),
    [
        (11, ["walk", "booked", "marked"]),  # 11, 2 and 0 points
        (19, ["walk", "booked", "marked"]),  # 19, 18 and 18: who checked in first
        (21, ["marked", "booked", "walk"]),  # 24, 22 and 21
    ],
)
def test_who_collects_faster_comes_past_in_time(minutes: int, order: list[str]) -> None:
    room = by_rule(CallRule.ACCUMULATING)
    claim = room.book("booked", 10)
    room.check_in("walk")
    room.wait(10).check_in("", appointment=claim)
    room.wait(3).check_in("marked", marks=(URGENT,))
    at = MONDAY_NINE + timedelta(minutes=minutes)
    assert [v.id for v in room.line.in_order(at)] == order == naive.in_order(room.line, at)


def test_an_early_appointment_collects_from_five_minutes_before_its_time() -> None:
    room = by_rule(CallRule.ACCUMULATING)
    room.check_in("", appointment=room.book("app", 60))
    visit = room.line.visits["app"]
    start = MONDAY_NINE + timedelta(minutes=55)
    assert call_key(visit, room.line.settings).at(start.timestamp())[0] == 0.0
    room.wait(50).check_in("walk")
    assert room.order() == ["walk", "app"]


def test_without_a_time_the_order_is_that_of_the_newest_event() -> None:
    room = by_rule(CallRule.ACCUMULATING)
    room.check_in("walk")
    room.wait(4).check_in("marked", marks=(VIP,))
    assert room.order() == ["walk", "marked"]
    room.wait(10).check_in("new")
    assert room.order() == ["marked", "walk", "new"]


@given(
    came=st.lists(st.integers(0, 90), min_size=2, max_size=12),
    marks=st.lists(st.sampled_from([(), (), (VIP,), (ACCESS,), (URGENT,), (URGENT, VIP)]), min_size=12),
    rule=st.sampled_from(CREDITED),
)
def test_nobody_is_passed_by_more_than_the_credit(
    came: list[int], marks: list[tuple[Mark, ...]], rule: CallRule
) -> None:
    room = Room(settings(rule=rule, most_passed=0))
    start = room.now
    for n, minute in enumerate(sorted(came)):
        room.now = start + timedelta(minutes=minute)
        room.check_in(f"v{n}", marks=marks[n])
    order = [room.line.visits[v] for v in room.order()]
    for place, front in enumerate(order):
        for behind in order[place + 1 :]:
            assert front.due_at and behind.due_at
            assert front.due_at - behind.due_at <= timedelta(seconds=credit(front.marks, room.line.settings))


@pytest.mark.parametrize("rule", CREDITED)
@pytest.mark.parametrize("mark", list(Mark))
def test_a_call_names_the_mark_only_where_it_decided(rule: CallRule, mark: Mark) -> None:
    room = by_rule(rule)
    room.open()
    room.check_in("first", marks=(mark,))
    room.wait(1).check_in("second")
    ordinary = Because.DUE if rule is CallRule.DUE_TIME else Because.ARRIVED
    assert called(room) == ("first", ordinary)
    room.wait(1).check_in("third", marks=(mark,))
    assert called(room) == ("third", Because(mark.value))
    assert called(room) == ("second", ordinary)


def called(room: Room) -> tuple[str, Because | None]:
    """Call the next one, serve them, and answer who it was and why."""
    visit = room.serve(minutes=0).id
    event = next(x for x in reversed(room.journal) if isinstance(x, e.VisitCalled))
    assert event.visit == visit
    return visit, event.because


def test_of_several_marks_the_largest_is_the_reason() -> None:
    room = Room()
    room.open()
    room.check_in("first")
    room.wait(1).check_in("marked", marks=(VIP, URGENT))
    assert called(room) == ("marked", Because.URGENT)


def test_a_key_tells_a_tie_by_arrival_and_then_by_turn() -> None:
    keys = [Key(5, 0, 2, 1), Key(5, 0, 1, 3), Key(5, 0, 1, 2), Key(3, 0.5, 9, 9)]
    assert sorted(keys, key=lambda key: key.at(2.0)) == [keys[3], keys[2], keys[1], keys[0]]
    assert keys[3].at(10.0)[0] == 8.0


def test_an_index_without_settings_goes_by_due_time() -> None:
    assert WaitingIndex().settings.rule is CallRule.DUE_TIME
