"""Signing a console in by the browser: what the desk gives, to whom, and what it gives nobody."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
import requests

from common import assertions
from common.console_sign_on import challenge_of, mark_of
from desk import feed
from desk.catalogue import store as catalogue
from desk.passes import store as passes
from desk.sign_on.console import tell_sites
from desk.staff import store
from desk.staff.rules import Role
from tests.fixtures.desks import RunningDesk, sample_site
from tests.fixtures.openid_provider import Provider, running_provider
from tests.web.staff.forms import TOKEN, Visitor
from tests.web.staff.signing_on import Person, account, audit, open_desk

PORT = 49_152
HOME = f"http://127.0.0.1:{PORT}/"
SWAP = "/api/v1/console-sign-ins"


@dataclass
class Console:
    """A console's own secrets, and what it asks for."""

    site: str = "main"
    redirect_uri: str = HOME
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def fields(self, **changed: str) -> dict[str, str]:
        mine = {"site": self.site, "redirect_uri": self.redirect_uri, "state": self.state}
        mine |= {"code_challenge": challenge_of(self.verifier), "code_challenge_method": "S256"}
        return mine | changed

    def page(self, **changed: str) -> str:
        return f"/staff/sign-on/console?{urlencode(self.fields(**changed))}"

    def swap(self, desk: RunningDesk, code: str, **changed: str | int) -> requests.Response:
        body = {"code": code, "code_verifier": self.verifier, "redirect_uri": self.redirect_uri}
        return requests.post(desk.url + SWAP, json=body | {"site": self.site} | changed, timeout=20)


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


def furnished(desk: RunningDesk) -> None:
    with desk.database.begin() as connection:
        passes.ensure(connection, desk.clock.now())
        for site in ("main", "north"):
            catalogue.save_site(connection, sample_site(site))


@pytest.fixture
def person(process: Provider, database_url: str, tmp_path: Path) -> Iterator[Person]:
    process.misbehave("")
    process.person("1", preferred_username="lena@example.org", name="Lena Example")
    process.person("2", preferred_username="ines", name="Ines Example")
    process.person("3", preferred_username="nobody.here", name="Nobody Here")
    with open_desk(process, database_url, tmp_path) as (desk, made):
        furnished(desk)
        yield made


def asked(person: Person, console: Console, sub: str = "1") -> Visitor:
    """The browser at the question."""
    address = person.hop(person.desk.url + console.page())
    return person.come(person.consent(address, sub))


def answered(person: Person, answer: str = "yes") -> dict[str, str]:
    """What the browser brings the console when its owner chose."""
    browser = person.browser
    token = TOKEN.search(browser.answer.text)
    assert token is not None, browser.text
    sent = browser.session.post(
        f"{browser.url}/staff/sign-on/console/confirm",
        {"answer": answer, "form_token": token[1]},
        timeout=20,
        allow_redirects=False,
    )
    return brought(sent.headers["Location"])


def brought(address: str) -> dict[str, str]:
    assert address.startswith(HOME + "?"), address
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def signed_in(person: Person, console: Console) -> requests.Response:
    asked(person, console)
    return console.swap(person.desk, answered(person)["code"])


def refused(answer: requests.Response, code: str = "sign_on_not_taken") -> bool:
    return (answer.status_code, answer.json()["code"]) == (403 if code.endswith("here") else 401, code)


def keys(desk: RunningDesk) -> dict[str, bytes]:
    with desk.database.read() as connection:
        return passes.public_keys(connection)


def lena(person: Person) -> store.Account:
    found = account(person.desk, "lena")
    assert found is not None
    return found


def test_a_console_gets_the_desks_word_for_who_said_yes(person: Person) -> None:
    console = Console()
    page = asked(person, console)
    assert page.path == "/staff/sign-on/console/confirm"
    assert "You are Lena Example. The console of Site main" in page.text
    assert mark_of(challenge_of(console.verifier)) in page.text
    policy = page.answer.headers["Content-Security-Policy"]
    assert re.search(r"form-action 'self' http://127\.0\.0\.1:49152;", policy)
    got = answered(person)
    assert got["state"] == console.state
    answer = console.swap(person.desk, got["code"], term=2)
    assert answer.status_code == 201
    now = person.desk.clock.now()
    word = assertions.verify(answer.json()["assertion"], keys(person.desk), "main", now, 2)
    assert (word.site, word.agent) == ("main", lena(person).member.id)
    assert word.expires - now <= timedelta(minutes=2)
    last = audit(person.desk)[0]
    assert (last.action, last.staff, last.subject) == ("console_signed_in", word.agent, "main")


