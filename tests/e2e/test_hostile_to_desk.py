"""Whatever is sent to the desk gets a clear answer in the reader's language, and the desk goes on."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from fastapi.routing import APIRoute

from common.clock import SystemClock
from common.i18n import Words
from desk.app import _routers
from desk.directory.rules import SCIM_ROOT
from tests.e2e.hostile import (
    BODIES,
    MEGABYTE,
    PATH_PARTS,
    VALUES,
    Answer,
    answers_clearly,
    encoded,
    faulty,
    nothing_broke,
    send,
)
from tests.e2e.sample import sample_desk
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

INPUTS = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
INCIDENT: dict[str, Any] = {
    "id": "i-1",
    "kind": "incident",
    "category": ["hardware"],
    "impact": 2,
    "urgency": 2,
    "title": "Dark",
}
BOOKING = {"id": "a-1", "site": "main", "service": "laptop", "start": "2026-03-29T02:30:00+01:00"}
BOOKING |= {"name": "Ana", "mail": "ana@example.org", "language": "es", "note": ""}
WEBHOOK: dict[str, Any] = {"url": "https://hooks.example.org/in", "kinds": ["visit"], "sites": ["main"]}
CODE = {"code": "c", "code_verifier": "v" * 43, "redirect_uri": "http://127.0.0.1:49152/", "site": "main"}
SIGN_ON = {
    "issuer": "http://127.0.0.1:9",
    "client_id": "mostrador",
}  # nobody is there; it is asked all the same
# What is posted without a body; whatever comes instead is not looked at.
BODILESS = {
    ("POST", "/api/v1/calendar/check"),
    ("POST", "/api/v1/connectors/{connector}/try"),
    ("POST", "/api/v1/deliveries/{delivery}/again"),
    ("POST", "/api/v1/webhooks/{webhook}/secret"),
    ("POST", "/api/v1/webhooks/{webhook}/test"),
    ("POST", "/api/v1/webhooks/{webhook}/deliveries/{delivery}/again"),
    ("POST", "/api/v1/webhooks/{webhook}/deliveries/{delivery}/leave-out"),
}
# Every route of the API that takes a body, with one that it would take.
BODY_ROUTES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/appointments"): BOOKING,
    ("PATCH", "/api/v1/appointments/{appointment}"): {"start": BOOKING["start"], "people": 2, "note": "n"},
    ("POST", "/api/v1/appointments/{appointment}/cancel"): {"pass": "M1.a.b"},
    ("POST", "/api/v1/appointments/{appointment}/move"): {"pass": "M1.a.b", "start": BOOKING["start"]},
    ("POST", "/api/v1/sync/{site}/journal"): {"entries": [], "incidents": [INCIDENT]},
    ("POST", "/api/v1/incidents"): INCIDENT,
    ("PATCH", "/api/v1/incidents/{incident}"): {"version": 1, "note": "n"},
    ("PUT", "/api/v1/incidents/{incident}"): INCIDENT | {"site": "main", "state": "new"},
    ("PUT", "/api/v1/incidents/{incident}/notes/{note_id}"): {"text": "Ordered a cable."},
    ("POST", "/api/v1/webhooks"): WEBHOOK,
    ("PUT", "/api/v1/calendar"): {"kind": "feed", "url": "https://calendars.example.org/a.ics"},
    ("PUT", "/api/v1/calendar/writing"): {"detail": "busy"},
    ("PUT", "/api/v1/webhooks/{webhook}"): WEBHOOK | {"state": "paused"},
    ("POST", "/api/v1/incidents/{incident}/files"): {"any": "file"},
    ("POST", "/api/v1/hooks/{connector}"): {"any": "ticket"},
    ("POST", "/api/v1/deliveries/{delivery}/set-aside"): {"reason": "solved"},
    ("POST", "/api/v1/connectors/{connector}/earlier"): {"since": "2026-02-20", "which": "all"},
    ("POST", "/api/v1/deliveries/{delivery}/confirm"): {"number": "1", "url": "https://desk.example/1"},
    ("POST", "/api/v1/console-sign-ins"): CODE,
    ("POST", "/api/v1/sessions"): {"name": "lena"},  # without a password: checking one is slow on purpose
}


# Routes that take more than the usual 64 KB, and what they answer to some space.
ROOMY = {"/sync/": {422}, "/files": {404, 422}, "/hooks/": {401}}


class Attacker:
    """Signed in to the pages as an admin, with a site's token too."""

    def __init__(self, url: str, site_token: str) -> None:
        self.url, self.site_token = url, site_token
        self.browser = Visitor(url, "es-MX,es;q=0.9,en;q=0.5").sign_in("admin")
        self.cookies = "; ".join(f"{one.name}={one.value}" for one in self.browser.session.cookies)
        self.form_token = self.browser.session.cookies["mostrador_form"]
        self._asked = 0

    def api(self, method: str, path: str, body: Any) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": "k", "X-Mostrador": "1"}
        if "/sync/" in path:
            headers["Authorization"] = f"Bearer {self.site_token}"
        else:
            headers["Cookie"] = self.cookies
        return send(self.url, method, path, body, headers)

    def form(self, path: str, fields: dict[str, str] | bytes) -> Answer:
        body = fields if isinstance(fields, bytes) else encoded_form(fields | {"form_token": self.form_token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookies}
        return send(self.url, "POST", path, body, headers | {"Accept-Language": "es"})

    def get(self, path: str) -> Answer:
        return send(self.url, "GET", path, None, {"Cookie": self.cookies, "Accept-Language": "es"})


def encoded_form(fields: dict[str, str]) -> bytes:
    return urlencode(fields, errors="surrogatepass").encode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Killable, str]]:
    """One desk with the sample data for all that follows; at the end it must be whole."""
    folder = tmp_path_factory.mktemp("desk")
    token = sample_desk(folder)
    with Killable("desk", folder, desk={"sign_on": SIGN_ON}) as running:
        yield running, token
        assert requests.get(f"{running.url}/book/main", timeout=20).status_code == 200
        assert running.stop() == 0
        assert '"internal"' not in running.text()


