"""How many: full services, the last hour, pauses, and who was turned away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.capacity import work_ahead
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Hours, Service, SiteSettings, Span
from kiosk.queue.visits import EndCause, Presence, Remaining, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, settings

S = VisitState
UNTIL_TEN = Hours(always=False, weekly={0: (Span(time(8), time(10)),)})


def with_capacity(laptop: int | None, phone: int | None = None, **more: Any) -> SiteSettings:
    services = (
        Service("laptop", "A", {"en": "Laptop"}, expected_minutes=10, capacity=laptop),
        Service("phone", "B", {"en": "Phone"}, capacity=phone),
    )
    return settings(services=services, **more)


def turned_away(room: Room, command: c.CheckIn) -> list[e.DemandUnmet]:
    """What is remembered of a refused check-in, folded as the site does."""
    refused = decide(room.line, command, room.now)
    assert isinstance(refused, Refusal)
    for event in refused.events:
        fold(room.line, event)
    return [event for event in refused.events if isinstance(event, e.DemandUnmet)]


# Capacity


def test_a_service_takes_as_many_as_it_can_and_no_more() -> None:
    room = Room(with_capacity(2))
    room.check_in("a")
    room.check_in("b")
    assert room.no(c.CheckIn("v", "laptop")) is Code.SERVICE_FULL
    assert room.data_of(c.CheckIn("v", "laptop")) == {"waiting": "2", "capacity": "2"}
    room.check_in("v", "phone")


@pytest.mark.parametrize("gone", ["called", "left", "transferred"])
def test_there_is_room_again_when_somebody_waits_no_more(gone: str) -> None:
    room = Room(with_capacity(1))
    room.check_in("a")
    if gone == "called":
        room.open()
        room.next()
    elif gone == "left":
        room.do(c.Leave("a"))
    else:
        room.do(c.Transfer("a", "lena", "phone"))
    assert room.check_in("v").state is S.WAITING


def test_people_count_and_not_visits() -> None:
    room = Room(with_capacity(4))
    room.check_in("family", people=3)
    assert room.no(c.CheckIn("two", "laptop", people=2)) is Code.SERVICE_FULL
    room.check_in("one")
    assert room.line.heads.waiting == {"laptop": 4}


def test_who_is_booked_is_taken_though_the_service_is_full() -> None:
    room = Room(with_capacity(1))
    claim = room.book("app", 10)
    room.check_in("a")
    assert room.check_in("new", "", appointment=claim).id == "app"
    late = room.book("late", 0)
    assert room.wait(30).check_in("new2", "", appointment=late).id == "late"


def test_who_was_given_a_number_by_a_kiosk_that_was_cut_off_is_taken() -> None:
    room = Room(with_capacity(1))
    room.check_in("a")
    came = room.now - timedelta(minutes=10)
    visit = room.check_in("v", number="KA03", series="KA", arrived_at=came)
    assert (visit.number, visit.state) == ("KA03", S.WAITING)
    other = c.CheckIn("w", "laptop", number="A077", series="KA", arrived_at=came)
    assert room.no(other) is Code.SERVICE_FULL


def test_a_lower_capacity_sends_nobody_away() -> None:
    room = Room(with_capacity(3))
    for name in ("a", "b", "c"):
        room.check_in(name)
    room.do(c.ApplySettings(with_capacity(1)))
    assert room.order() == ["a", "b", "c"]
    room.open()
    room.next()
    assert room.no(c.CheckIn("v", "laptop")) is Code.SERVICE_FULL


@given(
    st.lists(st.tuples(st.sampled_from(["in", "call", "leave"]), st.integers(1, 3)), max_size=30),
    st.integers(1, 5),
)
def test_walk_ups_never_fill_a_service_beyond_its_capacity(steps: list[tuple[str, int]], most: int) -> None:
    room = Room(with_capacity(most))
    room.open()
    for n, (step, people) in enumerate(steps):
        waiting = room.order()
        if step == "in":
            decision = decide(room.line, c.CheckIn(f"v{n}", "laptop", people=people), room.now)
            fits = sum(room.line.visits[v].people for v in waiting) + people <= most
            assert isinstance(decision, Decided) is fits
            if fits:
                room.check_in(f"v{n}", people=people)
        elif waiting and step == "leave":
            room.do(c.Leave(waiting[0]))
        elif waiting and not room.line.counters["1"].visit:
            room.next()


# The expected work is done by closing


def test_nobody_is_taken_whose_turn_would_come_too_late() -> None:
    """One agent's hour holds six laptops of ten minutes: nobody serves yet, so one agent is assumed."""
    room = Room(settings(hours=UNTIL_TEN))
    for n in range(6):
        room.check_in(f"v{n}")
    assert room.no(c.CheckIn("v6", "laptop")) is Code.TOO_LATE_FOR_TODAY
    assert room.data_of(c.CheckIn("v6", "laptop")) == {"closes": "10:00"}