def test_nobody_is_signed_in_to_the_desks_pages_by_it(person: Person) -> None:
    """The next person at the counter has the same browser."""
    assert signed_in(person, Console()).status_code == 201
    cookies = person.browser.session.cookies
    assert not {"mostrador_staff", "mostrador_sign_on", "mostrador_console"} & set(cookies.keys())
    assert person.browser.get("/staff/incidents").path.startswith("/staff/sign-in")


def test_who_signed_in_to_the_pages_before_is_not_taken_for_the_next_one(person: Person) -> None:
    assert person.sign_on("2").path == "/staff/incidents"
    page = asked(person, Console(), "1")
    assert "You are Lena Example" in page.text
    again = re.search(r'href="(/staff/sign-on/console\?[^"]+)"', page.answer.text)
    assert again is not None
    other = person.hop(person.desk.url + again[1].replace("&amp;", "&"))
    assert parse_qs(urlsplit(other).query)["prompt"] == ["login"]
    assert "You are Ines Example" in person.come(person.consent(other, "2")).text


# --- a code is for one console, once, soon
@pytest.mark.expect_log("console_code_not_taken")
def test_a_code_works_once(person: Person) -> None:
    console = Console()
    asked(person, console)
    code = answered(person)["code"]
    assert console.swap(person.desk, code).status_code == 201
    assert refused(console.swap(person.desk, code))


@pytest.mark.expect_log("console_code_not_taken")
def test_a_code_that_many_bring_at_once_works_once(person: Person) -> None:
    console = Console()
    asked(person, console)
    code = answered(person)["code"]
    found: list[int] = []
    swaps = [
        threading.Thread(target=lambda: found.append(console.swap(person.desk, code).status_code))
        for _ in range(8)
    ]
    for one in swaps:
        one.start()
    for one in swaps:
        one.join()
    assert sorted(found) == [201] + [401] * 7


WRONG: dict[str, dict[str, str]] = {
    "another program's verifier": {"code_verifier": "v" * 43},
    "another site": {"site": "north"},
    "another port": {"redirect_uri": "http://127.0.0.1:49153/"},
    "another host": {"redirect_uri": "http://evil.example/"},
}


@pytest.mark.expect_log("console_code_not_taken")
def test_a_code_that_somebody_else_brings_is_worth_nothing_then_or_later(person: Person) -> None:
    for what, changed in WRONG.items():
        console = Console()
        asked(person, console)
        code = answered(person)["code"]
        assert refused(console.swap(person.desk, code, **changed)), what
        assert refused(console.swap(person.desk, code)), "somebody else saw it: it is worth nothing now"


@pytest.mark.expect_log("console_code_not_taken")
def test_a_code_is_worth_nothing_after_a_minute(person: Person) -> None:
    console = Console()
    asked(person, console)
    code = answered(person)["code"]
    person.desk.clock.forward(timedelta(seconds=61))
    assert refused(console.swap(person.desk, code))
    asked(person, console)
    code = answered(person)["code"]
    person.desk.clock.forward(timedelta(seconds=59))
    assert console.swap(person.desk, code).status_code == 201


@pytest.mark.expect_log("console_code_not_taken")
def test_codes_that_nobody_gave(person: Person) -> None:
    for code in ("x", "x" * 43, "é" * 10, "' OR 1=1 --"):
        assert refused(Console().swap(person.desk, code))
    for verifier in ("short", "é" * 50, "v" * 129, "v" * 43 + "\n"):
        assert Console().swap(person.desk, "x", code_verifier=verifier).status_code == 422
    assert Console().swap(person.desk, "").status_code == 422


# --- where it may go
ELSEWHERE = (
    "https://evil.example/",
    "http://evil.example:49152/",
    "http://localhost:49152/",
    "http://127.0.0.1.evil.example:49152/",
    "http://127.0.0.1:49152@evil.example/",
    "http://user@127.0.0.1:49152/",
    "http://127.0.0.1:49152/elsewhere",
    "http://127.0.0.1:49152/?x=1",
    "http://127.0.0.1:49152/#x",
    "http://127.0.0.1:49152//evil.example",
    "http://127.0.0.1:49152",
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:049152/",
    "http://127.0.0.1:٤٩١٥٢/",
    "http://127.0.0.2:49152/",
    "http://[::1]:49152/",
    "http://0x7f000001:49152/",
    "https://127.0.0.1:49152/",
    " http://127.0.0.1:49152/",
    "http://127.0.0.1:49152/\n",
    "javascript:alert(1)",
    "//127.0.0.1:49152/",
    "",
)