@pytest.fixture
def attacker(desk: tuple[Killable, str]) -> Iterator[Attacker]:
    made = Attacker(desk[0].url, desk[1])
    yield made
    made.browser.close()


def routes(*methods: str) -> list[tuple[str, str]]:
    """What the desk's application has: method and path. SCIM says no in its own words: see its tests."""
    mine = [route for router in _routers() for route in router.routes if isinstance(route, APIRoute)]
    mine = [route for route in mine if not route.path.startswith(SCIM_ROOT)]
    return sorted(
        (method, route.path) for route in mine for method in set(methods) & (route.methods or set())
    )


def filled(path: str, part: str) -> str:
    return re.sub(r"\{[^}]+\}", part, path)


def own(path: str) -> str:
    return path.replace("{site}", "main").replace("{appointment}", "a-1").replace("{incident}", "i-1")


def is_clear(answer: Answer, page: bool) -> None:
    """A page in Spanish that breaks nowhere, or problem+json."""
    if not page:
        answers_clearly(answer)
        return
    nothing_broke(answer)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    assert is_html or answer.status < 400, f"{answer.asked}: {answer.status} {answer.text[:300]}"
    if is_html:
        assert answer.headers["content-language"] == "es", f"{answer.asked}: {answer.text[:300]}"


def test_every_route_of_the_api_takes_any_body(attacker: Attacker) -> None:
    with_body = [one for one in routes("POST", "PATCH", "PUT") if one[1].startswith("/api/")]
    assert set(with_body) == set(BODY_ROUTES) | BODILESS, "a new route must be in the tables above"
    for method, path in BODILESS:
        for body in BODIES:
            answer = attacker.api(method, own(path), body)
            answers_clearly(answer)
            assert answer.status == 404, answer.asked
    for method, path in BODY_ROUTES:
        for body in BODIES:
            answer = attacker.api(method, own(path), body)
            answers_clearly(answer)
            assert answer.status >= 400, answer.asked
            if body is MEGABYTE and not any(part in path for part in ROOMY):
                assert answer.status == 413


