"""The visit page follows the line: number and wait, the call, and what the site has not told for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from common.clients.desk import DeskClient
from desk import feed
from kiosk.queue import events as e
from kiosk.queue.visits import CallRule
from tests.api.desk_sync.journals import chained, push_of
from tests.fixtures.desks import NOON, RunningDesk, sample_site
from tests.web.public.conftest import OpenPhone
from tests.web.public.looks import assert_good

CAME = NOON - timedelta(minutes=2)
LINE: list[e.Event] = [
    e.SettingsChanged(CAME, replace(sample_site("main").rules)),
    e.CounterOpened(CAME, "2", "lena"),
    e.VisitCheckedIn(CAME, "walk-1", "laptop", "A041", CAME, CAME),
    e.VisitCheckedIn(CAME, "walk-2", "laptop", "A042", CAME + timedelta(seconds=1), CAME),
]
CALLED = e.VisitCalled(NOON, "walk-2", "2", "lena", CallRule.CHOSEN)
STARTED = e.VisitStarted(NOON, "walk-2", "2", "lena")
DONE = e.VisitFinished(NOON, "walk-2", "lena")


class Site:
    """The site "main", telling its desk what happens."""

    def __init__(self, desk: RunningDesk) -> None:
        self.client = DeskClient(desk.url, desk.token())
        self.told: list[e.Event] = []

    def tell(self, *events: e.Event) -> None:
        known = len(self.told)
        self.told += events
        self.client.push("main", push_of(chained(self.told)[known:]))
        self.client.close()  # the desk ends what is idle for seconds, as long as a page may be looked at


def test_a_walk_up_follows_the_line_to_the_end(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE)
    page.goto("/v/walk-2")
    expect(page.locator("h1")).to_have_text("You are A042")
    expect(page.locator(".lead").first).to_contain_text("1 person before you")
    expect(page.locator(".range")).to_contain_text("minutes")
    assert_good(page)
    page.tap("#leave")
    expect(page.locator("h1")).to_have_text("Leave the line?")
    assert_good(page)
    page.get_by_role("link", name="No, keep my place").tap()
    site.tell(CALLED)
    expect(page.locator("h1")).to_have_text("Please go to counter 2")
    expect(page).to_have_title("Please go to counter 2")
    page.reload()
    expect(page).to_have_title("Please go to counter 2")
    assert_good(page)
    site.tell(STARTED)
    expect(page.locator("h1")).to_have_text("You are being helped")
    site.tell(DONE)
    expect(page.locator("h1")).to_have_text("All done. Thank you for coming")
    assert_good(page)
    site.client.close()


@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_who_does_not_come_after_all_says_so_and_the_site_is_asked(
    desk: RunningDesk, phone: OpenPhone
) -> None:
    site, page = Site(desk), phone("es-ES", javascript=False)
    site.tell(*LINE)
    page.goto("/v/walk-2")
    for _ in range(2):
        page.goto("/v/walk-2")
        page.tap("#leave")
        expect(page.locator("h1")).to_have_text("¿Dejar la cola?")
        page.tap("#leave-yes")
        expect(page.get_by_text("Le estamos quitando de la cola")).to_be_visible()
    with desk.database.read() as connection:
        commands = [i.body for i in feed.items_after(connection, "main", 0) if i.kind == "command"]
    assert [(c["name"], c["visit"]) for c in commands] == [("cancel", "walk-2")]
    site.client.close()


def test_a_silent_site_is_told_with_the_time_of_its_last_news(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE)
    desk.clock.forward(timedelta(minutes=5))
    page.goto("/v/walk-2")
    expect(page.locator(".note.careful").first).to_contain_text("no news from the counter since 13:00")
    page.goto("/s/main")
    expect(page.locator(".note.careful")).to_contain_text("today at 13:00")
    assert_good(page)
    site.client.close()


@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_the_site_s_page_tells_the_waits(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE)
    page.goto("/s/main")
    expect(page.locator("#waits li").first).to_contain_text("Laptop")
    expect(page.locator("#waits li").first).to_contain_text("min")
    assert_good(page)
    site.client.close()


def test_the_site_s_page_tells_what_is_paused(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE, e.CheckInPaused(NOON, ("laptop",), {"en": "Back at eleven."}, "lena"))
    page.goto("/s/main")
    expect(page.locator("#waits li").first).to_contain_text("on a break")
    expect(page.get_by_text("Back at eleven.")).to_be_visible()
    expect(page.locator("#waits li").nth(1)).not_to_contain_text("on a break")
    assert_good(page)
    site.client.close()
