"""A line as the room of a forecast: the same order, the same people, the wall clock's minutes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.queue import commands as c
from kiosk.queue.forecast.facts import SiteFacts
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.line_room import MOST, Axis, room_of
from kiosk.queue.forecast.room import Duty, Room
from kiosk.queue.settings import Hours, Service, Span
from kiosk.queue.visits import CallRule, Mark
from tests.unit.queue.room import MONDAY_NINE, by_rule, settings
from tests.unit.queue.room import Room as Site

RULES = [rule for rule in CallRule if rule is not CallRule.CHOSEN]


def room(site: Site) -> Room:
    return room_of(site.line, site.now, {})


def called_order(found: Room, minutes: float = 0.0) -> list[str]:
    at = found.now + minutes
    return [v.id for v in sorted(found.waiting, key=lambda v: (v.alpha + v.beta * at, v.arrived))]


def mixed(site: Site) -> Site:
    """Walk-ups and appointments, marked and not, over an hour."""
    claims = [site.book(f"app{n}", 20 * n + 5) for n in range(3)]
    for n in range(4):
        site.wait(3).check_in(f"walk{n}", marks=(Mark.URGENT,) if n == 2 else ())
        if n < 3:
            site.wait(2).check_in(f"at{n}", appointment=claims[n])
    return site


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("later", [0, 5, 30, 90])
def test_the_room_calls_in_the_order_of_the_line(rule: CallRule, later: int) -> None:
    site = mixed(by_rule(rule))
    order = [v.id for v in site.line.in_order(site.now + timedelta(minutes=later))]
    assert called_order(room(site), later) == order


@pytest.mark.parametrize("rule", RULES)
def test_who_would_join_gets_the_key_that_check_in_gives(rule: CallRule) -> None:
    site = mixed(by_rule(rule))
    joiner = next(j for j in room(site).joiners if j.asked_as == "laptop")
    site.check_in("joined")
    found = next(v for v in room(site).waiting if v.id == "joined")
    assert (joiner.alpha, joiner.beta) == pytest.approx((found.alpha, found.beta))


@pytest.mark.parametrize("rule", RULES)
def test_a_booking_gets_the_key_that_arriving_in_time_gives(rule: CallRule) -> None:
    site = by_rule(rule)
    claim = site.book("app", 30)
    (booking,) = room(site).bookings
    site.wait(30).check_in("there", appointment=claim)
    (found,) = room(site).waiting
    assert (booking.id, booking.slot) == ("app", found.arrived)
    assert (booking.alpha, booking.beta) == pytest.approx((found.alpha, found.beta))


def test_walk_ups_to_come_are_ranked_as_those_who_came() -> None:
    for rule in RULES:
        site = by_rule(rule)
        site.check_in("walk")
        found = room(site)
        (walk,) = found.waiting
        key = found.rule.walk_up
        assert (key.offset + key.slope * walk.arrived, key.beta) == pytest.approx((walk.alpha, walk.beta))


@pytest.mark.parametrize("zone", ["Europe/Madrid", "America/St_Johns", "Asia/Kolkata", "UTC"])
def test_minutes_are_those_of_the_wall(zone: str) -> None:
    site = Site(settings(timezone=zone))
    site.check_in("v")
    local = MONDAY_NINE.astimezone(ZoneInfo(zone))
    found = room(site)
    assert found.now % 1440 == local.hour * 60 + local.minute
    assert found.waiting[0].arrived == found.now
    assert found.waiting[0].alpha == pytest.approx(found.now + 20)


def test_the_axis_goes_on_over_a_change_of_clocks() -> None:
    axis = Axis(ZoneInfo("Europe/Madrid"))
    before, after = (datetime(2026, 10, day, 12, tzinfo=ZoneInfo("Europe/Madrid")) for day in (24, 25))
    assert axis.minutes(after) - axis.minutes(before) == 1440


def test_agents_are_serving_free_between_two_or_planned() -> None:
    morning = (Span(time(8), time(12)),)
    site = Site(settings(shifts={"lena": {0: morning}, "late": {0: (Span(time(13), time(17)),)}}))
    for counter, agent in enumerate(("lena", "marco", "ines"), start=1):
        site.open(str(counter), agent)
    site.check_in("v", "laptop")
    site.next("1", "lena")
    site.wait(4)
    agents = {agent.id: agent for agent in room(site).agents}
    at = room(site).now
    assert {name: a.duty for name, a in agents.items()} == {
        "lena": Duty.SERVING,
        "marco": Duty.IDLE,
        "ines": Duty.IDLE,
        "late": Duty.OFF,
    }
    midnight = at // 1440 * 1440
    assert agents["lena"].windows == ((midnight + 480, midnight + 720),)
    assert agents["marco"].windows is None
    assert agents["lena"].since == at - 4
    site.check_in("w", "laptop")
    assert {a.id: a.duty for a in room(site).agents}["marco"] is Duty.WRAP


def test_what_an_agent_takes_is_what_the_line_would_call() -> None:
    services = (Service("laptop", "A", {}, needs=("tools",)), Service("phone", "B", {}))
    site = Site(
        settings(services=services, agent_skills={"lena": ("tools",)}, counter_services={"2": ("laptop",)})
    )
    site.open("1", "lena")
    site.open("2", "marco")
    takes = {agent.id: agent.services for agent in room(site).agents}
    assert takes == {"lena": {"laptop", "phone"}, "marco": frozenset()}


def test_a_service_that_is_taken_up_again_counts_from_then() -> None:
    site = Site()
    site.open()
    site.check_in("v")
    site.next()
    site.wait(1).do(c.Start("v", "lena"))
    assert room(site).serving[0].since == room(site).now - 1  # walking there is part of it
    site.wait(5).do(c.Hold("v", "lena"))
    site.wait(10).do(c.Resume("v", "lena"))
    site.wait(2)
    assert room(site).serving[0].since == room(site).now - 2


def test_doors_close_at_the_end_of_the_span() -> None:
    hours = Hours(False, {0: (Span(time(8), time(12)), Span(time(12), time(17, 30)))})
    site = Site(settings(hours=hours))
    assert room(site).closes % 1440 == 17 * 60 + 30


def test_a_booking_that_is_long_past_or_of_another_day_is_not_reckoned_with() -> None:
    site = Site()
    for name, minutes in (("now", 0), ("soon", 90), ("tomorrow", 24 * 60)):
        site.book(name, minutes)
    assert [b.id for b in room(site).bookings] == ["now", "soon"]
    site.wait(61)
    assert [b.id for b in room(site).bookings] == ["soon"]


def test_a_very_long_line_is_foreseen_for_those_in_front() -> None:
    site = Site()
    for n in range(MOST + 20):
        site.check_in(f"v{n}")
    assert len(room(site).waiting) == MOST
    assert [v.id for v in room(site).waiting] == [v.id for v in site.line.in_order()][:MOST]


def test_a_line_is_forecast_from_end_to_end() -> None:
    site = Site()
    site.open()
    for n in range(4):
        site.check_in(f"v{n}")
    told = Forecaster(SiteFacts({"laptop": 10.0, "phone": 10.0})).forecast(room(site))
    mids = [found.mid for found in (told.waiting[f"v{n}"] for n in range(4)) if found]
    assert len(mids) == 4 and mids == sorted(mids) and 5 < mids[1] < 20
    assert told.joining["laptop"] is not None and told.joining["laptop"].mid > mids[-1]
    urgent = told.joining["laptop:booked"]
    assert urgent is not None and urgent.mid < mids[-1]  # due now: before walk-ups
