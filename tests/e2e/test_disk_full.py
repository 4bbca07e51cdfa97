"""The desk's disk is full: a clear no, reading goes on, and so does everything once there is room again."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from common.clock import SystemClock
from common.i18n import Words
from common.ids import new_id
from desk.engine import Database, sqlite_url
from desk.programs import store as programs
from desk.staff.rules import Role
from desk.staff.store import add_staff
from tests.api.desk_directory.provider import USER, Provider
from tests.e2e.sample import sample_desk
from tests.fixtures.desks import password_hash
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

ROOM_BYTES = 40_000  # what the database's log may still grow by before the disk is full


@contextmanager
def full_disk(process: int, folder: Path) -> Iterator[None]:
    """No file of this process may grow over what the largest has now, and a little more."""
    largest = max(path.stat().st_size for path in folder.iterdir() if path.is_file())
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (largest + ROOM_BYTES, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


class Phone:
    """Books one time after another."""

    def __init__(self, url: str) -> None:
        self.url = url
        day = (SystemClock().now() + timedelta(days=2)).date().isoformat()
        asked = {"service": "laptop", "day": day}
        slots = requests.get(f"{url}/api/v1/sites/main/slots", params=asked, timeout=20).json()
        self.starts = [slot["start"] for slot in slots]

    def book(self, number: int) -> requests.Response:
        body = {"id": new_id(), "site": "main", "service": "laptop", "start": self.starts[number]}
        body |= {"name": "Ana", "mail": "ana@example.org", "note": "x" * 500, "language": "es"}
        headers = {"Idempotency-Key": body["id"]}
        return requests.post(f"{self.url}/api/v1/appointments", json=body, headers=headers, timeout=60)


def let_in(desk: Killable, folder: Path) -> tuple[Provider, Visitor]:
    """An identity provider, and a member of staff who has signed in."""
    database = Database(sqlite_url(folder / "data" / "desk" / "desk.db"))
    with closing(database), database.begin() as connection:
        add_staff(connection, "full-disk", "Lena Example", password_hash(), Role.LEAD)
        token = programs.add(connection, "directory", Role.ADMIN, (), SystemClock().now())
    return Provider(desk.url, token), Visitor(desk.url).sign_in("full-disk")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Killable]:
    sample_desk(tmp_path)
    with Killable("desk", tmp_path) as running:
        yield running
        assert running.stop() == 0


def booked_until_full(phone: Phone) -> tuple[dict[str, str], dict[str, Any]]:
    """What was booked (id and page), and the no that ended it."""
    told: dict[str, str] = {}
    for number in range(len(phone.starts)):
        answer = phone.book(number)
        if answer.status_code != 201:
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            return told, answer.json()
        made = answer.json()
        told[made["appointment"]["id"]] = made["pass"]
    raise AssertionError("the disk did not become full")


def test_a_full_disk_is_a_clear_no_and_reading_goes_on(desk: Killable, tmp_path: Path) -> None:
    assert desk.process is not None and desk.process.pid is not None
    phone = Phone(desk.url)
    visitor = Visitor(desk.url, "es")
    provider, lead = let_in(desk, tmp_path)
    with full_disk(desk.process.pid, tmp_path / "data" / "desk"):
        told, problem = booked_until_full(phone)
        assert (problem["status"], problem["code"]) == (507, "storage_full")
        for text in told.values():
            assert requests.get(f"{desk.url}/v/{text}", timeout=20).status_code == 200
        assert requests.get(f"{desk.url}/healthz", timeout=20).json()["status"] == "ok"
        wish = urlencode({"service": "laptop", "start": phone.starts[-1]})
        visitor.get(f"/book/main?{wish}")
        assert visitor.status == 200
        fields: dict[str, str | list[str]] = {"id": new_id(), "service": "laptop", "start": phone.starts[-1]}
        visitor.post("/book/main", fields | {"name": "Luis", "mail": "luis@example.org", "note": "y" * 500})
        assert visitor.status == 507
        assert Words("es", ["refusals"]).say("refusal-storage-full") in visitor.text
        answer = provider.ask("POST", "/Users", {"schemas": [USER], "userName": "ana"})
        assert (answer.status_code, answer.json()["status"]) == (507, "507")
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert provider.found('filter=userName eq "ana"') == []
        lead.send_file("/staff/incidents/i-1/files", "a.txt", b"x" * 5_000_000, "text/plain")
        assert lead.status == 507 and Words("en", ["refusals"]).say("refusal-storage-full") in lead.text
    again = phone.book(len(phone.starts) - 2)
    assert again.status_code == 201, "there is room again, and it goes on by itself"
    for text in told.values():
        assert requests.get(f"{desk.url}/v/{text}", timeout=20).status_code == 200
    for client in (visitor, lead, provider):
        client.close()
