"""The pages of outside tools in a real browser: usable by all (axe), nothing cut, on desk and phone.

The pictures go to `build/screens/desk/` (or MOSTRADOR_PICTURES), to be looked at by a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from common.clients.desk import DeskClient
from common.ids import new_id
from desk.connectors import handing
from desk.connectors.mapping.form import MappingInvalid
from desk.connectors.port import Draft, Rejected, SignInFailed
from desk.engine import sqlite_url
from kiosk.queue import events as e
from kiosk.queue.visits import CallRule
from tests.api.desk_sync.journals import chained, push_of
from tests.fixtures.desks import NOON, PASSWORD, sample_site
from tests.web.connectors.conftest import Counter
from tests.web.public.looks import assert_good

FOLDER = Path(os.environ.get("MOSTRADOR_PICTURES", "build/screens")) / "desk"
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
TOUCHED = "main :is(button, .button, select, input, summary)"
SMALL_TARGETS = """([touched, least]) => [...document.querySelectorAll(touched)]
    .filter(e => e.type !== 'hidden' && e.type !== 'checkbox' && e.checkVisibility())
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
    .filter(([_, height]) => height > 0 && height < least)"""
LONG = "Una pantalla que parpadea sin parar desde el lunes por la mañana y no se apaga nunca"
CAME = NOON - timedelta(minutes=20)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind is enough here: what a browser shows does not depend on it."""
    return sqlite_url(tmp_path / "desk.db")


@pytest.fixture
def full(counter: Counter) -> dict[str, str]:
    """Records that went well, one that was changed there, one twice, one stuck; their ids by a name."""
    names = {"well": counter.record(title="Dock not recognised after the update")}
    names["well-2"] = counter.record(title=LONG)
    counter.tool.drops.add("Category")
    names["odd"] = counter.record(title="Password expired", category=["hardware", "laptop"])
    counter.tool.drops.clear()
    (ticket,) = counter.tool.with_key(names["well"])
    counter.tool.change(ticket, state="open", assignee="Ines Okoro")
    counter.tool.add(Draft(names["well-2"], "INC-1002", "incident", LONG, ""))
    counter.later(700)
    message = "Category: there is no value “Hardware > Phone > Battery” in this queue"
    counter.tool.next_on("create", Rejected("CustomField", message))
    names["stuck"] = counter.record(title="Phone battery swollen and hot")
    return names


@pytest.mark.expect_log("duplicate_found")
def test_a_note_that_came_twice_is_told_in_the_record(page: Page, counter: Counter) -> None:
    record, key = counter.record(title="Dock not recognised after the update"), new_id()
    desk = counter.running.desk
    with desk.database.begin() as connection:
        text = "Lena Example: a new cable is ordered, it comes on Thursday"
        assert handing.queue_note(connection, desk.connectors, record, key, text, desk.now())
    counter.tool.next_on("note")  # its reply is lost
    counter.later(1)
    counter.later(130)
    (ticket,) = counter.tool.with_key(record)
    ticket.late[key] = {"copy"}
    for _ in range(3):
        counter.later(700)
    assert ticket.late[key] == set()
    page.goto(f"/staff/incidents/{record}")
    words = {"en": "Was there twice; the copy was removed", "es": "Estaba dos veces; se quitó la copia"}
    expect(page.get_by_text(words[page.evaluate("document.documentElement.lang")])).to_be_visible()
    look(page, "record-outside-twice")


