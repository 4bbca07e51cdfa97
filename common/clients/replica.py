"""The site service as its standby sees it. Blocking; `Unreachable` and `ApiRefused` as for every client."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from common.clients.api import Api, json_of, read
from common.clients.errors import Unreachable
from common.wire import FenceBody, TakeOverBody, TakeOverOut


class ReplicaClient(Api):
    """Calls the primary at `base_url` with a token of kind `standby`."""

    def begin(self, copy: str) -> dict[str, Any]:
        """Begin a copy: `log`, `change`, `term`, `site`, `origin`."""
        return _object(self.request("POST", f"/api/v1/replica/copies/{quote(copy, safe='')}"))

    def rows(self, kind: str, after: int) -> dict[str, Any]:
        """A page of one table: `rows`, `more`."""
        path = f"/api/v1/replica/rows/{quote(kind, safe='')}"
        return _object(self.request("GET", path, params={"after": str(after)}))

    def follow(self, has: dict[str, str], wait_seconds: float) -> dict[str, Any]:
        """What comes after what we have; `has`: the parameters of the route."""
        params = has | {"wait": f"{wait_seconds:.2f}"}
        timeout = self.timeout + wait_seconds
        return _object(self.request("GET", "/api/v1/replica", params=params, timeout=timeout))

    def hash_of(self, entry: int) -> str:
        """The hash of one of its entries; "" when it has none of this number."""
        return str(_object(self.request("GET", f"/api/v1/replica/hashes/{entry}")).get("hash", ""))

    def fence(self, term: int, seconds: float) -> dict[str, Any]:
        """Tell the primary to stop: `entry` and `change` are its last."""
        made = self.request("POST", "/api/v1/replica/fence", FenceBody(term=term), timeout=seconds)
        return _object(made)


def _object(response: Any) -> dict[str, Any]:
    value = json_of(response)
    if not isinstance(value, dict):
        raise Unreachable("not an answer of this service")
    return value


class StandbyClient(Api):
    """The standby at `base_url`, with the token that it left on its machine."""

    def take_over(self, by: str, seconds: float = 60.0) -> TakeOverOut:
        """Make it the primary; what it knows of what may be missing."""
        made = self.request("POST", "/api/v1/take-over", TakeOverBody(by=by), timeout=seconds)
        return read(TakeOverOut.model_validate_json, made)
