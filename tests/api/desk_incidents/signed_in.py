"""Programs that act for staff, in tests."""

from __future__ import annotations

from typing import Any

import requests

from tests.fixtures.desks import PASSWORD, RunningDesk


class StaffClient:
    """Calls the desk's API as a member of staff; keeps nothing but the token."""

    def __init__(self, desk: RunningDesk, login: str) -> None:
        self.url = desk.url
        answer = requests.post(
            f"{desk.url}/api/v1/sessions", json={"name": login, "password": PASSWORD}, timeout=10
        )
        assert answer.status_code == 201, answer.text
        self.token: str = answer.json()["token"]
        self.id: str = answer.json()["id"]

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """`headers` with _ for -: `Idempotency_Key="k"`."""
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(method, self.url + path, json=body, headers=sent, timeout=20)