@pytest.fixture(params=[("en-GB", DESK), ("es-MX", PHONE)], ids=["en-desk", "es-phone"])
def page(browser: Browser, counter: Counter, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on which a lead has signed in by hand."""
    language, size = request.param
    context: BrowserContext = browser.new_context(locale=language, viewport=size, base_url=counter.url)
    made = context.new_page()
    made.goto("/staff/connectors")
    made.fill("#login", "ines")
    made.fill("#password", PASSWORD)
    made.keyboard.press("Enter")
    made.wait_for_selector("#menu")
    yield made
    context.close()


def look(page: Page, name: str) -> None:
    """What every page must be; and its picture."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0, f"{name} is {width} px too wide"
    assert page.locator("h1").count() == 1
    assert page.evaluate(SMALL_TARGETS, [TOUCHED, 40]) == [], name
    picture(page, name)


def picture(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    language = page.evaluate("document.documentElement.lang")
    (FOLDER / f"{name}.{language}.png").write_bytes(page.screenshot(full_page=True))


@pytest.mark.expect_log("duplicate_found")
def test_every_page_is_good(page: Page, full: dict[str, str]) -> None:
    for path, name in (("", "connectors"), ("/rt", "connector"), ("/attention", "connector-attention")):
        page.goto(f"/staff/connectors{path}")
        look(page, name)
    page.goto("/staff/incidents")
    look(page, "records-outside")
    page.goto("/staff/incidents?q=T-1")
    assert page.locator("tbody tr").count() == 1
    for summary in page.locator(".decide summary").all():
        summary.click()
    look(page, "connector-attention-open")
    for which in ("well", "odd", "stuck"):
        page.goto(f"/staff/incidents/{full[which]}")
        look(page, f"record-outside-{which}")


@pytest.mark.expect_log("line_changed")
@pytest.mark.expect_log("duplicate_found")
def test_a_stopped_line_is_calm_on_every_page(page: Page, counter: Counter, full: dict[str, str]) -> None:
    counter.tool.next_on("create", SignInFailed("Unauthorized: the token has expired"))
    counter.record(title="Mouse")
    page.goto("/staff/incidents")
    look(page, "banner")
    page.locator(".note.careful a").click()
    page.wait_for_url("**/staff/connectors/rt")
    look(page, "connector-stopped")
    page.locator(".note.wrong button").click()
    page.wait_for_url("**done=line-tried")
    assert page.locator(".note.wrong").count() == 0


def test_a_file_that_is_broken_or_gone(page: Page, counter: Counter) -> None:
    connectors = counter.running.desk.connectors
    connectors.faults = (MappingInvalid("rt.toml", "tables.priority", "has nothing for 5, and no default"),)
    counter.record(title="Dock not recognised after the update")
    page.goto("/staff/incidents")
    look(page, "banner-outdated")
    page.locator(".note.careful a").click()
    page.wait_for_url("**/staff/connectors/rt")
    look(page, "connector-outdated")
    page.goto("/staff/connectors")
    look(page, "connectors-outdated")
    mappings = dict(connectors.mappings)
    connectors.mappings.clear()
    page.goto("/staff/connectors/rt")
    look(page, "connector-broken")
    for title in ("Phone battery swollen", LONG):
        counter.record(title=title)
    connectors.faults = ()
    page.goto("/staff/connectors/rt")
    look(page, "connector-removed")
    connectors.mappings.update(mappings)
    page.goto("/staff/connectors/rt")
    look(page, "connector-earlier")
    page.locator("form[method=post] button", has_text="2").click()
    page.wait_for_url("**done=earlier-handed-over**")
    look(page, "connector-earlier-done")


@pytest.mark.expect_log("duplicate_found")
def test_the_ticket_stands_under_the_title(page: Page, counter: Counter, full: dict[str, str]) -> None:
    page.goto(f"/staff/incidents/{full['well']}")
    places = {
        name: page.locator(f".record > .{name}").bounding_box() for name in ("outside", "told", "beside")
    }
    outside, told, beside = (places[name] for name in ("outside", "told", "beside"))
    assert outside and told and beside
    assert outside["y"] <= told["y"] and outside["y"] < beside["y"]
    if page.evaluate("innerWidth") < 900:
        assert told["y"] < beside["y"] and outside["x"] == told["x"]
    else:
        assert outside["x"] == beside["x"] > told["x"] and beside["y"] - outside["y"] - outside["height"] < 40


@pytest.mark.expect_log("duplicate_found")
def test_a_lead_decides_by_hand(page: Page, counter: Counter, full: dict[str, str]) -> None:
    page.goto("/staff/connectors/attention")
    page.locator(".decide summary").last.click()
    page.locator("[name=reason]").fill("Solved by phone")
    page.locator(".decide .wrong-button").click()
    page.wait_for_url("**done=delivery-aside")
    look(page, "connector-attention-none")
    page.goto("/staff/connectors/rt")
    look(page, "connector-aside")
    page.goto(f"/staff/incidents/{full['stuck']}")
    assert "Solved by phone" in page.locator(".history").first.inner_text()


def test_without_a_tool_the_page_says_what_to_do(page: Page, counter: Counter) -> None:
    counter.running.desk.connectors.mappings.clear()
    page.goto("/staff/connectors")
    look(page, "connectors-none")


# --- the visitor's phone
LINE: list[e.Event] = [
    e.SettingsChanged(CAME, sample_site("main").rules),
    e.CounterOpened(CAME, "2", "lena"),
    e.VisitCheckedIn(CAME, "walk-1", "laptop", "A041", CAME, CAME),
    e.VisitCalled(CAME, "walk-1", "2", "lena", CallRule.CHOSEN),
    e.VisitStarted(CAME, "walk-1", "2", "lena"),
]


@pytest.mark.parametrize(
    ("locale", "words"), [("en-GB", "It is being worked on"), ("es-MX", "Están trabajando")]
)
def test_a_visitor_follows_what_was_passed_on(
    browser: Browser, counter: Counter, locale: str, words: str
) -> None:
    client = DeskClient(counter.url, counter.running.token())
    client.push("main", push_of(chained(LINE)))
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 844}, base_url=counter.url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto("/v/walk-1")
    assert page.locator(".tickets").count() == 0
    key = counter.record(visit="walk-1", recorded_at=NOON)
    expect(page.locator(".tickets bdi")).to_have_text("RT T-1", timeout=15_000)
    assert_good(page)
    client.push("main", push_of(chained([*LINE, e.VisitFinished(NOON, "walk-1", "lena")])[len(LINE) :]))
    expect(page.locator("#standing")).to_have_attribute("data-stage", "done", timeout=15_000)
    (ticket,) = counter.tool.with_key(key)
    counter.tool.change(ticket, state="open")
    counter.later(60)
    expect(page.locator(".tickets")).to_contain_text(words, timeout=15_000)
    assert_good(page)
    assert "tool.example" not in page.content(), "the tool's own address is for staff"
    picture(page, "visit-outside")
    client.close()
    context.close()


def test_a_visitor_sees_nothing_of_another_visit(browser: Browser, counter: Counter) -> None:
    client = DeskClient(counter.url, counter.running.token())
    client.push("main", push_of(chained(LINE)))
    counter.record(visit="walk-2", recorded_at=NOON)
    counter.record(site="north", visit="walk-1", recorded_at=NOON)
    page = browser.new_page(base_url=counter.url)
    page.goto("/v/walk-1")
    assert page.locator(".tickets").count() == 0
    client.close()
    page.close()