def test_with_two_agents_twice_as_many_are_taken() -> None:
    room = Room(settings(hours=UNTIL_TEN))
    room.open("1", "lena")
    room.open("2", "marco")
    for n in range(11):
        room.check_in(f"v{n}")
    assert room.no(c.CheckIn("v11", "laptop")) is Code.TOO_LATE_FOR_TODAY


def test_an_agent_who_does_not_take_the_service_does_not_help() -> None:
    room = Room(settings(hours=UNTIL_TEN, agent_services={"marco": ("phone",)}))
    room.open("1", "lena")
    room.open("2", "marco")
    for n in range(6):
        room.check_in(f"v{n}")
    assert room.no(c.CheckIn("v6", "laptop")) is Code.TOO_LATE_FOR_TODAY


def test_work_at_the_counters_and_bookings_that_are_due_first_count() -> None:
    room = Room(settings(hours=UNTIL_TEN))
    room.open()
    assert work_ahead(room.line, "laptop", room.now) == 0
    room.check_in("a")
    assert work_ahead(room.line, "laptop", room.now) == pytest.approx(10)
    room.next()
    assert work_ahead(room.line, "laptop", room.now) == pytest.approx(5)
    room.book("soon", 15)
    room.book("later", 40)
    assert work_ahead(room.line, "laptop", room.now) == pytest.approx(15)
    room.check_in("b", "phone")
    assert work_ahead(room.line, "laptop", room.now) == pytest.approx(25)


def test_several_matters_take_longer() -> None:
    room = Room(settings(hours=UNTIL_TEN))
    room.now += timedelta(minutes=42)
    assert room.no(c.CheckIn("v", "laptop", further=("phone",))) is Code.TOO_LATE_FOR_TODAY
    room.check_in("v")


def test_the_last_hour_is_a_sites_choice_and_bookings_are_kept() -> None:
    room = Room(settings(hours=UNTIL_TEN))
    claim = room.book("app", 30)
    for n in range(5):
        room.check_in(f"v{n}")
    room.wait(15)
    assert room.no(c.CheckIn("w", "laptop")) is Code.TOO_LATE_FOR_TODAY
    room.check_in("new", "", appointment=claim)
    room.do(c.ApplySettings(settings(hours=UNTIL_TEN, closing_work=False)))
    room.check_in("w")


def test_a_site_without_hours_never_closes() -> None:
    room = Room()
    for n in range(200):
        room.check_in(f"v{n}")


def test_the_time_that_is_left_is_the_walls_also_when_clocks_change() -> None:
    night = Hours(always=False, weekly={6: (Span(time(0), time(4)),)})
    room = Room(settings(hours=night, timezone="Europe/Madrid", last_check_in=0))
    room.now = datetime.fromisoformat("2026-03-29T00:35:00+00:00")  # 01:35; at two the clocks go to three
    for n in range(8):
        room.check_in(f"v{n}")
    assert room.no(c.CheckIn("v8", "laptop")) is Code.TOO_LATE_FOR_TODAY


# Pauses

BACK = {"en": "Back at two", "es": "Volvemos a las dos"}


def test_a_pause_turns_walk_ups_away_with_the_message_in_their_language() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), BACK, "lena"))
    assert room.no(c.CheckIn("v", "laptop")) is Code.CHECK_IN_PAUSED
    assert room.data_of(c.CheckIn("v", "laptop", language="es")) == {"message": BACK["es"]}
    assert room.data_of(c.CheckIn("v", "laptop", language="fr")) == {"message": BACK["en"]}


