"""The index of who waits, against a plain look at everybody: any rule, any moment, whoever comes and goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.line import Line
from kiosk.queue.order import AGES, WaitingIndex
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule, Mark, Presence, Visit, VisitState
from tests.stateful.order_rules import ORDERS
from tests.unit.queue import naive
from tests.unit.queue.room import MONDAY_NINE

SERVICES = ("a", "b", "c")
AGENTS = ("lena", "marco")
minutes = st.integers(-30, 90)


@st.composite
def people(draw: st.DrawFn) -> list[Visit]:
    """Some who wait: booked or not, marked or not, here or not, some for one agent alone."""
    rows = draw(st.lists(st.tuples(minutes, minutes, st.sampled_from(SERVICES)), max_size=25))
    return [
        Visit(
            f"v{turn}",
            service,
            VisitState.WAITING,
            checked_in_at=MONDAY_NINE + timedelta(minutes=came),
            due_at=MONDAY_NINE + timedelta(minutes=due),
            booked_for=MONDAY_NINE + timedelta(minutes=due) if draw(st.booleans()) else None,
            marks=draw(st.sampled_from([(), (), (Mark.VIP,), (Mark.URGENT, Mark.VIP)])),
            presence=draw(st.sampled_from([Presence.HERE, *Presence])),
            reserved_for=draw(st.sampled_from([None, None, *AGENTS])),
            turn=turn,
        )
        for turn, (came, due, service) in enumerate(rows, start=1)
    ]


def line_of(rule: CallRule, visits: list[Visit]) -> Line:
    services = tuple(Service(s, s.upper(), {"en": s}) for s in SERVICES)
    site = SiteSettings(services=services, counters=("1",), rule=rule, agent_services={"marco": ("a", "b")})
    line = Line(settings=site, waiting=WaitingIndex(site))
    for visit in visits:
        line.visits[visit.id] = visit
        line.waiting.add(visit)
    return line


def agrees(line: Line, at: int) -> None:
    """Every question is answered as a plain look would answer it."""
    now = MONDAY_NINE + timedelta(minutes=at)
    moment = now.timestamp()
    order = naive.in_order(line, now)
    assert list(line.waiting.in_order(now=moment)) == order
    assert len(line.waiting) == len(order)
    for agent in AGENTS:
        services = line.waiting.taken_by(agent, "1")
        expected = naive.may_call(line, agent, "1", now)
        found = line.waiting.first(services, agent, moment)
        assert found == (expected[0].id if expected else None)
        if found is not None:  # and who would be next without that one
            rows = line.waiting.heads(services, agent, moment, without=found)
            second = min(rows, key=lambda row: row[0].at(moment), default=(None, None))[1]
            assert second == (expected[1].id if len(expected) > 1 else None)
    for service in SERVICES:
        row = [v for v in order if line.visits[v].service == service]
        assert line.waiting.count(service) == len(row)
        assert list(line.waiting.in_order([service], moment)) == row
        for place, visit in enumerate(row):
            key = line.waiting.key_for(line.visits[visit])
            assert line.waiting.ahead(key, service, moment) == place
    assert set(line.waiting.services()) == {line.visits[v].service for v in order}


@given(people(), st.sampled_from(ORDERS), minutes, st.data())
def test_the_index_answers_as_a_plain_look_does(
    visits: list[Visit], rule: CallRule, at: int, data: st.DataObject
) -> None:
    line = line_of(rule, visits)
    agrees(line, at)
    gone = data.draw(st.lists(st.sampled_from(visits), unique=True) if visits else st.just([]))
    for visit in gone:
        line.waiting.remove(visit.id)
        line.visits[visit.id] = replace(visit, state=VisitState.CALLED)
    agrees(line, at + 20)
    for visit in gone[::2]:
        line.visits[visit.id] = replace(visit, service="a", reserved_for=None, marks=(Mark.ACCESSIBILITY,))
        line.waiting.add(line.visits[visit.id])
    agrees(line, at + 60)


@given(people(), minutes, minutes)
def test_only_points_of_waiting_move_anybody_while_time_passes(
    visits: list[Visit], at: int, later: int
) -> None:
    for rule in ORDERS:
        if rule is CallRule.ACCUMULATING:
            continue
        index = line_of(rule, visits).waiting
        moments = [(MONDAY_NINE + timedelta(minutes=m)).timestamp() for m in (at, later)]
        first, second = (list(index.in_order(now=moment)) for moment in moments)
        assert first == second


@given(people(), minutes, st.integers(0, 60))
def test_with_points_nobody_is_overtaken_by_who_collects_no_faster(
    visits: list[Visit], at: int, minutes_later: int
) -> None:
    line = line_of(CallRule.ACCUMULATING, visits)
    rate = {v.id: -line.waiting.key_for(v).beta for v in visits}
    moments = [(MONDAY_NINE + timedelta(minutes=m)).timestamp() for m in (at, at + minutes_later)]
    first, second = (list(line.waiting.in_order(now=moment)) for moment in moments)
    place = {visit: n for n, visit in enumerate(second)}
    for n, front in enumerate(first):
        for behind in first[n + 1 :]:
            assert place[front] < place[behind] or rate[behind] > rate[front]


@pytest.mark.parametrize("rule", ORDERS)
def test_an_index_that_is_empty_again_forgets_its_lanes(rule: CallRule) -> None:
    visit = Visit(
        "v", "a", VisitState.WAITING, checked_in_at=MONDAY_NINE, due_at=MONDAY_NINE, reserved_for="lena"
    )
    line = line_of(rule, [visit])
    line.waiting.remove("v")
    assert (line.waiting.services(), line.waiting.count("a"), len(line.waiting)) == ((), 0, 0)
    assert line.waiting.first(["a"], "lena") is None


def test_appointments_are_before_walk_ups_for_longer_than_anybody_waits() -> None:
    assert timedelta(days=10_000).total_seconds() < AGES
