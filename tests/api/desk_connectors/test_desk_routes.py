"""The desk's own routes around hand-over: records, notes, files, and the hooks of tools."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from common.clients.desk import DeskClient
from common.clock import ManualClock
from common.ids import new_id
from common.wire import PushBody
from desk.connectors.loaded import Connectors
from desk.connectors.port import Rejected
from desk.connectors.worker import Worker
from desk.staff.rules import Role
from kiosk.queue.chain import GENESIS
from tests.api.desk_connectors.conftest import incident
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of
from tests.api.desk_incidents.signed_in import StaffClient
from tests.fixtures.desks import NOON, RunningDesk, running_desk

SECRET = "hook-secret"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
HOOK = {"secret": SECRET, "header": "X-Tool-Signature", "prefix": "sha256="}


@dataclass
class Served:
    """A desk over HTTP with one tool."""

    running: RunningDesk
    tool: Tool
    worker: Worker
    staff: StaffClient

    def post(self, body: Any) -> str:
        answer = self.staff.call("POST", "/api/v1/incidents", body, Idempotency_Key=new_id())
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def hook(self, body: bytes, name: str = "tool", **headers: str) -> int:
        address = f"{self.running.url}/api/v1/hooks/{name}"
        return requests.post(address, data=body, headers=headers, timeout=20).status_code


@pytest.fixture
def served_desk(database_url: str, tmp_path: Path) -> Iterator[Served]:
    tool = Tool(ManualClock(NOON))
    mapping = mapping_of(hook=HOOK, kinds=("incident",))
    connectors = Connectors([mapping], connect=lambda mapping, clock: ToolConnector(tool))
    with running_desk(database_url, tmp_path, ("main", "north"), connectors) as running:
        tool.clock = running.clock
        running.staff("lena", Role.AGENT)
        worker = Worker(running.desk, dice=lambda: 0.5)
        yield Served(running, tool, worker, StaffClient(running, "lena"))
        worker.close()


def body(**values: Any) -> dict[str, Any]:
    given = incident(**values).model_dump(mode="json") | {"site": "main"}
    return {name: value for name, value in given.items() if value is not None}


def test_a_record_made_at_the_desk_goes_out(served_desk: Served) -> None:
    made = served_desk.post(body())
    request = served_desk.post(body(kind="request"))
    served_desk.worker.run_due()
    assert len(served_desk.tool.with_key(made)) == 1
    assert served_desk.tool.with_key(request) == []  # the mapping takes incidents only


def test_what_a_site_pushes_goes_out_once(served_desk: Served) -> None:
    client = DeskClient(served_desk.running.url, served_desk.running.token())
    given = incident()
    for _ in range(2):
        answer = client.push("main", PushBody(entries=[], incidents=[given]))
        assert answer.accepted == {given.id: "INC-1001"} and answer.head == GENESIS
        served_desk.worker.run_due()
    client.close()
    assert served_desk.tool.called("create") == 1


def test_what_the_tool_owns_is_refused_and_a_note_goes_there(served_desk: Served) -> None:
    made = served_desk.post(body())
    served_desk.worker.run_due()
    path = f"/api/v1/incidents/{made}"

    def change(version: int, **wish: Any) -> requests.Response:
        return served_desk.staff.call("PATCH", path, wish, Idempotency_Key=new_id(), If_Match=f'"{version}"')

    refused = change(1, state="in_progress")
    assert (refused.status_code, refused.json()["code"]) == (409, "owned_outside")
    assert refused.json()["data"] == {"connector": "tool", "number": "T-1"}
    assert "tool" in refused.json()["title"]
    assert change(1, assignee=served_desk.staff.id).json()["code"] == "owned_outside"
    noted = change(1, state="new", note="Called them.")
    assert noted.status_code == 200
    served_desk.worker.run_due()
    (ticket,) = served_desk.tool.with_key(made)
    assert list(ticket.notes.values()) == ["Lena Example: Called them."]
    assert change(1, state="in_progress").json()["code"] == "out_of_order"


def test_a_record_that_the_desk_keeps_changes_as_ever(served_desk: Served) -> None:
    made = served_desk.post(body(kind="request"))
    headers = {"Idempotency_Key": new_id(), "If_Match": '"1"'}
    wish = {"state": "in_progress", "note": "n"}
    assert served_desk.staff.call("PATCH", f"/api/v1/incidents/{made}", wish, **headers).status_code == 200
    served_desk.worker.run_due()
    assert served_desk.tool.called("note") == 0


def add(served: Served, incident: str, content: bytes, key: str, **asked: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {served.staff.token}", "Idempotency-Key": key}
    headers["Content-Type"] = asked.get("type", "image/png")
    address = f"{served.running.url}/api/v1/incidents/{incident}/files"
    name = {"name": asked.get("name", "screen.png")}
    return requests.post(address, data=content, params=name, headers=headers, timeout=30)


def test_a_file_is_kept_given_back_safely_and_handed_over(served_desk: Served) -> None:
    made, key = served_desk.post(body()), new_id()
    first, again = (add(served_desk, made, PNG, key, name="Foto ‘ñ’/..\\x.png") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    assert add(served_desk, made, PNG + b"x", key).json()["code"] == "key_reused"
    served_desk.worker.run_due()
    (ticket,) = served_desk.tool.with_key(made)
    assert list(ticket.files.values()) == [PNG] and key in next(iter(ticket.files))
    (told,) = served_desk.staff.call("GET", f"/api/v1/incidents/{made}/files").json()
    assert (told["id"], told["size"], told["by"]) == (key, len(PNG), served_desk.staff.id)
    given = served_desk.staff.call("GET", f"/api/v1/incidents/{made}/files/{key}")
    assert given.content == PNG and given.headers["Content-Type"] == "image/png"
    assert given.headers["Content-Disposition"].startswith("attachment; ")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<script>", "text/html"),
        (b"<svg/>", "image/svg+xml"),
        (b"<script>", "image/png"),
        (b"\0\xff", "text/plain"),
        (b"", "text/plain"),
        (b"MZ", "application/octet-stream"),
        (b"{}", "application/json"),
    ],
)
def test_a_file_of_another_kind_is_not_taken(served_desk: Served, content: bytes, kind: str) -> None:
    made = served_desk.post(body())
    answer = add(served_desk, made, content, new_id(), type=kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_file_is_ten_megabytes_at_most(served_desk: Served) -> None:
    made, largest = served_desk.post(body()), 10 * 1024 * 1024
    assert add(served_desk, made, b"a" * largest, new_id(), type="text/plain").status_code == 201
    answer = add(served_desk, made, b"a" * (largest + 1), new_id(), type="text/plain")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_files_of_records_that_one_may_not_see_are_not_found(served_desk: Served) -> None:
    made, key = served_desk.post(body()), new_id()
    assert add(served_desk, made, PNG, key).status_code == 201
    served_desk.running.staff("noor", Role.AGENT, ("north",))
    noor = StaffClient(served_desk.running, "noor")
    for path in ("", f"/{key}"):
        assert noor.call("GET", f"/api/v1/incidents/{made}/files{path}").status_code == 404
    other = served_desk.post(body())
    assert served_desk.staff.call("GET", f"/api/v1/incidents/{other}/files/{key}").status_code == 404
    assert (
        requests.get(f"{served_desk.running.url}/api/v1/incidents/{made}/files", timeout=20).status_code
        == 401
    )


def signed(content: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def test_a_signed_hook_hastens_the_poll(served_desk: Served) -> None:
    made = served_desk.post(body())
    served_desk.worker.run_due()
    (ticket,) = served_desk.tool.with_key(made)
    served_desk.tool.change(ticket, state="open")
    served_desk.running.clock.forward(timedelta(seconds=5))
    served_desk.worker.run_due()
    state = f"/api/v1/incidents/{made}"
    assert served_desk.staff.call("GET", state).json()["state"] == "new"  # the next poll is in 25 seconds
    content = b'{"ticket": "anything at all"}'
    bell = served_desk.running.desk.connectors.bell.count
    assert served_desk.hook(content, **{"X-Tool-Signature": signed(content)}) == 202
    assert served_desk.running.desk.connectors.bell.count == bell + 1
    served_desk.worker.run_due()
    assert served_desk.staff.call("GET", state).json()["state"] == "in_progress"


def test_a_hook_that_is_not_the_tools_does_nothing(served_desk: Served) -> None:
    served_desk.worker.run_due()
    served_desk.running.clock.forward(timedelta(seconds=5))
    content = b"{}"
    wrong = [
        {},
        {"X-Tool-Signature": ""},
        {"X-Tool-Signature": signed(content, "another secret")},
        {"X-Tool-Signature": signed(content + b" ")},
        {"X-Tool-Signature": signed(content).removeprefix("sha256=")},
        {"X-Tool-Signature": "sha256=" + "ñ" * 32},
        {"X-Another": signed(content)},
    ]
    for headers in wrong:
        encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
        assert served_desk.hook(content, **encoded) == 401, headers
    assert served_desk.hook(content, "nobody", **{"X-Tool-Signature": signed(content)}) == 401
    assert served_desk.worker.run_due() == 0


def test_however_many_hooks_come_polls_keep_their_distance(served_desk: Served) -> None:
    served_desk.worker.run_due()
    content = b"{}"
    polls = served_desk.tool.called("changes")
    for _ in range(40):
        served_desk.running.clock.forward(timedelta(seconds=0.1))
        assert served_desk.hook(content, **{"X-Tool-Signature": signed(content)}) == 202
        served_desk.worker.run_due()
    assert served_desk.tool.called("changes") - polls <= 2


def test_the_desks_health_tells_how_its_lines_stand(served_desk: Served) -> None:
    served_desk.tool.next_on("create", Rejected("Category", "unknown"))
    served_desk.post(body())
    served_desk.worker.run_due()
    served_desk.post(body())
    (told,) = requests.get(f"{served_desk.running.url}/healthz", timeout=20).json()["connectors"].values()
    assert (told["line"], told["waiting"], told["attention"]) == ("open", 1, 1)
    assert told["oldest"].startswith(f"{NOON:%Y-%m-%dT%H:%M}")


def test_a_hook_has_a_size(served_desk: Served) -> None:
    content = b"a" * (1024 * 1024 + 1)
    assert served_desk.hook(content, **{"X-Tool-Signature": signed(content)}) == 413