def test_a_browser_is_sent_to_this_machine_alone(person: Person) -> None:
    for redirect_uri in ELSEWHERE:
        page = person.browser.get(Console().page(redirect_uri=redirect_uri))
        assert page.status == 422, redirect_uri
        assert not page.answer.history
        assert "evil" not in page.text.partition("<main")[2].partition("</main>")[0]


NO_WISHES = (
    {"site": "nowhere"},
    {"site": "../main"},
    {"site": ""},
    {"state": "short"},
    {"state": "x" * 20 + "&y"},
    {"state": "x" * 20 + "\n"},
    {"code_challenge": "x" * 42},
    {"code_challenge": "x" * 43 + "\n"},
    {"code_challenge": "="},
    {"code_challenge_method": "plain"},
    {"code_challenge_method": ""},
)


def test_what_no_console_asks_is_not_begun(person: Person) -> None:
    for changed in NO_WISHES:
        assert person.browser.get(Console().page(**changed)).status == 422, changed


def test_a_cookie_of_ones_own_making_sends_nowhere_else(person: Person) -> None:
    from base64 import urlsafe_b64encode

    for kept in (
        '{"site":"main","port":80,"state":"ssssssssssssssssssssss","challenge":"%s"}' % ("c" * 43),
        '{"site":"main","port":"49152/@evil.example","state":"s","challenge":"c"}',
        '{"site":1}',
        "[]",
        "{",
        "x",
    ):
        answer = person.consent(person.to_provider())
        jar = person.browser.session.cookies
        secret = jar["mostrador_sign_on"].strip('"').partition(".")[0]
        jar.clear()
        made = urlsafe_b64encode(f"console:{kept}".encode()).decode()
        jar.set("mostrador_sign_on", f"{secret}.{made}", path="/staff/sign-on")
        assert person.come(answer).path == "/staff/incidents"
        jar.clear()


# --- who may
def test_who_says_no_gets_nobody_in(person: Person) -> None:
    console = Console()
    asked(person, console)
    assert answered(person, "no") == {"error": "cancelled", "state": console.state}
    page = person.browser.get("/staff/sign-on/console/confirm")
    assert page.path == "/staff/sign-on/failed?why=wrong&at=console"
    assert "Go back to the console" in page.text
    assert person.browser.get("/staff/sign-on/console/done?cancelled=1").text.count("Nobody was signed in")
    assert "You can go back to the console" in person.browser.get("/staff/sign-on/console/done").text


def test_the_question_cannot_be_answered_from_another_page(person: Person) -> None:
    console = Console()
    asked(person, console)
    address = f"{person.desk.url}/staff/sign-on/console/confirm"
    session = person.browser.session
    right = {"answer": "yes", "form_token": session.cookies["mostrador_form"]}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert session.post(address, {"answer": "yes"}, timeout=20).status_code == 403
    assert session.post(address, right | {"form_token": "y" * 24}, timeout=20).status_code == 403
    assert session.post(address, right, headers=elsewhere, timeout=20).status_code == 403
    headers = person.browser.get("/staff/sign-on/console/confirm").answer.headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert answered(person)["code"]


def test_the_question_is_asked_of_the_browser_that_was_at_the_provider(person: Person) -> None:
    """A link to the question, or to the provider's answer, that one is lured to follow opens nothing."""
    theirs = Person(person.desk, person.provider)
    console = Console()
    answer = theirs.consent(theirs.hop(person.desk.url + console.page()), "2")
    page = person.browser.get("/staff/sign-on/console/confirm")
    assert page.path == "/staff/sign-on/failed?why=wrong&at=console"
    assert theirs.come(answer).path == "/staff/sign-on/console/confirm"
    assert person.browser.get("/staff/sign-on/console/confirm").path.startswith("/staff/sign-on/failed")
    theirs.browser.close()


