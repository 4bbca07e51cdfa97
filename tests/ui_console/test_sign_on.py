"""A console is signed in by the browser: provider, desk and site are processes of their own."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from agent_console.browser_sign_in import BrowserSignIn, Trouble, Ways
from agent_console.console import Console
from agent_console.windows.sign_in_window import SignInWindow
from common.clients.errors import ApiRefused
from common.clients.sign_on import sign_on_offer
from common.clients.site import SiteClient
from common.console_sign_on import loopback
from common.waiting import until
from common.wire_sign_on import SignOnOut
from desk.engine import Database, sqlite_url
from desk.staff import store
from tests.e2e.sample import sample_desk
from tests.fixtures.killable import Killable
from tests.fixtures.openid_provider import Provider, running_provider
from tests.ui_console.hands import Hands
from tests.ui_console.site_process import PASSWORD

TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
WAIT_MS = 20_000


@dataclass
class Place:
    """A provider, a desk with the sample data and its site."""

    provider: Provider
    desk: Killable
    site: Killable
    folder: Path

    def change(self, work: Callable[[store.Account], store.Account], login: str = "lena") -> None:
        """Change a member at the desk, as another of its processes would."""
        database = Database(sqlite_url(self.folder / "desk" / "data" / "desk" / "desk.db"))
        with database.begin() as connection:
            found = store.account_by_login(connection, login)
            assert found is not None
            store.change_staff(connection, work(found))
        database.close()

    def lets_in(self, login: str = "lena") -> bool:
        """Whether the site opens for a member's password, which it hears of by the feed."""
        client = SiteClient(self.site.url, "")
        try:
            client.sign_in(login, PASSWORD)
        except ApiRefused:
            return False
        finally:
            client.hang_up()
        return True


@dataclass
class Browser:
    """The system's browser and the person before it; `opened`: the addresses that it was to show."""

    sub: str = "1"
    works: bool = True
    opened: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    by_itself: bool = True
    answer: str = "yes"

    def __call__(self, address: str) -> bool:
        self.opened.append(address)
        if self.works and self.by_itself:
            self.go(address)
        return self.works

    def go(self, address: str) -> None:
        """As a person does it, while the console's window goes on."""
        thread = threading.Thread(target=self._go, args=(address,))
        self.threads.append(thread)
        thread.start()

    def _go(self, address: str) -> None:
        with requests.Session() as session:
            session.headers["Accept-Language"] = "en"
            there = session.get(address, timeout=20)
            if urlsplit(there.url).path == "/oauth2/authorize":
                there = session.post(there.url, {"sub": self.sub}, timeout=20)
            token = TOKEN.search(there.text)
            if there.url.endswith("/confirm") and token is not None:
                self.pages.append(unescape(there.text))
                fields = {"answer": self.answer, "form_token": token[1]}
                there = session.post(there.url, fields, timeout=20)
            self.pages.append(f"{there.status_code} {there.url}\n{unescape(there.text)}")

    def done(self) -> str:
        """The last page, once it is there."""
        for thread in self.threads:
            thread.join(20)
        return self.pages[-1]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    for name in ("desk", "site"):
        (folder / name).mkdir()
    token = sample_desk(folder / "desk")
    with running_provider() as provider:
        provider.person("1", preferred_username="lena", name="Lena")
        provider.person("3", preferred_username="nobody.here", name="Nobody")
        sign_on = {"issuer": provider.url, "client_id": "mostrador", "client_secret": "s3cret-of-the-desk"}
        sign_on |= {"name": "Example account"}
        with Killable("desk", folder / "desk", desk={"sign_on": sign_on}) as desk:
            told = {"desk_url": desk.url, "desk_token": token}
            with Killable("site", folder / "site", site=told) as site:
                assert until(lambda: _offers(site), 20.0, 0.1), "the desk's offer comes by the feed"
                yield Place(provider, desk, site, folder)


def _offers(site: Killable) -> bool:
    return bool(sign_on_offer(site.url).desk)


@dataclass
class Counter:
    """A console at the site, with a browser beside it."""

    hands: Hands
    console: Console
    browser: Browser

    def offered(self) -> None:
        self.hands.until(lambda: self.hands.is_shown(self.console, "console-sign-on"), WAIT_MS)

    def sign_on(self) -> None:
        self.offered()
        self.hands.click(self.console, "console-sign-on")

    def notice(self) -> str:
        self.hands.until(lambda: self.hands.is_shown(self.console, "console-sign-in-notice-text"), WAIT_MS)
        return self.hands.text(self.console, "console-sign-in-notice-text")


