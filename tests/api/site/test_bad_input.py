"""Whatever is sent gets a clear answer: a problem with a code, never a traceback, and the line goes on."""

from __future__ import annotations

import http.client
import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from common.ids import new_id
from kiosk.queue.refusals import Code
from tests.api.site.asking import raw, refused, waiting
from tests.api.site.running import SiteThread

CODES = {code.value for code in Code}


def problem_of(answer: object) -> str:
    """The code of a problem that is one in form too."""
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]  # any client's
    body = answer.json()  # type: ignore[attr-defined]  # any client's answer
    assert body["code"] in CODES and "Traceback" not in json.dumps(body)
    return str(body["code"])


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"\xff\xfe\x00",
    b'{"id": "a", "service": "laptop", "guest": {"name": "\\ud800"}}',
    b'{"id": "a", "service": "laptop", "unknown": 1}',
    b'{"id": "a b", "service": "laptop"}',
    b'{"id": "a", "service": "laptop", "guest": {"name": "\\u0000\\u0007"}}',
    b'{"id": "a", "service": "laptop", "guest": {"name": "Ana", "mail": "no"}}',
    b'{"id": "a", "service": "laptop", "arrived_at": "2026-03-29T02:30:00"}',
    b'{"id": "a", "service": "laptop", "arrived_at": 1e400}',
    b'{"id": 5, "service": NaN}',
    b"[" * 30_000,
    b'{"a":' * 10_000,
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_bodies_that_are_not_a_check_in(site: SiteThread, body: bytes) -> None:
    kiosk = site.local()
    answer = raw(kiosk, "POST", "/api/v1/visits", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422) and problem_of(answer) == "invalid"
    assert waiting(kiosk).number == "A001"


def test_nul_and_control_characters_are_cleaned_away(site: SiteThread) -> None:
    kiosk = site.local()
    body = {
        "id": "a",
        "service": "laptop",
        "guest": {"name": "A\u0000n\u0007a\u200b  G"},
        "note": "x\u0000\ny",
    }
    assert raw(kiosk, "POST", "/api/v1/visits", json=body).status_code == 201
    seen = site.agent("lena").visit("a")
    assert seen.full_name.startswith("Ana") and "\u0000" not in seen.full_name and seen.note == "x\ny"


def test_too_large_with_and_without_a_length(site: SiteThread) -> None:
    kiosk, large = site.local(), b'{"note": "' + b"x" * 70_000 + b'"}'
    answer = raw(kiosk, "POST", "/api/v1/visits", data=large)
    assert (answer.status_code, problem_of(answer)) == (413, "too_large")
    chunked = raw(
        kiosk,
        "POST",
        "/api/v1/visits",
        data=(large[at : at + 1000] for at in range(0, len(large), 1000)),
        headers={"Content-Type": "application/json"},
    )
    assert (chunked.status_code, problem_of(chunked)) == (413, "too_large")
    assert waiting(kiosk).number == "A001"


def test_paths_methods_and_parameters_that_are_none(site: SiteThread) -> None:
    kiosk = site.local()
    for method, path, status, code in [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("DELETE", "/api/v1/visits", 405, "invalid"),
        ("POST", "/api/v1/visits/a/dance", 422, "invalid"),
        ("GET", "/api/v1/visits/%00%ff", 422, "invalid"),
        ("GET", "/api/v1/journal?after=-1", 422, "invalid"),
        ("GET", "/api/v1/journal?after=9e99", 422, "invalid"),
        ("GET", f"/api/v1/journal?after={10**30}", 422, "invalid"),
        ("GET", "/api/v1/people?q=" + "a" * 201, 422, "invalid"),
    ]:
        answer = raw(kiosk, method, path)
        assert (answer.status_code, problem_of(answer)) == (status, code), path
    answer = raw(site.agent("lena"), "GET", "/api/v1/incidents?day=31-12-2026")
    assert (answer.status_code, problem_of(answer)) == (422, "invalid")


@pytest.mark.parametrize(
    "token", ["", "Basic abc", "Bearer", "Bearer  ", "Bearer \xff\xfe", "bearer mst_" + "x" * 5000]
)
def test_tokens_that_are_none(site: SiteThread, token: str) -> None:
    host = urlsplit(site.url)
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    connection.request("GET", "/api/v1/line", headers={"Authorization": token.encode("latin-1")})
    answer = connection.getresponse()
    assert answer.status == 401 and json.loads(answer.read())["code"] == "unauthenticated"
    connection.close()


def test_a_body_that_never_ends_its_promise_hurts_nobody(site: SiteThread) -> None:
    host = urlsplit(site.url)
    kiosk = site.local()
    connection = http.client.HTTPConnection(host.hostname or "", host.port, timeout=10)
    connection.putrequest("POST", "/api/v1/visits")
    for name, value in (kiosk.headers() | {"Idempotency-Key": new_id(), "Content-Length": "500"}).items():
        connection.putheader(name, value)
    connection.endheaders(b'{"id": ')
    assert waiting(kiosk).number == "A001"
    connection.close()
    assert waiting(kiosk, "Luis").number == "A002"
    refused(404, "unknown_visit", kiosk.visit, "a")


CHECKS = (content_type_conformance, response_schema_conformance, status_code_conformance)


def test_nothing_that_the_description_allows_or_forbids_breaks_the_service(site: SiteThread) -> None:
    """Schemathesis makes requests from our own OpenAPI document, right and wrong ones."""
    lena = site.agent("lena")
    described = schemathesis.openapi.from_url(f"{site.url}/openapi.json")

    for operation in described.get_all_operations():
        assert isinstance(operation, Ok), "our document can be read"
        found = operation.ok()
        if found.path in ("/api/v1/journal", "/api/v1/sessions/current"):
            continue
        run_examples(found, lena.headers(), site.url)
    assert raw(lena, "POST", "/api/v1/pauses/end", json={}).status_code == 200
    assert waiting(site.local()).state == "waiting"


def run_examples(operation: APIOperation[Any, Any, Any, Any], headers: dict[str, str], url: str) -> None:
    """A dozen requests to one operation, right and wrong ones."""
    for mode in schemathesis.GenerationMode:

        @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def each(case: schemathesis.Case[Any]) -> None:
            answer = case.call(base_url=url, headers=headers, timeout=20)
            assert answer.status_code != 500
            case.validate_response(answer, checks=list(CHECKS))

        with suppress(Unsatisfiable):  # what takes no parameters cannot be asked wrongly
            each()
