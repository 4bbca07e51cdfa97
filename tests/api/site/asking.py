"""Small words that many of these tests use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from common.clients.errors import ApiRefused
from common.clients.site import SiteClient
from common.ids import new_id
from common.wire import CheckInBody, IncidentBody, VisitOut


def a_check_in(name: str = "Ana García", service: str = "laptop", **more: object) -> CheckInBody:
    """Somebody who is not in the directory."""
    return CheckInBody.model_validate({"id": new_id(), "service": service, "guest": {"name": name}, **more})


def waiting(client: SiteClient, name: str = "Ana García", service: str = "laptop") -> VisitOut:
    """Somebody who has checked in."""
    return client.check_in(a_check_in(name, service), new_id())


def an_incident(**more: object) -> IncidentBody:
    fields = {"id": new_id(), "kind": "incident", "category": ["hardware"], "impact": 2, "urgency": 2}
    return IncidentBody.model_validate(fields | {"title": "Screen stays dark"} | more)


def refused(status: int, code: str, call: Callable[..., Any], *args: Any, **named: Any) -> dict[str, str]:
    """The data of the refusal that this call must meet."""
    with pytest.raises(ApiRefused) as caught:
        call(*args, **named)
    problem = caught.value.problem
    assert (problem.status, problem.code) == (status, code)
    return problem.data


def raw(client: SiteClient, method: str, path: str, **more: Any) -> requests.Response:
    """A request as somebody might send it who does not use our client."""
    headers = client.headers() | {"Idempotency-Key": new_id()} | more.pop("headers", {})
    return requests.request(method, client.base_url + path, headers=headers, timeout=20, **more)
