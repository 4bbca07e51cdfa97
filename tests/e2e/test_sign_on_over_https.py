"""A console is signed in over https: real certificates, a proxy with TLS before the desk, a real browser."""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

from agent_console.presenters.sign_on import Asked, Brought
from agent_console.session import arrive_with_code
from common.clients.sign_on import DeskSilent, sign_on_offer
from common.waiting import until
from desk.engine import sqlite_url
from desk.sign_on.console import tell_sites
from desk.sync.tokens import create_site_token
from tests.api.desk_directory.certificates import make
from tests.fixtures.browser import LaunchOptions
from tests.fixtures.desks import RunningDesk
from tests.fixtures.killable import Killable
from tests.fixtures.openid_provider import Provider, desk_with, running_provider, settings
from tests.fixtures.trusting_browser import home_that_trusts
from tests.web.staff.test_console_sign_on import furnished
from tests.web.staff.test_console_sign_on_in_a_browser import Port

PATIENCE_SECONDS = 30.0
TRUSTED = "REQUESTS_CA_BUNDLE"


class TlsProxy:
    """Takes https connections and hands what is in them on to the server at `target`, over http."""

    def __init__(self, certificates: Path) -> None:
        self.target = ("127.0.0.1", 0)
        self._secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._secure.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self._up, self.url = threading.Event(), ""
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))

    def __enter__(self) -> TlsProxy:
        self._thread.start()
        assert self._up.wait(PATIENCE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=self._secure)
        self.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._up.set()
        await self._over.wait()
        server.close()
        for each in self._open:
            each.transport.abort()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    async def _connected(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_connection(*self.target)
        self._open |= {back, on}
        await asyncio.gather(_carried(near, on), _carried(far, back))
        self._open -= {back, on}


async def _carried(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    except OSError:  # one side is gone
        pass
    finally:
        sink.close()


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server's certificate by an authority of our own, which the programs are told to trust."""
    folder = tmp_path / "certificates"
    folder.mkdir()
    make(folder)
    monkeypatch.setenv(TRUSTED, str(folder / "authority.pem"))
    return folder


@pytest.fixture
def page(certificates: Path, tmp_path: Path, chromium_options: LaunchOptions) -> Iterator[Page]:
    """A browser that trusts this authority as well, and checks everything."""
    home = home_that_trusts(tmp_path / "home", certificates / "authority.pem")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium_options, env={**os.environ, "HOME": str(home)})
        yield browser.new_page(locale="en-GB")
        browser.close()


@pytest.fixture
def provider(certificates: Path) -> Iterator[Provider]:
    with running_provider(certificates) as running:
        running.person("1", preferred_username="lena@example.org", name="Lena Example")
        yield running


@pytest.fixture
def desk(certificates: Path, provider: Provider, tmp_path: Path) -> Iterator[RunningDesk]:
    with ExitStack() as stack:
        proxy = stack.enter_context(TlsProxy(certificates))
        running = stack.enter_context(
            desk_with(settings(provider), sqlite_url(tmp_path / "desk.db"), tmp_path)
        )
        proxy.target = ("127.0.0.1", int(running.url.rpartition(":")[2]))
        object.__setattr__(running.desk, "public_url", proxy.url)
        furnished(running)
        tell_sites(running.desk)
        yield running


@pytest.fixture
def site(desk: RunningDesk, tmp_path: Path) -> Iterator[Killable]:
    told = {"desk_url": desk.url, "desk_token": create_site_token(desk.database, "main")}
    (tmp_path / "site").mkdir()
    with Killable("site", tmp_path / "site", site=told) as running:
        assert until(lambda: bool(sign_on_offer(running.url).desk), PATIENCE_SECONDS, 0.1)
        yield running


@pytest.fixture
def port() -> Iterator[Port]:
    with Port() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join(10)


def test_an_agent_signs_in_over_https(
    page: Page, port: Port, desk: RunningDesk, site: Killable, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = sign_on_offer(site.url)
    assert offer.desk == desk.desk.public_url
    assert offer.desk.startswith("https://")
    asked = Asked.new(offer.site, offer.desk, port.server_port)
    port.next_page = asked.next_page(Brought(code="any"))
    page.goto(asked.address)
    page.wait_for_selector("input[name=sub]")
    assert page.url.startswith("https://")
    page.fill("input[name=sub]", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/sign-on/console/confirm")
    assert asked.mark in page.locator("main").inner_text()
    kept = {one["name"]: one for one in page.context.cookies(page.url)}
    assert kept["mostrador_console"]["secure"]
    assert kept["mostrador_console"]["httpOnly"]
    page.locator("main button.main").click()
    page.wait_for_url(f"{offer.desk}/staff/sign-on/console/done")
    told = parse_qs(urlsplit(next(path for path in port.asked if "code=" in path)).query)
    assert told["state"] == [asked.state]
    with monkeypatch.context() as untrusting:
        untrusting.delenv(TRUSTED)
        with pytest.raises(DeskSilent):
            arrive_with_code(site.url, asked, told["code"][0])
    arrival = arrive_with_code(site.url, asked, told["code"][0])  # who cannot prove itself heard of no code
    assert arrival.session.agent_name == "Lena Example"
    arrival.session.client.hang_up()
