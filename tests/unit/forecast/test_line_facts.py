"""A journal read as facts: what each event teaches, and what it must not."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.line_facts import JournalFacts
from kiosk.queue.forecast.line_room import Axis
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import SiteSettings, Span
from kiosk.queue.visits import Mark
from tests.unit.queue.room import MONDAY_NINE, Room, settings


class Taught(Room):
    """A room that collects what its journal teaches."""

    def __init__(self, site: SiteSettings | None = None) -> None:
        self.journal_facts = JournalFacts()
        self.facts: list[f.Fact] = []
        super().__init__(site)

    def do(self, command: c.Command) -> Decided:
        decided = decide(self.line, command, self.now)
        assert isinstance(decided, Decided), decided
        for event in decided.events:
            self.facts += self.journal_facts.of(self.line, event)
            fold(self.line, event)
        return decided

    def newest(self, since: int) -> list[str]:
        return [type(fact).__name__ for fact in self.facts[since:]]

    @property
    def at(self) -> float:
        return Axis(self.line.settings.zone).minutes(self.now)


def test_the_axis_is_the_wall_clock() -> None:
    room = Taught(settings(timezone="Europe/Madrid"))
    assert room.at % 1440 == 10 * 60  # nine o'clock UTC is ten in Madrid in November
    room.wait(24 * 60)
    assert room.at % 1440 == 10 * 60


def test_a_visit_from_check_in_to_goodbye() -> None:
    room = Taught()
    room.open()
    before, came = len(room.facts), room.at
    room.check_in("v", marks=(Mark.URGENT,))
    room.wait(3)
    room.serve(minutes=7)
    assert room.facts[before:] == [
        f.CheckedIn(came, "v", "laptop", None, True),
        f.Called(came + 3, "v", "lena"),
        f.Finished(came + 10, "v", "lena", True),
    ]


def test_an_appointment_carries_its_time() -> None:
    room = Taught()
    claim = room.book("app", 30)
    room.check_in("v", appointment=claim)
    assert room.facts[-1] == f.CheckedIn(room.at, "app", "laptop", room.at + 30)


def test_what_was_interrupted_says_nothing_about_the_service() -> None:
    room = Taught()
    room.open()
    room.check_in("v")
    room.next()
    before = len(room.facts)
    room.do(c.Start("v", "lena"))
    room.wait(4).do(c.Hold("v", "lena"))
    room.wait(10).do(c.Resume("v", "lena"))
    room.wait(2).do(c.Finish("v", "lena"))
    assert room.newest(before) == ["Finished", "Called", "Finished"]
    ends = [fact for fact in room.facts if isinstance(fact, f.Finished)]
    assert [fact.whole for fact in ends] == [False, False]


def test_a_transfer_ends_one_service_and_joins_another() -> None:
    room = Taught()
    room.open()
    room.check_in("v")
    room.next()
    room.do(c.Start("v", "lena"))
    before = len(room.facts)
    room.wait(4).do(c.Transfer("v", "lena", "phone"))
    assert room.facts[before:] == [
        f.Finished(room.at, "v", "lena", False),
        f.CheckedIn(room.at, "v", "phone"),
    ]


def test_who_is_transferred_out_of_the_line_ends_nothing() -> None:
    room = Taught()
    room.check_in("v")
    before = len(room.facts)
    room.do(c.Transfer("v", "lena", "phone"))
    assert room.newest(before) == ["CheckedIn"]


@pytest.mark.parametrize(
    ("last", "taught"),
    [
        (c.MarkNoShow("v", "lena"), "NoShow"),
        (c.LapseLease("1", "lena"), "Returned"),
        (c.Leave("v"), "Finished"),
    ],
)
def test_a_call_that_leads_nowhere(last: c.Command, taught: str) -> None:
    room = Taught()
    room.open()
    room.check_in("v")
    room.next()
    before = len(room.facts)
    room.do(last)
    assert taught in room.newest(before)
    assert not any(fact.whole for fact in room.facts if isinstance(fact, f.Finished))


def test_who_leaves_the_line_has_run_out_of_patience_but_not_at_the_days_end() -> None:
    room = Taught()
    room.check_in("tired")
    room.check_in("patient")
    room.wait(20).do(c.Leave("tired"))
    assert room.facts[-1] == f.Left(room.at, "tired")
    before = len(room.facts)
    room.do(c.EndDay())
    assert room.newest(before) == []


def test_a_booking_that_nobody_came_for_is_a_missed_one() -> None:
    room = Taught()
    room.book("app", 10)
    room.wait(60).do(c.EndDay())
    assert f.BookingMissed(room.at, "app") in room.facts


def test_counters_are_agents_on_and_off() -> None:
    room = Taught()
    before = len(room.facts)
    room.open("1", "marco")
    room.wait(90).do(c.CloseCounter("1", "marco"))
    assert room.facts[before:] == [f.AgentOn(room.at - 90, "marco"), f.AgentOff(room.at, "marco")]
    assert room.journal_facts.free_since["marco"] == room.at


def test_each_day_begins_once_with_its_roster() -> None:
    monday = {"lena": {0: (Span(time(8), time(12)), Span(time(13), time(17)))}}
    room = Taught(settings(shifts=monday))
    room.check_in("a")
    room.wait(5).check_in("b")
    midnight = room.at // 1440 * 1440
    at_work = ((midnight + 480, midnight + 720), (midnight + 780, midnight + 1020))
    assert [r.windows for r in room.facts if isinstance(r, f.Rostered)] == [at_work]
    assert sum(isinstance(fact, f.DayStarted) for fact in room.facts) == 1
    room.wait(24 * 60).check_in("c")
    assert [r.windows for r in room.facts if isinstance(r, f.Rostered)][-1] == ()


def test_a_clock_set_back_never_takes_facts_back() -> None:
    room = Taught()
    room.check_in("a")
    room.now = MONDAY_NINE - timedelta(hours=2)
    room.check_in("b")
    times = [fact.at for fact in room.facts]
    assert times == sorted(times)
