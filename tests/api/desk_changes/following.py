"""A program that follows the list of changes, in tests."""

from __future__ import annotations

from typing import Any

import requests

from desk.programs.tokens import create_program_token
from desk.staff.rules import Role
from tests.fixtures.desks import RunningDesk


class Program:
    """Calls the desk's API with a token of its own."""

    def __init__(
        self, desk: RunningDesk, name: str = "sync", role: Role = Role.AGENT, sites: tuple[str, ...] = ()
    ) -> None:
        self.url = desk.url
        self.token = create_program_token(desk.database, name, role, sites, desk.clock)
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {self.token}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """`headers` with _ for -: `If_Match='"1"'`."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.request(method, self.url + path, json=body, headers=sent, timeout=40)

    def make(self, incident: str, **parts: Any) -> requests.Response:
        return self.call("PUT", f"/api/v1/incidents/{incident}", whole(incident, **parts), If_None_Match="*")

    def changes(self, after: int | str = 0, **query: Any) -> dict[str, Any]:
        answer = self.session.get(f"{self.url}/api/v1/changes", params={"after": after, **query}, timeout=40)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def close(self) -> None:
        self.session.close()


def whole(incident: str, **parts: Any) -> dict[str, Any]:
    """The body of a record."""
    body: dict[str, Any] = {
        "id": incident,
        "site": "main",
        "kind": "incident",
        "category": ["hardware"],
        "impact": 2,
        "urgency": 3,
        "title": "Screen flickers",
        "resolved": False,
        "person_name": "Ana Example",
    }
    return body | parts
