"""The desk as a site sees it: push the journal, pull the feed. Blocking; one client a thread."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import requests
from pydantic import BaseModel, ValidationError

from common.clients.errors import ApiRefused, Unreachable
from common.wire import TERM_HEADER, FeedItem, JournalCopyOut, Message, Problem, PushBody, PushOut

M = TypeVar("M", bound=BaseModel)


class FeedPage(Message):
    """A run of the feed, in order; ask again from `next`."""

    items: list[FeedItem]
    next: int


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    body: BaseModel | None = None
    query: Mapping[str, Any] | None = None
    patience_seconds: float = 0.0
    term: int = 0  # of the journal that is pushed


class DeskClient:
    """Calls the desk at `base_url` with a site's token. `timeout` is seconds without a sign of life."""

    def __init__(self, base_url: str, token: str, timeout: float = 5.0) -> None:
        self._base = base_url.rstrip("/")
        self._timeout = timeout
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.trust_env = not _on_this_machine(base_url)  # a proxy cannot reach our own loopback

    def push(self, site: str, body: PushBody, term: int = 0) -> PushOut:
        """Send a run of the journal and the incidents beside it. A repeat is a success.

        Raises ApiRefused (`out_of_order`: `problem.data["sequence"]` and `["head"]` say what the desk holds;
        `chain_broken`: `["seq"]` names the entry; `fenced`: `["term"]` is higher than ours) or Unreachable.
        """
        path = f"/api/v1/sync/{quote(site, safe='')}/journal"
        return _read(PushOut, self._send(_Request("POST", path, body, term=term)))

    def terms(self, site: str, standing: Mapping[str, Any] | None = None) -> tuple[int, int]:
        """The term of the journal that the desk holds, and the one that a standby shall begin (0: none).

        `standing`: how the standby that asks stands: `entry`, `together`, `whole`.
        """
        path = f"/api/v1/sync/{quote(site, safe='')}/take-over"
        value = self._send(_Request("GET", path, None, standing))
        told = [value.get(name) for name in ("term", "ordered")] if isinstance(value, dict) else []
        if len(told) != 2 or not all(isinstance(one, int) for one in told):
            raise Unreachable("no answer of a desk: not terms")
        return int(told[0] or 0), int(told[1] or 0)

    def feed(self, site: str, after: int, wait_seconds: float = 0) -> FeedPage:
        """What the desk has to tell after `after`; waits up to `wait_seconds` for news if there is none."""
        path = f"/api/v1/sync/{quote(site, safe='')}/feed"
        query = {"after": after, "wait": int(wait_seconds)}
        return _read(FeedPage, self._send(_Request("GET", path, None, query, wait_seconds)))

    def journal(self, site: str, after: int, limit: int) -> JournalCopyOut:
        """What the desk holds of the site's journal: how far, and up to `limit` entries after `after`."""
        path = f"/api/v1/sync/{quote(site, safe='')}/journal"
        query = {"after": after, "limit": limit}
        return _read(JournalCopyOut, self._send(_Request("GET", path, None, query)))

    def report(self, name: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """One report on this site (`plan`, `back-test`, `waits`, `fairness`, `unmet`), as JSON values."""
        path = f"/api/v1/reports/{quote(name, safe='')}"
        value = self._send(_Request("GET", path, None, query, 60))
        if not isinstance(value, dict):
            raise Unreachable("no answer of a desk: not a report")
        return value

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def _send(self, request: _Request) -> Any:
        try:
            answer = self._session.request(
                request.method,
                self._base + request.path,
                params=request.query,
                data=request.body.model_dump_json(by_alias=True).encode() if request.body else None,
                headers=_headers(request),
                timeout=(self._timeout, self._timeout + request.patience_seconds),
                allow_redirects=False,
            )
        except (requests.RequestException, OSError) as error:
            raise Unreachable(type(error).__name__) from error
        try:
            value = answer.json()
        except ValueError as error:
            raise Unreachable(f"no answer of a desk: status {answer.status_code}") from error
        if answer.status_code >= 300:
            raise ApiRefused(_read(Problem, value))
        return value


def _headers(request: _Request) -> dict[str, str] | None:
    if not request.body:
        return None
    told = {TERM_HEADER: str(request.term)} if request.term else {}
    return {"Content-Type": "application/json"} | told


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(model: type[M], value: Any) -> M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Unreachable(f"no answer of a desk: not a {model.__name__}") from error
