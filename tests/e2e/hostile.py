"""What nobody should send, and what every answer to it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import requests

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


def answers_clearly(answer: requests.Response, what: object) -> None:
    """Nothing broke: a yes, or a no with a code that has words in every language."""
    told = f"{answer.request.method} {answer.url[:200]} {str(what)[:200]!r}: {answer.status_code}"
    assert answer.status_code < 500 or answer.status_code == 507, f"{told} {answer.text[:300]}"
    assert not TRACES.search(answer.text), f"{told} {answer.text[:500]}"
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", told
    problem = answer.json()
    assert problem["code"] in CODES, told
    assert problem["status"] == answer.status_code, told
    for language in languages():
        words = Words(language, ["refusals"])
        said = words.say(f"refusal-{problem['code'].replace('_', '-')}", **problem["data"])
        assert said.strip() and "{" not in said, f"{told} {said}"
