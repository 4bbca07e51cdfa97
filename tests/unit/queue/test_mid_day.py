"""Settings that change in the middle of a day: nobody who waits, or is served, is harmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Hours, Service, SiteSettings, Span, faults
from kiosk.queue.visits import CallRule, Mark, Presence, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState
LAPTOP = Service("laptop", "A", {"en": "Laptop"}, expected_minutes=10)
PHONE = Service("phone", "B", {"en": "Phone"})


def busy_room(**changes: Any) -> Room:
    """One served, one called, one held, three waiting (one marked, one reserved), one booked."""
    room = Room(settings(**changes))
    for name in ("served", "held", "called"):
        room.check_in(name)
    room.open("1", "lena")
    room.open("2", "marco")
    room.next("1", "lena")
    room.do(c.Start("served", "lena"))
    room.next("2", "marco")
    room.do(c.Start("held", "marco"))
    room.do(c.Hold("held", "marco"))
    room.next("2", "marco")
    room.check_in("plain", "phone", person="ana")
    room.wait(1).check_in("marked", marks=(Mark.URGENT,), people=2)
    room.wait(1).check_in("reserved", reserved_for="lena")
    room.book("app", 30, person="ben")
    return room


CHANGES: dict[str, dict[str, Any]] = {
    "the rule": {"rule": CallRule.FIRST_COME},
    "points": {"rule": CallRule.ACCUMULATING},
    "a service withdrawn": {"services": (replace(LAPTOP, active=False), PHONE)},
    "a service removed": {"services": (PHONE,)},
    "every service removed": {"services": ()},
    "less room": {"services": (replace(LAPTOP, capacity=1), replace(PHONE, capacity=1))},
    "needs a skill": {"services": (replace(LAPTOP, needs=("x",)), replace(PHONE, needs=("x",)))},
    "needs two agents": {"services": (replace(LAPTOP, agents=2), PHONE)},
    "other letters": {"services": (replace(LAPTOP, prefix="X"), replace(PHONE, prefix="Y"))},
    "counters removed": {"counters": ("3",)},
    "no counters": {"counters": ()},
    "counters for other things": {"counter_services": {"1": ("phone",), "2": ("baking",)}},
    "other skills": {"agent_services": {"lena": ("phone",), "marco": ("baking",)}},
    "closed": {"hours": Hours(always=False)},
    "another zone, a day on": {"timezone": "Pacific/Kiritimati"},
    "another zone, a day back": {"timezone": "Pacific/Pago_Pago"},
    "no phones": {"remote_join": False, "most_on_the_way": 0},
    "no marks": {"urgent_credit": 0, "accessibility_credit": 0, "vip_credit": 0},
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@each_change
def test_a_change_is_one_event_and_moves_nobody(change: dict[str, Any]) -> None:
    room = busy_room()
    visits, counters = dict(room.line.visits), {n: at.visit for n, at in room.line.counters.items()}
    decided = room.do(c.ApplySettings(settings(**change)))
    assert decided.events == (e.SettingsChanged(room.now, settings(**change)),)
    assert room.line.visits == visits
    assert {n: at.visit for n, at in room.line.counters.items()} == counters
    assert set(room.order()) == {"plain", "marked", "reserved"}
    assert room.do(c.ApplySettings(settings(**change))).events == ()


@each_change
def test_who_is_at_a_counter_is_served_to_the_end(change: dict[str, Any]) -> None:
    room = busy_room()
    room.do(c.ApplySettings(settings(**change)))
    room.do(c.Start("called", "marco"))
    room.do(c.Finish("called", "marco"))
    room.do(c.Finish("served", "lena"))
    assert (room.state("called"), room.state("served")) == (S.DONE, S.DONE)


@each_change
def test_nobody_who_waits_is_out_of_reach_for_ever(change: dict[str, Any]) -> None:
    """When the old settings come back, all are called; until then all may leave."""
    room = busy_room()
    room.do(c.ApplySettings(settings(**change)))
    room.do(c.Leave("plain"))
    room.do(c.Finish("served", "lena"))
    room.do(c.ApplySettings(settings()))
    called = []
    while room.order():
        called.append(room.next("1", "lena").id)
        room.do(c.Start(called[-1], "lena"))
        room.do(c.Finish(called[-1], "lena"))
    assert sorted(called) == ["marked", "reserved"]


@each_change
def test_a_follower_and_a_restart_show_the_same(change: dict[str, Any]) -> None:
    room = busy_room()
    room.do(c.ApplySettings(settings(**change)))
    again = codec.restore(codec.take_snapshot(room.line))
    follower = Line()
    for event in room.journal:
        fold(follower, codec.from_json(codec.event_type(event), codec.to_json(event)))
    for line in (again, follower):
        assert [v.id for v in line.in_order()] == room.order()
        assert (line.visits, line.heads, line.by_person) == (
            room.line.visits,
            room.line.heads,
            room.line.by_person,
        )


@each_change
def test_who_has_a_place_is_given_it_by_the_kiosk_still(change: dict[str, Any]) -> None:
    room = busy_room()
    room.do(c.ApplySettings(settings(**change)))
    assert room.do(c.CheckIn("again", "phone", person="ana")) == Decided((), "plain")


def test_the_agents_of_a_removed_counter_may_go_home_but_not_come_back() -> None:
    room = Room()
    room.open("1", "lena")
    room.do(c.ApplySettings(settings(counters=("2",))))
    room.check_in("v")
    assert room.serve("1", "lena").state is S.DONE
    room.do(c.CloseCounter("1", "lena"))
    assert room.no(c.OpenCounter("1", "lena")) is Code.UNKNOWN_COUNTER
    room.open("2", "lena")


def test_who_waits_for_a_withdrawn_service_is_called_and_may_be_transferred() -> None:
    room = Room()
    room.check_in("a")
    room.check_in("b")
    room.do(c.ApplySettings(settings(services=(replace(LAPTOP, active=False), PHONE))))
    assert room.no(c.CheckIn("c", "laptop")) is Code.UNKNOWN_SERVICE
    room.open()
    assert room.next().id == "a"
    room.do(c.Transfer("b", "lena", "phone"))
    assert room.line.visits["b"].service == "phone"


def test_a_no_show_of_a_withdrawn_service_comes_back_to_an_agent() -> None:
    room = Room()
    room.somebody(S.NO_SHOW)
    room.do(c.ApplySettings(settings(services=(PHONE,))))
    room.do(c.ComeBack("v"))
    assert room.order() == ["v"]


def test_numbers_stay_apart_when_the_day_jumps_with_the_time_zone() -> None:
    room = Room(settings(timezone="Pacific/Pago_Pago"))
    held = [room.check_in(f"v{n}").number for n in range(3)]
    room.do(c.ApplySettings(settings(timezone="Pacific/Kiritimati")))
    held += [room.check_in(f"w{n}").number for n in range(3)]
    room.do(c.ApplySettings(settings(timezone="Pacific/Pago_Pago")))
    held += [room.check_in(f"x{n}").number for n in range(3)]
    assert len(set(held)) == 9


def test_who_is_on_the_way_or_in_a_pause_stays_so() -> None:
    room = Room(settings(remote_join=True))
    room.check_in("v", presence=Presence.ON_THE_WAY)
    room.do(c.PauseCheckIn(("phone",), {"en": "Back at two"}, "lena"))
    room.do(c.ApplySettings(settings(services=(LAPTOP,))))
    assert room.line.visits["v"].presence is Presence.ON_THE_WAY
    room.do(c.ApplySettings(settings()))
    assert room.no(c.CheckIn("w", "phone")) is Code.CHECK_IN_PAUSED


# What cannot be


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"services": (replace(LAPTOP, capacity=0),)}, "capacity"),
    ({"services": (replace(LAPTOP, agents=3),)}, "agents"),
    ({"services": (replace(LAPTOP, agents=0),)}, "agents"),
    ({"walk_up_points": 0.0}, "points"),
    ({"booked_points": float("nan")}, "points"),
    ({"marked_points": float("inf")}, "points"),
    *(
        ({name: -1}, name)
        for name in ("walk_up_credit", "urgent_credit", "accessibility_credit", "vip_credit")
    ),
    *(({name: -1}, name) for name in ("most_passed", "quick_minutes", "quick_every", "hold_keeps")),
    *(({name: -1}, name) for name in ("return_within", "prefer_within", "reserved_wait", "accept_within")),
    *(({name: -1}, name) for name in ("most_on_the_way", "late_grace", "early_check_in", "last_check_in")),
    ({"clear_after": -1}, "clear_after"),
    ({"walk_up_credit": 10**12}, "walk_up_credit"),
    ({"services": (replace(LAPTOP, id=""),)}, "services"),
    ({"quick_minutes": float("nan")}, "quick_minutes"),
    ({"calls_before_no_show": 0}, "calls_before_no_show"),
    ({"shifts": {"lena": {0: (Span(*(Hours().spans(None)[0].closes,) * 2),)}}}, "shifts"),  # type: ignore[arg-type]  # any day
]


@pytest.mark.parametrize(
    ("change", "field"), WRONG, ids=[f"{field}-{n}" for n, (_, field) in enumerate(WRONG)]
)
def test_settings_that_mean_nothing_are_refused_and_nobody_is_harmed(
    change: dict[str, Any], field: str
) -> None:
    room = busy_room()
    order = room.order()
    refused = decide(room.line, c.ApplySettings(settings(**change)), room.now)
    assert isinstance(refused, Refusal) and (refused.code, list(refused.data)) == (Code.INVALID, [field])
    assert room.order() == order


def test_the_settings_that_come_with_the_product_are_sound() -> None:
    assert faults(SiteSettings()) == {}
    assert faults(settings()) == {}
