"""An OpenID provider over HTTP: what it says of itself, its keys, and a code turned into tokens.

Nothing here is believed: `desk.staff.openid` checks what comes back.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import requests
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from common.clients.errors import Unreachable
from common.settings import is_safe_address

MOST_BYTES = 1024 * 1024
CONNECT_SECONDS = 4.0
SILENCE_SECONDS = 6.0
WHOLE_SECONDS = 12.0  # also when it answers a byte now and then: a person waits
CHUNK = 16 * 1024


class SaidNo(Exception):
    """The provider answered, and not with a yes; `error` is its word for why ("" when it gave none)."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(f"{status} {error}".strip())
        self.status = status
        self.error = error


def get_json(url: str, access_token: str = "") -> dict[str, Any]:
    """The JSON object at an address. Raises Unreachable, SaidNo."""
    headers = {"Authorization": f"Bearer {access_token}"} if access_token else {}
    return _ask("GET", url, headers=headers)


def redeem(
    url: str, fields: dict[str, str], client_id: str, secret: str, in_header: bool = True
) -> dict[str, Any]:
    """Turn a code into tokens at the provider's token endpoint. Raises Unreachable, SaidNo.

    `in_header`: the secret goes as HTTP Basic (RFC 6749, 2.3.1), else among the fields.
    """
    if secret and in_header:
        return _ask("POST", url, data=fields, auth=HTTPBasicAuth(quote(client_id, ""), quote(secret, "")))
    told = {"client_id": client_id} | ({"client_secret": secret} if secret else {})
    return _ask("POST", url, data=fields | told)


def _ask(method: str, url: str, **given: Any) -> dict[str, Any]:
    if not is_safe_address(url):
        raise Unreachable("not a safe address")
    ends = time.monotonic() + WHOLE_SECONDS
    given["headers"] = given.get("headers", {}) | {"Accept": "application/json"}
    try:
        with requests.Session() as session:
            session.trust_env = url.startswith("https:")  # a proxy cannot reach our own loopback
            with session.request(
                method,
                url,
                timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
                allow_redirects=False,
                stream=True,
                **given,
            ) as answer:
                return _object(answer.status_code, _content(answer, ends))
    except (requests.RequestException, HTTPError, OSError) as error:
        raise Unreachable(type(error).__name__) from error


def _content(answer: requests.Response, ends: float) -> bytes:
    """What was answered, within its time and size. Raises Unreachable."""
    content = bytearray()
    while chunk := answer.raw.read1(CHUNK, decode_content=True):  # whatever came, without waiting for more
        content += chunk
        if len(content) > MOST_BYTES or time.monotonic() > ends:
            raise Unreachable("too large or too slow")
    return bytes(content)


def _object(status: int, content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    is_object = isinstance(said, dict)
    told: dict[str, Any] = said if is_object else {}
    if status == 429 or status >= 500:
        raise Unreachable(f"status {status}")
    if status != 200:
        error = told.get("error")
        raise SaidNo(status, error[:100] if isinstance(error, str) else "")
    if not is_object:
        raise Unreachable("no JSON object")
    return told
