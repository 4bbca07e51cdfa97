"""Joining the line by phone: only where the site allows it, asked for once, answered by the site."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from common.join_code import code_of_visit
from desk import feed
from desk.catalogue import store as catalogue
from desk.tidying import tidy
from kiosk.queue import events as e
from kiosk.queue.visits import Presence
from tests.fixtures.desks import RunningDesk
from tests.web.public.conftest import OpenPhone
from tests.web.public.looks import assert_good
from tests.web.public.test_visit_page import LINE, Site

both = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)


def allow(desk: RunningDesk) -> None:
    with desk.database.begin() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        catalogue.save_site(connection, replace(site, rules=replace(site.rules, remote_join=True)))


def asked(desk: RunningDesk) -> list[dict[str, object]]:
    """The commands in the site's feed."""
    with desk.database.read() as connection:
        return [item.body for item in feed.items_after(connection, "main", 0) if item.kind == "command"]


@both
def test_the_site_is_asked_once_and_its_journal_answers(
    desk: RunningDesk, phone: OpenPhone, tmp_path: Path
) -> None:
    allow(desk)
    site, page = Site(desk), phone()
    site.tell(*LINE)
    page.goto("/s/main")
    page.tap("#join")
    expect(page.locator("h1")).to_have_text("What can we help with?")
    assert_good(page)
    page.get_by_text("Laptop").tap()
    expect(page.locator("h1")).to_have_text("Join the line")
    (tmp_path / "join.png").write_bytes(page.screenshot(full_page=True))
    assert_good(page)
    page.fill("#name", "Ana García")
    page.tap("#join")
    expect(page.locator("h1")).to_have_text("We are getting you a place")
    assert_good(page)
    (wish,) = asked(desk)
    visit = str(wish["visit"])
    assert (wish["name"], wish["service"]) == ("join", "laptop") and page.url.endswith(f"/v/{visit}")
    at = desk.clock.now()
    taken = e.VisitCheckedIn(at, visit, "laptop", "A043", at, at, visit, presence=Presence.ON_THE_WAY)
    site.tell(taken)
    expect(page.locator("h1")).to_have_text("You are A043")
    page.goto(f"/v/{visit}")
    expect(page.locator(".lead").first).to_contain_text("call you once you are here")
    (tmp_path / "on-the-way.png").write_bytes(page.screenshot(full_page=True))
    assert_good(page)
    expect(page.locator("#joined-code")).to_have_text(code_of_visit(visit))
    expect(page.locator("#show-here svg.qr")).to_be_visible()
    page.tap("#here")
    expect(page.get_by_text("We are telling the counter")).to_be_visible()
    assert [(c["name"], c["visit"]) for c in asked(desk)] == [("join", visit), ("arrive", visit)]
    site.tell(e.VisitArrived(desk.clock.now(), visit))
    page.goto(f"/v/{visit}")
    expect(page.locator(".lead").first).to_contain_text("We will call you")
    expect(page.locator("#here")).to_have_count(0)
    site.client.close()


@both
def test_a_missing_name_is_asked_for_and_nothing_is_sent(desk: RunningDesk, phone: OpenPhone) -> None:
    allow(desk)
    page = phone("es-ES")
    page.goto("/s/main/join?service=laptop")
    page.fill("#name", "  ")
    page.tap("#join")
    expect(page.locator("#name-fault")).to_be_visible()
    expect(page.get_by_text("Portátil")).to_be_visible()
    assert asked(desk) == []
    assert_good(page)


def test_who_is_turned_away_is_told_so(desk: RunningDesk, phone: OpenPhone) -> None:
    allow(desk)
    site, page = Site(desk), phone()
    site.tell(*LINE)
    page.goto("/s/main/join?service=laptop")
    page.fill("#name", "Ana García")
    page.tap("#join")
    expect(page.locator("h1")).to_have_text("We are getting you a place")
    visit = str(asked(desk)[0]["visit"])
    site.tell(e.DemandUnmet(desk.clock.now(), "laptop", "service_full", 1, visit))
    page.goto(f"/v/{visit}")
    expect(page.locator("h1")).to_have_text("We could not take you into the line")
    assert_good(page)
    site.client.close()


def test_a_site_that_does_not_answer_in_time_has_not_taken_anybody(
    desk: RunningDesk, phone: OpenPhone
) -> None:
    allow(desk)
    page = phone()
    page.goto("/s/main/join?service=laptop")
    page.fill("#name", "Ana García")
    page.tap("#join")
    expect(page.locator("h1")).to_have_text("We are getting you a place")
    desk.clock.forward(timedelta(minutes=11))
    page.reload()
    expect(page.locator("h1")).to_have_text("We could not take you into the line")
    desk.clock.forward(timedelta(days=2))
    tidy(desk.desk)
    assert asked(desk) == [], "the name is not kept in the feed"


def test_a_site_that_does_not_allow_it_shows_no_way(desk: RunningDesk, phone: OpenPhone) -> None:
    page = phone()
    page.goto("/s/main")
    expect(page.locator("#join")).to_have_count(0)
    page.goto("/s/main/join")
    expect(page.get_by_text("you join the line when you are here")).to_be_visible()
