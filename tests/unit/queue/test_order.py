"""The order of calling under each of the three rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.order import WaitingIndex, call_key
from kiosk.queue.visits import CallRule, Visit, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, by_rule, settings

RULES = [CallRule.DUE_TIME, CallRule.FIRST_COME, CallRule.APPOINTMENTS_FIRST]


def arrive(room: Room, *names: str, every: float = 1) -> None:
    for name in names:
        room.check_in(name)
        room.wait(every)


def shown(room: Room, claim: c.AppointmentClaim) -> str:
    """The appointment's pass is shown now; its visit."""
    return room.check_in(f"new-{claim.id}", appointment=claim).id


@pytest.mark.parametrize("rule", RULES)
def test_walk_ups_are_called_as_they_came(rule: CallRule) -> None:
    room = by_rule(rule)
    arrive(room, "a", "b", "c")
    assert room.order() == ["a", "b", "c"]


@pytest.mark.parametrize("rule", RULES)
def test_who_came_in_the_same_instant_is_called_in_the_order_of_the_journal(rule: CallRule) -> None:
    room = by_rule(rule)
    arrive(room, "z", "m", "a", every=0)
    assert room.order() == ["z", "m", "a"]


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        # walk-ups at 0, 1, 2 are due at 20, 21, 22; the appointment at 15 checks in last
        (CallRule.DUE_TIME, ["app", "a", "b", "c"]),
        (CallRule.FIRST_COME, ["a", "b", "c", "app"]),
        (CallRule.APPOINTMENTS_FIRST, ["app", "a", "b", "c"]),
    ],
)
def test_an_appointment_among_walk_ups(rule: CallRule, order: list[str]) -> None:
    room = by_rule(rule)
    claim = room.book("app", 15)
    arrive(room, "a", "b", "c")
    shown(room, claim)
    assert room.order() == order


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        (CallRule.DUE_TIME, ["walk", "app"]),  # the walk-up is due at 20, the appointment at 90
        (CallRule.FIRST_COME, ["app", "walk"]),
        (CallRule.APPOINTMENTS_FIRST, ["app", "walk"]),
    ],
)
def test_who_comes_early_for_an_appointment(rule: CallRule, order: list[str]) -> None:
    room = by_rule(rule)
    shown(room, room.book("app", 90))
    room.check_in("walk")
    assert room.order() == order


@pytest.mark.parametrize(
    ("minutes", "place"),
    [(0, 0), (10, 0), (10.1, 1), (45, 1)],  # grace is ten minutes, its end included
)
@pytest.mark.parametrize("rule", [CallRule.DUE_TIME, CallRule.APPOINTMENTS_FIRST])
def test_late_within_the_grace_keeps_the_appointment_and_later_joins_as_a_walk_up(
    rule: CallRule, minutes: float, place: int
) -> None:
    room = by_rule(rule)
    claim = room.book("app", 0)
    room.check_in("walk")
    room.wait(minutes)
    shown(room, claim)
    assert room.order()[place] == "app"
    assert (room.line.visits["app"].booked_for is None) == (place == 1)


def test_equal_due_times_go_to_who_came_first() -> None:
    room = Room()
    claim = room.book("app", 20)
    room.check_in("walk")
    room.wait(5)
    shown(room, claim)
    assert room.line.visits["app"].due_at == room.line.visits["walk"].due_at
    assert room.order() == ["walk", "app"]


def test_two_appointments_at_one_time_go_to_who_came_first() -> None:
    room = Room()
    first, second = room.book("first", 30), room.book("second", 30)
    shown(room, second)
    room.wait(1)
    shown(room, first)
    assert room.order() == ["second", "first"]


@pytest.mark.parametrize("rule", RULES)
def test_the_call_says_the_rule_and_how_many_it_passed(rule: CallRule) -> None:
    room = by_rule(rule)
    claim = room.book("app", 0)
    arrive(room, "a", "b", every=0)
    shown(room, claim)
    room.open()
    called = room.do(c.CallNext("1", "lena")).events[0]
    assert isinstance(called, e.VisitCalled)
    assert called.rule is rule
    assert called.passed == (0 if rule is CallRule.FIRST_COME else 2)


