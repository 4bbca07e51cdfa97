"""An identity provider: real SCIM requests over real HTTP."""

from __future__ import annotations

from typing import Any

import requests
from scim2_client import BaseSyncSCIMClient, RequestNetworkException

ROOT = "/api/scim/v2"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
BADGE = "urn:ietf:params:scim:schemas:extension:mostrador:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Provider:
    """Asks as Entra ID, Okta and others do: plain JSON, with a bearer token."""

    def __init__(self, url: str, token: str) -> None:
        self.url = f"{url}{ROOT}"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.session.close()

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> requests.Response:
        headers = {"Content-Type": "application/scim+json"} | headers
        return self.session.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=30)

    def make(self, user_name: str, **more: Any) -> dict[str, Any]:
        """A new user; the answer."""
        body = {"schemas": [USER], "userName": user_name, "active": True} | more
        answer = self.ask("POST", "/Users", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def patch(self, user: str, *operations: dict[str, Any], **headers: str) -> requests.Response:
        return self.ask("PATCH", f"/Users/{user}", {"schemas": [PATCH], "Operations": operations}, **headers)

    def found(self, query: str) -> list[dict[str, Any]]:
        answer = self.ask("GET", f"/Users?{query}")
        assert answer.status_code == 200, answer.text
        resources: list[dict[str, Any]] = answer.json().get("Resources", [])
        return resources


class Conformance(BaseSyncSCIMClient):
    """The client of the SCIM conformance checks, over requests."""

    def __init__(self, provider: Provider, **more: Any) -> None:
        super().__init__(**more)
        self._asks = provider

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return not endpoint.startswith("http") or endpoint.startswith(self._asks.url)

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        address = url if url.startswith("http") else f"{self._asks.url}/{url.lstrip('/')}"
        try:
            return self._asks.session.request(method, address, timeout=30, **kwargs)
        except requests.RequestException as error:
            raise RequestNetworkException from error
