"""The way to the provider and back in a real browser: its cookies, its redirects, what a person sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, Page

from desk.engine import sqlite_url
from tests.fixtures.openid_provider import Provider, desk_with, running_provider, settings

SIZES = {"en-GB": {"width": 1280, "height": 800}, "es-MX": {"width": 360, "height": 740}}
BUTTON = {"en-GB": "Sign in with Example account", "es-MX": "Entrar con Cuenta de ejemplo"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        running.person("1", preferred_username="lena@example.org", name="Lena Example")
        running.person("3", preferred_username="new.one@example.org", name="New One")
        yield running


@pytest.fixture(params=list(SIZES))
def page(
    browser: Browser, provider: Provider, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Page]:
    told = settings(provider, names={"es": "Cuenta de ejemplo"})
    with desk_with(told, sqlite_url(tmp_path / "desk.db"), tmp_path) as desk:
        size = SIZES[request.param]
        context = browser.new_context(locale=request.param, viewport=size, base_url=desk.url)  # type: ignore[arg-type]  # a dict
        made = context.new_page()
        made.goto("/staff/appointments")
        yield made
        context.close()


def usable(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator("main .main").count() <= 1, "one button is the main one"


def to_provider(page: Page) -> None:
    page.locator("main a.button.main").click()
    page.wait_for_selector("input[name=sub]")


def test_somebody_signs_in_by_hand_and_out_again(page: Page) -> None:
    usable(page)
    language = str(page.evaluate("navigator.language"))
    assert page.locator("main a.button.main").inner_text().strip() == BUTTON[language]
    to_provider(page)
    page.fill("input[name=sub]", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/appointments")
    assert "Lena Example" in str(page.locator("body").text_content())
    kept = {one["name"] for one in page.context.cookies()}
    assert "mostrador_staff" in kept
    assert "mostrador_sign_on" not in kept
    page.locator("#menu button").click()
    page.wait_for_url("**/staff/sign-in?out=1")
    usable(page)
    page.locator(".note a").click()
    page.wait_for_url("**/oauth2/end_session?**")


@pytest.mark.expect_log("sign_on_not_admitted.*no-account")
def test_who_is_not_known_here_reads_what_to_do_and_may_choose_another_way(page: Page) -> None:
    to_provider(page)
    page.fill("input[name=sub]", "3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/sign-on/failed?why=no-account**")
    usable(page)
    assert page.locator("[role=alert]").is_visible()
    page.locator("main a.button:not(.main)").click()
    page.wait_for_url("**/staff/sign-in?back=**")
    page.fill("#login", "lena")
    page.fill("#password", "counter-demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/appointments")
