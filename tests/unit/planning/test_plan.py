"""The whole plan and its back-test, on invented pasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from pydantic import TypeAdapter

from kiosk.queue.planning.back_test import back_test
from kiosk.queue.planning.plan import Known, Wish, make
from kiosk.queue.planning.planned import Plan
from kiosk.queue.planning.service_times import ServiceTime, measure
from kiosk.queue.planning.specialists import groups_of
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.planning.what_if import Change
from kiosk.queue.settings import Span
from tests.unit.planning.invented import CALENDAR, FIRST, GUESSES, SETTINGS, Invented, history_of

DAYS = 150
UNTIL = FIRST + timedelta(days=DAYS)
HISTORY = history_of(Invented(21, a_day=45).past(DAYS), UNTIL)
MONDAY = UNTIL + timedelta(days=(7 - UNTIL.weekday()) % 7)
KNOWN = Known(GUESSES, bookable=("laptop",))


def test_a_plan_says_how_many_come_and_how_many_are_needed() -> None:
    plan = make(HISTORY, CALENDAR, KNOWN, Wish(MONDAY, 7))
    assert [day.open for day in plan.days] == [True] * 5 + [False] * 2
    monday, friday = plan.days[0], plan.days[4]
    assert monday.arrivals.mean > 1.3 * friday.arrivals.mean and monday.agent_hours > friday.agent_hours
    assert monday.arrivals.low < monday.arrivals.mean < monday.arrivals.high
    assert monday.kept and all((row.waits.within or 1) >= 0.9 for row in monday.half_hours)
    assert monday.half_hours[0].start == "09:00" and set(monday.half_hours[0].services) == set(GUESSES)
    assert monday.usual_agent_hours and monday.waits_usual and monday.waits_changed is None
    assert sum(s.places for row in friday.half_hours for s in row.slots) > 0


def test_one_agent_fewer_on_tuesday() -> None:
    change = Change(agents=-1, weekdays=frozenset({1}))
    plan = make(HISTORY, CALENDAR, KNOWN, Wish(MONDAY, 2, change=change))
    monday, tuesday = plan.days
    assert monday.waits_changed == monday.waits_usual
    assert tuesday.waits_changed and tuesday.waits_usual
    assert (tuesday.waits_changed.mean or 0) > (tuesday.waits_usual.mean or 0)


def test_bookings_known_are_expected_at_their_time() -> None:
    nine = {(MONDAY, 18, "laptop"): 6}
    plain, booked = (
        make(HISTORY, CALENDAR, Known(GUESSES, b, {"laptop": 0.8}), Wish(MONDAY, 1)).days[0]
        for b in ({}, nine)
    )
    assert booked.half_hours[0].booked == 6
    assert booked.half_hours[0].arrivals.mean > plain.half_hours[0].arrivals.mean + 2
    assert booked.arrivals.mean == pytest.approx(plain.arrivals.mean, rel=0.06)  # those that come anyway


def test_a_plan_goes_into_json_and_back() -> None:
    plan = make(HISTORY, CALENDAR, KNOWN, Wish(MONDAY, 2, change=Change(arrivals=1.2)))
    adapter = TypeAdapter(Plan)
    assert adapter.validate_json(adapter.dump_json(plan)) == plan


def test_a_rota_in_the_settings_counts_for_more_than_habit() -> None:
    alone = {"lena": {0: (Span(time(9), time(15)),)}}
    plan = make(HISTORY, CALENDAR, Known(GUESSES, shifts=alone), Wish(MONDAY, 2))
    monday, tuesday = plan.days
    assert [row.usual_agents for row in monday.half_hours if row.start >= "09:00"] == [1] * 12
    assert (monday.usual_agent_hours, tuesday.usual_agent_hours) == (6.0, 0.0)
    assert monday.waits_usual and (monday.waits_usual.within or 0) < 0.5


def test_services_that_few_serve_are_said_beside() -> None:
    rules = replace(
        SETTINGS, agent_services={"lena": ("password", "phone"), "omar": ("password",), "noor": ()}
    )
    assert groups_of(SETTINGS) == () and groups_of(rules) == (("laptop",), ("phone",))
    plan = make(HISTORY, CALENDAR, Known(GUESSES, groups=groups_of(rules)), Wish(MONDAY, 1))
    busy = next(row for row in plan.days[0].half_hours if row.start == "10:30")
    assert [each.services for each in busy.specialists] == [["laptop"], ["phone"]]
    assert 1 <= busy.specialists[1].agents <= busy.specialists[0].agents <= busy.agents + 1


ASSUMPTIONS = [
    (0, {"nothing_seen"}),
    (3, {"days_alike", "no_trend", "no_special_days"}),
    (30, {"no_trend", "no_special_days"}),
    (150, set()),
]


@pytest.mark.parametrize(("days", "assumed"), ASSUMPTIONS)
def test_what_was_assumed_is_said(days: int, assumed: set[str]) -> None:
    until = FIRST + timedelta(days=days)
    past = Invented(22).past(days) if days else []
    plan = make(history_of(past, until), CALENDAR, KNOWN, Wish(until, 3))
    assert set(plan.basis.assumed) == assumed
    assert bool(plan.days) == bool(days)


def test_service_times_begin_with_the_catalogue_and_end_with_what_was_seen() -> None:
    few = measure(history_of(Invented(23).past(1), FIRST + timedelta(days=1)), GUESSES)
    many = measure(HISTORY, GUESSES)
    assert many[0].mean == pytest.approx(6.5, rel=0.08) and many[1].mean == pytest.approx(18.5, rel=0.08)
    assert abs(few[0].mean - 8) < 3
    assert ServiceTime(18, 12, 9).shorter(3).mean == 15
    nothing = measure(history_of([], FIRST), GUESSES)
    assert [time.mean for time in nothing] == [8, 15, 12]


def test_the_back_test_beats_the_naive_forecast_and_knows_its_range() -> None:
    found = back_test(HISTORY, CALENDAR, GUESSES, Promise())
    assert found is not None and found.weeks == 10
    for score in (found.overall, found.half_hours, *found.by_service.values()):
        assert score.wape < score.naive_wape and score.mase < 0.9
        assert 0.7 < score.covered < 0.88
    assert set(found.by_half_hour) >= set(range(18, 30))
    assert found.staffing is not None and found.naive_staffing is not None
    assert found.staffing.within > 0.9 and found.staffing.worst > 0.8
    assert found.staffing.within > found.naive_staffing.within


def test_no_back_test_of_a_past_too_short() -> None:
    assert back_test(history_of(Invented(24).past(10), date(2025, 1, 17)), CALENDAR, GUESSES) is None
    assert back_test(history_of([], FIRST), CALENDAR, GUESSES) is None
