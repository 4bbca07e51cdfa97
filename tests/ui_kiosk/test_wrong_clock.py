"""A kiosk whose own clock is wrong by days: it goes by the site's time, and sends nobody away by its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from common.clock import ManualClock, SystemClock
from common.ids import new_id
from common.wire import CheckInBody, Guest, SiteOut
from kiosk.queue.codec import settings_to_json
from kiosk.queue.settings import Hours, SiteSettings, Span
from kiosk.ui.arrivals import Arrivals
from kiosk.ui.news import InTouch
from kiosk.ui.offline import check_pass_offline
from kiosk.ui.site_clock import SiteClock
from tests.api.site.running import SiteThread
from tests.ui_kiosk.room import Room, pass_for
from tests.ui_kiosk.visitor import Visitor

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Counter:
    """Steadily growing seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("wrong", [-400 * DAY, -2 * DAY, timedelta(), 3 * DAY], ids=str)
def test_the_sites_time_goes_on_whatever_the_own_clock_does(tmp_path: Path, wrong: timedelta) -> None:
    own, steady = ManualClock(NOON + wrong), Counter()
    clock = SiteClock(own, tmp_path, steady)
    assert (clock.is_sure, clock.now()) == (False, NOON + wrong)
    clock.hear(NOON)
    assert (clock.is_sure, clock.now()) == (True, NOON)
    steady.seconds += 90
    own.forward(-5 * DAY)  # somebody sets it, or the network does
    assert clock.now() == NOON + timedelta(seconds=90)
    clock.hear(NOON + timedelta(seconds=91))
    assert clock.now() == NOON + timedelta(seconds=91)


def test_a_restart_while_cut_off_goes_by_the_last_difference(tmp_path: Path) -> None:
    own = ManualClock(NOON - 2 * DAY)
    SiteClock(own, tmp_path, Counter()).hear(NOON)
    own.forward(timedelta(minutes=5))
    again = SiteClock(own, tmp_path, Counter())
    assert (again.is_sure, again.now()) == (False, NOON + timedelta(minutes=5))


@pytest.mark.expect_log("difference of the clocks cannot be read")
def test_a_damaged_difference_is_as_none(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("[]")
    assert SiteClock(ManualClock(NOON), tmp_path, Counter()).now() == NOON


def test_when_somebody_came_is_put_right_once_the_time_is_known(tmp_path: Path) -> None:
    own, steady = ManualClock(NOON - 2 * DAY), Counter()
    clock, arrivals = SiteClock(own, tmp_path, steady), Arrivals(tmp_path)
    body = CheckInBody(id=new_id(), service="laptop", guest=Guest(name="Greta"), arrived_at=clock.now())
    arrivals.keep(body, "key", "KA", NOON.date(), "", clock.unsure())
    (kept,) = arrivals.waiting()
    assert kept.unsure is not None
    steady.seconds += 600
    clock.hear(NOON)
    assert clock.settled(NOON - 2 * DAY, kept.unsure) == NOON - timedelta(minutes=10)
    after = SiteClock(own, tmp_path, Counter())  # the kiosk was started again meanwhile
    after.hear(NOON + timedelta(minutes=3))
    assert after.settled(NOON - 2 * DAY, kept.unsure) == NOON + timedelta(minutes=3)
    arrivals.settle(kept, NOON)
    (settled,) = arrivals.waiting()
    assert (settled.unsure, settled.body.arrived_at, settled.key) == (None, NOON, "key")


def test_no_pass_is_early_or_late_by_a_clock_that_nobody_vouches_for(empty_room: Room) -> None:
    empty_room.start()
    client = empty_room.client()
    site, start = client.site(), SystemClock().now() + timedelta(minutes=5)
    client.hang_up()
    shown = pass_for("a", start)
    for wrong in (-30 * DAY, 30 * DAY):
        now = SystemClock().now() + wrong
        assert getattr(check_pass_offline(shown, site, now, is_sure=False), "appointment", "") == "a"
        assert getattr(check_pass_offline(shown, site, now), "appointment", "") == ""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteThread]:
    running = SiteThread(tmp_path / "site-data")
    yield running
    running.stop()


def by_day(zone: str = "UTC") -> SiteSettings:
    """Open today from midnight to midnight by the site's time, and on no other day."""
    today = SystemClock().now().astimezone(UTC).date()
    opened = (Span(time(0, 0), time(23, 59)),)
    hours = Hours(always=False, exceptions={today: opened})
    return SiteSettings(site="main", timezone=zone, hours=hours, last_check_in=0)


def test_visitors_come_in_at_a_kiosk_that_is_days_off_and_staff_are_told(
    visitor: Visitor, site: SiteThread
) -> None:
    now = site.site.published.line.settings
    site.apply(replace(by_day(), services=now.services, counters=now.counters))
    token = (site.folder / "site" / "local-token").read_text().strip()
    wrong = ManualClock(SystemClock().now() - 2 * DAY - timedelta(minutes=1))
    screen = visitor.open(site.url, token, wrong)
    visitor.wait_for("welcome-help")
    assert abs(screen.parts.clock.now() - SystemClock().now()) < timedelta(seconds=30)
    health = site.local().healthz()
    assert list(health["wrong_clocks"]) == ["local"]
    assert health["wrong_clocks"]["local"] <= -2 * 86400
    visitor.as_guest()
    visitor.to_confirm()
    assert visitor.check_in().startswith("A")
    visitor.tap("done")
    site.stop()
    visitor.until(lambda: screen.parts.facts.in_touch is False)
    visitor.as_guest("Rosa Gil")
    visitor.to_confirm()
    assert visitor.check_in().startswith("KA"), "cut off, it goes by the time that it was told"
    (kept,) = screen.parts.reception.arrivals.waiting()
    assert kept.unsure is None and kept.body.arrived_at is not None
    assert abs(kept.body.arrived_at - SystemClock().now()) < timedelta(minutes=1)


def test_cut_off_from_the_start_nobody_is_sent_away(visitor: Visitor) -> None:
    """It remembers the site, is days off, and never heard what time it is."""
    folder = visitor.folder / "kiosk-data" / "kiosk"
    folder.mkdir(parents=True)
    settings = by_day()
    told = SiteOut(
        site="main",
        settings=settings_to_json(settings),
        keys={},
        categories=[],
        languages=["en"],
        booking_url="",
        series="KA",
        desk_in_touch=False,
        now=SystemClock().now(),
    )
    (folder / "site.json").write_text(told.model_dump_json())
    screen = visitor.open(clock=ManualClock(SystemClock().now() - 3 * DAY))
    visitor.until(lambda: screen.parts.facts.in_touch is False)
    visitor.wait_for("welcome-help")
    screen.parts.facts.hear(InTouch(False))
    body = CheckInBody(id=new_id(), service="laptop", guest=Guest(name="Rosa"))
    screen.parts.reception.check_in(body, new_id(), told, "", False)
    (kept,) = screen.parts.reception.arrivals.waiting()
    assert kept.unsure is not None and kept.body.number == "KA01"