def test_a_pause_without_words_says_no_words() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), {}, "lena"))
    assert room.data_of(c.CheckIn("v", "laptop")) == {"message": ""}


def test_a_pause_keeps_those_who_wait_and_those_who_are_booked() -> None:
    room = Room()
    claim = room.book("app", 10)
    room.check_in("a", person="ana")
    room.do(c.PauseCheckIn((), BACK, "lena"))
    assert room.do(c.CheckIn("b", "phone", person="ana")) == Decided((), "a")
    room.check_in("new", "", appointment=claim)
    assert room.order() == ["app", "a"]


def test_one_service_is_paused_and_reopened_by_itself() -> None:
    room = Room()
    room.do(c.PauseCheckIn(("phone",), BACK, "lena"))
    room.check_in("a", "laptop")
    assert room.no(c.CheckIn("v", "phone")) is Code.CHECK_IN_PAUSED
    room.do(c.ReopenCheckIn(("phone",), "lena"))
    room.check_in("v", "phone")


def test_reopening_one_of_all_leaves_the_others_paused() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), BACK, "lena"))
    room.do(c.ReopenCheckIn(("phone",), "lena"))
    room.check_in("v", "phone")
    assert room.data_of(c.CheckIn("w", "laptop")) == {"message": BACK["en"]}
    room.do(c.ReopenCheckIn((), "lena"))
    room.check_in("w", "laptop")
    assert room.line.paused == {}


def test_a_pause_and_a_reopening_that_are_repeated_are_one_event_each() -> None:
    room = Room()
    assert room.do(c.ReopenCheckIn((), "lena")).events == ()
    assert len(room.do(c.PauseCheckIn(("phone", "phone"), BACK, "lena")).events) == 1
    assert room.do(c.PauseCheckIn(("phone",), BACK, "marco")).events == ()
    assert len(room.do(c.PauseCheckIn(("phone",), {"en": "Back at three"}, "marco")).events) == 1
    assert room.do(c.ReopenCheckIn(("laptop",), "lena")).events == ()
    assert len(room.do(c.ReopenCheckIn(("phone",), "lena")).events) == 1


def test_a_service_that_nobody_knows_cannot_be_paused() -> None:
    assert Room().no(c.PauseCheckIn(("baking",), BACK, "lena")) is Code.UNKNOWN_SERVICE


def test_a_pause_ends_with_the_day() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), BACK, "lena"))
    room.do(c.EndDay())
    assert room.wait(24 * 60).check_in("v").state is S.WAITING


# Unmet demand


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hours": Hours(always=False)}, Code.SITE_CLOSED),
        ({"hours": Hours(False, {0: (Span(time(8), time(9, 5)),)})}, Code.LAST_CHECK_IN_OVER),
        ({"hours": UNTIL_TEN, "services": (Service("laptop", "A", {}, "", 70),)}, Code.TOO_LATE_FOR_TODAY),
        ({"services": (Service("laptop", "A", {}, capacity=1),)}, Code.SERVICE_FULL),
    ],
)
def test_who_is_turned_away_is_remembered(change: dict[str, Any], code: Code) -> None:
    room = Room(settings(**change))
    command = c.CheckIn("v", "laptop", person="ana", people=2)
    assert turned_away(room, command) == [e.DemandUnmet(room.now, "laptop", code.value, 2, "ana")]


def test_the_same_person_who_asks_again_within_ten_minutes_counts_once() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), {}, "lena"))
    assert len(turned_away(room, c.CheckIn("v", "laptop", person="ana"))) == 1
    room.wait(9)
    assert turned_away(room, c.CheckIn("w", "laptop", person="ana")) == []
    assert len(turned_away(room, c.CheckIn("x", "phone", person="ana"))) == 1
    assert len(turned_away(room, c.CheckIn("y", "laptop", person="ben"))) == 1
    room.wait(20)
    assert len(turned_away(room, c.CheckIn("z", "laptop", person="ana"))) == 1


def test_guests_without_an_id_count_each_time() -> None:
    room = Room()
    room.do(c.PauseCheckIn((), {}, "lena"))
    assert [len(turned_away(room, c.CheckIn(v, "laptop"))) for v in "vw"] == [1, 1]


