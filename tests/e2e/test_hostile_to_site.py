"""Whatever is sent to the site service gets a clear answer, and the service goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from common.ids import new_id
from kiosk.site.verify import check
from tests.api.site.asking import waiting
from tests.api.site.running import Room
from tests.e2e.hostile import (
    BODIES,
    MEGABYTE,
    PATH_PARTS,
    VALUES,
    Answer,
    answers_clearly,
    encoded,
    faulty,
    send,
)
from tests.fixtures.killable import Killable

CHECK_IN = {"id": "v-1", "service": "laptop", "call_as": "number", "language": "es", "note": "hot"}
CHECK_IN |= {"arrived_at": "2026-03-29T02:30:00+01:00", "number": "KA01"}
INCIDENT = {"id": "i-1", "kind": "incident", "category": ["hardware"], "impact": 2, "urgency": 2}
INCIDENT |= {"title": "Dark", "description": "d", "resolution": "r", "resolved": True, "spent_seconds": 5}
INCIDENT |= {"visit": None, "person": None, "person_name": "Ana", "service": "laptop"}
# Every POST route, with a body that it would take.
POSTS: dict[str, dict[str, Any]] = {
    "/api/v1/visits": CHECK_IN | {"guest": {"name": "Ana", "mail": "ana@example.org"}},
    "/api/v1/visits/{visit}/transfer": {"service": "phone"},
    "/api/v1/visits/{visit}/{action}": {},
    "/api/v1/visits/{visit}/finish": {"service": "laptop"},
    "/api/v1/visits/{visit}/marks": {"marks": ["urgent", "vip"]},
    "/api/v1/visits/{visit}/reserve": {"agent": "mallory"},
    "/api/v1/visits/{visit}/services": {"service": "phone"},
    "/api/v1/visits/{visit}/join": {"counter": "1"},
    "/api/v1/pauses": {"services": ["phone"], "message": {"en": "Soon"}},
    "/api/v1/pauses/end": {"services": []},
    "/api/v1/replica/copies/{copy}": {},
    "/api/v1/replica/fence": {"term": 1},  # refused: an agent is no standby
    "/api/v1/passes/check": {"pass": "M1.a.b"},
    "/api/v1/counters/{name}/open": {},
    "/api/v1/counters/{name}/close": {},
    "/api/v1/counters/{name}/renew": {},
    "/api/v1/counters/{name}/call": {"visit": None, "reason": "urgent"},
    "/api/v1/incidents": INCIDENT,
    "/api/v1/sessions/work-account": {"assertion": "S1.a.b"},
    "/api/v1/sessions": {"name": "lena"},  # without a password: checking one is slow on purpose
}


class Attacker:
    """Has a token and bad intentions."""

    def __init__(self, room: Room, token: str) -> None:
        self.room, self.token = room, token

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        told = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": new_id()}
        told |= {"Content-Type": "application/json"} | headers
        return send(self.room.url, "POST", path, body, told)

    def ask(self, method: str, path: str) -> Answer:
        return send(self.room.url, method, path, None, {"Authorization": f"Bearer {self.token}"})


@pytest.fixture
def attacker(tmp_path: Path) -> Iterator[Attacker]:
    """Somebody signed in as an agent; after all that they tried the service must be whole."""
    with Killable("site", tmp_path) as site:
        room = Room(site.url, tmp_path / "data")
        attacker = Attacker(room, room.agent("mallory").token)
        yield attacker
        assert attacker.post("/api/v1/pauses/end", b"{}").status == 200
        assert waiting(room.local(), "Somebody honest").number
        room.hang_up()
        assert check(room.database).good
        assert site.stop() == 0
        assert '"bug"' not in site.text()


def paths(room: Room, method: str) -> list[str]:
    """What the service itself says that it has."""
    described = requests.get(f"{room.url}/openapi.json", timeout=20).json()
    return [path for path, has in described["paths"].items() if method in has]


def filled(path: str, part: str) -> str:
    for name in ("{visit}", "{name}", "{copy}"):
        path = path.replace(name, part)
    return path.replace("{action}", "start")


def test_every_post_route_takes_any_body(attacker: Attacker) -> None:
    assert set(paths(attacker.room, "post")) == set(POSTS), "a new route must be in the table above"
    for path in POSTS:
        for body in BODIES:
            answer = attacker.post(filled(path, "1"), body)
            answers_clearly(answer)
            assert answer.status != 201, f"nothing can come of it: {answer.asked}"
            if body is MEGABYTE:
                assert answer.status == 413


def test_every_field_takes_any_value(attacker: Attacker) -> None:
    for path, whole in POSTS.items():
        for body in faulty(whole):
            answers_clearly(attacker.post(filled(path, "1"), encoded(body)))
    for value in VALUES:
        answers_clearly(attacker.post("/api/v1/visits", encoded(CHECK_IN | {"guest": {"name": value}})))


def test_bodies_without_an_honest_length(attacker: Attacker) -> None:
    for path in POSTS:
        answer = attacker.post(filled(path, "1"), iter([b"x" * 8192] * 32))
        answers_clearly(answer)
        assert answer.status in (413, 409, 404, 403, 200, 204), answer.asked  # without a body none is read
    for length in ("-1", "many", "9" * 30):
        answer = attacker.post("/api/v1/visits", b"{}", **{"Content-Length": length})
        assert answer.status in (400, 413)


def test_any_path_and_any_method(attacker: Attacker) -> None:
    for path in [*POSTS, *paths(attacker.room, "get")]:
        if path == "/api/v1/journal":
            continue  # a stream; its answer has no end
        for part in PATH_PARTS:
            answers_clearly(attacker.post(filled(path, part), encoded(POSTS.get(path, {}))))
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"):
            answer = attacker.ask(method, filled(path, "1"))
            answers_clearly(answer)
            assert answer.status in (404, 405, 409), answer.asked
    for part in PATH_PARTS:
        for path in (
            "/api/v1/visits/{}",
            "/api/v1/incidents/{}",
            "/api/v1/people/{}/visits",
            "/api/v1/people/{}/appointment",
            "/{}",
        ):
            answers_clearly(attacker.ask("GET", path.format(part)))
        for query in ("people?q={}", "incidents?day={}", "journal?after=x{}"):
            answers_clearly(attacker.ask("GET", f"/api/v1/{query.format(part)}"))


def test_any_key_and_any_token(attacker: Attacker) -> None:
    for key in ("", " ", "x" * 65, "é", "a b", "' OR 1=1 --", "x" * 5000):
        answer = attacker.post("/api/v1/counters/1/open", None, **{"Idempotency-Key": key})
        answers_clearly(answer)
    not_http = attacker.post("/api/v1/counters/1/open", None, **{"Idempotency-Key": "\x7f"})
    assert not_http.status == 400, "the HTTP server itself says no"
    for token in ("", " ", "é" * 50, "x" * 5000, "mst_", "null", "Bearer x"):
        answer = attacker.post("/api/v1/visits", b"{}", Authorization=f"Bearer {token}")
        answers_clearly(answer)
        assert answer.status == 401 and json.loads(answer.text)["code"] == "unauthenticated"


def test_names_come_back_as_they_were_written(attacker: Attacker) -> None:
    for name in ("👩🏽‍💻 Zoë", "ن" * 200, "O'Neill; DROP TABLE people;--", "<b>Ana</b> & {{7*7}}"):
        body = {"id": new_id(), "service": "laptop", "guest": {"name": name}, "call_as": "first_name"}
        answer = attacker.post("/api/v1/visits", encoded(body))
        assert answer.status == 201 and json.loads(answer.text)["full_name"] == name