@pytest.mark.expect_log("sign_on_other_state")
def test_an_answer_of_the_provider_to_somebody_elses_attempt_begins_nothing(person: Person) -> None:
    theirs = Person(person.desk, person.provider)
    answer = theirs.consent(theirs.hop(person.desk.url + Console().page()), "2")
    person.hop(person.desk.url + Console().page())
    sent = person.browser.session.get(answer, timeout=20, allow_redirects=False)
    assert brought(sent.headers["Location"])["error"] == "wrong"
    theirs.browser.close()


def test_a_question_that_was_left_alone_is_too_late(person: Person) -> None:
    asked(person, Console())
    person.desk.clock.forward(timedelta(minutes=5, seconds=1))
    token = TOKEN.search(person.browser.answer.text)
    assert token is not None
    page = person.browser.post("/staff/sign-on/console/confirm", {"answer": "yes"}, token[1])
    assert page.path == "/staff/sign-on/failed?why=wrong&at=console"


def failing(person: Person, sub: str, console: Console, action: str = "") -> dict[str, str]:
    address = person.consent(person.hop(person.desk.url + console.page()), sub, action)
    if action:
        address = address.replace("?", f"?state={quote(_state(person))}&", 1)
    return brought(person.browser.session.get(address, timeout=20, allow_redirects=False).headers["Location"])


def _state(person: Person) -> str:
    from desk.staff.openid import Attempt

    return Attempt(person.browser.session.cookies["mostrador_sign_on"].strip('"').partition(".")[0]).state


@pytest.mark.expect_log("sign_on_not_admitted.*(no-account|stopped)")
@pytest.mark.expect_log("sign_on_not_granted.*access_denied")
@pytest.mark.expect_log("sign_on_not_reached.*503")
def test_whoever_is_not_let_in_is_told_at_the_console(person: Person) -> None:
    console = Console()
    assert failing(person, "3", console) == {"error": "no-account", "state": console.state}
    assert failing(person, "1", console, "deny")["error"] == "refused"
    with person.desk.database.begin() as connection:
        store.change_staff(connection, store.Account(lena(person).member, "x", False))
    assert failing(person, "1", console)["error"] == "stopped"
    person.provider.misbehave("down")
    assert failing(person, "2", console)["error"] == "not-reached"


def test_who_does_not_work_at_the_site_gets_nothing_there(person: Person) -> None:
    person.desk.staff("nora", Role.ADMIN, ("north",))
    person.provider.person("8", preferred_username="nora")
    assert failing(person, "8", Console())["error"] == "not-here"
    asked(person, Console("north"), "8")
    assert answered(person)["code"]


def test_who_was_stopped_in_between_gets_nothing(person: Person) -> None:
    console = Console()
    asked(person, console)
    code = answered(person)["code"]
    with person.desk.database.begin() as connection:
        store.change_staff(connection, store.Account(lena(person).member, "x", False))
    assert refused(console.swap(person.desk, code), "sign_on_not_here")


def test_consoles_can_be_left_out(process: Provider, database_url: str, tmp_path: Path) -> None:
    process.person("1", preferred_username="lena")
    with open_desk(process, database_url, tmp_path, consoles=False) as (desk, person):
        furnished(desk)
        for path in (Console().page(), "/staff/sign-on/console/confirm", "/staff/sign-on/console/done"):
            assert person.browser.get(path).status == 404
        assert Console().swap(desk, "x").status_code == 404
        assert person.sign_on().path == "/staff/incidents"


def test_sites_are_told_at_the_start_new_ones_too_and_no_more_than_once(person: Person) -> None:
    desk = person.desk

    def told(site: str) -> dict[str, object] | None:
        with desk.database.read() as connection:
            return feed.body_of(connection, site, "sign_on", "sign_on")

    def head() -> int:
        with desk.database.read() as connection:
            return feed.head(connection, "main")

    assert told("main") is None
    tell_sites(desk.desk)
    offer = {"desk": desk.url, "names": {"": "Example account"}}
    assert (told("main"), told("north")) == (offer, offer)
    before = head()
    tell_sites(desk.desk)
    assert head() == before
    with desk.database.begin() as connection:
        catalogue.save_site(connection, sample_site("west"))
    assert told("west") == offer
    nothing = {"desk": "", "names": {}}
    tell_sites(replace(desk.desk, public_url="http://desk.example"))  # a code could be read on the way
    assert told("main") == nothing
    tell_sites(desk.desk)
    assert told("main") == offer
    tell_sites(replace(desk.desk, sign_on=None))
    assert (told("main"), told("west")) == (nothing, nothing)
