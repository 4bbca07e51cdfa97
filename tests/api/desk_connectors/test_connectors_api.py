"""The API of outside tools, for programs: the same as the pages say and do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from common.clock import ManualClock
from desk.connectors.loaded import Connectors
from desk.connectors.port import Misconfigured, Rejected
from desk.connectors.worker import Worker
from desk.staff.rules import Role
from tests.api.desk_connectors.test_desk_routes import Served, body
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of
from tests.api.desk_incidents.signed_in import StaffClient
from tests.fixtures.desks import NOON, running_desk


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A desk over HTTP with one tool; `staff` is a lead."""
    tool = Tool(ManualClock(NOON))
    connectors = Connectors([mapping_of("rt")], connect=lambda mapping, clock: ToolConnector(tool))
    with running_desk(database_url, tmp_path, ("main", "north"), connectors) as running:
        tool.clock = running.clock
        running.staff("ines", Role.LEAD)
        running.staff("lena", Role.AGENT)
        running.staff("nora", Role.LEAD, ("north",))
        worker = Worker(running.desk, dice=lambda: 0.5)
        yield Served(running, tool, worker, StaffClient(running, "ines"))
        worker.close()


def answer(served: Served, method: str, path: str, sent: Any = None, status: int = 200) -> Any:
    got = served.staff.call(method, f"/api/v1/{path}", sent)
    assert got.status_code == status, got.text
    return got.json()


def stuck(served: Served) -> str:
    served.tool.next_on("create", Rejected("Category", "there is no hardware"))
    made = served.post(body())
    served.worker.run_due()
    return made


def test_tools_are_told_with_their_figures(served: Served) -> None:
    served.post(body())
    served.worker.run_due()
    key = stuck(served)
    (tool,) = answer(served, "GET", "connectors")
    figures = {name: tool[name] for name in ("name", "state", "waiting", "attention", "done_today")}
    assert figures == {"name": "rt", "state": "open", "waiting": 0, "attention": 1, "done_today": 1}
    assert answer(served, "GET", "connectors/rt") == tool
    assert answer(served, "GET", "connectors/none", status=404)["code"] == "not_found"
    page = answer(served, "GET", "deliveries")
    (found,) = page["items"]
    assert (page["total"], found["id"], found["why"], found["field"]) == (1, key, "refused", "Category")
    assert (found["what"], found["stage"], found["due"]) == ("create", "attention", None)
    assert answer(served, "GET", "deliveries?stage=done&connector=rt")["total"] == 1
    assert answer(served, "GET", "deliveries?connector=other")["total"] == 0
    assert answer(served, "GET", "deliveries?stage=odd", status=422)["code"] == "invalid"


def test_what_is_stuck_is_decided(served: Served) -> None:
    key = stuck(served)
    again = answer(served, "POST", f"deliveries/{key}/again")
    assert (again["stage"], again["why"]) == ("waiting", "")
    assert answer(served, "POST", f"deliveries/{key}/again", status=409)["code"] == "out_of_order"
    served.worker.run_due()
    ticket = answer(served, "GET", f"incidents/{key}/outside")
    assert (ticket["connector"], ticket["number"], ticket["state"]) == ("rt", "T-1", "new")
    assert [each["stage"] for each in ticket["deliveries"]] == ["done"]


def test_it_is_set_aside_with_a_reason_or_confirmed_with_a_number(served: Served) -> None:
    key = stuck(served)
    path = f"deliveries/{key}"
    for empty in ({"reason": ""}, {"reason": " "}, {}):
        assert answer(served, "POST", f"{path}/set-aside", empty, 422)["code"] == "invalid"
    for wrong in ({}, {"number": "a/b"}, {"number": "x" * 101}):
        assert answer(served, "POST", f"{path}/confirm", wrong, 422)["code"] == "invalid"
    aside = answer(served, "POST", f"{path}/set-aside", {"reason": "Solved by phone"})
    assert aside["stage"] == "set_aside"
    history = answer(served, "GET", f"incidents/{key}")["history"]
    assert [(each["what"], each["note"]) for each in history][-1] == ("set_aside", "Solved by phone")
    assert answer(served, "GET", f"incidents/{key}/outside", status=404)["code"] == "not_found"


@pytest.mark.expect_log("line_changed")
def test_a_stopped_line_is_told_and_tried(served: Served) -> None:
    served.tool.next_on("create", Misconfigured("Queue", "There is no queue WalkUp."))
    served.post(body())
    served.worker.run_due()
    tool = answer(served, "GET", "connectors/rt")
    assert (tool["state"], tool["why"]) == ("stopped", "mapping") and "WalkUp" in tool["message"]
    assert answer(served, "POST", "connectors/rt/try")["state"] == "open"
    assert answer(served, "POST", "connectors/none/try", status=404)["code"] == "not_found"


def test_agents_look_and_leads_of_other_sites_see_nothing(served: Served) -> None:
    key = stuck(served)
    agent, nora = (StaffClient(served.running, login) for login in ("lena", "nora"))
    assert agent.call("GET", "/api/v1/deliveries").json()["total"] == 1
    assert nora.call("GET", "/api/v1/deliveries").json()["total"] == 0
    assert nora.call("GET", f"/api/v1/incidents/{key}/outside").status_code == 404
    for action, sent in (("again", None), ("set-aside", {"reason": "x"}), ("confirm", {"number": "1"})):
        path = f"/api/v1/deliveries/{key}/{action}"
        assert agent.call("POST", path, sent).status_code == 403
        assert nora.call("POST", path, sent).status_code == 404
        nobody = requests.post(served.running.url + path, json=sent, timeout=20)
        assert nobody.status_code == 401
    assert agent.call("POST", "/api/v1/connectors/rt/try").status_code == 403


def test_the_description_names_them_all(served: Served) -> None:
    described = requests.get(f"{served.running.url}/api/v1/openapi.json", timeout=20).json()["paths"]
    for path in ("connectors", "connectors/{connector}/try", "deliveries/{delivery}/confirm"):
        assert f"/api/v1/{path}" in described
    assert "/api/v1/incidents/{incident}/outside" in described