def counter(place: Place, hands: Hands, browser: Browser) -> Counter:
    console = hands.open_console(place.site.url, ways=Ways(browser))
    return Counter(hands, console, browser)


def test_an_agent_signs_in_by_the_browser_and_calls_somebody(place: Place, hands: Hands) -> None:
    browser = Browser(by_itself=False)
    at = counter(place, hands, browser)
    at.offered()
    button = hands.find(at.console, QPushButton, "console-sign-on")
    assert button.text() == "Sign in with Example account"
    assert button.property("accent") == "yes"
    assert hands.find(at.console, QPushButton, "console-sign-in-submit").property("accent") == "no"
    at.sign_on()
    assert hands.text(at.console, "console-sign-on-title") == "Finish in your browser"
    mark = hands.text(at.console, "console-sign-on-mark")
    browser.go(browser.opened[0])
    hands.until(lambda: hands.is_shown(at.console, "console-counters"), WAIT_MS)
    page = browser.done()
    assert page.startswith(f"200 {place.desk.url}/staff/sign-on/console/done\n"), page[:200]
    assert "You can go back to the console" in page
    assert mark in browser.pages[0]
    hands.click(at.console, "console-counter-1")
    hands.until(lambda: hands.is_shown(at.console, "console-main"))
    hands.until(lambda: "site in touch" in hands.text(at.console, "console-status-touch"))


def test_of_a_site_with_a_standby_the_machine_that_serves_is_signed_in_at(place: Place, hands: Hands) -> None:
    browser = Browser()
    console = hands.open_console(f"http://127.0.0.1:9 {place.site.url}", ways=Ways(browser))
    Counter(hands, console, browser).sign_on()
    hands.until(lambda: hands.is_shown(console, "console-counters"), WAIT_MS)
    hands.click(console, "console-counters-sign-out")
    hands.until(lambda: hands.is_shown(console, "console-sign-in"))
    hands.sign_in(console)  # and with a password


def test_no_in_the_browser_and_somebody_without_an_account(place: Place, hands: Hands) -> None:
    browser = Browser(answer="no")
    at = counter(place, hands, browser)
    at.sign_on()
    assert at.notice() == "Nobody was signed in: “No” was chosen in the browser."
    assert "Nobody was signed in" in browser.done()
    browser.sub, browser.answer = "3", "yes"
    at.sign_on()
    hands.until(lambda: "There is no account for you" in at.notice(), WAIT_MS)
    page = browser.done()
    assert "why=no-account&at=console" in page
    assert "Go back to the console" in page
    hands.sign_in(at.console)  # the password opens as ever


def test_a_person_may_cancel_open_the_page_again_and_take_another_language(
    place: Place, hands: Hands
) -> None:
    browser = Browser(by_itself=False)
    at = counter(place, hands, browser)
    at.sign_on()
    hands.click(at.console, "console-sign-on-again")
    assert len(browser.opened) == 2
    assert len(set(browser.opened)) == 1
    at.console.speaker.set_language("es")
    assert hands.text(at.console, "console-sign-on-title") == "Termine en su navegador"
    at.console.speaker.set_language("en")
    hands.click(at.console, "console-sign-on-cancel")
    assert hands.is_shown(at.console, "console-sign-in-name")
    port = urlsplit(_home(browser.opened[0])).port
    assert port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
        pass
    at.sign_on()
    assert browser.opened[2] != browser.opened[0], "with secrets and a port of its own"


def _home(address: str) -> str:
    return parse_qs(urlsplit(address).query)["redirect_uri"][0]


def test_without_a_browser_the_address_can_be_copied(place: Place, hands: Hands) -> None:
    browser = Browser(works=False)
    at = counter(place, hands, browser)
    at.sign_on()
    hands.click(at.console, "console-sign-on-again")
    assert QGuiApplication.clipboard().text() == browser.opened[0]
    browser.go(browser.opened[0])
    hands.until(lambda: hands.is_shown(at.console, "console-counters"), WAIT_MS)


