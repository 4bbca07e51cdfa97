"""Who may do what: every route without a token, with the wrong one, an ended one, and with the right one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi.routing import APIRoute

from common.ids import new_id
from desk.app import _routers
from desk.engine import sqlite_url
from desk.staff.rules import Role
from kiosk.site.tokens import create, take_back
from tests.api.site.running import Room
from tests.fixtures.desks import RunningDesk, running_desk
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

OPEN = {"/healthz", "/metrics", "/openapi.json", "POST /api/v1/sessions", "/api/v1/sign-on"}
OPEN |= {"POST /api/v1/sessions/work-account"}  # the desk's signed word is what opens it
# Every guarded route of the site, who may use it, and a body that is sound: so a no is about who asks.
K, D, A, S = "kiosk", "display", "agent", "standby"
CHECK_IN = {"id": "v-1", "service": "laptop", "guest": {"name": "Ana García"}, "call_as": "first_name"}
INCIDENT: dict[str, Any] = {"id": "i-1", "kind": "incident", "category": ["hardware"]}
INCIDENT |= {"impact": 2, "urgency": 2, "title": "Dark"}
GUARDED: dict[str, tuple[set[str], Any]] = {
    "GET /api/v1/site": ({K, D, A}, None),
    "GET /api/v1/people": ({K, A}, None),
    "GET /api/v1/people/{person}/appointment": ({K, A}, None),
    "GET /api/v1/people/{person}/visits": ({A}, None),
    "POST /api/v1/passes/check": ({K, A}, {"pass": "M1.a.b"}),
    "POST /api/v1/visits": ({K, A}, CHECK_IN),
    "GET /api/v1/visits/{visit}": ({K, A}, None),
    "POST /api/v1/visits/{visit}/start": ({A}, None),
    "POST /api/v1/visits/{visit}/finish": ({A}, None),
    "POST /api/v1/visits/{visit}/hold": ({A}, None),
    "POST /api/v1/visits/{visit}/resume": ({A}, None),
    "POST /api/v1/visits/{visit}/recall": ({A}, None),
    "POST /api/v1/visits/{visit}/no-show": ({A}, None),
    "POST /api/v1/visits/{visit}/leave": ({K, A}, None),
    "POST /api/v1/visits/{visit}/transfer": ({A}, {"service": "phone"}),
    "POST /api/v1/visits/{visit}/marks": ({A}, {"marks": []}),
    "POST /api/v1/visits/{visit}/reserve": ({A}, {"agent": None}),
    "POST /api/v1/visits/{visit}/services": ({A}, {"service": "phone"}),
    "POST /api/v1/visits/{visit}/join": ({A}, {"counter": "1"}),
    "POST /api/v1/visits/{visit}/put-back": ({A}, None),
    "POST /api/v1/visits/{visit}/come-back": ({A}, None),
    "POST /api/v1/visits/{visit}/withdraw": ({A}, None),
    "POST /api/v1/visits/{visit}/arrive": ({K, A}, None),
    "GET /api/v1/pauses": ({K, D, A}, None),
    "POST /api/v1/pauses": ({A}, {"message": {"en": "Soon"}}),
    "POST /api/v1/pauses/end": ({A}, {}),
    "POST /api/v1/counters/{name}/open": ({A}, None),
    "POST /api/v1/counters/{name}/close": ({A}, None),
    "POST /api/v1/counters/{name}/call": ({A}, None),
    "POST /api/v1/counters/{name}/renew": ({A}, None),
    "GET /api/v1/line": ({K, D, A}, None),
    "GET /api/v1/board": ({K, D, A}, None),
    "GET /api/v1/waits": ({K, D, A}, None),
    "GET /api/v1/journal": ({K, D, A}, None),
    "POST /api/v1/incidents": ({A}, INCIDENT),
    "GET /api/v1/incidents": ({A}, None),
    "GET /api/v1/incidents/{incident}": ({A}, None),
    "POST /api/v1/replica/copies/{copy}": ({S}, None),
    "GET /api/v1/replica/rows/{kind}": ({S}, None),
    "GET /api/v1/replica/hashes/{entry}": ({S}, None),
    "GET /api/v1/replica": ({S}, None),
    "POST /api/v1/replica/fence": ({S}, {"term": 1}),
    "DELETE /api/v1/sessions/current": ({A}, None),
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with Killable("site", tmp_path) as site:
        made = Room(site.url, tmp_path / "data")
        yield made
        made.hang_up()


def ask(room: Room, what: str, token: str, body: Any = None) -> requests.Response:
    method, _, path = what.partition(" ")
    for name in ("{visit}", "{person}", "{incident}", "{copy}"):
        path = path.replace(name, "v-1")
    path = path.replace("{kind}", "people").replace("{entry}", "1")
    path += "?copy=c&log=l&entry=0&change=0" if path.endswith("/replica") else ""
    headers = {"Idempotency-Key": new_id(), "Accept": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    address = room.url + path.replace("{name}", "1")
    return requests.request(method, address, json=body, headers=headers, timeout=20)


def test_the_table_has_every_route_of_the_site(room: Room) -> None:
    described = requests.get(f"{room.url}/openapi.json", timeout=20).json()["paths"]
    has = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
    has = {what for what in has if what not in OPEN and what.partition(" ")[2] not in OPEN}
    each = "POST /api/v1/visits/{visit}/"
    actions = {what for what in GUARDED if what.startswith(each) and what not in has}
    assert has == set(GUARDED) - actions | {each + "{action}"}
    parameters = described["/api/v1/visits/{visit}/{action}"]["post"]["parameters"]
    (offered,) = [p["schema"]["enum"] for p in parameters if p["name"] == "action"]
    assert actions == {each + action for action in offered}


def test_without_a_token_that_counts_nothing_is_told(room: Room) -> None:
    with room.writing() as connection:
        ended = create(connection, "agent", "ended", expires=1.0)
        taken_back = create(connection, "kiosk", "stolen")
        take_back(connection, "kiosk", "stolen")
    for what, (_, body) in GUARDED.items():
        for token in ("", "mst_made-up", ended, taken_back):
            answer = ask(room, what, token, body)
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), what
    assert requests.get(f"{room.url}/healthz", timeout=20).json()["sequence"] == 1


def test_each_does_only_what_is_theirs(room: Room) -> None:
    tokens = {K: room.device("kiosk", "entrance").token, D: room.device("display", "hall").token}
    tokens |= {A: room.agent("lena").token, S: room.device("standby", "second").token}
    for what, (may, body) in GUARDED.items():
        for kind in (D, K, S, A):  # the agent last: it signs out at the end
            if kind == S and what.endswith("/fence"):
                continue  # it would end this site: tests/e2e/test_standby_takes_over.py
            answer = ask(room, what, tokens[kind], body)
            if kind in may:
                assert answer.status_code not in (401, 403), f"{kind} {what}: {answer.text}"
            else:
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), f"{kind} {what}"


def test_only_agents_are_told_who_somebody_is(room: Room) -> None:
    kiosk, display, agent = (
        room.device("kiosk", "entrance").token,
        room.device("display", "hall").token,
        room.agent("lena").token,
    )
    body = CHECK_IN | {"note": "a private matter", "guest": {"name": "Ana García", "mail": "ana@example.org"}}
    assert ask(room, "POST /api/v1/visits", kiosk, body).status_code == 201
    for what in ("line", "board", "waits", "journal?after=0", "site"):
        for token in (kiosk, display):
            told = ask(room, f"GET /api/v1/{what}", token).text
            assert not any(word in told for word in ("García", "private", "example.org")), what
    assert "García" not in ask(room, "GET /api/v1/visits/v-1", kiosk).text
    assert "García" in ask(room, "GET /api/v1/visits/v-1", agent).text


ADMIN_ONLY = ("/staff/services", "/staff/sites", "/staff/staff", "/staff/devices", "/staff/webhooks")
SIGN_ON = ("/staff/sign-on", "/staff/sign-on/answer", "/staff/sign-on/failed", "/staff/sign-on/out")
CONSOLE = tuple(f"/staff/sign-on/console{page}" for page in ("", "/confirm", "/done"))
PUBLIC = ("/staff/sign-in", "/staff/sign-out", *SIGN_ON, *CONSOLE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(sqlite_url(tmp_path / "desk.db"), tmp_path, ("main", "north")) as running:
        for login, role in (("lena", Role.AGENT), ("ines", Role.LEAD), ("boss", Role.ADMIN)):
            running.staff(login, role)
        yield running


def staff_routes() -> list[tuple[str, str]]:
    """Method and path of every page for staff."""
    mine = [route for router in _routers() for route in router.routes if isinstance(route, APIRoute)]
    found = [(m, r.path) for r in mine for m in r.methods or () if r.path.startswith("/staff")]
    return sorted(one for one in found if one[1] not in PUBLIC)


def filled(path: str) -> str:
    for name in (
        "site",
        "service",
        "message",
        "token_id",
        "person",
        "incident",
        "appointment",
        "staff_id",
        "webhook",
        "delivery",
    ):
        path = path.replace(f"{{{name}}}", "main")
    return path


def test_every_page_for_staff_asks_who_somebody_is(desk: RunningDesk) -> None:
    anybody = Visitor(desk.url)
    anybody.get("/staff/sign-in")
    for method, path in staff_routes():
        if method == "GET":
            anybody.get(filled(path))
            assert anybody.path.startswith("/staff/sign-in?back="), path
        else:
            anybody.get("/staff/sign-in")
            anybody.post(filled(path), {"name": "x"})
            assert anybody.path.startswith("/staff/sign-in") or anybody.status in (401, 403), path
    anybody.close()


def test_agents_keep_no_catalogue_and_no_staff(desk: RunningDesk) -> None:
    agent = Visitor(desk.url).sign_in("lena")
    for method, path in staff_routes():
        if path.startswith(ADMIN_ONLY):
            agent.get("/staff/incidents")
            agent.get(filled(path)) if method == "GET" else agent.post(filled(path), {"name": "x"})
            assert agent.status == 403, f"{method} {path}"
    agent.close()


def test_no_form_works_from_another_page(desk: RunningDesk) -> None:
    admin = Visitor(desk.url).sign_in("boss")
    admin.get("/staff/staff/new")
    for _, path in [one for one in staff_routes() if one[0] == "POST"]:
        address = desk.url + filled(path)
        missing = admin.session.post(address, {"name": "x"}, timeout=20)
        forged = admin.session.post(address, {"name": "x", "form_token": "y" * 24}, timeout=20)
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        right = {"name": "x", "form_token": admin.session.cookies["mostrador_form"]}
        framed = admin.session.post(address, right, headers=elsewhere, timeout=20)
        assert {missing.status_code, forged.status_code, framed.status_code} == {403}, path
    admin.close()


def test_a_sites_token_that_was_taken_back_ends_at_once(desk: RunningDesk) -> None:
    from desk.sync.store import revoke_token, valid_tokens

    token = desk.token("main")
    body: dict[str, Any] = {"entries": [], "incidents": []}

    def push(site: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        address = f"{desk.url}/api/v1/sync/{site}/journal"
        return requests.post(address, json=body, headers=headers, timeout=20).status_code

    assert (push("main"), push("north")) == (200, 403)
    with desk.database.begin() as connection:
        for one in valid_tokens(connection):
            revoke_token(connection, one.id, desk.clock.now())
    assert push("main") == 401
