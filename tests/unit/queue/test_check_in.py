"""Checking in: one place a person, passes, bookings that are moved, cancelled, used or missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import CallAs, EndCause, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, settings

S = VisitState


def claim_of(appointment: str, minutes: float, person: str | None = None) -> c.AppointmentClaim:
    """A pass of which the site has not heard."""
    start = MONDAY_NINE + timedelta(minutes=minutes)
    return c.AppointmentClaim(appointment, "laptop", start, person, verified_offline=True)


def show(room: Room, claim: c.AppointmentClaim, visit: str = "new") -> Decided:
    return room.do(c.CheckIn(visit, "", appointment=claim))


# One place a person


def test_checking_in_again_gives_the_place_that_the_person_has() -> None:
    room = Room()
    room.check_in("v", person="ana")
    again = room.do(c.CheckIn("w", "phone", person="ana"))
    assert again == Decided((), "v")
    assert room.order() == ["v"]


@pytest.mark.parametrize("state", [S.WAITING, S.CALLED, S.SERVING, S.HELD])
def test_one_place_holds_until_the_visit_has_ended(state: VisitState) -> None:
    room = Room()
    room.check_in("v", person="ana")
    room.open()
    if state is not S.WAITING:
        room.next()
    if state in (S.SERVING, S.HELD):
        room.do(c.Start("v", "lena"))
    if state is S.HELD:
        room.do(c.Hold("v", "lena"))
    assert room.do(c.CheckIn("w", "phone", person="ana")) == Decided((), "v")


@pytest.mark.parametrize("end", [c.Finish("v", "lena"), c.Leave("v"), c.MarkNoShow("v", "lena")])
def test_after_a_visit_has_ended_the_person_may_come_again(end: c.Command) -> None:
    room = Room()
    room.check_in("v", person="ana")
    room.open()
    room.next()
    if isinstance(end, c.Finish):
        room.do(c.Start("v", "lena"))
    room.do(end)
    assert room.check_in("w", "phone", person="ana").number == "B001"


def test_a_guest_without_an_id_gets_a_place_each_time() -> None:
    room = Room()
    room.check_in("v")
    room.check_in("w")
    assert room.order() == ["v", "w"]


def test_a_walk_up_who_also_shows_a_pass_keeps_the_one_place() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    room.check_in("walk", person="ana")
    assert show(room, claim) == Decided((), "app")
    assert show(room, claim_of("unheard", 30, "ana")) == Decided((), "app")
    assert room.order() == ["app"]


def test_the_pass_still_works_once_the_walk_up_was_served() -> None:
    room = Room()
    claim = room.book("app", 200, person="ana")  # too far off to be meant when she walks up
    room.check_in("walk", person="ana")
    room.open()
    room.serve()
    room.wait(120)
    assert show(room, claim).visit == "app"


def test_who_shows_a_pass_and_then_looks_for_their_name_keeps_the_one_place() -> None:
    room = Room()
    show(room, room.book("app", 30, person="ana"))
    assert room.do(c.CheckIn("walk", "phone", person="ana")) == Decided((), "app")


def test_two_passes_of_one_person_are_one_place_at_a_time() -> None:
    room = Room()
    one, two = room.book("one", 10, person="ana"), room.book("two", 40, person="ana")
    show(room, one)
    assert show(room, two) == Decided((), "one")
    room.open()
    room.serve()
    assert show(room, two).visit == "two"


def test_the_desks_news_of_the_person_survives_a_pass_that_names_nobody() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    show(room, replace(claim, person=None))
    assert room.line.visits["app"].person == "ana"
    assert room.do(c.CheckIn("walk", "laptop", person="ana")) == Decided((), "app")


def test_a_check_in_that_is_sent_twice_is_one_visit() -> None:
    room = Room()
    room.check_in("v")
    sent = room.line.sequence
    assert room.do(c.CheckIn("v", "laptop")) == Decided((), "v")
    assert room.line.sequence == sent


def test_an_id_that_belongs_to_a_booking_is_not_taken_by_another_pass() -> None:
    room = Room()
    room.book("app", 30)
    other = room.book("other", 30)
    assert room.no(c.CheckIn("app", "", appointment=other)) is Code.INVALID


@pytest.mark.parametrize(
    ("gone", "code"), [(c.CancelVisit("app"), Code.PASS_CANCELLED), (c.Leave("app"), Code.WRONG_STATE)]
)
def test_a_booking_that_ended_before_check_in_is_not_mistaken_for_a_repeat(
    gone: c.Command, code: Code
) -> None:
    room = Room()
    room.book("app", 30)
    room.do(gone)
    assert room.no(c.CheckIn("app", "laptop")) is code


def test_an_agent_checks_in_somebody_who_was_booked_by_the_visits_id() -> None:
    room = Room()
    room.book("app", 30, person="ana")
    visit = room.check_in("app", "phone")
    assert (visit.service, visit.person, visit.booked_for) == (
        "laptop",
        "ana",
        MONDAY_NINE + timedelta(minutes=30),
    )


def test_what_the_visitor_chose_is_kept() -> None:
    room = Room()
    visit = room.check_in("v", "phone", person="ana", call_as=CallAs.INITIALS, language="es")
    assert (visit.service, visit.call_as, visit.language) == ("phone", CallAs.INITIALS, "es")


# Services


def test_a_service_that_is_unknown_or_not_offered_is_refused() -> None:
    services = (Service("laptop", "A", {}), Service("old", "B", {}, active=False))
    room = Room(settings(services=services))
    assert room.no(c.CheckIn("v", "baking")) is Code.UNKNOWN_SERVICE
    assert room.no(c.CheckIn("v", "old")) is Code.UNKNOWN_SERVICE


def test_a_booking_outlives_its_service_being_withdrawn_but_not_its_removal() -> None:
    room = Room()
    claim = room.book("app", 10)
    room.do(c.ApplySettings(settings(services=(Service("laptop", "A", {}, active=False),))))
    assert show(room, claim).visit == "app"
    other = room.book("other", 10)
    room.do(c.ApplySettings(settings(services=(Service("phone", "B", {}),))))
    assert room.no(c.CheckIn("new2", "", appointment=other)) is Code.UNKNOWN_SERVICE


# Passes


def test_a_pass_gives_the_booked_visit_its_place_under_the_appointments_id() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    show(room, claim)
    visit = room.line.visits["app"]
    assert (visit.state, visit.due_at, visit.booked_for, visit.verified_offline) == (
        S.WAITING,
        claim.start,
        claim.start,
        False,
    )


def test_a_genuine_pass_of_which_the_site_never_heard_is_taken_and_marked() -> None:
    room = Room()
    show(room, claim_of("unheard", 30, "ana"))
    visit = room.line.visits["new"]
    assert (visit.appointment, visit.verified_offline, visit.person) == ("unheard", True, "ana")


def test_the_news_of_a_booking_that_comes_after_its_pass_changes_nothing() -> None:
    room = Room()
    claim = claim_of("unheard", 30)
    show(room, claim)
    assert room.do(c.BookVisit(claim)) == Decided((), "new")
    assert room.line.visits["new"].state is S.WAITING and "unheard" not in room.line.visits


@pytest.mark.parametrize(("minutes", "works"), [(120, True), (120.1, False), (60 * 24 * 3, False)])
def test_a_pass_works_from_two_hours_before_its_time(minutes: float, works: bool) -> None:
    room = Room()
    command = c.CheckIn("new", "", appointment=room.book("app", minutes))
    if works:
        room.do(command)
    else:
        assert room.no(command) is Code.PASS_TOO_EARLY
        told = datetime.fromisoformat(room.data_of(command)["start"])
        assert told == MONDAY_NINE + timedelta(minutes=minutes)


def test_a_pass_shown_twice_gives_the_same_place_and_after_the_visit_it_is_used() -> None:
    room = Room()
    claim = room.book("app", 30)
    show(room, claim)
    assert show(room, claim, "again") == Decided((), "app")
    room.open()
    room.serve()
    assert room.no(c.CheckIn("third", "", appointment=claim)) is Code.PASS_USED


@pytest.mark.parametrize("heard", [True, False])
def test_a_used_pass_is_used_also_when_the_site_knew_it_only_by_sight(heard: bool) -> None:
    room = Room()
    claim = room.book("app", 30) if heard else claim_of("app", 30)
    show(room, claim)
    room.open()
    room.serve()
    room.do(c.BookVisit(claim))
    assert room.no(c.CheckIn("third", "", appointment=claim)) is Code.PASS_USED


def test_who_had_left_and_shows_the_pass_again_has_a_walk_ups_place_once() -> None:
    room = Room()
    claim = room.book("app", 30)
    show(room, claim)
    room.open()
    room.next()
    room.do(c.Leave("app"))
    room.wait(5)
    show(room, claim, "back")
    back = room.line.visits["back"]
    assert (back.booked_for, back.appointment) == (None, "app")
    assert back.due_at == room.now + timedelta(minutes=20)
    assert show(room, claim, "again") == Decided((), "back")
    room.serve()
    assert room.no(c.CheckIn("third", "", appointment=claim)) is Code.PASS_USED


# Bookings


def test_a_cancelled_booking_is_refused_at_the_kiosk_and_may_be_cancelled_again() -> None:
    room = Room()
    claim = room.book("app", 30)
    room.do(c.CancelVisit("app"))
    assert room.do(c.CancelVisit("app")) == Decided((), "app")
    assert room.no(c.CheckIn("new", "", appointment=claim)) is Code.PASS_CANCELLED


def test_a_cancellation_overtaken_by_the_check_in_is_refused_with_the_number() -> None:
    room = Room()
    show(room, room.book("app", 30))
    assert room.no(c.CancelVisit("app")) is Code.ALREADY_CHECKED_IN
    assert room.data_of(c.CancelVisit("app")) == {"number": "A001"}


def test_a_cancellation_finds_the_visit_whose_pass_came_before_the_news() -> None:
    room = Room()
    show(room, claim_of("unheard", 30))
    assert room.no(c.CancelVisit("unheard")) is Code.ALREADY_CHECKED_IN


def test_a_cancelled_booking_that_is_told_again_stays_cancelled() -> None:
    room = Room()
    claim = room.book("app", 30)
    room.do(c.CancelVisit("app", EndCause.DESK))
    assert room.do(c.BookVisit(claim)) == Decided((), "app")
    assert room.state("app") is S.CANCELLED


def test_news_of_a_booking_told_twice_is_one_event_and_moved_it_is_another() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    assert room.do(c.BookVisit(claim)).events == ()
    moved = replace(claim, start=claim.start + timedelta(hours=1))
    assert len(room.do(c.BookVisit(moved)).events) == 1
    assert room.line.visits["app"].booked_for == moved.start
    assert len(room.line.visits) == 1


@pytest.mark.parametrize(
    "change", [{"service": "phone"}, {"person": "eva"}, {"start": MONDAY_NINE + timedelta(hours=3)}]
)
def test_each_change_of_a_booking_reaches_the_line(change: dict[str, object]) -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    moved = replace(claim, **change)  # type: ignore[arg-type]  # mixed values
    room.do(c.BookVisit(moved))
    visit = room.line.visits["app"]
    assert (visit.service, visit.person, visit.booked_for) == (moved.service, moved.person, moved.start)


def test_a_booking_moved_after_check_in_keeps_the_place() -> None:
    room = Room()
    claim = room.book("app", 30)
    show(room, claim)
    room.do(c.BookVisit(replace(claim, start=claim.start + timedelta(hours=2))))
    assert room.line.visits["app"].due_at == claim.start


def test_news_of_a_day_that_is_over_books_nobody() -> None:
    room = Room()
    yesterday = claim_of("old", -24 * 60)
    assert room.do(c.BookVisit(yesterday)) == Decided(())
    assert room.line.visits == {}


# The promise


def test_the_visitor_is_told_a_wait_when_somebody_is_on_duty_and_none_when_nobody_is() -> None:
    room = Room()
    assert room.check_in("v").promise is None
    room.open()
    room.next()
    promise = room.check_in("w").promise
    assert promise is not None and promise.low_minutes < promise.high_minutes


def test_the_promise_stays_what_was_told() -> None:
    room = Room()
    room.open()
    told = room.check_in("v").promise
    room.next()
    room.do(c.Transfer("v", "lena", "phone"))
    assert room.line.visits["v"].promise == told


def test_the_event_says_when_the_visitor_came_and_when_it_was_written() -> None:
    room = Room()
    came = room.now - timedelta(minutes=40)
    event = room.do(c.CheckIn("v", "laptop", arrived_at=came)).events[0]
    assert isinstance(event, e.VisitCheckedIn)
    assert (event.at, event.arrived_at, event.due_at) == (room.now, came, came + timedelta(minutes=20))
