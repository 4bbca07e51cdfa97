"""Incidents and requests over the API: recorded once, found soon, changed by one at a time, seen by few."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import requests

from common.wire import IncidentBody
from desk.engine import metadata
from desk.incidents import store
from desk.incidents.rules import Filter, State
from desk.people import store as people
from desk.people.erase import erase_person
from desk.staff.rules import Role
from tests.api.desk_incidents.signed_in import StaffClient
from tests.fixtures.desks import NOON, RunningDesk

BODY: dict[str, Any] = {
    "id": "i-1",
    "site": "main",
    "kind": "incident",
    "category": ["hardware"],
    "impact": 1,
    "urgency": 3,
    "title": "Screen flickers",
    "resolved": False,
    "person_name": "Ana Example",
}


@pytest.fixture
def lena(desk: RunningDesk) -> StaffClient:
    desk.staff("lena", Role.AGENT)
    return StaffClient(desk, "lena")


def test_recorded_once_however_often_it_is_sent(lena: StaffClient) -> None:
    first = lena.call("POST", "/api/v1/incidents", BODY, Idempotency_Key="k1")
    assert first.status_code == 201
    assert first.json()["number"] == "INC-1001"
    assert first.json()["priority"] == 3
    assert first.json()["agent"] == lena.id
    again = lena.call("POST", "/api/v1/incidents", BODY, Idempotency_Key="k1")
    assert (again.status_code, again.json()) == (200, first.json())
    other = lena.call("POST", "/api/v1/incidents", BODY | {"title": "x"}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    same_id = lena.call("POST", "/api/v1/incidents", BODY | {"title": "x"}, Idempotency_Key="k2")
    assert (same_id.status_code, same_id.json()["code"]) == (409, "key_reused")
    assert lena.call("POST", "/api/v1/incidents", BODY).json()["code"] == "key_missing"
    nowhere = lena.call(
        "POST", "/api/v1/incidents", BODY | {"id": "i-9", "site": "moon"}, Idempotency_Key="k3"
    )
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "invalid")
    assert lena.call("GET", "/api/v1/incidents").json()["total"] == 1


def test_a_change_needs_the_version_and_leaves_a_trace(lena: StaffClient) -> None:
    made = lena.call("POST", "/api/v1/incidents", BODY, Idempotency_Key="k1")
    etag = made.headers["etag"]
    wish = {"state": "in_progress", "assignee": lena.id, "note": "Ordered a cable."}
    assert lena.call("PATCH", "/api/v1/incidents/i-1", wish, Idempotency_Key="k2").status_code == 422
    done = lena.call("PATCH", "/api/v1/incidents/i-1", wish, Idempotency_Key="k2", If_Match=etag)
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    assert [(h["what"], h["after"], h["note"]) for h in done.json()["history"]] == [
        ("received", "new", ""),
        ("state", "in_progress", ""),
        ("assignee", lena.id, ""),
        ("note", "", "Ordered a cable."),
    ]
    repeat = lena.call("PATCH", "/api/v1/incidents/i-1", wish, Idempotency_Key="k2", If_Match=etag)
    assert repeat.json() == done.json()
    late = lena.call(
        "PATCH", "/api/v1/incidents/INC-1001", {"state": "closed"}, Idempotency_Key="k3", If_Match=etag
    )
    assert (late.status_code, late.json()["code"], late.json()["data"]) == (
        409,
        "out_of_order",
        {"version": "2"},
    )
    back = lena.call("PATCH", "/api/v1/incidents/i-1", {"state": "new"}, Idempotency_Key="k4", If_Match='"2"')
    assert (back.status_code, back.json()["code"]) == (409, "wrong_state")
    nobody = lena.call(
        "PATCH", "/api/v1/incidents/i-1", {"assignee": "x"}, Idempotency_Key="k5", If_Match='"2"'
    )
    assert nobody.json()["code"] == "invalid"
    assert lena.call("GET", "/api/v1/incidents/inc-1001").json()["state"] == "in_progress"


def test_of_ten_who_change_at_once_one_does(lena: StaffClient) -> None:
    lena.call("POST", "/api/v1/incidents", BODY, Idempotency_Key="k1")
    statuses: list[int] = []

    def change(number: int) -> None:
        wish = {"note": f"note {number}"}
        answer = lena.call(
            "PATCH", "/api/v1/incidents/i-1", wish, Idempotency_Key=f"c{number}", If_Match='"1"'
        )
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=change, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 9
    assert len(lena.call("GET", "/api/v1/incidents/i-1").json()["history"]) == 2


def test_among_ten_thousand_records_each_filter_finds_its_own(desk: RunningDesk, lena: StaffClient) -> None:
    fill(desk, 10_000)
    whole = lena.call("GET", "/api/v1/incidents").json()
    assert (whole["total"], whole["pages"], len(whole["items"])) == (10_000, 200, 50)
    assert whole["items"][0]["id"] == "i-9999"
    queries = {
        "?page=200": 10_000,
        "?state=open": 5000,
        "?kind=request&priority=5": 1112,
        "?site=north": 5000,
        "?q=INC-100001": 1,
        "?q=EXAMPLE+4321": 1,
        "?q=100%25": 0,
        "?q=example&state=resolved": 5000,
        f"?day={NOON.date() - timedelta(days=1)}": 1440,
        "?assignee=nobody": 0,
    }
    for query, total in queries.items():
        answer = lena.call("GET", f"/api/v1/incidents{query}")
        assert answer.json()["total"] == total, query


def fill(desk: RunningDesk, count: int) -> None:
    """Many records, one a minute back from noon, over both sites."""
    rows = []
    for n in range(count):
        body = IncidentBody(
            id=f"i-{n}",
            kind="request" if n % 9 == 0 else "incident",
            category=["hardware"],
            impact=3 if n % 9 == 0 else 1 + n % 2,
            urgency=3 if n % 9 == 0 else 1,
            title=f"Nummer {n % 100:02d}",
            resolved=n % 2 == 0,
            person_name=f"Person {n} Example",
            recorded_at=NOON - timedelta(minutes=count - n),
        )
        rows.append(store.row_of(body, ("main", "north")[n % 2], f"INC-{100_000 + n}", "", NOON))
    with desk.database.begin() as connection:
        connection.execute(store.incidents.insert(), rows)


def test_what_a_filter_cannot_mean_is_refused(lena: StaffClient) -> None:
    for query in ("?page=0", "?page=x", "?priority=9", "?kind=wish", "?day=31-12-2026", "?q=" + "x" * 201):
        answer = lena.call("GET", f"/api/v1/incidents{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), query
    for query in ("?q=%01", "?q=%F0%9F%98%80", "?site=%27%3B--", "?day=0001-01-01", "?page=100000"):
        answer = lena.call("GET", f"/api/v1/incidents{query}")
        assert answer.status_code == 200, (query, answer.text)
    assert lena.call("GET", "/api/v1/incidents/%00").status_code == 404


def test_who_works_at_one_site_sees_that_one_only(desk: RunningDesk, lena: StaffClient) -> None:
    lena.call("POST", "/api/v1/incidents", BODY, Idempotency_Key="k1")
    desk.staff("nora", Role.LEAD, ("north",))
    nora = StaffClient(desk, "nora")
    assert nora.call("GET", "/api/v1/incidents").json()["total"] == 0
    assert nora.call("GET", "/api/v1/incidents?site=main").json()["total"] == 0
    assert nora.call("GET", "/api/v1/incidents/i-1").status_code == 404
    wish = nora.call("PATCH", "/api/v1/incidents/i-1", {"note": "x"}, Idempotency_Key="k", If_Match='"1"')
    assert wish.status_code == 404
    other = nora.call("POST", "/api/v1/incidents", BODY | {"id": "i-2"}, Idempotency_Key="k2")
    assert other.status_code == 422


def test_without_a_sign_in_there_is_nothing(desk: RunningDesk, lena: StaffClient) -> None:
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/i-1"), ("PATCH", "/i-1")):
        answer = requests.request(method, f"{desk.url}/api/v1/incidents{path}", json={}, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert lena.call("GET", "/api/v1/people?q=ana").status_code == 403
    assert lena.call("DELETE", "/api/v1/people/p-1").status_code == 403
    assert lena.call("DELETE", "/api/v1/sessions/current").status_code == 204
    assert lena.call("GET", "/api/v1/incidents").status_code == 401


def test_a_cookie_alone_changes_nothing_over_the_api(desk: RunningDesk, lena: StaffClient) -> None:
    cookie = {"Cookie": f"mostrador_staff={lena.token}", "Idempotency-Key": "k"}
    address = f"{desk.url}/api/v1/incidents"
    assert requests.get(address, headers=cookie, timeout=10).status_code == 200
    assert requests.post(address, json=BODY, headers=cookie, timeout=10).status_code == 403
    ours = cookie | {"X-Mostrador": "1"}
    assert requests.post(address, json=BODY, headers=ours, timeout=10).status_code == 201


def test_an_erased_person_has_no_name_anywhere(desk: RunningDesk, lena: StaffClient) -> None:
    with desk.database.begin() as connection:
        person = people.find_or_create(connection, "Ana Example", "ana@example.org", "es")
    lena.call("POST", "/api/v1/incidents", BODY | {"person": person}, Idempotency_Key="k1")
    assert lena.call("GET", "/api/v1/incidents?q=ana").json()["total"] == 1
    desk.staff("boss", Role.ADMIN)
    boss = StaffClient(desk, "boss")
    assert [p["name"] for p in boss.call("GET", "/api/v1/people?q=exam").json()] == ["Ana Example"]
    assert boss.call("DELETE", f"/api/v1/people/{person}").status_code == 204
    assert boss.call("DELETE", f"/api/v1/people/{person}").status_code == 404
    assert lena.call("GET", "/api/v1/incidents?q=ana").json()["total"] == 0
    assert lena.call("GET", "/api/v1/incidents/i-1").json()["requester"] == ""
    with desk.database.begin() as connection:
        kept = {table.name: str(connection.execute(table.select()).all()) for table in metadata.sorted_tables}
        assert [name for name, rows in kept.items() if "Ana Example" in rows or "ana@" in rows] == []
        assert not erase_person(connection, person, NOON)
        found, total = store.page(connection, Filter(state="new"))
    assert (total, found[0].state) == (1, State.NEW)
