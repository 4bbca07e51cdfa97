"""A clock that is wrong, jumps, or goes through a change to winter time: numbers, order and counters hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.clients.site import SiteClient
from common.clock import ManualClock
from common.ids import new_id
from kiosk.queue.codec import settings_from_json
from kiosk.site.service import Tuning
from kiosk.site.verify import check
from tests.api.site.asking import a_check_in, refused, waiting
from tests.api.site.running import SiteThread

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
def site(tmp_path: Path, clock: ManualClock) -> Iterator[SiteThread]:
    running = SiteThread(tmp_path, clock=clock, tuning=Tuning(clock_seconds=3600))
    running.apply(settings_from_json(running.local().site().settings | {"timezone": "Europe/Madrid"}))
    yield running
    running.stop()
    assert check(running.database).good


def came(kiosk: SiteClient, name: str) -> str:
    return waiting(kiosk, name).number or ""


def test_a_clock_set_back_an_hour_keeps_who_came_first(site: SiteThread, clock: ManualClock) -> None:
    """What counts is the order of the journal where the clock cannot tell."""
    kiosk, lena = site.local(), site.agent("lena")
    first = came(kiosk, "Ana")
    second = came(kiosk, "Ben")
    clock.forward(-HOUR)
    lena.open("1", new_id())
    called = lena.call("1", new_id())
    assert called.number == first
    lena.act(called.id, "start", new_id())
    lena.act(called.id, "finish", new_id())
    assert lena.call("1", new_id()).number == second


def test_a_day_ahead_and_back_gives_no_number_twice(site: SiteThread, clock: ManualClock) -> None:
    kiosk = site.local()
    today = [came(kiosk, f"Guest {n}") for n in range(3)]
    clock.forward(DAY)
    tomorrow = [came(kiosk, f"Early {n}") for n in range(3)]
    clock.forward(-DAY)
    after = [came(kiosk, f"Late {n}") for n in range(3)]
    assert len({*tomorrow, *after}) == 6, "who waits now is told apart"
    assert today == ["A001", "A002", "A003"]
    line = kiosk.line().line["visits"]
    waits = [visit["number"] for visit in line if visit["state"] == "waiting"]
    assert len(waits) == len(set(waits)) == 6


def test_an_hour_ahead_takes_no_counter_away(site: SiteThread, clock: ManualClock) -> None:
    """Leases are counted by a clock that nobody sets."""
    kiosk, lena = site.local(), site.agent("lena")
    came(kiosk, "Ana")
    lena.open("1", new_id())
    called = lena.call("1", new_id())
    clock.forward(6 * HOUR)
    site.look_at_clock()
    assert kiosk.line().line["counters"]["1"]["agent"] == "lena"
    assert lena.act(called.id, "start", new_id()).state == "serving"


@pytest.mark.parametrize("wrong", [-400 * DAY, -2 * DAY, -HOUR, HOUR, 2 * DAY, 400 * DAY], ids=str)
def test_a_cut_off_kiosk_with_a_wrong_clock_is_believed_as_far_as_can_be(
    site: SiteThread, wrong: timedelta
) -> None:
    """Nobody gets before others by a clock that is a year behind, and nobody is lost."""
    kiosk = site.device("kiosk", "entrance")
    other = site.local()
    first = waiting(other, "Ana")
    body = a_check_in("Ben", number=f"{kiosk.site().series}01", arrived_at=NOON + wrong)
    place = kiosk.check_in(body, new_id())
    if wrong == -2 * DAY:  # kept over a weekend: that day is over, and nobody queues today for it
        assert place.state == "left" and other.visit(first.id).state == "waiting"
        return
    assert place.number == f"{kiosk.site().series}01" and place.state == "waiting"
    assert place.checked_in_at is not None
    believed = wrong == -HOUR
    assert place.checked_in_at == (NOON - HOUR if believed else NOON)
    assert (place.ahead == 0) is believed and other.visit(first.id).state == "waiting"


def test_the_hour_that_comes_twice(site: SiteThread, clock: ManualClock) -> None:
    """On 25 October 2026 it is half past two twice in Madrid: one day, one series of numbers, one order."""
    kiosk, lena = site.local(), site.agent("lena")
    clock.at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time
    first = came(kiosk, "Ana")
    clock.forward(HOUR)  # 02:30 again
    second = came(kiosk, "Ben")
    clock.at = datetime(2026, 10, 25, 22, 59, tzinfo=UTC)  # the day has 25 hours: 23:59
    third = came(kiosk, "Chi")
    assert [first, second, third] == ["A001", "A002", "A003"]
    lena.open("1", new_id())
    assert lena.call("1", new_id()).number == first
    clock.forward(timedelta(minutes=2))
    assert came(kiosk, "Dan") == "A001", "a new day"


def test_a_sign_in_ends_by_the_clock_and_a_new_one_helps(site: SiteThread, clock: ManualClock) -> None:
    from argon2 import PasswordHasher

    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a-password")
    site.agent("lena", hashed)
    console = SiteClient(site.url, "", 10)
    console.sign_in("lena", "a-password")
    clock.forward(-3 * DAY)
    console.open("1", new_id())
    clock.forward(6 * DAY)
    refused(401, "unauthenticated", console.open, "1", new_id())
    console.sign_in("lena", "a-password")
    console.open("1", new_id())
    console.hang_up()
