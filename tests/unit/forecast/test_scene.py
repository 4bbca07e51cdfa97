"""From a room to ranges: who comes, who is on, whom they take. The forecaster has learned nothing yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.arrive import Bound
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.room import Agent, Booking, Duty, Joiner, Key, Range, Room, Rule, Serving
from tests.unit.forecast.own_room import agents, waiting

NOW = 600.0
SITE = f.SiteFacts({"repair": 15.0, "password": 5.0})


def told(room: Room, forecaster: Forecaster | None = None) -> dict[str, Range]:
    """What the simulation says of those who wait and of the joiners."""
    found = (forecaster or Forecaster(SITE)).simulated(room)
    both = {**found.waiting, **found.joining}
    return {name: answer for name, answer in both.items() if answer is not None}


def busy(number: int, since: float = NOW - 1) -> tuple[tuple[Agent, ...], tuple[Serving, ...]]:
    on = agents(number, Duty.SERVING, since)
    return on, tuple(Serving(a.id, f"s{a.id}", "repair", since) for a in on)


def room(*line: str, number: int = 2, **more: object) -> Room:
    """So many busy agents; visitors for a repair, who came in this order."""
    on, serving = busy(number)
    people = tuple(waiting(v, NOW - 20 + i) for i, v in enumerate(line))
    made = Room(
        NOW, people, serving, on, closes=960.0, joiners=(Joiner("repair", NOW), Joiner("password", NOW))
    )
    return replace(made, **more)  # type: ignore[arg-type]  # any field


def test_an_empty_room_has_nobody_to_tell() -> None:
    assert Forecaster(SITE).forecast(Room(NOW, (), (), agents(2), 960.0)).waiting == {}


def test_an_idle_agent_means_now() -> None:
    found = told(Room(NOW, (), (), agents(2), 960.0, joiners=(Joiner("repair", NOW),)))
    assert found["repair"].high == 0


def test_when_nobody_is_on_duty_nothing_is_said() -> None:
    nobody = Room(NOW, (waiting("v", NOW),), (), (), 960.0, joiners=(Joiner("repair", NOW),))
    off = replace(nobody, agents=agents(2, Duty.OFF))
    for made in (nobody, off):
        answer = Forecaster(SITE).forecast(made)
        assert answer.waiting == {"v": None} and answer.joining == {"repair": None}


def test_who_is_further_back_waits_longer() -> None:
    found = told(room("a", "b", "c", "d"))
    mids = [found[v].mid for v in "abcd"]
    assert mids == sorted(mids) and mids[-1] > mids[0] + 10
    assert found["repair"].mid > found["d"].mid


def test_one_more_ahead_never_shortens_and_one_more_agent_never_lengthens() -> None:
    shorter, longer = told(room("a", "b", "c"))["repair"], told(room("a", "b", "c", "d"))["repair"]
    assert longer.mid > shorter.mid and longer.high > shorter.high
    assert told(room("a", "b", "c", number=3))["repair"].mid < shorter.mid


def test_a_range_has_its_middle_inside() -> None:
    for answer in told(room("a", "b", "c")).values():
        assert 0 <= answer.low <= answer.mid <= answer.high


def test_what_has_gone_on_for_a_while_is_soon_over_but_never_at_once() -> None:
    def wait(elapsed: float) -> Range:
        on, serving = busy(1, since=NOW - elapsed)
        return told(Room(NOW, (waiting("v", NOW - 1),), serving, on, 960.0))["v"]

    assert wait(10).mid < wait(1).mid
    assert wait(60).mid > 3 and wait(60).high > wait(10).high


def test_only_those_who_take_a_service_count_for_it() -> None:
    on, serving = busy(2)
    narrow = (on[0], replace(on[1], services=frozenset({"password"})))
    all_take, one_takes = room("a", "b"), replace(room("a", "b"), agents=narrow)
    assert told(one_takes)["b"].mid > 1.4 * told(all_take)["b"].mid
    nobody = tuple(replace(a, services=frozenset({"password"})) for a in on)
    answer = Forecaster(SITE).forecast(replace(room("a"), agents=nobody, serving=serving))
    assert answer.waiting["a"] is None and answer.joining["repair"] is None
    assert answer.joining["password"] is not None


def test_a_visit_that_is_reserved_waits_for_its_agent() -> None:
    on, _ = busy(1)
    free = (replace(on[0], id="a0"), Agent("a1", Duty.WRAP, NOW))
    reserved = replace(waiting("v", NOW - 5), reserved_for="a0")
    made = room(agents=free, serving=(Serving("a0", "s", "repair", NOW - 1),), waiting=(reserved,))
    assert told(made)["v"].mid > 5
    assert told(replace(made, waiting=(waiting("v", NOW - 5),)))["v"].mid < 3


def test_a_second_agent_is_waited_for() -> None:
    pair = replace(waiting("v", NOW - 20), agents_needed=2)
    alone = room("v", "w")
    together = replace(alone, waiting=(pair, alone.waiting[1]))
    assert told(together)["w"].mid > told(alone)["w"].mid


def test_several_services_in_one_visit_take_the_time_of_all() -> None:
    one = room("v", "w", number=1)
    more = replace(one, waiting=(replace(one.waiting[0], also=("repair",)), one.waiting[1]))
    assert told(more)["w"].mid > told(one)["w"].mid + 8


def test_a_break_is_waited_out() -> None:
    on, _ = busy(1)
    on_break_soon = (replace(on[0], windows=((480.0, NOW + 2), (NOW + 60, 960.0))),)
    assert told(replace(room("v", number=1), agents=on_break_soon))["v"].mid >= 60
    through = (replace(on[0], windows=((480.0, 960.0),)),)
    assert told(replace(room("v", number=1), agents=through))["v"].mid < 40


def test_who_works_without_a_plan_stays_on() -> None:
    on, _ = busy(1)
    unplanned = (replace(on[0], windows=()),)
    assert told(replace(room("v", number=1), agents=unplanned)) == told(room("v", number=1))


def test_who_is_off_comes_back_when_planned() -> None:
    off = Agent("a", Duty.OFF, NOW - 5, windows=((480.0, NOW - 5), (NOW + 30, 960.0)))
    answer = told(Room(NOW, (waiting("v", NOW),), (), (off,), 960.0))["v"]
    assert 30 <= answer.low <= answer.mid < 40


def test_who_is_late_may_not_come_at_all() -> None:
    late = Agent("late", Duty.OFF, 480.0, windows=((480.0, 960.0),))
    on, serving = busy(1)
    people = tuple(waiting(f"v{i}", NOW - 9 + i) for i in range(5))
    made = Room(NOW, people, serving, (*on, late), 960.0)
    on_time = replace(made, agents=(*on, replace(late, windows=((NOW, 960.0),))))
    assert told(made)["v4"].mid > told(on_time)["v4"].mid


def test_the_last_window_lasts_until_the_line_is_empty() -> None:
    on, _ = busy(1)
    closing = (replace(on[0], windows=((480.0, NOW + 1),)),)
    made = replace(room("a", "b", number=1), agents=closing, closes=NOW + 1)
    assert told(made)["b"].mid > 5


def due(slot: float, visit: str = "b") -> Booking:
    return Booking(visit, slot, "repair", alpha=slot - 30)


def test_a_booked_visitor_who_is_about_to_come_is_reckoned_with() -> None:
    plain = room("v", "w", number=1)
    booked = replace(plain, bookings=(due(NOW + 5), due(NOW + 5, "c")))
    assert told(booked)["w"].mid > told(plain)["w"].mid + 3


def test_who_is_booked_for_later_changes_nothing() -> None:
    plain = room("v", "w", number=1)
    assert told(replace(plain, bookings=(due(NOW + 200),))) == told(plain)


def test_a_booking_long_past_its_slot_hardly_counts() -> None:
    plain = room("v", "w", number=1)
    soon, past = (told(replace(plain, bookings=(due(s),)))["w"].mid for s in (NOW + 3, NOW - 55))
    assert told(plain)["w"].mid <= past < soon


def test_urgent_visitors_may_still_come_before() -> None:
    plain = room("v", "w", "x", number=1)
    forecaster = Forecaster(SITE)
    forecaster.observe(f.DayStarted(0.0))
    for n in range(200):
        forecaster.observe(f.CheckedIn(480 + n / 2, f"u{n}", "repair", urgent=n % 2 == 0))
    first_come = replace(plain, rule=Rule(urgent=Key()))
    first = replace(plain, rule=Rule(urgent=Key(offset=-1e6)))
    assert told(first, forecaster)["x"].mid > told(first_come, forecaster)["x"].mid + 5


def test_a_quick_lane_shortens_the_wait_of_quick_matters() -> None:
    line = room("a", "b", "c", "d", number=1)
    people = (*line.waiting, replace(waiting("q", NOW - 1), service="password"))
    plain = replace(line, waiting=people)
    lane = replace(plain, rule=Rule(quick_every=2, quick=frozenset({"password"})))
    assert told(lane)["q"].mid < told(plain)["q"].mid - 10
    assert told(lane)["d"].mid >= told(plain)["d"].mid


def test_a_bound_on_being_passed_protects_who_was_passed() -> None:
    line = room("a", "b", "c", number=1)
    urgent = tuple(replace(v, alpha=v.alpha - 1000) for v in line.waiting[1:])
    passed = replace(line, waiting=(line.waiting[0], *urgent))
    bound = replace(passed, rule=Rule(most_passed=1))
    assert told(bound)["a"].mid < told(passed)["a"].mid
    often = (replace(line.waiting[0], passed=1), *urgent)
    assert told(replace(bound, waiting=often))["a"].mid < told(bound)["a"].mid


@pytest.mark.parametrize("closes", [NOW, 960.0])
@pytest.mark.parametrize("bookings", [(), (NOW + 4,)])
@pytest.mark.parametrize("line", ["", "a", "abcdef"])
def test_every_part_of_a_rule_goes_with_every_room(
    line: str, bookings: tuple[float, ...], closes: float
) -> None:
    """With and without people who may still come, after the doors closed, with nobody in the line."""
    rule = Rule(quick_every=3, quick=frozenset({"password"}), most_passed=2, late_after=10.0)
    made = replace(room(*line), rule=rule, closes=closes, bookings=tuple(due(slot) for slot in bookings))
    assert set(told(made)) == {*line, "repair", "password"}


def test_joiners_can_have_names() -> None:
    made = replace(room("a"), joiners=(Joiner("repair", NOW), Joiner("repair", NOW - 100, name="booked")))
    found = told(made)
    assert found["booked"].mid <= found["a"].mid < found["repair"].mid


def test_who_can_pass_whom_is_told_by_lines() -> None:
    bound = Bound(np.array([0.0, 10.0]), np.array([0.0, -1.0]), horizon=30.0)
    since = np.array([1.0])
    assert bound.can_be_passed(np.array([5.0]), 0.0, since)[0]
    assert not bound.can_be_passed(np.array([11.0]), 0.0, since)[0]
    assert bound.can_be_passed(np.array([11.0]), -2.0, since)[0]
    assert not bound.can_be_passed(np.array([5.0]), 0.0, np.array([31.0]))[0]


@pytest.mark.parametrize("rule", [Rule(), Rule(booked_arrival=Key(slope=2.0)), Rule(late_after=10.0)])
def test_every_kind_of_rule_gives_ranges(rule: Rule) -> None:
    made = replace(room("a", "b"), rule=rule, bookings=(due(NOW + 5), due(NOW - 20, "late")))
    assert set(told(made)) == {"a", "b", "repair", "password"}
