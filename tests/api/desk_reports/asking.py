"""Asks a desk's reports over HTTP, and puts journals where a site's push would put them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import requests

from desk.engine import Connection
from desk.staff.rules import Role
from desk.sync import store as sync
from kiosk.queue.chain import Entry
from tests.api.desk_sync.journals import chained
from tests.fixtures.desks import PASSWORD, RunningDesk
from tests.unit.planning.invented import Invented


@cache
def invented_journal(seed: int, days: int) -> tuple[Entry, ...]:
    """The journal of an invented site, made once."""
    return tuple(chained(Invented(seed).past(days)))


def pushed(connection: Connection, site: str, entries: Sequence[Entry], now: datetime) -> None:
    """Store a whole journal as the desk's copy."""
    held = sync.lock_journal(connection, site)
    assert held.sequence == 0
    sync.append(connection, site, entries, now)


class Asking:
    """A lead's program. `site` is what it asks about."""

    def __init__(self, desk: RunningDesk, site: str, role: Role = Role.LEAD) -> None:
        self.url, self.site = desk.url, site
        login = f"some-{role.value}"
        desk.staff(login, role)
        self.session = requests.Session()
        body = {"name": login, "password": PASSWORD}
        answer = self.session.post(f"{desk.url}/api/v1/sessions", json=body, timeout=20)
        assert answer.status_code == 201, answer.text
        self.session.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def get(self, report: str, **query: Any) -> requests.Response:
        wanted = {"site": self.site} | query
        return self.session.get(f"{self.url}/api/v1/reports/{report}", params=wanted, timeout=60)

    def told(self, report: str, **query: Any) -> dict[str, Any]:
        """The answer, which must be one."""
        answer = self.get(report, **query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
