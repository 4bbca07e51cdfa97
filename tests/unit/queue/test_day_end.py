"""The day's end: who is left goes home with a record, what is booked for later stays."""

from __future__ import annotations

import pytest

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.refusals import Code
from kiosk.queue.visits import PRESENT, EndCause, VisitState
from tests.unit.queue.room import Room

S = VisitState
DAY = 24 * 60


@pytest.mark.parametrize("state", sorted(PRESENT))
def test_whoever_is_left_goes_home_with_a_record(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    room.open("3", "marco")
    ended = room.do(c.EndDay()).events
    assert ended[0] == e.VisitLeft(room.now, "v", EndCause.DAY_END)
    assert ended[-1] == e.DayEnded(room.now, 1)
    closed = [event for event in ended if isinstance(event, e.CounterClosed)]
    assert {event.cause for event in closed} == {EndCause.DAY_END}
    assert (room.line.visits, room.line.counters, room.line.by_agent) == ({}, {}, {})
    assert room.order() == []


@pytest.mark.parametrize("state", [S.DONE, S.NO_SHOW, S.LEFT])
def test_who_has_gone_is_not_sent_home_again_but_forgotten(state: VisitState) -> None:
    room = Room()
    room.somebody(state)
    assert room.do(c.EndDay()).events[-1] == e.DayEnded(room.now, 0)
    assert room.line.visits == {} and room.line.recent_calls == ()


def test_a_booking_of_the_day_that_nobody_came_for_ends_with_the_day() -> None:
    room = Room()
    room.book("today", 60)
    room.book("tomorrow", DAY)
    room.wait(600)
    assert room.do(c.EndDay()).events[0] == e.VisitLeft(room.now, "today", EndCause.DAY_END)
    assert list(room.line.visits) == ["tomorrow"]
    assert room.state("tomorrow") is S.BOOKED


def test_bookings_of_many_days_wait_for_their_own() -> None:
    room = Room()
    claims = {day: room.book(f"day{day}", day * DAY) for day in range(1, 15)}
    for day, claim in claims.items():
        room.wait(DAY)
        assert room.check_in("new", appointment=claim).id == f"day{day}"
        room.do(c.EndDay())
        assert len(room.line.visits) == 14 - day


def test_a_cancellation_of_a_day_to_come_is_remembered_until_that_day_is_over() -> None:
    room = Room()
    claim = room.book("app", DAY)
    room.do(c.CancelVisit("app"))
    room.do(c.EndDay())
    room.wait(DAY)
    assert room.no(c.CheckIn("new", "", appointment=claim)) is Code.PASS_CANCELLED
    room.do(c.EndDay())
    assert room.line.visits == {}


def test_a_clock_that_was_wrong_once_ends_no_bookings_of_days_to_come() -> None:
    room = Room()
    room.wait(400 * DAY).check_in("from-the-future")
    room.wait(-400 * DAY)
    room.book("app", 5 * DAY)
    room.do(c.EndDay())
    assert room.state("app") is S.BOOKED


def test_what_is_forgotten_leaves_no_trace_in_the_indexes() -> None:
    room = Room()
    claim = room.book("app", 30, person="ana")
    room.check_in("new", appointment=claim)
    room.check_in("walk", person="eva")
    room.do(c.EndDay())
    assert (room.line.by_appointment, room.line.by_person) == ({}, {})


def test_an_older_visit_of_an_appointment_is_found_again_when_the_newer_one_is_forgotten() -> None:
    room = Room()
    room.now = room.now.replace(hour=23)
    claim = room.book("app", 90)  # half past midnight
    room.check_in("new", appointment=claim)
    room.open()
    room.next()
    room.do(c.MarkNoShow("app", "lena"))
    room.check_in("back", appointment=claim)
    room.do(c.EndDay())
    assert room.line.by_appointment == {"app": "app"}
    assert codec.restore(codec.take_snapshot(room.line)).by_appointment == {"app": "app"}


def test_the_next_day_begins_with_new_numbers_and_what_was_learned() -> None:
    room = Room()
    room.check_in("v")
    room.open()
    room.serve(minutes=7)
    room.do(c.EndDay())
    room.wait(DAY)
    assert room.check_in("w").number == "A001"
    assert room.line.times["laptop"].total == 7


def test_a_day_may_end_twice_and_an_empty_one_too() -> None:
    room = Room()
    for _ in range(2):
        assert room.do(c.EndDay()).events == (e.DayEnded(room.now, 0),)


def test_the_record_of_the_day_counts_whom_it_cleared() -> None:
    room = Room()
    for n in range(5):
        room.check_in(f"v{n}")
    room.open()
    room.next()
    ended = room.do(c.EndDay()).events
    assert sum(isinstance(event, e.VisitLeft) for event in ended) == 5
    assert ended[-1] == e.DayEnded(room.now, 5)


def test_settings_that_change_in_the_day_keep_everybody() -> None:
    room = Room()
    for state, name in ((S.HELD, "held"), (S.BOOKED, "booked")):
        room.somebody(state, name)
    room.check_in("waiting", "phone")
    room.next()
    before = dict(room.line.visits)
    rules = room.line.settings
    from_scratch = type(rules)(services=rules.services[:1], counters=("9",), timezone="Asia/Tokyo")
    room.do(c.ApplySettings(from_scratch))
    assert room.line.visits == before
    assert list(room.line.counters) == ["1"]
    room.do(c.Start("waiting", "lena"))  # the agent goes on at a counter that is listed no more
    room.do(c.Finish("waiting", "lena"))
    room.check_in("late")
    assert room.next().id == "late"


def test_settings_told_again_are_no_event() -> None:
    room = Room()
    assert room.do(c.ApplySettings(room.line.settings)).events == ()


def test_the_order_of_the_line_survives_a_day_that_is_not_ended() -> None:
    room = Room()
    room.check_in("yesterday")
    room.wait(DAY).check_in("today")
    assert room.order() == ["yesterday", "today"]
