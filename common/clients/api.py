"""One HTTP service as a caller sees it: an answer, a polite no, or nobody there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import requests
from pydantic import ValidationError
from requests.adapters import HTTPAdapter

from common.clients.addresses import Addresses
from common.clients.errors import ApiRefused, Unreachable
from common.wire import TERM_HEADER, Message, Problem
from kiosk.queue.refusals import Code

T = TypeVar("T")
CONNECT_SECONDS = 3.0
NOT_SERVING = frozenset({Code.FENCED.value, Code.STANDBY.value})  # ask the other machine of the site
GATEWAY_STATUSES = frozenset({502, 503, 504})  # a proxy speaks because the service behind it does not


class Api:
    """A service at `base_url` with a bearer token. May be used by several threads at once.

    `base_url` may name both machines of a site (see `Addresses`): what one does not serve the other is asked.
    `timeout`: seconds without any byte before the service counts as unreachable.
    """

    def __init__(self, base_url: str | Addresses, token: str = "", timeout: float = 5.0) -> None:
        self.addresses = base_url if isinstance(base_url, Addresses) else Addresses(base_url)
        self.base_url = self.addresses.text
        self.timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies and no netrc: these are services of our own
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=32, max_retries=0)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self.token = token

    def hang_up(self) -> None:
        """Close idle connections; the next request opens new ones."""
        self._session.close()

    def request(
        self,
        method: str,
        path: str,
        body: Message | None = None,
        key: str | None = None,
        params: dict[str, str] | None = None,
        timeout: float | None = None,
        told: dict[str, str] | None = None,
    ) -> requests.Response:
        """The answer to one request; `key`: its idempotency key, `told`: headers of its own.

        Raises ApiRefused or Unreachable.
        """
        headers = self.headers() | (told or {})
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = body.model_dump_json(by_alias=True, exclude_unset=True).encode()
        if key is not None:
            headers["Idempotency-Key"] = key
        wait = (min(CONNECT_SECONDS, timeout or self.timeout), timeout or self.timeout)

        def send(address: str) -> requests.Response:
            return self._session.request(
                method,
                address + path,
                params=params,
                data=content,
                headers=headers | self.addresses.header(),
                timeout=wait,
                allow_redirects=False,
            )

        return self._ask(send)

    def stream(self, path: str, headers: dict[str, str], silence_seconds: float) -> requests.Response:
        """An open response to read from as it grows. Raises ApiRefused or Unreachable."""

        def send(address: str) -> requests.Response:
            return self._session.get(
                address + path,
                headers=self.headers() | headers | self.addresses.header(),
                timeout=(min(CONNECT_SECONDS, silence_seconds), silence_seconds),
                allow_redirects=False,
                stream=True,
            )

        return self._ask(send)

    def _ask(self, send: Callable[[str], requests.Response]) -> requests.Response:
        """The answer of the first address that serves; each is asked once, the last one that served first."""
        for left in reversed(range(len(self.addresses))):
            address = self.addresses.current
            try:
                return self._answer(send, address)
            except Unreachable:
                self.addresses.leave(address)
                if not left:
                    raise
            except ApiRefused as refused:
                if refused.problem.code not in NOT_SERVING:
                    raise
                self.addresses.leave(address)
                if len(self.addresses) == 1:
                    raise
                if not left:
                    raise Unreachable(refused.problem.code) from refused
        raise Unreachable("no address")

    def _answer(self, send: Callable[[str], requests.Response], address: str) -> requests.Response:
        try:
            response = send(address)
        except (requests.RequestException, OSError) as error:
            raise Unreachable(type(error).__name__) from error
        if self.addresses.is_outdated(response.headers.get(TERM_HEADER)):
            response.close()
            raise Unreachable("another machine took over from this one")
        return self.checked(response)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    @staticmethod
    def checked(response: requests.Response) -> requests.Response:
        """The response if it is a yes. Raises ApiRefused, or Unreachable for a proxy's own answer."""
        if response.status_code < 300:
            return response
        with response:
            problem = _problem(response)
        if problem is None and response.status_code in GATEWAY_STATUSES:
            raise Unreachable(f"status {response.status_code}")
        raise ApiRefused(
            problem
            or Problem(
                title="Not an answer of this service", status=response.status_code, code=Code.INTERNAL.value
            )
        )


def _problem(response: requests.Response) -> Problem | None:
    if not response.headers.get("Content-Type", "").startswith("application/problem+json"):
        return None
    try:
        return Problem.model_validate_json(response.content)
    except (ValidationError, requests.RequestException):
        return None


def read(validate: Callable[[bytes], T], response: requests.Response) -> T:
    """The answer as what it should be. Raises Unreachable when it is not: cut off, or another's page."""
    try:
        return validate(response.content)
    except (ValidationError, requests.RequestException) as error:
        raise Unreachable("not an answer of this service") from error


def json_of(response: requests.Response) -> Any:
    """The JSON value of an answer. Raises Unreachable when it is none: somebody else answered."""
    try:
        return response.json()
    except ValueError as error:
        raise Unreachable("no JSON") from error
