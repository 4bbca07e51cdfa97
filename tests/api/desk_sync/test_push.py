"""A site's journal reaches the desk whole, in order and once, whatever is lost or repeated on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import requests

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused, Unreachable
from desk.incidents import store as incidents
from desk.sync import store
from desk.sync.lines import line_of
from kiosk.queue.chain import GENESIS, Entry, canonical, first_break, link
from kiosk.queue.codec import from_json, take_snapshot
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from tests.api.desk_sync.journals import incident, journal, on_wire, push_of
from tests.fixtures.desks import RunningDesk

DAY = journal(20)


def refusal(call: Callable[[], object]) -> Any:
    with pytest.raises(ApiRefused) as caught:
        call()
    return caught.value.problem


def test_a_day_arrives_and_is_what_was_sent(desk: RunningDesk, client: DeskClient) -> None:
    for start in range(0, len(DAY), 7):
        out = client.push("main", push_of(DAY[start : start + 7]))
    assert (out.sequence, out.head) == (len(DAY), DAY[-1].hash)
    with desk.database.read() as connection:
        held = store.entries_after(connection, "main", 0)
    assert held == DAY
    assert first_break(held) is None


def test_a_repeat_is_a_success_and_changes_nothing(desk: RunningDesk, client: DeskClient) -> None:
    body = push_of(DAY[:10], [incident("i-1"), incident("i-2", kind="request")])
    first = client.push("main", body)
    assert first.accepted == {"i-1": "INC-1001", "i-2": "REQ-1001"}
    assert client.push("main", body) == first
    overlapping = client.push("main", push_of(DAY[5:15], [incident("i-1"), incident("i-3")]))
    assert (overlapping.sequence, overlapping.accepted) == (15, {"i-1": "INC-1001", "i-3": "INC-1002"})
    earlier = client.push("main", push_of(DAY[2:4]))
    assert (earlier.sequence, earlier.head) == (15, DAY[14].hash)


def test_a_gap_is_answered_with_what_the_desk_holds(client: DeskClient) -> None:
    assert refusal(lambda: client.push("main", push_of(DAY[3:6]))).data == {
        "sequence": "0",
        "head": "0" * 64,
    }
    client.push("main", push_of(DAY[:4]))
    problem = refusal(lambda: client.push("main", push_of(DAY[5:8])))
    assert (problem.code, problem.status) == ("out_of_order", 409)
    assert problem.data == {"sequence": "4", "head": DAY[3].hash}
    assert client.push("main", push_of(DAY[4:8])).sequence == 8


TAMPERED: list[dict[str, Any]] = [
    {"actor": "somebody"},
    {"at": "2026-03-02T10:00:00+00:00"},
    {"type": "DayEnded"},
    {"version": 99},
    {"data": {}},
    {"command": "other"},
    {"hash": "f" * 64},
    {"prev": "f" * 64},
]


@pytest.mark.expect_log("chain_broken")
def test_a_tampered_entry_is_named_and_nothing_of_its_push_is_kept(
    desk: RunningDesk, client: DeskClient
) -> None:
    client.push("main", push_of(DAY[:4]))
    for change in TAMPERED:
        run = [replace(entry, **change) if entry.seq == 7 else entry for entry in DAY[4:9]]
        body = push_of(run, [incident("i-1")])
        problem = refusal(partial(client.push, "main", body))
        assert (problem.code, problem.data["seq"]) == ("chain_broken", "7"), change
    with desk.database.read() as connection:
        assert store.held(connection, "main").sequence == 4
        assert incidents.record(connection, "i-1") is None


@pytest.mark.expect_log("chain_broken")
def test_another_past_is_refused(client: DeskClient) -> None:
    client.push("main", push_of(DAY[:6]))
    rewritten = journal(3)
    other = [replace(rewritten[0], actor="x"), *rewritten[1:]]
    assert refusal(lambda: client.push("main", push_of(other))).code == "chain_broken"


@pytest.mark.expect_log("incident_refused")
def test_incidents_may_come_alone_and_are_refused_one_by_one(desk: RunningDesk, client: DeskClient) -> None:
    client.push("main", push_of([], [incident("i-1")]))
    out = client.push("main", push_of([], [incident("i-1", title="Another one"), incident("i-2")]))
    assert (out.accepted, out.refused) == ({"i-2": "INC-1002"}, {"i-1": "key_reused"})
    north = DeskClient(desk.url, desk.token("north"))
    assert north.push("north", push_of([], [incident("i-1")])).refused == {"i-1": "key_reused"}
    north.close()


@pytest.mark.expect_log("incident_refused")
def test_one_bad_incident_does_not_keep_the_journal_back(desk: RunningDesk, client: DeskClient) -> None:
    body = push_of(DAY[:3]).model_dump()
    body["incidents"] = [{"id": "bad", "title": ""}, incident("good").model_dump(mode="json")]
    answer = post(desk, body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["refused"] == {"bad": "invalid"}
    assert answer.json()["accepted"] == {"good": "INC-1001"}
    assert answer.json()["sequence"] == 3


def post(desk: RunningDesk, body: Any, token: str | None = None) -> requests.Response:
    headers = {"Authorization": f"Bearer {token or desk.token()}"}
    return requests.post(f"{desk.url}/api/v1/sync/main/journal", json=body, headers=headers, timeout=10)


ODD = on_wire(DAY[0])


HOSTILE: list[Any] = [
    {},
    [],
    {"entries": None},
    {"entries": [{}]},
    {"entries": [], "more": 1},
    {"entries": [ODD | {"seq": -1}]},
    {"entries": [ODD | {"seq": 2**70}]},
    {"entries": [ODD | {"actor": "a\0b"}]},
    {"entries": [ODD | {"actor": "\ud800"}]},
    {"entries": [ODD | {"data": {"x": "\ud800"}}]},
    {"entries": [ODD] * 2001},
    {"entries": [], "incidents": [{"id": ""}]},
    {"entries": [], "incidents": [{"title": "no id"}]},
    {"entries": [], "incidents": ["text"]},
]


def test_hostile_bodies_get_a_clear_answer(desk: RunningDesk) -> None:
    for body in HOSTILE:
        answer = post(desk, body)
        assert answer.status_code == 422, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "invalid"


def test_what_is_no_json_gets_a_clear_answer_too(desk: RunningDesk) -> None:
    headers = {"Authorization": f"Bearer {desk.token()}", "Content-Type": "application/json"}
    address = f"{desk.url}/api/v1/sync/main/journal"
    deep = b'{"entries": [], "incidents": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for raw in (b"", b"{", b"\xff\xfe", b"null", deep, b'{"entries": [1e999, NaN, ' + b"9" * 5000 + b"]}"):
        answer = requests.post(address, raw, headers=headers, timeout=10)
        assert answer.status_code in (400, 422), (raw[:20], answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    large = requests.post(address, b" " * (8 * 1024 * 1024 + 1), headers=headers, timeout=10)
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


@pytest.mark.expect_log("chain_broken")
def test_a_nul_in_the_data_of_an_event_can_be_stored_or_refused_but_never_breaks(desk: RunningDesk) -> None:
    assert post(desk, {"entries": [ODD | {"data": {"x": "\0"}}]}).status_code == 409
    event = {"cleared": "\0"}
    hashed = link(GENESIS, 1, ODD["at"], "DayEnded", 1, canonical(event), "a", "c")
    entry = Entry(1, ODD["at"], "DayEnded", 1, event, "a", "c", GENESIS, hashed)
    assert post(desk, push_of([entry]).model_dump()).status_code == 200
    with desk.database.read() as connection:
        assert store.entries_after(connection, "main", 0) == [entry]


@pytest.mark.expect_log("incident_refused")
def test_odd_but_lawful_incidents_are_kept_as_written(desk: RunningDesk, client: DeskClient) -> None:
    odd = [
        incident(
            "i-1",
            title="كمبيوتر 🖥️ <script>alert(1)</script>",
            description="a\0b\u202e",
            person_name="名" * 200,
        ),
        incident("i-2", category=[], recorded_at=None, title="😀" * 200),
        incident("i-3", description="a\0b\u202e" + "d" * 3000, resolution="\n\nline\n", spent_seconds=86_400),
        incident("i-4", recorded_at=datetime(1500, 1, 1, tzinfo=UTC)),
    ]
    out = client.push("main", push_of([], odd))
    assert out.accepted == {"i-1": "INC-1001", "i-2": "INC-1002", "i-3": "INC-1003"}
    assert out.refused == {"i-4": "invalid"}
    with desk.database.read() as connection:
        first = incidents.record(connection, "i-1")
    assert first is not None
    assert first.title == "كمبيوتر 🖥️ <script>alert(1)</script>"
    assert first.requester == "名" * 200


def test_a_site_needs_its_own_token(desk: RunningDesk) -> None:
    body = push_of(DAY[:1]).model_dump()
    for token, status in (("nonsense", 401), (desk.token("north"), 403), ("x" * 300, 401), ("ñ", 401)):
        answer = requests.post(
            f"{desk.url}/api/v1/sync/main/journal",
            json=body,
            headers={"Authorization": f"Bearer {token}".encode("latin-1")},
            timeout=10,
        )
        assert answer.status_code == status
    assert requests.get(f"{desk.url}/api/v1/sync/main/feed", timeout=10).status_code == 401
    lost = desk.token()
    with desk.database.begin() as connection:
        for token_row in store.valid_tokens(connection):
            store.revoke_token(connection, token_row.id, desk.clock.now())
    assert post(desk, body, lost).status_code == 401


def test_ten_at_once_push_the_same_runs_and_every_entry_is_there_once(desk: RunningDesk) -> None:
    token = desk.token()
    outcomes: list[object] = []

    def pusher(number: int) -> None:
        client = DeskClient(desk.url, token, 30)
        for start in range(0, 40, 10):
            body = push_of(DAY[start : start + 10], [incident(f"i-{start}-{n}") for n in range(3)])
            try:
                outcomes.append(client.push("main", body).accepted)
            except (ApiRefused, Unreachable) as error:
                outcomes.append(error)
        client.close()

    threads = [threading.Thread(target=pusher, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [o for o in outcomes if not isinstance(o, dict)] == []
    with desk.database.read() as connection:
        assert store.entries_after(connection, "main", 0) == DAY[:40]
        found = [incidents.record(connection, f"i-{s}-{n}") for s in range(0, 40, 10) for n in range(3)]
    assert sorted(r.number for r in found if r) == [f"INC-{n}" for n in range(1001, 1013)]
    assert all(r and len(r.history) == 1 for r in found)


def folded(entries: int) -> Line:
    line = Line()
    for entry in DAY[:entries]:
        fold(line, from_json(entry.type, entry.data))
    return line


def test_the_line_follows_the_journal_step_by_step(desk: RunningDesk, client: DeskClient) -> None:
    for start in range(0, 30, 3):
        client.push("main", push_of(DAY[start : start + 3]))
        with line_of(desk.database, "main") as line:
            assert take_snapshot(line) == take_snapshot(folded(start + 3))
    with line_of(desk.database, "north") as line:
        assert line.sequence == 0


def test_a_lost_reply_and_the_health_page(desk: RunningDesk, client: DeskClient) -> None:
    body = push_of(DAY[:5], [incident("i-1")])
    impatient = DeskClient(desk.url, desk.token(), timeout=0.001)
    with pytest.raises(Unreachable):
        impatient.push("main", body)
    impatient.close()
    assert client.push("main", body).accepted == {"i-1": "INC-1001"}
    health = requests.get(f"{desk.url}/healthz", timeout=10).json()
    assert health["status"] == "ok"
    assert health["sites"]["main"]["sequence"] == 5
    assert health["sites"]["main"]["last_push"].startswith("2026-03-02T12:00:00")
    assert health["sites"]["north"]["sequence"] == 0
