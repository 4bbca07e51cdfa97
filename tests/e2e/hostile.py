"""What nobody should send, and what every answer to it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from common.i18n import Words, languages
from kiosk.queue.refusals import Code

CODES = {code.value for code in Code}
TRACES = re.compile(r"Traceback|File \"|sqlalchemy|sqlite3|OperationalError|IntegrityError")
MEGABYTE = b"x" * 2**20
# Bodies that are no message of ours, whatever the route.
BODIES: list[bytes] = [
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"12",
    b"NaN",
    b"\xff\xfe\x00{",
    b'{"id": "\xed\xa0\x80"}',
    b'{"id": "\\ud800"}',
    b"[" * 20_000,
    b'{"a":' * 8_000 + b"1" + b"}" * 8_000,
    b'{"id": 1e999, "service": -1e-999}',
    b'{"id": ' + b"9" * 5_000 + b"}",
    b'{"__proto__": {}, "constructor": "x"}',
    b"%PDF-1.4 \x00\x01\x02",
    MEGABYTE,
]
# Values that no field should stumble over.
VALUES: list[Any] = [
    None,
    True,
    -1,
    2**63,
    10**400,
    1.5,
    "",
    " ",
    "\u0000",
    "\u0000\u0007\u001b[31m",
    "\ud800",
    "👩🏽‍💻🇪🇸",
    "\u202e" + "ن" * 199,
    "ﷺ" * 200,
    "x" * 201,
    "x" * 50_000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}{%s}%n$(id)`id`",
    "../../../etc/passwd",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "2026-03-29T02:30:00+01:00",
    "2026-02-30T10:00:00Z",
    [],
    {},
    [[[[]]]],
    ["x"] * 1000,
    {"a": {"b": "c"}},
]
# Parts of a path where an id is expected.
PATH_PARTS = [
    "nobody",
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%FF",
    "'%20OR%201=1--",
    "x" * 300,
    "%0d%0aSet-Cookie:a=b",
    "0",
    "-",
]


def faulty(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The body with each field in turn replaced by each value, left out, or joined by one too many."""
    for name in body:
        yield {other: value for other, value in body.items() if other != name}
        for value in VALUES:
            yield body | {name: value}
    yield body | {"one_too_many": 1}


def encoded(body: dict[str, Any]) -> bytes:
    """As JSON; lone surrogates go out as their escapes."""
    return json.dumps(body).encode()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a request that was sent as it stands, without a client that tidies it up."""

    asked: str
    status: int
    headers: Mapping[str, str]
    text: str


def send(
    url: str,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own; an iterable body goes out in chunks, without a length."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        told = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            told["Transfer-Encoding"] = "chunked"
        connection.request(method, path, body, told, encode_chunked="Transfer-Encoding" in told)
        found = connection.getresponse()
        text = found.read().decode("utf-8", "replace")
        asked = f"{method} {path[:150]} {str(body)[:200]}"
        return Answer(asked, found.status, {name.lower(): value for name, value in found.getheaders()}, text)
    finally:
        connection.close()


def nothing_broke(answer: Answer) -> None:
    told = f"{answer.asked}: {answer.status} {answer.text[:400]}"
    assert answer.status < 500 or answer.status == 507, told
    assert not TRACES.search(answer.text), told


def answers_clearly(answer: Answer) -> None:
    """Nothing broke: a yes, or a no with a code that has words in every language."""
    nothing_broke(answer)
    if answer.status < 400:
        return
    told = f"{answer.asked}: {answer.status} {answer.text[:400]}"
    assert answer.headers["content-type"] == "application/problem+json", told
    problem = json.loads(answer.text)
    assert problem["code"] in CODES and problem["status"] == answer.status, told
    for language in languages():
        said = Words(language, ["refusals"]).say(f"refusal-{problem['code'].replace('_', '-')}")
        assert said.strip(), told