@pytest.mark.parametrize("command", [c.CheckIn("v", "baking"), c.CheckIn("v", "laptop", people=0)])
def test_what_was_refused_for_another_reason_is_no_unmet_demand(command: c.CheckIn) -> None:
    assert turned_away(Room(), command) == []


def test_to_be_turned_away_changes_nothing_for_those_who_wait() -> None:
    room = Room(with_capacity(1))
    room.check_in("a")
    before = dict(room.line.visits)
    turned_away(room, c.CheckIn("v", "laptop", person="ana"))
    assert (room.line.visits, room.order()) == (before, ["a"])
    assert room.line.visit_of("ana") is None


# Closing with people waiting


def test_the_last_agent_is_asked_what_becomes_of_those_who_wait() -> None:
    room = Room()
    room.check_in("a", people=3)
    room.check_in("b")
    room.open()
    assert room.no(c.CloseCounter("1", "lena")) is Code.PEOPLE_WAITING
    assert room.data_of(c.CloseCounter("1", "lena")) == {"count": "4"}


def test_kept_ones_wait_on_and_those_sent_home_leave_with_a_cause() -> None:
    room = Room()
    room.check_in("a")
    room.open()
    room.do(c.CloseCounter("1", "lena", Remaining.KEEP))
    assert room.order() == ["a"] and room.line.counters == {}
    room.open()
    events = room.do(c.CloseCounter("1", "lena", Remaining.SEND_HOME)).events
    assert events[0] == e.VisitLeft(room.now, "a", EndCause.CLOSED)
    assert room.state("a") is S.LEFT and room.order() == []


def test_only_those_are_sent_home_whom_nobody_else_on_duty_serves() -> None:
    room = Room(settings(agent_services={"marco": ("phone",)}))
    room.check_in("a", "laptop")
    room.check_in("b", "phone")
    room.open("1", "lena")
    room.open("2", "marco")
    room.do(c.CloseCounter("2", "marco"))
    room.open("2", "marco")
    assert room.data_of(c.CloseCounter("1", "lena")) == {"count": "1"}
    room.do(c.CloseCounter("1", "lena", Remaining.SEND_HOME))
    assert room.order() == ["b"]


def test_a_colleague_at_a_counter_that_does_not_take_them_is_no_help() -> None:
    room = Room(settings(counter_services={"2": ("phone",)}))
    room.check_in("a", "laptop")
    room.open("1", "lena")
    room.open("2", "marco")
    assert room.no(c.CloseCounter("1", "lena")) is Code.PEOPLE_WAITING


def test_whom_the_agent_could_not_have_served_is_not_theirs_to_send_home() -> None:
    room = Room(settings(agent_services={"lena": ("phone",)}))
    room.check_in("a", "laptop")
    room.open()
    room.do(c.CloseCounter("1", "lena"))
    assert room.order() == ["a"]


def test_a_colleague_at_anothers_counter_cannot_close_or_move_and_lapses_alone() -> None:
    room = Room(settings(services=(Service("laptop", "A", {}, agents=2),)))
    room.check_in("a")
    room.open("1", "lena")
    room.open("2", "marco")
    room.next("1", "lena")
    room.do(c.Start("a", "lena"))
    room.do(c.Join("a", "2", "marco"))
    assert room.no(c.CloseCounter("2", "marco")) is Code.COUNTER_IN_USE
    assert room.data_of(c.OpenCounter("3", "marco")) == {"counter": "2", "number": "A001"}
    room.do(c.LapseLease("2", "marco"))
    assert (room.state("a"), room.line.visits["a"].colleagues) == (S.SERVING, ())
    assert list(room.line.counters) == ["1"]


def test_those_on_the_way_are_people_who_wait() -> None:
    room = Room(replace(settings(), remote_join=True))
    room.check_in("a", presence=Presence.ON_THE_WAY)
    room.open()
    assert room.no(c.CloseCounter("1", "lena")) is Code.PEOPLE_WAITING


def test_nine_oclock_is_a_monday() -> None:
    """The hours above are those of a Monday."""
    assert MONDAY_NINE.weekday() == 0