def test_every_field_of_the_api_takes_any_value(attacker: Attacker) -> None:
    for (method, path), whole in BODY_ROUTES.items():
        for body in faulty(whole):
            answers_clearly(attacker.api(method, own(path), encoded(body)))
    for body in faulty(INCIDENT):
        path = "/api/v1/sync/main/journal"
        answers_clearly(attacker.api("POST", path, encoded({"entries": [], "incidents": [body]})))


def test_bodies_without_an_honest_length(attacker: Attacker) -> None:
    for method, path in BODY_ROUTES:
        answer = attacker.api(method, own(path), iter([b" " * 8192] * 16))
        answers_clearly(answer)
        wanted = next((status for part, status in ROOMY.items() if part in path), {413})
        assert answer.status in wanted, f"{answer.asked} {answer.status}"


def test_any_path_and_any_method(attacker: Attacker) -> None:
    for method, path in routes("GET", "POST", "PATCH", "PUT", "DELETE"):
        for part in PATH_PARTS:
            page = not path.startswith("/api/") and path != "/healthz"
            if "{" in path and method == "GET":
                is_clear(attacker.get(filled(path, part)), page)
            elif "{" in path and page:
                is_clear(attacker.form(filled(path, part), {}), page)
            elif "{" in path:
                is_clear(attacker.api(method, filled(path, part), b"{}"), page)
        for wrong in {"PUT", "TRACE"} - {one for one, there in routes("PUT") if there == path}:
            answer = send(attacker.url, wrong, filled(path, "x"), None, {"Cookie": attacker.cookies})
            nothing_broke(answer)
            assert answer.status in (404, 405), answer.asked


FORMS = [
    "/staff/services/main/new",
    "/staff/services/main/laptop",
    "/staff/sites/new",
    "/staff/sites/main",
    "/staff/staff/new",
    "/staff/incidents?text=%00",
    "/staff/people?q=x",
    "/staff/appointments?day=9999-99-99",
    "/staff/appointments/new",
]
TEXTS = [value for value in VALUES if isinstance(value, str)]


def free_time(attacker: Attacker) -> str:
    """The page on which somebody says who they are, for a time that is free."""
    day = (SystemClock().now() + timedelta(days=2)).date().isoformat()
    slots = json.loads(attacker.get(f"/api/v1/sites/main/slots?service=laptop&day={day}").text)
    return f"/book/main?{urlencode({'service': 'laptop', 'start': slots[0]['start']})}"


def test_every_form_takes_any_value(attacker: Attacker) -> None:
    for path in [*FORMS, free_time(attacker)]:
        page = attacker.get(path)
        is_clear(page, True)
        names = sorted(set(INPUTS.findall(page.text)) - {"form_token"})
        action = path.partition("?")[0]
        if page.status != 200 or ("?" in path and not path.startswith("/book")):
            continue
        assert names, path
        for value in TEXTS:
            is_clear(attacker.form(action, dict.fromkeys(names, value)), True)
        for name in names:
            is_clear(attacker.form(action, {other: "1" for other in names if other != name}), True)


def test_bodies_that_are_no_form(attacker: Attacker) -> None:
    for _, path in [one for one in routes("POST") if not one[1].startswith("/api/")]:
        for body in (b"", b"\xff\xfe=%00", b"%zz=%", b"a=" + b"x" * 50_000, b"&" * 5_000, MEGABYTE):
            answer = attacker.form(filled(path, "main"), body)
            is_clear(answer, True)
            assert answer.status >= 400, answer.asked


def test_somebody_who_hangs_up_while_sending_is_no_bug(attacker: Attacker) -> None:
    """What a phone does that is put away; the fixture sees to it that the log knows of no bug."""
    place = urlsplit(attacker.url)
    head = "POST /staff/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 83\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=ada"
    for _ in range(3):
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as near:
            near.sendall(head.encode())
    is_clear(attacker.get("/staff/incidents"), True)


def test_a_no_is_said_in_the_readers_language(attacker: Attacker) -> None:
    words = Words("es", ["refusals"])
    attacker.form_token = "x" * 24
    forged = attacker.form("/staff/staff/new", {"name": "x"})
    assert forged.status == 403 and words.say("refusal-forbidden") in forged.text
    large = attacker.form("/staff/staff/new", MEGABYTE)
    assert large.status == 413 and words.say("refusal-too-large") in large.text
