"""A full disk, a second service on the same folder, a console that dies, a clock that jumps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from common.clients.errors import ApiRefused
from common.clients.stream import JournalStream
from common.clock import ManualClock
from common.ids import new_id
from common.wire import EntryOut
from kiosk.queue.codec import settings_from_json
from kiosk.site.schema import answers
from kiosk.site.service import Tuning
from kiosk.site.verify import check
from tests.api.site.asking import a_check_in, raw, refused, waiting
from tests.api.site.running import SiteProcess, SiteThread


@pytest.mark.expect_log("not_stored")
def test_a_full_disk_is_a_clear_refusal_and_reading_goes_on(open_site: Callable[..., SiteThread]) -> None:
    site = open_site(tuning=Tuning(max_pages=100))
    kiosk = site.local()
    stored = []
    problem = None
    for n in range(1000):
        try:
            stored.append(kiosk.check_in(a_check_in(f"Guest {n}", note="x" * 400), new_id()))
        except ApiRefused as full:
            problem = full.problem
            break
    assert problem is not None and (problem.status, problem.code) == (507, "storage_full")
    assert len(kiosk.line().line["visits"]) == len(stored) > 10
    assert kiosk.visit(stored[-1].id).number == stored[-1].number
    refused(507, "storage_full", kiosk.check_in, a_check_in("x" * 200, note="y" * 500), new_id())
    page = raw(kiosk, "GET", "/api/v1/journal", headers={"Accept": "application/json"}).json()
    assert len(page["entries"]) == min(500, len(stored) + 1)
    assert check(site.database).good


@pytest.mark.expect_log("not_stored")
def test_after_a_full_disk_was_cleared_everything_goes_on(
    open_site: Callable[..., SiteThread], tmp_path: Path
) -> None:
    site = open_site(tuning=Tuning(max_pages=100))
    kiosk, body, key = site.local(), a_check_in("Eva Ruiz", note="z" * 400), ""
    for n in range(1000):
        body, key = a_check_in(f"Guest {n}", note="z" * 400), new_id()
        try:
            last = kiosk.check_in(body, key).number
        except ApiRefused:
            break
    site.stop()
    again = SiteThread(tmp_path)
    try:
        place = again.local().check_in(body, key)
        assert not place.existing and place.number == f"A{int((last or 'A0')[1:]) + 1:03d}"
    finally:
        again.stop()


def test_one_folder_has_one_writer(start_process: Callable[..., SiteProcess]) -> None:
    first = start_process()
    with pytest.raises(RuntimeError, match="already_running"):
        start_process()
    assert waiting(first.local()).number == "A001"


def test_a_console_that_dies_gives_its_call_back(open_site: Callable[..., SiteThread]) -> None:
    site = open_site(tuning=Tuning(lease_seconds=0.4))
    kiosk, lena = site.local(), site.agent("lena")
    called = waiting(kiosk)
    lena.open("1", new_id())
    lena.call("1", new_id())
    stream = JournalStream(site.url, kiosk.token)
    types = []
    for item in stream.follow(0):
        if isinstance(item, EntryOut):
            types.append(item.type)
            if item.type == "CounterClosed":
                break
    assert types[-2:] == ["VisitReturned", "CounterClosed"]
    assert kiosk.visit(called.id).state == "waiting" and kiosk.visit(called.id).ahead == 0
    assert lena.open("1", new_id()).visit is None


def test_an_agent_who_is_served_by_a_dead_console_keeps_the_visitor_on_hold(
    open_site: Callable[..., SiteThread],
) -> None:
    site = open_site(tuning=Tuning(lease_seconds=0.4))
    kiosk, lena = site.local(), site.agent("lena")
    place = waiting(kiosk)
    lena.open("1", new_id())
    lena.call("1", new_id())
    lena.act(place.id, "start", new_id())
    for item in JournalStream(site.url, kiosk.token).follow(0):
        if isinstance(item, EntryOut) and item.type == "CounterClosed":
            break
    assert kiosk.visit(place.id).state == "held"


def test_a_console_that_renews_keeps_its_counter(open_site: Callable[..., SiteThread]) -> None:
    site = open_site(tuning=Tuning(lease_seconds=0.6))
    lena = site.agent("lena")
    lena.open("1", new_id())
    for _ in range(8):
        threading.Event().wait(0.2)
        lena.renew("1")
    assert lena.line().line["counters"]["1"]["agent"] == "lena"


NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)


def hours_of(site: SiteThread, **changes: object) -> None:
    site.apply(settings_from_json(site.local().site().settings | changes))


def test_the_day_ends_once_and_numbers_begin_anew(open_site: Callable[..., SiteThread]) -> None:
    clock = ManualClock(NOON)
    site = open_site(clock=clock, tuning=Tuning(clock_seconds=3600))
    hours_of(site, timezone="Europe/Madrid")
    kiosk, lena = site.local(), site.agent("lena")
    left = waiting(kiosk)
    lena.open("1", new_id())
    clock.at = datetime(2026, 3, 27, 23, 0, 1, tzinfo=UTC)  # a second past midnight in Madrid
    tomorrow = waiting(kiosk, "Luis Pérez")
    assert kiosk.visit(left.id).state == "left", "cleared before the one who came after midnight"
    assert tomorrow.number == "A001" and kiosk.visit(tomorrow.id).state == "waiting"
    assert not kiosk.line().line["counters"]
    for _ in range(3):
        site.look_at_clock()
    page = raw(kiosk, "GET", "/api/v1/journal", headers={"Accept": "application/json"}).json()
    assert [entry["type"] for entry in page["entries"]].count("DayEnded") == 1


def test_answers_that_name_people_are_forgotten_after_a_week(open_site: Callable[..., SiteThread]) -> None:
    clock = ManualClock(NOON)
    site = open_site(clock=clock, tuning=Tuning(clock_seconds=3600))
    waiting(site.local())
    for days, left in ((6, 1), (2, 0)):
        clock.forward(timedelta(days=days))
        site.look_at_clock()
        waiting(site.local(), "Luis")
        with site.writing() as connection:
            bodies = connection.execute(select(answers.c.body)).scalars()
            assert sum(b'"Ana"' in body for body in bodies) == left


def test_a_clock_set_back_and_ahead_breaks_nothing(open_site: Callable[..., SiteThread]) -> None:
    clock = ManualClock(NOON)
    site = open_site(clock=clock, tuning=Tuning(clock_seconds=3600))
    kiosk, lena = site.local(), site.agent("lena")
    lena.open("1", new_id())
    numbers: list[str | None] = []
    for jump in (timedelta(0), -timedelta(days=400), timedelta(hours=3), timedelta(days=399)):
        clock.forward(jump)
        numbers.append(waiting(kiosk, f"Guest {len(numbers)}").number)
    assert len(set(numbers)) == len(numbers)
    lena.open("1", new_id())  # 399 days later the day, and with it the counter, was over
    called = lena.call("1", new_id())
    clock.forward(-timedelta(days=2))
    lena.act(called.id, "start", new_id())
    assert lena.act(called.id, "finish", new_id()).state == "done"
    assert check(site.database).good


def test_opening_hours_hold_across_the_change_to_summer_time(open_site: Callable[..., SiteThread]) -> None:
    """Clocks in Madrid went from 2:00 to 3:00 on 29 March 2026: open at 9:00 is 7:00 UTC then, not 8:00."""
    clock = ManualClock(datetime(2026, 3, 28, 8, 30, tzinfo=UTC))
    site = open_site(clock=clock, tuning=Tuning(clock_seconds=3600))
    span = [{"opens": "09:00:00", "closes": "17:00:00"}]
    weekly = {str(day): span for day in range(7)}
    hours_of(site, timezone="Europe/Madrid", hours={"always": False, "weekly": weekly, "exceptions": {}})
    kiosk = site.local()
    assert waiting(kiosk, "Ana").number == "A001"
    clock.at = datetime(2026, 3, 29, 6, 59, tzinfo=UTC)
    refused(409, "site_closed", kiosk.check_in, a_check_in("Luis"), new_id())
    assert {row.high_minutes for row in kiosk.waits()} == {None}, "nobody can join: nothing to tell"
    clock.at = datetime(2026, 3, 29, 7, 1, tzinfo=UTC)
    place = waiting(kiosk, "Eva")
    assert place.number == "A001" and place.checked_in_at is not None
    assert place.checked_in_at.astimezone(ZoneInfo("Europe/Madrid")).hour == 9
    clock.at = datetime(2026, 3, 29, 14, 51, tzinfo=UTC)
    data = refused(409, "last_check_in_over", kiosk.check_in, a_check_in("Leo"), new_id())
    assert data == {"closes": "17:00"}
