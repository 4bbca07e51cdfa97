"""Subscribing, in tests."""

from __future__ import annotations

from typing import Any

from common.ids import new_id
from tests.api.desk_changes.following import Program

ADDRESS = "/api/v1/webhooks"


def subscribe(admin: Program, url: str, **parts: Any) -> dict[str, Any]:
    """A new subscription as the API told it, with its secret."""
    answer = admin.call("POST", ADDRESS, {"url": url, **parts}, Idempotency_Key=new_id())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def state_of(admin: Program, webhook: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = admin.call("GET", f"{ADDRESS}/{webhook['id']}").json()
    return found


def deliveries_of(admin: Program, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admin.call("GET", f"{ADDRESS}/{webhook['id']}/deliveries").json()
    return found
