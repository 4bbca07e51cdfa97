"""One place a person, whichever way they come: booked, by name, by phone, late, missed, or days ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Hours, Service, Span
from kiosk.queue.visits import PRESENT, EndCause, Presence, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, settings

S = VisitState


def missed(room: Room, visit: str = "v", **more: Any) -> None:
    """Somebody who checked in and was called in vain."""
    room.check_in(visit, **more)
    room.open()
    room.next()
    room.do(c.MarkNoShow(visit, "lena"))


# Somebody with an appointment walks up by name


def test_who_is_booked_and_walks_up_by_name_takes_the_appointments_visit() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    visit = room.check_in("walk", person="ana")
    assert (visit.id, visit.booked_for, visit.due_at) == ("app", claim.start, claim.start)
    assert "walk" not in room.line.visits
    assert room.do(c.CheckIn("other", "", appointment=claim)) == Decided((), "app")


def test_another_matter_is_seen_to_after_it_in_the_same_visit() -> None:
    room = Room()
    room.book("app", 30, "laptop", person="ana")
    visit = room.check_in("walk", "phone", person="ana")
    assert (visit.id, visit.service, visit.further) == ("app", "laptop", ("phone",))


@pytest.mark.parametrize("service", ["baking", "old"])
def test_another_matter_that_is_not_offered_is_left_out(service: str) -> None:
    services = (Service("laptop", "A", {}), Service("old", "B", {}, active=False))
    room = Room(settings(services=services))
    room.book("app", 30, "laptop", person="ana")
    assert room.check_in("walk", service, person="ana").further == ()


@pytest.mark.parametrize(("minutes", "takes"), [(120, True), (121, False), (15 * 60 + 1, False)])
def test_an_appointment_that_is_far_off_is_not_meant(minutes: float, takes: bool) -> None:
    room = Room()
    room.book("app", minutes, person="ana")
    assert (room.check_in("walk", person="ana").id == "app") is takes


def test_yesterdays_and_tomorrows_appointments_are_not_meant() -> None:
    room = Room()
    room.now = MONDAY_NINE.replace(hour=23)
    room.book("tomorrow", 90, person="ana")
    assert room.check_in("walk", person="ana").id == "walk"


def test_of_two_appointments_the_one_that_is_not_missed_yet_is_meant_then_the_earlier() -> None:
    room = Room()
    room.book("early", 10, person="ana")
    room.book("next", 70, person="ana")
    room.book("after", 90, person="ana")
    room.wait(30)
    assert room.check_in("walk", person="ana").id == "next"


def test_who_is_too_late_joins_as_a_walk_up_and_the_record_says_what_was_booked() -> None:
    room = Room()
    claim = room.book("app", 0, person="ana")
    visit = room.wait(40).check_in("walk", person="ana")
    assert (visit.id, visit.booked_for, visit.appointment_start) == ("app", None, claim.start)
    assert visit.due_at == room.now + timedelta(minutes=20)
    room.do(c.EndDay())
    assert not any(isinstance(event, e.VisitLeft) and event.visit == "walk" for event in room.journal)


def test_an_appointment_of_somebody_else_is_not_taken() -> None:
    room = Room()
    room.book("app", 30, person="ben")
    room.book("nobodys", 30)
    assert room.check_in("walk", person="ana").id == "walk"
    assert room.check_in("guest").id == "guest"


def test_a_repeat_of_such_a_check_in_is_answered_with_the_same_visit() -> None:
    room = Room()
    room.book("app", 30, person="ana")
    room.check_in("walk", person="ana")
    assert room.do(c.CheckIn("walk", "laptop", person="ana")) == Decided((), "app")


def test_an_appointment_for_what_is_not_offered_any_more_leaves_room_for_the_walk_up() -> None:
    room = Room()
    room.book("app", 30, "phone", person="ana")
    room.do(c.ApplySettings(settings(services=(Service("laptop", "A", {}),))))
    assert room.check_in("walk", person="ana").id == "walk"


def test_bookings_that_move_or_are_cancelled_are_followed() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    room.do(c.BookVisit(replace(claim, start=claim.start + timedelta(hours=4))))
    assert room.check_in("walk", person="ana").id == "walk"
    room.do(c.Leave("walk"))
    room.do(c.BookVisit(replace(claim, person="ben")))
    room.do(c.CancelVisit("app"))
    assert room.check_in("walk2", person="ben").id == "walk2"
    assert room.line.heads.expected == {} and room.line.heads.booked == {}


# Who was missed and comes after all


@pytest.mark.parametrize(("minutes", "kept"), [(0, True), (15, True), (16, False), (120, False)])
def test_a_no_show_has_the_old_place_for_a_quarter_of_an_hour_then_a_walk_ups(
    minutes: float, kept: bool
) -> None:
    room = Room()
    missed(room, person="ana")
    before = room.line.visits["v"]
    room.wait(minutes)
    visit = room.check_in("again", person="ana")
    assert (visit.id, visit.number, visit.state) == ("v", "A001", S.WAITING)
    assert visit.due_at == (before.due_at if kept else room.now + timedelta(minutes=20))
    assert visit.calls == 0 and visit.counter is None


def test_a_no_show_comes_back_by_pass_and_the_pass_is_not_used_up() -> None:
    room = Room()
    claim = room.book("app", 30)
    missed(room, "app", appointment=claim)
    assert room.do(c.CheckIn("new", "", appointment=claim)).events == (
        e.VisitCameBack(room.now, "app", claim.start),
    )
    room.serve()
    assert room.no(c.CheckIn("third", "", appointment=claim)) is Code.PASS_USED


def test_for_another_matter_a_no_show_has_a_new_visit() -> None:
    room = Room()
    missed(room, person="ana")
    assert room.check_in("w", "phone", person="ana").id == "w"
    assert room.state("v") is S.NO_SHOW


def test_the_newest_of_several_missed_visits_comes_back() -> None:
    room = Room()
    missed(room, "v", person="ana")
    room.wait(1)
    room.check_in("w", "phone", person="ana")
    room.next()
    room.do(c.MarkNoShow("w", "lena"))
    assert room.check_in("x", "laptop", person="ana").id == "v"


def test_who_comes_back_late_finds_the_doors_closed_or_the_service_full() -> None:
    services = (Service("laptop", "A", {"en": "Laptop"}, capacity=1),)
    room = Room(settings(services=services))
    missed(room, person="ana")
    room.check_in("w")
    room.wait(10)
    assert room.check_in("x", person="ana").id == "v", "in time: the place was kept"
    room.next()
    room.do(c.MarkNoShow("v", "lena"))
    room.wait(60)
    assert room.no(c.CheckIn("y", "laptop", person="ana")) is Code.SERVICE_FULL


def test_a_no_show_who_has_another_place_by_now_does_not_get_a_second() -> None:
    room = Room()
    missed(room, person="ana")
    room.check_in("w", "phone", person="ana")
    assert room.no(c.ComeBack("v")) is Code.ALREADY_CHECKED_IN
    assert room.data_of(c.ComeBack("v")) == {"number": "B001"}
    assert room.do(c.CheckIn("x", "laptop", person="ana")) == Decided((), "w")


def test_a_no_show_of_yesterday_is_a_visitor_like_any_other() -> None:
    room = Room()
    missed(room, person="ana")
    room.do(c.EndDay())
    assert room.line.heads.expected == {}
    assert room.wait(24 * 60).check_in("w", person="ana").id == "w"


# An appointment that was missed and is moved to later the same day


@pytest.mark.parametrize("end", ["no_show", "left"])
def test_an_appointment_that_was_missed_and_is_moved_is_booked_anew(end: str) -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    room.check_in("new", "", appointment=claim)
    room.open()
    room.next()
    room.do(c.MarkNoShow("app", "lena") if end == "no_show" else c.Leave("app"))
    moved = replace(claim, start=claim.start + timedelta(hours=3))
    assert room.do(c.BookVisit(claim)).events == (), "told again, not moved"
    assert room.do(c.BookVisit(moved)).events == (
        e.VisitBooked(room.now, "app", "laptop", moved.start, "ana"),
    )
    assert room.do(c.BookVisit(moved)).events == ()
    room.wait(120)
    visit = room.check_in("walk", "", appointment=moved)
    assert (visit.id, visit.state, visit.booked_for, visit.calls) == ("app", S.WAITING, moved.start, 0)


def test_a_late_check_in_that_was_missed_is_not_booked_anew_by_old_news() -> None:
    room = Room()
    claim = room.book("app", 0)
    room.wait(30).check_in("new", "", appointment=claim)
    room.open()
    room.next()
    room.do(c.MarkNoShow("app", "lena"))
    assert room.do(c.BookVisit(claim)).events == ()
    assert room.do(c.BookVisit(replace(claim, start=claim.start + timedelta(minutes=20)))).events == ()


def test_a_moved_pass_shown_before_the_news_is_a_new_check_in_for_the_new_time() -> None:
    room = Room()
    claim = room.book("app", 10)
    missed(room, "app", appointment=claim)
    moved = replace(claim, start=claim.start + timedelta(hours=1))
    room.wait(30)
    visit = room.check_in("new", "", appointment=moved)
    assert (visit.id, visit.booked_for) == ("new", moved.start)
    assert room.do(c.BookVisit(moved)) == Decided((), "new")


@pytest.mark.parametrize("state", [S.DONE, S.CANCELLED])
def test_what_was_done_or_called_off_stays_so_when_it_is_moved(state: VisitState) -> None:
    room = Room()
    claim = room.book("app", 10)
    if state is S.CANCELLED:
        room.do(c.CancelVisit("app"))
    else:
        room.check_in("new", "", appointment=claim)
        room.open()
        room.serve()
    assert room.do(c.BookVisit(replace(claim, start=claim.start + timedelta(hours=3)))).events == ()
    assert room.state("app") is state


# Heard of when the day is over

EIGHT_TO_FIVE = Hours(False, {n: (Span(time(8), time(17)),) for n in range(5)})


@pytest.mark.parametrize("hours", [Hours(), EIGHT_TO_FIVE])
@pytest.mark.parametrize("days", [1, 3, 30])
def test_who_came_on_a_day_that_is_over_is_noted_and_does_not_queue_today(hours: Hours, days: int) -> None:
    room = Room(settings(hours=hours))
    room.now += timedelta(days=days)
    came = MONDAY_NINE + timedelta(hours=6)
    decided = room.do(c.CheckIn("v", "laptop", person="ana", arrived_at=came, number="KA07", series="KA"))
    kinds = [type(event) for event in decided.events]
    assert (kinds, decided.visit) == ([e.VisitCheckedIn, e.VisitLeft], "v")
    visit = room.line.visits["v"]
    assert (visit.state, visit.checked_in_at, visit.number) == (S.LEFT, came, "KA07")
    assert isinstance(decided.events[1], e.VisitLeft) and decided.events[1].cause is EndCause.DAY_END
    assert room.order() == [] and room.line.visit_of("ana") is None


def test_the_number_of_a_day_that_is_over_is_free_today() -> None:
    room = Room()
    yesterday = room.now - timedelta(days=1)
    room.do(c.CheckIn("old", "laptop", arrived_at=yesterday, number="KA07", series="KA"))
    assert room.check_in("new", number="KA07", series="KA").number == "KA07"
    room.do(c.CheckIn("older", "laptop", arrived_at=yesterday, number="KA07", series="KA"))
    assert room.line.visits["older"].number == "A001"
    assert "KA07" in room.line.numbers


def test_who_is_here_today_keeps_the_place_when_yesterday_is_told() -> None:
    room = Room(replace(settings(), remote_join=True))
    room.check_in("today", person="ana", presence=Presence.ON_THE_WAY)
    old = c.CheckIn("old", "laptop", person="ana", arrived_at=room.now - timedelta(days=1))
    assert room.do(old) == Decided((), "today")
    assert room.line.visits["today"].presence is Presence.ON_THE_WAY


def test_todays_booking_is_not_used_up_by_yesterdays_visit() -> None:
    room = Room()
    room.book("app", 30, person="ana")
    room.do(c.CheckIn("old", "laptop", person="ana", arrived_at=room.now - timedelta(days=1)))
    assert room.state("app") is S.BOOKED and room.state("old") is S.LEFT


def test_yesterdays_pass_is_noted_with_its_appointment() -> None:
    room = Room()
    claim = c.AppointmentClaim("app", "laptop", room.now - timedelta(hours=20), "ana")
    came = claim.start - timedelta(minutes=5)
    room.do(c.CheckIn("old", "", appointment=claim, arrived_at=came))
    visit = room.line.visits["old"]
    assert (visit.state, visit.appointment, visit.booked_for) == (S.LEFT, "app", claim.start)


def test_the_same_day_is_not_over_until_its_end() -> None:
    room = Room(settings(hours=EIGHT_TO_FIVE))
    room.now = MONDAY_NINE.replace(hour=17, minute=59)
    came = MONDAY_NINE.replace(hour=16)
    assert room.check_in("v", arrived_at=came).state is S.WAITING
    room.wait(1)
    assert room.check_in("w", arrived_at=came).state is S.LEFT


def test_a_kiosk_whose_clock_is_years_behind_is_not_believed() -> None:
    room = Room()
    visit = room.check_in("v", arrived_at=room.now.replace(year=2000))
    assert (visit.state, visit.checked_in_at) == (S.WAITING, room.now)


def test_a_persons_present_visits_are_never_two() -> None:
    """Everything above at once: booked twice, by name, by phone, missed, moved, back."""
    room = Room(replace(settings(), remote_join=True))
    one, two = room.book("one", 20, person="ana"), room.book("two", 50, person="ana")
    for command in (
        c.CheckIn("r", "phone", person="ana", presence=Presence.ON_THE_WAY),
        c.CheckIn("a", "phone", person="ana"),
        c.CheckIn("b", "", appointment=two),
        c.CheckIn("d", "laptop", person="ben", companions=("ana", "cem")),
        c.CheckIn("f", "laptop", person="cem"),
        c.CheckIn("g", "", appointment=one),
    ):
        room.do(command)
        places = [
            p for v in room.line.visits.values() if v.state in PRESENT for p in (v.person, *v.companions)
        ]
        assert len(set(places)) == len(places)