@pytest.mark.parametrize("rule", RULES)
def test_a_cut_off_kiosks_arrival_stands_where_the_visitor_came(rule: CallRule) -> None:
    room = by_rule(rule)
    room.check_in("early")
    came = room.now + timedelta(minutes=1)
    room.wait(5).check_in("late")
    room.wait(5).check_in("told", arrived_at=came)
    assert room.order() == ["early", "told", "late"]


@pytest.mark.parametrize("hours", [-17, 1])
def test_an_arrival_that_cannot_be_true_counts_from_now(hours: int) -> None:
    room = Room().wait(9 * 60)  # six in the evening; an arrival of the day before is another matter
    visit = room.check_in("v", arrived_at=room.now + timedelta(hours=hours))
    assert visit.checked_in_at == room.now


@pytest.mark.parametrize("rule", RULES)
def test_hold_and_lapse_keep_the_order_of_the_others(rule: CallRule) -> None:
    room = by_rule(rule)
    arrive(room, "a", "b", "c")
    room.open()
    room.next()
    room.do(c.Hold("a", "lena"))
    assert room.order() == ["b", "c"]
    room.do(c.Transfer("a", "lena", "phone"))
    assert room.order() == ["a", "b", "c"]


@pytest.mark.parametrize("before", RULES)
@pytest.mark.parametrize("after", RULES)
def test_a_change_of_the_rule_sorts_anew_and_keeps_everybody(before: CallRule, after: CallRule) -> None:
    orders = []
    for rule in (before, after):
        room = by_rule(rule)
        claims = [room.book("x", 10), room.book("y", 60)]
        arrive(room, "a", "b")
        for claim in claims:
            shown(room, claim)
        room.do(c.ApplySettings(settings(rule=after)))
        orders.append(room.order())
    assert orders[0] == orders[1]
    assert sorted(orders[0]) == ["a", "b", "x", "y"]


def test_a_visit_that_never_checked_in_has_no_place_in_an_order() -> None:
    with pytest.raises(ValueError, match="has not checked in"):
        call_key(Visit("v", "laptop", VisitState.BOOKED), settings())


waiting = st.builds(
    lambda n, service, due, came, booked: (n, service, due, came, booked),
    st.integers(0, 10_000),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 90),
    st.integers(0, 90),
    st.booleans(),
)


def visit_of(row: tuple[int, str, int, int, bool]) -> Visit:
    number, service, due, came, booked = row
    due_at = MONDAY_NINE + timedelta(minutes=due)
    return Visit(
        f"v{number}",
        service,
        VisitState.WAITING,
        booked_for=due_at if booked else None,
        checked_in_at=MONDAY_NINE + timedelta(minutes=came),
        due_at=due_at,
        turn=number,
    )


@given(st.lists(waiting, unique_by=lambda row: row[0], max_size=30), st.sampled_from(RULES), st.data())
def test_the_index_is_a_sorted_list_whatever_comes_and_goes(
    rows: list[tuple[int, str, int, int, bool]], rule: CallRule, data: st.DataObject
) -> None:
    index = WaitingIndex(settings(rule=rule))
    visits = [visit_of(row) for row in rows]
    for visit in visits:
        index.add(visit)
    for visit in data.draw(st.lists(st.sampled_from(visits), unique=True) if visits else st.just([])):
        index.remove(visit.id)
        visits.remove(visit)
    plain = sorted(visits, key=lambda v: call_key(v, index.settings))
    assert list(index.in_order()) == [v.id for v in plain]
    assert len(index) == len(plain)
    for service in ("a", "b", "c"):
        row = [v for v in plain if v.service == service]
        assert index.count(service) == len(row)
        assert index.first([service]) == (row[0].id if row else None)
        for place, visit in enumerate(row):
            assert index.ahead(index.key_for(visit), service) == place
    assert set(index.services()) == {v.service for v in plain}


def test_a_visit_can_leave_the_index_and_come_again_under_another_service() -> None:
    index, visit = WaitingIndex(), visit_of((1, "a", 5, 0, False))
    index.add(visit)
    index.remove("v1")
    index.add(replace(visit, service="b"))
    assert index.services() == ("b",)
    assert list(index.in_order(["a", "b"])) == ["v1"]
