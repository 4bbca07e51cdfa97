"""One's own calendar by the API: as the page does it, for whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from desk.calendars.reading import Reader
from desk.calendars.writer import Writer
from desk.programs.tokens import create_program_token
from desk.staff.rules import Role
from tests.api.desk_calendars.servers import Radicale
from tests.api.desk_calendars.test_writing import book
from tests.fixtures.desks import PASSWORD, RunningDesk


class Api:
    def __init__(self, url: str, token: str) -> None:
        self.url = f"{url}/api/v1/calendar"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str = "", **body: Any) -> requests.Response:
        return self.session.request(method, self.url + path, json=body or None, timeout=20)


@pytest.fixture
def lena(desk: RunningDesk) -> Iterator[Api]:
    body = {"name": "lena", "password": PASSWORD}
    answer = requests.post(f"{desk.url}/api/v1/sessions", json=body, timeout=20)
    made = Api(desk.url, answer.json()["token"])
    yield made
    made.session.close()


def test_a_calendar_is_given_checked_written_and_forgotten(
    desk: RunningDesk, lena: Api, dav: Radicale
) -> None:
    assert lena.ask("GET").json()["code"] == "not_found"
    wish = {"kind": "caldav", "url": dav.url, "user": "lena", "password": "counter-demo"}
    given = lena.ask("PUT", **wish)
    assert given.status_code == 200, given.text
    assert "counter-demo" not in given.text and "127.0.0.1" not in given.text
    assert given.json()["read_at"] is None
    Reader(desk.desk).run_due()
    assert lena.ask("GET").json()["read_at"] is not None
    assert lena.ask("PUT", "/writing", detail="full").json()["writing"]["works"] is False
    book(desk)
    assert lena.ask("POST", "/check").status_code == 202
    Writer(desk.desk).run_due()
    told = lena.ask("GET").json()["writing"]
    assert {name: told[name] for name in ("detail", "works", "fault", "standing", "waiting", "left")} == {
        "detail": "full",
        "works": True,
        "fault": "",
        "standing": 1,
        "waiting": 0,
        "left": 0,
    }
    assert lena.ask("DELETE", "/writing").status_code == 204
    Writer(desk.desk).run_due()
    assert dav.entries() == {}
    assert lena.ask("GET").json()["writing"] is None
    assert lena.ask("PUT", "/writing", detail="busy").status_code == 200
    Writer(desk.desk).run_due()
    assert len(dav.entries()) == 1
    assert [lena.ask("DELETE").status_code for _ in range(2)] == [204, 204]
    assert lena.ask("POST", "/check").status_code == 404
    assert [(each["stays"], each["fault"]) for each in lena.ask("GET", "/leftovers").json()] == [
        ("waiting", "")
    ]
    Writer(desk.desk).run_due()
    assert lena.ask("GET", "/leftovers").json() == []
    assert dav.entries() == {}
    assert lena.ask("DELETE", "/leftovers").status_code == 204


def test_what_cannot_be_used_is_said_field_by_field(lena: Api) -> None:
    wrong = lena.ask("PUT", kind="caldav", url="ftp://c.example.org/", user="")
    assert (wrong.status_code, wrong.json()["data"]) == (
        422,
        {"url": "no_address", "user": "empty", "password": "empty"},
    )
    assert lena.ask("PUT", kind="feed", url="webcal://c.example.org/a.ics").status_code == 200
    assert lena.ask("PUT", "/writing", detail="busy").status_code == 404  # a feed is only read
    assert lena.ask("PUT", "/writing", detail="everything").status_code == 422


def test_a_program_has_no_calendar(desk: RunningDesk) -> None:
    token = create_program_token(desk.database, "planner", Role.ADMIN, (), desk.clock)
    program = Api(desk.url, token)
    for method, path in (("GET", ""), ("POST", "/check"), ("DELETE", ""), ("DELETE", "/writing")):
        assert program.ask(method, path).status_code == 403
    program.session.headers.clear()
    assert program.ask("GET").status_code == 401
    program.session.close()
