"""The staff pages in a real browser: usable by all (axe), nothing cut, on the desk and on the phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page

from common.clients.desk import DeskClient
from desk.bookings import booking
from desk.bookings.booking import BookingBody
from desk.engine import sqlite_url
from tests.api.desk_sync.journals import incident, push_of
from tests.fixtures.desks import NOON, PASSWORD, RunningDesk

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PAGES = (
    "incidents",
    "incidents/i-1",
    "appointments",
    "appointments/new",
    "appointments/a-1/cancel",
    "people?q=a",
    "staff",
    "staff/new",
    "devices",
    "machines",
    "machines/main/take-over",
)
LONG = "Una pantalla que parpadea sin parar desde el lunes por la mañana y no se apaga nunca"


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One kind is enough here: what a browser shows does not depend on it."""
    return sqlite_url(tmp_path / "desk.db")


@pytest.fixture
def full(desk: RunningDesk) -> RunningDesk:
    """A desk with more than a page of records, some of them long."""
    client = DeskClient(desk.url, desk.token())
    records = [
        incident(
            f"r-{n}",
            title=LONG if n % 3 else "Screen",
            recorded_at=NOON - timedelta(hours=n),
            person_name="Maximiliana de la Santísima Trinidad Example",
        )
        for n in range(60)
    ]
    client.push("main", push_of([], records))
    client.terms("main", {"entry": 0, "together": True, "whole": True})
    client.close()
    booked = {"id": "a-1", "site": "main", "service": "laptop", "start": NOON + timedelta(days=1)}
    booking.book(desk.desk, BookingBody.model_validate(booked | {"name": LONG}), "a-1")
    return desk


@pytest.fixture(params=[("en-GB", DESK), ("es-MX", PHONE)], ids=["desk-en", "phone-es"])
def page(browser: Browser, full: RunningDesk, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on which the admin has signed in by hand."""
    language, size = request.param
    context: BrowserContext = browser.new_context(locale=language, viewport=size, base_url=full.url)
    made = context.new_page()
    made.goto("/staff/devices")
    made.fill("#login", "boss")
    made.fill("#password", PASSWORD)
    made.keyboard.press("Enter")
    made.wait_for_selector("#menu")
    yield made
    context.close()


def test_every_page_can_be_used_by_all_and_nothing_is_cut(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES:
        page.goto(f"/staff/{path}")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width == 0, f"{path} is {width} px too wide"
        assert page.locator("h1").count() == 1
        small = page.evaluate(SMALL_TARGETS, 40)
        assert small == [], path
    assert complaints == []


SMALL_TARGETS = """least => [...document.querySelectorAll('main :is(button, .button, select, input)')]
    .filter(e => !['hidden', 'checkbox', 'radio'].includes(e.type))
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
    .filter(([_, height]) => height > 0 && height < least)"""


def test_a_record_is_found_and_resolved_by_hand(page: Page) -> None:
    page.goto("/staff/incidents")
    page.fill("#q", "INC-1001")
    page.locator(".filters button").click()
    page.wait_for_url("**q=INC-1001**")
    page.locator(".list .first a").click()
    page.wait_for_url("**/staff/incidents/i-1**")
    page.select_option("#state", "resolved")
    page.fill("#note", "Battery reset. 🔋")
    page.locator(".panel button").click()
    page.wait_for_url("**done=incident-changed")
    assert page.locator(".note.good").is_visible()
    assert "Battery reset. 🔋" in page.locator(".history").inner_text()
    assert "Boss Example" in page.locator(".history").inner_text()


def test_the_menu_leads_everywhere_and_out(page: Page) -> None:
    link = page.locator(".menu-link")
    if link.is_visible():
        link.click()
        assert page.locator("#menu").evaluate("e => e.getBoundingClientRect().top < innerHeight")
    page.locator("#menu a[href='/staff/appointments']").click()
    page.wait_for_url("**/staff/appointments")
    assert page.locator("#menu [aria-current=page]").inner_text().strip() in ("Appointments", "Citas")
    page.locator("#menu button").click()
    page.wait_for_url("**/staff/sign-in")
    page.goto("/staff/people")
    assert "/staff/sign-in?back=" in page.url
