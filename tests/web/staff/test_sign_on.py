"""Signing in with the organisation's account at a real OpenID provider, by real redirects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests

from desk.engine import sqlite_url
from desk.staff import store
from desk.staff.rules import Role
from tests.fixtures.desks import PASSWORD
from tests.fixtures.openid_provider import Provider, running_provider
from tests.web.staff.signing_on import Person, account, audit, open_desk


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def provider(process: Provider) -> Provider:
    """Lena, Ines and somebody whom the desk does not know; nothing is forged."""
    process.misbehave("")
    process.person("1", preferred_username="Lena@example.org", name="Lena Example")
    process.person("2", preferred_username="ines", name="Ines Example")
    process.person("3", preferred_username="new.one@example.org", name="New One")
    process.person("4", preferred_username="lena@example.net", name="Lena Elsewhere")
    return process


@pytest.fixture
def person(provider: Provider, database_url: str, tmp_path: Path) -> Iterator[Person]:
    with open_desk(provider, database_url, tmp_path) as (_, made):
        yield made


def test_somebody_signs_in_and_comes_to_the_page_they_wanted(person: Person) -> None:
    page = person.sign_on(back="/staff/incidents?state=open&q=a+b")
    assert (page.status, page.path) == (200, "/staff/incidents?state=open&q=a+b")
    last = audit(person.desk)[0]
    known = account(person.desk, "lena")
    assert known is not None
    assert (last.action, last.subject, last.detail) == ("signed_in", "lena", {"by": "sign_on"})
    assert last.staff == known.member.id
    assert "mostrador_sign_on" not in page.session.cookies
    page.get("/staff").post("/staff/sign-out", {})
    assert page.path == "/staff/sign-in?out=1"
    assert "You are signed out here." in page.text
    assert page.get("/staff/incidents").path.startswith("/staff/sign-in")
    end = person.hop(f"{person.desk.url}/staff/sign-on/out")
    assert end.startswith(f"{person.provider.url}/oauth2/end_session?")


def test_the_sign_in_page_offers_both_ways(person: Person) -> None:
    page = person.browser.get("/staff/incidents")
    assert "Sign in with Example account" in page.text
    assert (
        'href="/staff/sign-on?back=%2Fstaff%2Fincidents' in page.text or "back=/staff/incidents" in page.text
    )
    assert page.sign_in("boss").path == "/staff/incidents"


def test_what_is_asked_of_the_provider_is_what_it_should_be(person: Person) -> None:
    asked = parse_qs(urlsplit(person.to_provider()).query)
    again = parse_qs(urlsplit(person.to_provider()).query)
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [person.desk.url + "/staff/sign-on/answer"]
    assert asked["scope"] == ["openid profile email"]
    assert asked["code_challenge_method"] == ["S256"]
    secret = [asked[name][0] for name in ("state", "nonce", "code_challenge")]
    assert all(len(one) == 43 for one in secret)
    assert len(set(secret + [again[name][0] for name in ("state", "nonce", "code_challenge")])) == 6
    cookie = person.browser.session.cookies["mostrador_sign_on"]
    assert not any(one in cookie for one in secret)


def test_discovery_and_keys_are_kept_for_an_hour(person: Person) -> None:
    before = len(person.provider.asked())
    for _ in range(3):
        person.browser.session.cookies.clear()
        assert person.sign_on().status == 200
    asked = person.provider.asked()[before:]
    assert asked.count("GET /.well-known/openid-configuration") == 1
    assert asked.count("GET /jwks") == 1
    person.desk.clock.forward(timedelta(minutes=61))
    person.browser.session.cookies.clear()
    person.to_provider()
    assert person.provider.asked()[before:].count("GET /.well-known/openid-configuration") == 2


FORGED = {
    "audience": "Invalid claim: 'aud'",
    "audiences": "Invalid claim: 'azp'",
    "nonce": "Invalid claim: 'nonce'",
    "no_nonce": "Missing claim: 'nonce'",
    "issuer": "Invalid claim: 'iss'",
    "expired": "expired",
    "no_expiry": "Missing claim: 'exp'",
    "future": "issued in the future",
    "none": "UnsupportedAlgorithmError",
    "secret": "UnsupportedAlgorithmError",
    "stranger": "signed by none of the provider's keys",
}


@pytest.mark.parametrize(
    "fault", [pytest.param(fault, marks=pytest.mark.expect_log(why)) for fault, why in FORGED.items()]
)
def test_a_token_that_is_not_what_it_should_be_opens_nothing(person: Person, fault: str) -> None:
    person.provider.misbehave(fault)
    person.sign_on()
    assert person.failed() == "wrong"
    assert audit(person.desk) == []
    person.provider.misbehave("re-signed")
    assert person.sign_on().path == "/staff/incidents", "signed again unchanged it is good: the forger works"


@pytest.mark.expect_log("sign_on_other_state")
@pytest.mark.expect_log("sign_on_code_not_taken.*invalid_grant")
def test_an_answer_to_another_attempt_opens_nothing(person: Person) -> None:
    theirs = Person(person.desk, person.provider)
    answer = theirs.consent(theirs.to_provider(), "2")
    person.come(answer)  # somebody is lured to follow it, without an attempt of their own
    assert person.failed() == "wrong"
    person.to_provider()
    person.come(answer)  # and with one
    assert person.failed() == "wrong"
    mine = parse_qs(urlsplit(person.to_provider()).query)["state"][0]
    code = parse_qs(urlsplit(answer).query)["code"][0]
    person.come(f"{person.desk.url}/staff/sign-on/answer?code={code}&state={mine}")  # a stolen code: PKCE
    assert person.failed() == "wrong"
    assert theirs.come(answer).path == "/staff/incidents", "and its owner could still use it"
    theirs.browser.close()


@pytest.mark.expect_log("sign_on_other_state")
@pytest.mark.expect_log("sign_on_code_not_taken.*invalid_grant")
def test_an_answer_works_once(person: Person) -> None:
    answer = person.consent(person.to_provider())
    kept = person.browser.session.cookies["mostrador_sign_on"]
    assert person.come(answer).status == 200
    person.browser.session.cookies.clear()
    person.come(answer)
    assert person.failed() == "wrong"
    person.browser.session.cookies.set("mostrador_sign_on", kept, path="/staff/sign-on")
    person.come(answer)
    assert person.failed() == "wrong"


NOBODYS = {
    "": "other_state",
    "?code=x": "other_state",
    "?state=x": "other_state",
    "?state=%F0%9F%90%A6&code=x": "other_state",
    "?state={state}": "other_answer",
    "?code=x&state={state}&iss=https://provider.example": "other_answer",
    "?code=x&state={state}": "code_not_taken",
    "?code=%F0%9F%90%A6&state={state}": "code_not_taken",
}


@pytest.mark.parametrize(
    "answer", [pytest.param(answer, marks=pytest.mark.expect_log(why)) for answer, why in NOBODYS.items()]
)
def test_an_answer_that_nobody_gave_opens_nothing(person: Person, answer: str) -> None:
    state = parse_qs(urlsplit(person.to_provider()).query)["state"][0]
    person.come(f"{person.desk.url}/staff/sign-on/answer{answer.format(state=state)}")
    assert person.failed() == "wrong"


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/staff/../..//evil.example", "/\\evil", "/staff/sign-on"],
)
def test_nobody_is_sent_to_foreign_pages(person: Person, back: str) -> None:
    assert person.sign_on(back=back).path == "/staff/incidents"
    person.browser.session.cookies.clear()
    page = person.browser.get(f"/staff/sign-on/failed?why=wrong&back={quote(back)}")
    assert "evil" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_a_cookie_of_ones_own_making_sends_nowhere_either(person: Person) -> None:
    from base64 import urlsafe_b64encode

    answer = person.consent(person.to_provider())
    jar = person.browser.session.cookies
    secret = jar["mostrador_sign_on"].strip('"').partition(".")[0]
    jar.clear()
    evil = urlsafe_b64encode(b"https://evil.example/").decode()
    jar.set("mostrador_sign_on", f"{secret}.{evil}", path="/staff/sign-on")
    assert person.come(answer).path == "/staff/incidents"


@pytest.mark.expect_log("sign_on_not_admitted.*no-account")
def test_who_has_no_account_is_told_what_to_do(person: Person) -> None:
    for sub in ("3", "4"):  # unknown; known by name, but from elsewhere
        page = person.sign_on(sub)
        assert person.failed() == "no-account"
        assert "ask" in page.text.lower()
    assert account(person.desk, "new.one") is None
    spanish = Person(person.desk, person.provider, "es")
    assert "No ha entrado todavía" in spanish.sign_on("3").text
    spanish.browser.close()


@pytest.mark.expect_log("sign_on_not_admitted.*stopped")
def test_who_was_stopped_stays_out(person: Person) -> None:
    known = account(person.desk, "lena")
    assert known is not None
    with person.desk.database.begin() as connection:
        store.change_staff(connection, store.Account(known.member, known.password_hash, False))
    person.sign_on()
    assert person.failed() == "stopped"


@pytest.mark.expect_log("sign_on_not_granted.*access_denied")
def test_who_says_no_at_the_provider_may_try_again(person: Person) -> None:
    person.come(
        person.consent(person.to_provider("/staff/appointments"), action="deny").replace(
            "?", f"?state={_state(person)}&", 1
        )
    )
    assert person.failed() == "refused"
    assert "Try again" in person.browser.text
    assert "appointments" in person.browser.path


def _state(person: Person) -> str:
    """The state of the attempt that the browser has now; the mock leaves it out of a refusal."""
    from desk.staff.openid import Attempt

    return Attempt(person.browser.session.cookies["mostrador_sign_on"].strip('"').partition(".")[0]).state


@pytest.mark.expect_log("sign_on_not_reached.*503")
def test_a_provider_that_does_not_answer_is_said_kindly(person: Person) -> None:
    address = person.to_provider()
    person.provider.misbehave("down")
    person.come(person.consent(address))
    assert person.failed() == "not-reached"
    assert "Nothing is wrong with your account" in person.browser.text


@pytest.mark.expect_log("sign_on_not_reached.*Unreachable")
@pytest.mark.expect_log("sign_on_not_reached.*SaidNo: 404")
def test_a_provider_that_is_not_there(tmp_path: Path, provider: Provider) -> None:
    for number, issuer in enumerate(("http://127.0.0.1:9", f"{provider.url}/elsewhere")):
        folder = tmp_path / str(number)
        with open_desk(provider, sqlite_url(folder / "desk.db"), folder, issuer=issuer) as (_, person):
            person.browser.get("/staff/sign-on")
            assert person.failed() == "not-reached"
            assert person.browser.sign_in("boss").path == "/staff/incidents", "a password still opens"


@pytest.mark.expect_log("sign_on_not_admitted.*no-account")
def test_who_is_new_gets_an_account_where_that_is_wanted(
    provider: Provider, database_url: str, tmp_path: Path
) -> None:
    with open_desk(provider, database_url, tmp_path, new_accounts="agent") as (desk, person):
        assert person.sign_on("3").path == "/staff/incidents"
        made = account(desk, "new.one")
        assert made is not None
        assert (made.member.name, made.member.role) == ("New One", Role.AGENT)
        assert {one.action for one in audit(desk)} == {"staff_added", "sign_on_linked", "signed_in"}
        person.browser.session.cookies.clear()
        assert person.sign_on("3").status == 200
        person.browser.session.cookies.clear()
        person.sign_on("4")
        assert person.failed() == "no-account"


@pytest.mark.expect_log("sign_on_not_admitted.*no-role")
@pytest.mark.expect_log("sign_on_last_admin")
def test_the_provider_says_what_people_may_do(provider: Provider, database_url: str, tmp_path: Path) -> None:
    roles = {"desk-leads": "lead", "desk-agents": "agent", "desk-admins": "admin"}
    provider.person(
        "1", preferred_username="lena", realm_access={"roles": ["x", "desk-agents", "desk-leads"]}
    )
    provider.person("5", preferred_username="boss", realm_access={"roles": ["desk-agents"]})
    with open_desk(provider, database_url, tmp_path, role_claim="realm_access.roles", roles=roles) as (
        desk,
        person,
    ):
        assert person.sign_on().status == 200
        assert person.browser.get("/staff/people").status == 200, "lena leads now"
        person.browser.session.cookies.clear()
        person.sign_on("2")
        assert person.failed() == "no-role"
        assert person.sign_on("5").status == 200
        kept = account(desk, "boss")
        assert kept is not None
        assert kept.member.role is Role.ADMIN, "somebody must be able to manage the desk"


def test_passwords_can_be_closed(provider: Provider, database_url: str, tmp_path: Path) -> None:
    with open_desk(provider, database_url, tmp_path, passwords=False) as (desk, person):
        page = person.browser.get("/staff/sign-in")
        assert 'type="password"' not in page.text
        assert page.sign_in("boss").status == 403
        body = {"name": "boss", "password": PASSWORD}
        assert requests.post(f"{desk.url}/api/v1/sessions", json=body, timeout=20).status_code == 403
        assert person.sign_on().status == 200
