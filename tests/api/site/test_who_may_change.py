"""Every change that the OpenAPI document offers: who may ask for it, and that it needs a key."""

from __future__ import annotations

from typing import Any

from common.ids import new_id
from tests.api.site.asking import raw, waiting
from tests.api.site.running import SiteThread

BODIES: dict[str, dict[str, Any]] = {
    "/api/v1/visits": {"id": "v", "service": "laptop"},
    "/api/v1/visits/{visit}/transfer": {"service": "phone"},
    "/api/v1/visits/{visit}/marks": {"marks": ["urgent"]},
    "/api/v1/visits/{visit}/reserve": {"agent": "lena"},
    "/api/v1/visits/{visit}/services": {"service": "phone"},
    "/api/v1/visits/{visit}/join": {"counter": "1"},
    "/api/v1/pauses": {"message": {"en": "Soon"}},
    "/api/v1/pauses/end": {},
}
AT_KIOSK_TOO = {"/api/v1/visits", "/api/v1/visits/{visit}/arrive", "/api/v1/visits/{visit}/leave"}
FOLDERS = ("/api/v1/visits", "/api/v1/counters", "/api/v1/pauses")


def keyed_routes(site: SiteThread) -> dict[str, dict[str, Any]]:
    """Path of each change of the line -> its operation; `{action}` stands for each action that there is."""
    paths = raw(site.local(), "GET", "/openapi.json").json()["paths"]
    found = {}
    for path, operations in paths.items():
        operation = operations.get("post")
        if operation is None or not path.startswith(FOLDERS) or path.endswith("/renew"):
            continue
        actions = [p["schema"]["enum"] for p in operation["parameters"] if p["name"] == "action"]
        for action in actions[0] if actions else [""]:
            found[path.replace("{action}", action)] = operation
    return found


def test_each_change_is_described_with_its_key_and_its_answer(site: SiteThread) -> None:
    routes = keyed_routes(site)
    assert set(BODIES) <= set(routes) and set(routes) >= AT_KIOSK_TOO
    assert len(routes) >= 20
    for path, operation in routes.items():
        assert "Idempotency-Key" in {p["name"] for p in operation["parameters"]}, path
        assert "$ref" in operation["responses"]["200"]["content"]["application/json"]["schema"], path
        assert operation["security"] == [{"token": []}]
        assert operation["summary"] and operation["description"]


def test_only_agents_change_the_line_but_for_coming_and_going(site: SiteThread) -> None:
    display, kiosk = site.device("display", "wall"), site.local()
    place = waiting(kiosk)
    for path in keyed_routes(site):
        there = path.replace("{visit}", place.id).replace("{name}", "1")
        body = {"json": BODIES[path]} if path in BODIES else {}
        answer = raw(display, "POST", there, **body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
        at_kiosk = raw(kiosk, "POST", there, **body).status_code
        assert (at_kiosk != 403) is (path in AT_KIOSK_TOO), path
        nobody = raw(site.client("mst_nobody"), "POST", there, **body)
        assert nobody.status_code == 401, path


def test_a_change_without_a_key_is_not_made(site: SiteThread) -> None:
    lena = site.agent("lena")
    place = waiting(site.local())
    before = lena.line().sequence
    for path in keyed_routes(site):
        there = path.replace("{visit}", place.id).replace("{name}", "1")
        body = {"json": BODIES[path]} if path in BODIES else {}
        answer = raw(lena, "POST", there, headers={"Idempotency-Key": ""}, **body)
        assert (answer.status_code, answer.json()["code"]) == (400, "key_missing"), path
    assert lena.line().sequence == before


def test_a_key_that_was_used_for_something_else_is_refused(site: SiteThread) -> None:
    lena, key = site.agent("lena"), new_id()
    place = waiting(site.local())
    path = f"/api/v1/visits/{place.id}/marks"
    first = raw(lena, "POST", path, json={"marks": ["urgent"]}, headers={"Idempotency-Key": key})
    other = raw(lena, "POST", path, json={"marks": ["vip"]}, headers={"Idempotency-Key": key})
    assert first.status_code == 200
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert lena.visit(place.id).marks == ("urgent",)
