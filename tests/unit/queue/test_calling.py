"""Who is called next and why: lanes, the bound, skills, reserved visits; and out of turn."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import Because, CallRule, ChosenReason, Mark, Presence, VisitState
from tests.stateful.order_rules import ORDERS
from tests.unit.queue.room import Room, settings

SERVICES = (
    Service("laptop", "A", {"en": "Laptop"}, prefers=("laptops",)),
    Service("phone", "B", {"en": "Phone"}),
    Service("password", "C", {"en": "Password"}, expected_minutes=3),
    Service("server", "D", {"en": "Server"}, needs=("servers",)),
)


def site(**changes: Any) -> SiteSettings:
    return settings(**{"services": SERVICES, **changes})


def last_call(room: Room) -> e.VisitCalled:
    return next(event for event in reversed(room.journal) if isinstance(event, e.VisitCalled))


def serve(room: Room, counter: str = "1", agent: str = "lena") -> tuple[str, Because | None]:
    """The next one is called and served in no time: who, and why."""
    visit = room.serve(counter, agent, minutes=0)
    return visit.id, last_call(room).because


def arrive(room: Room, *rows: tuple[str, str]) -> None:
    for visit, service in rows:
        room.check_in(visit, service)
        room.wait(1)


def walk_ups(*names: str) -> list[tuple[str, str]]:
    return [(name, "laptop") for name in names]


# the rule's own reasons


@pytest.mark.parametrize(
    ("rule", "walk_up", "booked"),
    [
        (CallRule.DUE_TIME, Because.DUE, Because.BOOKED),
        (CallRule.FIRST_COME, Because.ARRIVED, Because.ARRIVED),
        (CallRule.APPOINTMENTS_FIRST, Because.ARRIVED, Because.BOOKED),
        (CallRule.ACCUMULATING, Because.POINTS, Because.POINTS),
    ],
)
def test_each_rule_has_its_reasons(rule: CallRule, walk_up: Because, booked: Because) -> None:
    room = Room(site(rule=rule))
    room.open()
    room.check_in("", appointment=room.book("app", 0))
    assert serve(room) == ("app", booked)
    room.check_in("walk")
    assert serve(room) == ("walk", walk_up)


def test_a_call_says_when_they_were_due_and_how_many_it_passed() -> None:
    room = Room(site())
    arrive(room, *walk_ups("a", "b"), ("p", "phone"))
    due = room.check_in("", appointment=room.book("app", 1)).due_at
    room.open()
    room.next()
    call = last_call(room)
    assert (call.visit, call.due_at, call.passed, call.because) == ("app", due, 3, Because.BOOKED)


def test_who_this_agent_could_not_have_called_was_not_passed() -> None:
    room = Room(site(agent_services={"lena": ("phone",)}))
    arrive(room, *walk_ups("a", "b"), ("p", "phone"))
    room.open()
    room.next()
    assert last_call(room).passed == 0


# the bound


@pytest.mark.parametrize("bound", [1, 2, 3])
@pytest.mark.parametrize("rule", [CallRule.DUE_TIME, CallRule.APPOINTMENTS_FIRST])
def test_a_walk_up_is_passed_so_often_and_then_is_next(rule: CallRule, bound: int) -> None:
    room = Room(site(rule=rule, most_passed=bound))
    room.open()
    arrive(room, *walk_ups("early", "later"))
    for n in range(5):
        room.check_in("", appointment=room.book(f"app{n}", 1))
    order = [serve(room) for _ in range(7)]
    booked = [(f"app{n}", Because.BOOKED) for n in range(5)]
    expected = [*booked[:bound], ("early", Because.PASSED), ("later", Because.PASSED), *booked[bound:]]
    assert order == expected


def test_without_a_bound_appointments_may_pass_for_ever() -> None:
    room = Room(site(rule=CallRule.APPOINTMENTS_FIRST, most_passed=0))
    room.open()
    room.check_in("walk")
    for n in range(12):
        room.check_in("", appointment=room.book(f"app{n}", 1))
        assert serve(room)[0] == f"app{n}"


@pytest.mark.parametrize(
    "away",
    [
        {"presence": Presence.ON_THE_WAY},
        {"reserved_for": "marco"},
    ],
)
def test_who_cannot_be_called_is_not_passed(away: dict[str, Any]) -> None:
    room = Room(site(rule=CallRule.APPOINTMENTS_FIRST, most_passed=1, remote_join=True))
    room.open()
    room.check_in("away", **away)
    for n in range(3):
        room.check_in("", appointment=room.book(f"app{n}", 1))
        assert serve(room)[0] == f"app{n}"
    back = c.Arrive("away") if "presence" in away else c.Reserve("away", "lena", None)
    room.do(back)
    assert room.line.passing.passes(room.line.visits["away"]) == 0
    room.check_in("", appointment=room.book("more", 1))
    assert serve(room)[0] == "more"
    room.check_in("", appointment=room.book("most", 1))
    assert serve(room) == ("away", Because.PASSED)


def test_passes_are_kept_through_a_hold_and_do_not_grow_meanwhile() -> None:
    room = Room(site(rule=CallRule.APPOINTMENTS_FIRST, most_passed=2))
    room.open()
    room.open("2", "marco")
    room.check_in("walk")
    room.check_in("", appointment=room.book("app", 1))
    serve(room)
    room.next("2", "marco")
    room.do(c.Hold("walk", "marco"))
    for n in range(4):
        room.check_in("", appointment=room.book(f"app{n}", 1))
        serve(room)
    room.do(c.PutBack("walk", "marco"))
    assert room.line.passing.passes(room.line.visits["walk"]) == 1
    for n in range(2):
        room.check_in("", appointment=room.book(f"new{n}", 1))
    assert [serve(room)[0] for _ in range(3)] == ["new0", "walk", "new1"]


def test_a_choice_and_another_agents_services_do_not_pass() -> None:
    room = Room(site(most_passed=1, agent_services={"marco": ("phone",)}))
    arrive(room, ("first", "laptop"), ("second", "laptop"), ("third", "phone"))
    room.open("1", "lena")
    room.open("2", "marco")
    room.do(c.CallVisit("1", "lena", "second", ChosenReason.KNOWS_CASE))
    assert last_call(room).passed == 1
    room.next("2", "marco")
    assert room.line.passing.passes(room.line.visits["first"]) == 0


def test_who_is_called_again_passes_once() -> None:
    room = Room(site(rule=CallRule.APPOINTMENTS_FIRST))
    room.open()
    room.check_in("walk")
    room.check_in("", appointment=room.book("app", 1))
    for _ in range(3):
        room.next()
        room.do(c.PutBack("app", "lena"))
    assert room.line.passing.passes(room.line.visits["walk"]) == 1


# the quick lane


def test_each_nth_call_is_for_a_quick_matter() -> None:
    room = Room(site(quick_every=3))
    room.open()
    arrive(room, *walk_ups("a", "b", "c", "d"), ("q", "password"), ("r", "password"))
    order = [serve(room) for _ in range(6)]
    assert [visit for visit, _ in order] == ["a", "b", "q", "c", "d", "r"]
    assert [why for _, why in order] == [Because.DUE, Because.DUE, Because.QUICK, *[Because.DUE] * 3]


def test_the_quick_lanes_turn_waits_until_somebody_quick_comes() -> None:
    room = Room(site(quick_every=2))
    room.open()
    arrive(room, *walk_ups("a", "b", "c", "d"))
    assert [serve(room)[0] for _ in range(3)] == ["a", "b", "c"]
    room.check_in("q", "password")
    assert serve(room) == ("q", Because.QUICK)


def test_the_bound_comes_before_the_quick_lane() -> None:
    room = Room(site(quick_every=1, most_passed=2))
    room.open()
    arrive(room, ("walk", "laptop"), ("q", "password"), ("r", "password"), ("s", "password"))
    assert [serve(room) for _ in range(4)] == [
        ("q", Because.QUICK),
        ("r", Because.QUICK),
        ("walk", Because.PASSED),
        ("s", Because.DUE),
    ]


def test_a_quick_counter_is_given_quick_matters_alone() -> None:
    room = Room(site(quick_counters=("2",)))
    arrive(room, ("a", "laptop"), ("q", "password"))
    room.open("2", "marco")
    assert serve(room, "2", "marco") == ("q", Because.DUE)
    assert room.no(c.CallNext("2", "marco")) is Code.NOBODY_WAITING


# skills and reserved visits


@pytest.mark.parametrize(("minutes", "first"), [(4, "laptop"), (6, "phone")])
@pytest.mark.parametrize("rule", [CallRule.DUE_TIME, CallRule.FIRST_COME, CallRule.ACCUMULATING])
def test_who_knows_best_is_given_what_they_know(rule: CallRule, minutes: int, first: str) -> None:
    room = Room(site(rule=rule, agent_skills={"ines": ("laptops",)}))
    room.check_in("phone", "phone")
    room.wait(minutes).check_in("laptop")
    room.open("1", "ines")
    room.open("2", "lena")
    visit, why = serve(room, "1", "ines")
    assert visit == first
    assert (why is Because.SKILLED) == (first == "laptop")
    other, reason = serve(room, "2", "lena")
    assert {visit, other} == {"laptop", "phone"} and reason is not Because.SKILLED


@pytest.mark.parametrize("rule", ORDERS)
def test_a_needed_skill_is_a_must_for_call_next_and_for_a_choice(rule: CallRule) -> None:
    room = Room(site(rule=rule, agent_skills={"ines": ("servers",)}))
    room.check_in("v", "server")
    room.open("1", "lena")
    room.open("2", "ines")
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    choose = c.CallVisit("1", "lena", "v", ChosenReason.URGENT)
    assert room.no(choose) is Code.LACKS_SKILL and room.data_of(choose) == {"service": "server"}
    assert serve(room, "2", "ines")[0] == "v"


@pytest.mark.parametrize(
    ("agent", "minutes", "first"),
    [
        ("marco", 1, ("r", Because.RESERVED)),
        ("lena", 1, ("w", Because.DUE)),
        ("lena", 34.9, ("w", Because.DUE)),
        ("lena", 35, ("r", Because.DUE)),  # due after 20 minutes, and free to anybody 15 minutes later
        ("marco", 36, ("r", Because.DUE)),
    ],
)
def test_a_reserved_visit_waits_for_its_agent_for_a_while(
    agent: str, minutes: float, first: tuple[str, Because]
) -> None:
    room = Room(site())
    room.check_in("r", reserved_for="marco")
    room.check_in("w")
    room.wait(minutes).open("1", agent)
    assert serve(room, "1", agent) == first


def test_for_its_agent_a_reserved_visit_has_its_own_place_and_no_better() -> None:
    room = Room(site())
    room.check_in("w")
    room.wait(1).check_in("r", reserved_for="marco")
    room.open("1", "marco")
    assert [serve(room, "1", "marco") for _ in range(2)] == [("w", Because.DUE), ("r", Because.RESERVED)]


@pytest.mark.parametrize("rule", ORDERS)
def test_when_all_wait_for_somebody_else_nobody_is_next(rule: CallRule) -> None:
    room = Room(site(rule=rule))
    room.check_in("r", reserved_for="marco")
    room.open()
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    room.wait(60)
    assert serve(room)[0] == "r"


@pytest.mark.parametrize("rule", ORDERS)
def test_who_is_not_here_yet_is_not_called_and_keeps_the_place(rule: CallRule) -> None:
    room = Room(site(rule=rule, remote_join=True))
    room.check_in("far", presence=Presence.ON_THE_WAY)
    room.wait(1).check_in("here")
    room.open()
    assert serve(room)[0] == "here"
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    assert room.no(c.CallVisit("1", "lena", "far", ChosenReason.OTHER)) is Code.NOT_HERE_YET
    room.wait(1).check_in("later")
    room.do(c.Arrive("far"))
    assert serve(room)[0] == "far"


# out of turn


@pytest.mark.parametrize("reason", list(ChosenReason))
def test_a_choice_is_recorded_with_its_reason(reason: ChosenReason) -> None:
    room = Room(site(quick_every=3))
    arrive(room, *walk_ups("a", "b"))
    room.open()
    before = room.line.since_quick
    room.do(c.CallVisit("1", "lena", "b", reason))
    call = last_call(room)
    assert (call.rule, call.because, call.reason, call.passed) == (
        CallRule.CHOSEN,
        Because.CHOSEN,
        reason,
        1,
    )
    assert call.due_at == room.line.visits["b"].due_at
    assert room.line.since_quick == before, "a choice does not count for the quick lane"


def test_a_choice_reaches_what_call_next_would_not_give() -> None:
    room = Room(
        site(agent_services={"lena": ("phone",)}, counter_services={"1": ("phone",)}, quick_counters=("1",))
    )
    room.check_in("v", "laptop", reserved_for="marco")
    room.open()
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    room.do(c.CallVisit("1", "lena", "v", ChosenReason.KNOWS_CASE))
    assert room.state("v") is VisitState.CALLED


# the middle of a day


@pytest.mark.parametrize("before", ORDERS)
@pytest.mark.parametrize("after", ORDERS)
def test_a_change_of_settings_keeps_everybody_and_what_passed_them(before: CallRule, after: CallRule) -> None:
    room = Room(site(rule=before, remote_join=True))
    room.open()
    arrive(room, *walk_ups("a", "b"), ("q", "password"))
    room.check_in("m", marks=(Mark.VIP,))
    room.check_in("far", presence=Presence.ON_THE_WAY)
    room.check_in("r", reserved_for="marco")
    room.check_in("", appointment=room.book("app", 0))
    serve(room)
    was = {v.id: (v, room.line.passing.passes(v)) for v in room.line.in_order()}
    room.do(c.ApplySettings(site(rule=after, urgent_credit=60, quick_every=1, most_passed=1, vip_credit=0)))
    assert {v.id: (v, room.line.passing.passes(v)) for v in room.line.in_order()} == was
    room.do(c.ApplySettings(site(rule=before, remote_join=True)))
    assert {v.id: (v, room.line.passing.passes(v)) for v in room.line.in_order()} == was


def test_a_service_that_is_not_offered_any_more_still_calls_who_waits() -> None:
    room = Room(site())
    room.check_in("v", "phone")
    room.do(c.ApplySettings(settings(services=SERVICES[:1])))
    room.open()
    assert serve(room) == ("v", Because.DUE)
