"""Agents for a promise: by formula, by playing the day forward; what if; slots to open."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from math import exp

import numpy as np
import pytest

from kiosk.queue.planning.load import agents_for, offered_load, share_within, waits_beyond
from kiosk.queue.planning.room import NEVER, Demand, as_days, draw, told, waits
from kiosk.queue.planning.service_times import ServiceTime
from kiosk.queue.planning.slots import suggest
from kiosk.queue.planning.staffing import Promise, first_answer, staff
from kiosk.queue.planning.what_if import Change, compare, planned_agents, usual_agents
from kiosk.queue.settings import Span

TIMES = (ServiceTime(7, 4.5, 99), ServiceTime(17, 13, 99))
PEAK = (0.5, 0.8, 1.2, 1.6, 1.5, 1.1, 0.9, 1.1, 1.5, 1.5, 1.1, 0.8, 0.7, 0.7, 0.6, 0.4)
OPEN = np.zeros(48)
OPEN[18:34] = 1
PROMISE = Promise(0.9, 15)


def demand(a_day: float = 100, of_day: float = 0.01) -> Demand:
    walk = np.zeros((48, 2))
    walk[18:34] = np.outer(PEAK, (0.55, 0.45)) * a_day / sum(PEAK)
    return Demand(walk, np.zeros_like(walk), np.array([1.0, 0.9]), of_day, of_day + 0.01)


def test_erlang_c_of_the_tables() -> None:
    """Two agents, load 1: a third waits; known from any table."""
    assert waits_beyond(1.0, 2) == pytest.approx(1 / 3)
    assert waits_beyond(1.0, 1) == 1.0
    assert waits_beyond(0.5, 1) == pytest.approx(0.5)
    assert share_within(1.0, 2, 10, 20) == pytest.approx(1 - exp(-2) / 3)


def test_agents_for_is_the_fewest() -> None:
    found = agents_for(3.4, 12, 15, 0.9)
    assert share_within(3.4, found, 12, 15) >= 0.9 > share_within(3.4, found - 1, 12, 15)
    assert agents_for(0, 12, 15, 0.9) == 0


def test_the_load_lags_behind_the_arrivals_and_adds_up_to_the_work() -> None:
    walk = np.zeros((48, 2))
    walk[20, 1] = 6
    load = offered_load(walk, TIMES)
    assert load[:20].sum() == 0 and load[21] > load[22] > 0
    steady = np.tile([2.0, 1.0], (48, 1))
    assert offered_load(steady, TIMES)[40] == pytest.approx((2 * 7 + 17) / 30, rel=0.02)


def test_a_room_by_hand() -> None:
    """Two agents till ten, then one; the third waits for the first who is free."""
    agents = np.zeros(48, int)
    agents[18:20], agents[20:22] = 2, 1
    days = as_days([np.array([540.0, 541, 542, 601])], [np.array([10.0, 30, 70, 5])])
    assert waits(days, agents)[0].tolist() == [0, 0, 8, 19]


def test_nobody_is_called_before_somebody_is_there_and_the_last_stay_until_all_are_served() -> None:
    agents = np.zeros(48, int)
    agents[20] = 1
    days = as_days([np.array([590.0, 600, 625])], [np.array([10.0, 100, 5])])
    assert waits(days, agents)[0].tolist() == [10, 10, 85]
    assert (waits(days, np.zeros(48, int)) == NEVER).all()


def test_a_steady_room_agrees_with_erlang() -> None:
    walk = np.zeros((48, 1))
    walk[:] = 6.0
    even = Demand(walk, np.zeros_like(walk), np.ones(1), 0.0, 0.0)
    times = (ServiceTime(12, 12, 99),)
    days = draw(even, times, 400)
    share = told(days, waits(days, np.full(48, 3)), 15).within[30:]
    assert float(share.mean()) == pytest.approx(share_within(2.4, 3, 12, 15), abs=0.06)


@pytest.mark.parametrize("a_day", [15, 60, 140])
@pytest.mark.parametrize("promise", [PROMISE, Promise(0.8, 20), Promise(0.95, 10)])
def test_the_promise_is_kept_in_every_half_hour_and_no_agent_is_too_many(
    a_day: float, promise: Promise
) -> None:
    asked = demand(a_day)
    found = staff(asked, TIMES, promise, OPEN)
    assert (found.agents[OPEN > 0] >= 1).all() and not found.agents[OPEN == 0].any()
    fresh = draw(asked, TIMES, 1500, seed=99)  # other dice than those that it was found with
    within = told(fresh, waits(fresh, found.agents), promise.minutes).within[18:34]
    assert within.min() >= promise.share - 0.03
    lean = np.maximum(found.agents - 1, 0)
    if a_day > 20:
        assert told(fresh, waits(fresh, lean), promise.minutes).all_within < promise.share


def test_it_needs_fewer_hours_than_the_formula_or_keeps_what_that_does_not() -> None:
    asked = demand(100)
    found, formula = staff(asked, TIMES, PROMISE, OPEN), first_answer(asked.mean, TIMES, PROMISE, OPEN)
    by_formula = told(found.days, waits(found.days, formula), PROMISE.minutes)
    saved = found.agent_hours < formula.sum() / 2
    assert saved or float(np.nanmin(by_formula.within)) < PROMISE.share


def test_one_agent_fewer_on_tuesday_is_felt_on_tuesday_only() -> None:
    asked, rota = demand(), staff(demand(), TIMES, PROMISE, OPEN).agents
    change = Change(agents=-1, weekdays=frozenset({1}))
    monday, tuesday = (
        compare(
            asked,
            TIMES,
            (change.demanded(asked), change.timed(TIMES, ("a", "b"))),
            (rota, change.staffed(rota, day)),
            PROMISE,
        )
        for day in (0, 1)
    )
    assert monday.before.all_mean == monday.after.all_mean
    assert tuesday.after.all_mean > 2 * tuesday.before.all_mean
    assert tuesday.after.all_within < tuesday.before.all_within - 0.1


def test_more_arrivals_hurt_and_a_shorter_service_helps() -> None:
    asked, rota = demand(), staff(demand(), TIMES, PROMISE, OPEN).agents

    def after(change: Change) -> float:
        new = (change.demanded(asked), change.timed(TIMES, ("a", "b")))
        return compare(asked, TIMES, new, (rota, rota), PROMISE).after.all_within

    usual = after(Change())
    assert after(Change(arrivals=1.2)) < usual - 0.05
    assert after(Change(shorter={"b": 3.0})) > usual
    assert not Change().changes_anything and Change(shorter={"b": 3.0}).changes_anything


def test_slots_fill_valleys_and_leave_the_promise_whole() -> None:
    asked = demand(80)
    rota = np.where(OPEN > 0, 5, 0)
    found = suggest(asked, TIMES, rota, PROMISE, [1])
    assert sum(each.places for each in found) >= 5 and {each.service for each in found} == {1}
    booked = np.zeros((48, 2))
    for each in found:
        booked[each.half_hour, each.service] += each.places
    days = draw(replace(asked, booked=booked), TIMES, 800, seed=11)
    assert float(np.nanmin(told(days, waits(days, rota), 15).within[18:34])) >= 0.86
    early, peak = booked[18:20].sum(), booked[21:23].sum()
    assert early >= peak


def test_no_slots_where_the_promise_is_broken_already_or_nothing_can_be_booked() -> None:
    rota = np.where(OPEN > 0, 2, 0)
    assert suggest(demand(140), TIMES, rota, PROMISE, [0, 1]) == []
    assert suggest(demand(20), TIMES, rota, PROMISE, []) == []
    assert suggest(demand(20), TIMES, np.zeros(48, int), PROMISE, [0]) == []


def test_usual_agents_are_those_of_the_same_weekday() -> None:
    agents = np.zeros((14, 48))
    agents[0, 18:20], agents[7, 18:20], agents[1, 18:20] = 2, 3, 7
    weekdays = [n % 7 for n in range(14)]
    usual = usual_agents(agents, weekdays, 0)
    assert usual is not None and usual[18:20].tolist() == [3, 3] and usual.sum() == 6
    assert usual_agents(agents, weekdays, 4) is None


def test_a_rota_in_the_settings_says_who_is_on_duty() -> None:
    early, late = (Span(time(9), time(12)),), (Span(time(11), time(15)),)
    rota = planned_agents({"lena": {0: early}, "omar": {0: late, 1: late}}, 0)
    assert rota is not None and rota[18:30].tolist() == [1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1]
    assert planned_agents({}, 0) is None
