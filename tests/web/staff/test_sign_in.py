"""Signing in and out, who may see what, and forms that come from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from desk.engine import metadata
from desk.staff import store
from desk.staff.rules import TRIES_A_LOGIN, Role
from tests.fixtures.desks import RunningDesk, running_desk
from tests.web.staff.forms import Fields, Visitor

PAGES = {
    "/staff/incidents": Role.AGENT,
    "/staff/incidents/i-1": Role.AGENT,
    "/staff/appointments": Role.AGENT,
    "/staff/people": Role.LEAD,
    "/staff/staff": Role.ADMIN,
    "/staff/staff/new": Role.ADMIN,
    "/staff/devices": Role.ADMIN,
}
RANKS = ["lena", "ines", "boss"]


@pytest.fixture
def visitor(desk: RunningDesk) -> Iterator[Visitor]:
    made = Visitor(desk.url)
    yield made
    made.close()


def test_a_page_sends_to_the_sign_in_and_that_back_to_the_page(visitor: Visitor) -> None:
    visitor.get("/staff/incidents?state=open&q=a+b")
    assert (visitor.status, visitor.path.partition("?")[0]) == (200, "/staff/sign-in")
    visitor.post(
        "/staff/sign-in",
        {"login": " LENA ", "password": "counter-demo", "back": "/staff/incidents?state=open&q=a+b"},
    )
    assert (visitor.status, visitor.path) == (200, "/staff/incidents?state=open&q=a+b")
    visitor.get("/staff/sign-in")
    assert visitor.path == "/staff/incidents"
    visitor.sign_in("lena", back="https://evil.example/")
    assert visitor.path == "/staff/incidents"


def test_the_cookie_is_out_of_reach_of_scripts_and_foreign_pages(visitor: Visitor) -> None:
    visitor.sign_in("lena")
    cookie = visitor.answer.history[0].headers["set-cookie"]
    assert "mostrador_staff=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie


def test_a_wrong_password_is_said_kindly_and_runs_out(desk: RunningDesk, visitor: Visitor) -> None:
    for _ in range(TRIES_A_LOGIN):
        visitor.sign_in("lena", "wrong")
        assert visitor.status == 401
    assert 'role="alert"' in visitor.text
    visitor.sign_in("lena")
    assert visitor.status == 429, "the right one comes too late: a guesser could have found it"
    assert visitor.sign_in("boss").status == 200
    visitor.post("/staff/sign-out", {})
    desk.clock.forward(timedelta(minutes=16))
    assert visitor.sign_in("lena").status == 200


def test_who_is_not_there_cannot_sign_in(visitor: Visitor) -> None:
    for login in ("nobody", "", "lena'--", "\0", "x" * 300, "ñandú 🐦"):
        assert visitor.sign_in(login).status == 401, login


def test_each_role_sees_its_pages_and_no_others(visitor: Visitor) -> None:
    for rank, login in enumerate(RANKS):
        visitor.session.cookies.clear()
        visitor.sign_in(login)
        sees_its_pages(visitor, rank)


def sees_its_pages(visitor: Visitor, rank: int) -> None:
    for page, role in PAGES.items():
        visitor.get(page)
        may = list(Role).index(role) <= rank
        assert visitor.status == (200 if may else 403), page
    visitor.get("/staff")
    for section, role in (("people", Role.LEAD), ("devices", Role.ADMIN)):
        assert (f'href="/staff/{section}"' in visitor.text) == (list(Role).index(role) <= rank)


def test_a_form_from_elsewhere_changes_nothing(desk: RunningDesk, visitor: Visitor) -> None:
    visitor.sign_in("boss")
    fields: Fields = {"login": "eve", "name": "Eve", "password": "counter-demo"}
    assert visitor.get("/staff/staff/new").post("/staff/staff/new", fields, token="").status == 403
    assert visitor.get("/staff/staff/new").post("/staff/staff/new", fields, token="x" * 24).status == 403
    visitor.session.headers["Sec-Fetch-Site"] = "cross-site"
    assert visitor.get("/staff/staff/new").post("/staff/staff/new", fields).status == 403
    with desk.database.read() as connection:
        assert store.account_by_login(connection, "eve") is None


def test_signing_out_ends_it_everywhere_it_was_copied_to(visitor: Visitor) -> None:
    visitor.sign_in("lena")
    copied = visitor.session.cookies["mostrador_staff"]
    visitor.post("/staff/sign-out", {})
    assert visitor.path.startswith("/staff/sign-in")
    visitor.session.cookies.set("mostrador_staff", copied)
    assert visitor.get("/staff/incidents").path.startswith("/staff/sign-in")


def test_a_sign_in_lasts_its_hours_and_no_longer(desk: RunningDesk, visitor: Visitor) -> None:
    visitor.sign_in("lena")
    desk.clock.forward(timedelta(hours=11, minutes=59))
    assert visitor.get("/staff/incidents").path == "/staff/incidents"
    desk.clock.forward(timedelta(minutes=2))
    assert visitor.get("/staff/incidents").path.startswith("/staff/sign-in")


def test_without_an_admin_the_page_says_how_to_make_one(database_url: str, tmp_path: Path) -> None:
    with running_desk(database_url, tmp_path) as desk:
        visitor = Visitor(desk.url, "es")
        assert "mostrador staff admin" in visitor.get("/staff").text
        assert "Todavía no puede entrar nadie" in visitor.text
        visitor.close()


def test_tokens_and_passwords_are_kept_as_hashes_only(desk: RunningDesk, visitor: Visitor) -> None:
    visitor.sign_in("lena")
    site_token = desk.token()
    with desk.database.read() as connection:
        kept = "".join(str(connection.execute(table.select()).all()) for table in metadata.sorted_tables)
    assert visitor.session.cookies["mostrador_staff"] not in kept
    assert site_token not in kept
    assert "counter-demo" not in kept
    assert "$argon2id$" in kept
