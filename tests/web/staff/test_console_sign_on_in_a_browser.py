"""The question whether a console is signed in, in a real browser: policies, redirects, what one sees."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from common.console_sign_on import challenge_of, mark_of
from desk.engine import sqlite_url
from desk.staff.rules import Role
from tests.fixtures.openid_provider import Provider, desk_with, running_provider, settings
from tests.web.staff.test_console_sign_on import Console, furnished
from tests.web.staff.test_sign_on_in_a_browser import SIZES, usable


class Port(HTTPServer):
    """A port of 127.0.0.1 as a console has it; `asked` are the paths that a browser brought."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        self.next_page = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Port)
        self.server.asked.append(self.path)
        self.send_response(303)
        self.send_header("Location", self.server.next_page)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is http.server's
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        running.person("1", preferred_username="lena@example.org", name="Lena Example")
        yield running


@pytest.fixture
def port() -> Iterator[Port]:
    with Port() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join(10)


@pytest.fixture
def console(port: Port) -> Console:
    return Console(redirect_uri=port.url)


@pytest.fixture(params=list(SIZES))
def page(
    browser: Browser,
    provider: Provider,
    port: Port,
    console: Console,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> Iterator[Page]:
    told = settings(provider)
    with desk_with(told, sqlite_url(tmp_path / "desk.db"), tmp_path) as desk:
        furnished(desk)
        desk.staff("nora", Role.AGENT, ("north",))
        context = browser.new_context(
            locale=request.param,
            viewport=SIZES[request.param],  # type: ignore[arg-type]  # a dict
            base_url=desk.url,
        )
        port.next_page = f"{desk.url}/staff/sign-on/console/done"
        made = context.new_page()
        made.goto(console.page())
        made.wait_for_selector("input[name=sub]")
        made.fill("input[name=sub]", "1")
        made.keyboard.press("Enter")
        made.wait_for_url("**/staff/sign-on/console/confirm")
        yield made
        context.close()


def test_yes_goes_to_the_console_and_from_there_to_the_end(page: Page, port: Port, console: Console) -> None:
    usable(page)
    assert mark_of(challenge_of(console.verifier)) in page.locator("main").inner_text()
    page.locator("main button.main").click()
    page.wait_for_url("**/staff/sign-on/console/done")
    usable(page)
    (brought,) = [path for path in port.asked if "code=" in path]
    assert brought.endswith(f"&state={console.state}")
    assert {one["name"] for one in page.context.cookies()} <= {"mostrador_form", "mostrador_language"}


def test_no_goes_there_too(page: Page, port: Port, console: Console) -> None:
    page.locator("main button:not(.main)").click()
    page.wait_for_url("**/staff/sign-on/console/done")
    assert [path for path in port.asked if path.startswith("/?")] == [
        f"/?error=cancelled&state={console.state}"
    ]
    page.goto("/staff/sign-on/failed?why=not-here&at=console")
    usable(page)


def test_somebody_else_signs_in_at_the_provider_anew(page: Page) -> None:
    page.locator("main p a").click()
    page.wait_for_url("**/oauth2/authorize?**prompt=login**")