def test_what_other_programs_and_pages_send_to_the_port_changes_nothing(place: Place, hands: Hands) -> None:
    browser = Browser(by_itself=False)
    at = counter(place, hands, browser)
    at.sign_on()
    home = _home(browser.opened[0])
    state = parse_qs(urlsplit(browser.opened[0]).query)["state"][0]
    found: list[int | str] = []

    def pester() -> None:
        paths = ("", "?code=x&state=wrong", "favicon.ico", "?error=stopped")
        found.extend(requests.get(home + path, timeout=10).status_code for path in paths)
        found.append(requests.post(f"{home}?code=x&state={state}", timeout=10).status_code)
        evil = {"Host": "evil.example"}
        answer = requests.get(f"{home}?code=x&state={state}", headers=evil, timeout=10, allow_redirects=False)
        found.append(answer.status_code)
        with socket.create_connection(("127.0.0.1", urlsplit(home).port or 0), 10) as near:
            near.sendall(b"GET /" + b"x" * 40_000)
            found.append(near.recv(100).split(b"\r\n")[0].decode())
        idle = [socket.create_connection(("127.0.0.1", urlsplit(home).port or 0), 10) for _ in range(40)]
        for one in idle:
            one.close()

    thread = threading.Thread(target=pester)
    thread.start()
    hands.until(lambda: not thread.is_alive(), WAIT_MS)
    assert found == [404] * 6 + ["HTTP/1.1 404 Not Found"]
    assert hands.is_shown(at.console, "console-sign-on-mark"), "it waits on"
    browser.go(browser.opened[0])
    hands.until(lambda: hands.is_shown(at.console, "console-counters"), WAIT_MS)


def test_a_code_of_somebody_elses_sign_in_opens_nothing(place: Place, hands: Hands) -> None:
    """Login fixation: a program that knows port and state brings the code of its own sign-in."""
    theirs = counter(place, hands, Browser(by_itself=False))
    theirs.sign_on()
    mine = counter(place, hands, Browser(by_itself=False))
    mine.sign_on()
    my_state = parse_qs(urlsplit(mine.browser.opened[0]).query)["state"][0]

    def steal() -> None:
        with requests.Session() as session:
            there = session.get(theirs.browser.opened[0], timeout=20)
            there = session.post(there.url, {"sub": "1"}, timeout=20)
            token = TOKEN.search(there.text)
            assert token is not None
            fields = {"answer": "yes", "form_token": token[1]}
            sent = session.post(there.url, fields, timeout=20, allow_redirects=False)
            code = parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]
            requests.get(f"{_home(mine.browser.opened[0])}?code={code}&state={my_state}", timeout=20)

    thread = threading.Thread(target=steal)
    thread.start()
    assert mine.notice().startswith("This sign-in was used already")
    thread.join(20)


def test_who_is_late_or_gets_no_port_reads_why(place: Place, hands: Hands) -> None:
    offer = SignOnOut(site="main", desk=place.desk.url)
    at = counter(place, hands, Browser(by_itself=False))
    at.offered()
    window = at.console.window
    assert isinstance(window, SignInWindow)
    heard: list[Trouble] = []
    attempt = BrowserSignIn(place.site.url, offer, lambda _: True, window, patience_ms=50)
    attempt.failed.connect(heard.append)
    attempt.start()
    hands.until(lambda: heard == [Trouble("console-sign-on-late")])
    window.show_trouble(heard[0])
    assert "within ten minutes" in at.notice()
    assert attempt.asked.redirect_uri == loopback(attempt.asked.port)


def test_who_was_stopped_at_the_desk_is_stopped_at_the_console(place: Place, hands: Hands) -> None:
    from dataclasses import replace

    place.change(lambda found: replace(found, active=False))
    try:
        browser = Browser()
        at = counter(place, hands, browser)
        at.sign_on()
        assert "was stopped" in at.notice()
        assert until(lambda: not place.lets_in(), 20.0, 0.2), "a password opens nothing either"
    finally:
        place.change(lambda found: replace(found, active=True))
        assert until(place.lets_in, 20.0, 0.2), "the site hears of it by the feed"


def test_a_desk_that_went_away_and_a_site_that_is_cut_off(place: Place, hands: Hands) -> None:
    """The desk is killed after it gave the code: the console says so, and a password opens still."""
    browser = Browser(by_itself=False)
    at = counter(place, hands, browser)
    at.sign_on()
    state = parse_qs(urlsplit(browser.opened[0]).query)["state"][0]
    place.desk.kill()
    try:
        home = _home(browser.opened[0])
        bring = threading.Thread(
            target=lambda: requests.get(f"{home}?code=x&state={state}", timeout=20, allow_redirects=False)
        )
        bring.start()
        hands.until(lambda: "The desk does not answer" in at.notice(), WAIT_MS)
        bring.join(20)
        hands.sign_in(at.console)
    finally:
        place.desk.start()
