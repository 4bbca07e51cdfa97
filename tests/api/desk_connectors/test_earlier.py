"""Records that stand at the desk alone, counted and handed over by a lead; tools' files in the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.clock import ManualClock
from desk.connectors.engine.delivery import Stage
from desk.connectors.loaded import Connectors
from desk.connectors.mapping.form import MappingInvalid
from desk.connectors.port import Rejected
from desk.connectors.store import deliveries, outside
from desk.connectors.worker import Worker
from desk.incidents import store as incidents
from desk.staff import store as staff
from desk.staff.rules import Role
from tests.api.desk_connectors.conftest import incident
from tests.api.desk_connectors.test_desk_routes import Served
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of
from tests.api.desk_incidents.signed_in import StaffClient
from tests.fixtures.desks import NOON, running_desk

SINCE = "2026-02-20"


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A desk with the tools "extra" (requests of north) and "rt"; `staff` is a lead of every site."""
    tool = Tool(ManualClock(NOON))
    extra = mapping_of("extra", sites=("north",), kinds=("request",))
    connectors = Connectors([extra, mapping_of("rt")], connect=lambda mapping, clock: ToolConnector(tool))
    with running_desk(database_url, tmp_path, ("main", "north"), connectors) as running:
        tool.clock = running.clock
        running.staff("ines", Role.LEAD)
        running.staff("lena", Role.AGENT)
        running.staff("nora", Role.LEAD, ("north",))
        worker = Worker(running.desk, dice=lambda: 0.5)
        yield Served(running, tool, worker, StaffClient(running, "ines"))
        worker.close()


def before(served: Served, site: str = "main", days: int = 1, **values: Any) -> str:
    """A record from before there was a connector; its id."""
    body = incident(recorded_at=NOON - timedelta(days=days), **values)
    with served.running.database.begin() as connection:
        number, _ = incidents.receive(connection, site, body, f"site:{site}", NOON)
    assert number
    return body.id


def answer(served: Served, method: str, connector: str = "rt", status: int = 200, **sent: Any) -> Any:
    path = f"/api/v1/connectors/{connector}/earlier"
    if method == "GET":
        path += "?" + "&".join(f"{name}={value}" for name, value in sent.items())
    got = served.staff.call(method, path, sent if method == "POST" else None)
    assert got.status_code == status, got.text
    return got.json()


def handed_over(served: Served, key: str) -> bool:
    with served.running.database.read() as connection:
        return outside.of(connection, key) is not None


def test_they_are_counted_and_go_once(served: Served) -> None:
    keys = [before(served, days=days) for days in (1, 2, 3)]
    settled, old = before(served, resolved=True), before(served, days=90)
    other = before(served, site="north", kind="request")
    assert answer(served, "GET", since=SINCE)["records"] == 3
    assert answer(served, "GET", since=SINCE, which="all")["records"] == 4
    assert answer(served, "GET")["records"] == 3, "of the last 30 days"
    assert answer(served, "GET", "extra", which="all")["records"] == 1, "the first that takes it has it"
    told = answer(served, "POST", since=SINCE)
    assert (told["queued"], told["records"]) == (3, 0)
    assert answer(served, "POST", since=SINCE)["queued"] == 0
    served.worker.run_due()
    assert [len(served.tool.with_key(key)) for key in keys] == [1, 1, 1]
    assert not any(handed_over(served, key) for key in (settled, old, other))
    with served.running.database.read() as connection:
        (noted,) = [each for each in staff.actions(connection) if each.action == "earlier_handed_over"]
    assert noted.subject == "rt" and noted.detail == {"records": "3", "since": SINCE}


def test_a_settled_one_is_settled_there_too(served: Served) -> None:
    key = before(served, resolved=True, resolution="A new cable")
    answer(served, "POST", since=SINCE, which="all")
    served.worker.run_due()
    (ticket,) = served.tool.with_key(key)
    assert (ticket.state, ticket.resolution) == ("resolved", "A new cable")


def test_what_was_set_aside_stays_so(served: Served) -> None:
    served.tool.next_on("create", Rejected("Category", "unknown"))
    key = before(served)
    answer(served, "POST", since=SINCE)
    served.worker.run_due()
    served.staff.call("POST", f"/api/v1/deliveries/{key}/set-aside", {"reason": "solved by phone"})
    assert not handed_over(served, key)
    assert answer(served, "GET", since=SINCE, which="all")["records"] == 0
    with served.running.database.read() as connection:
        held = deliveries.get(connection, key)
    assert held is not None and held.delivery.stage is Stage.SET_ASIDE


def test_at_most_a_hundred_at_once_the_oldest_first(served: Served) -> None:
    keys = [before(served, days=days % 9 + 1) for days in range(103)]
    told = answer(served, "POST", since=SINCE)
    assert (told["queued"], told["records"]) == (100, 3)
    left = [key for key in keys if not handed_over(served, key)]
    assert len(left) == 3 and set(left) <= {key for at, key in enumerate(keys) if at % 9 == 0}, "the newest"
    assert answer(served, "POST", since=SINCE)["queued"] == 3


def test_a_lead_has_those_of_their_own_sites(served: Served) -> None:
    mine, other = before(served, site="north"), before(served)
    nora = replace(served, staff=StaffClient(served.running, "nora"))
    assert answer(nora, "GET")["records"] == 1
    assert answer(nora, "POST", since=SINCE)["queued"] == 1
    assert handed_over(served, mine) and not handed_over(served, other)


def test_who_may_not_and_what_is_not_there(served: Served) -> None:
    answer(served, "GET", "nobody", 404)
    answer(served, "POST", "nobody", 404, since=SINCE)
    answer(served, "POST", "rt", 422)
    answer(served, "POST", "rt", 422, since="yesterday")
    answer(served, "GET", "rt", 422, since="0001-01-01")
    lena = replace(served, staff=StaffClient(served.running, "lena"))
    answer(lena, "GET", status=403)
    answer(lena, "POST", status=403, since=SINCE)


def test_a_file_that_cannot_be_used_and_one_that_is_gone(served: Served) -> None:
    connectors = served.running.desk.connectors
    before(served)
    answer(served, "POST", since=SINCE)
    connectors.faults = (MappingInvalid("rt.toml", "fields.X", "is none"),)
    (_, tool) = served.staff.call("GET", "/api/v1/connectors").json()
    assert (tool["state"], tool["file_fault"], tool["why"]) == ("open", "fields.X: is none", "")
    connectors.mappings = {}
    (tool,) = served.staff.call("GET", "/api/v1/connectors").json()
    assert (tool["state"], tool["why"], tool["message"]) == ("broken", "fields.X", "is none")
    connectors.faults = ()
    (tool,) = served.staff.call("GET", "/api/v1/connectors").json()
    assert (tool["state"], tool["file_fault"], tool["waiting"]) == ("removed", "", 1)


def test_the_number_there_is_listed_and_searched(served: Served) -> None:
    keys = [before(served, days=days + 1) for days in range(12)]
    answer(served, "POST", since=SINCE[:-2] + "01")
    served.worker.run_due()
    own = before(served, title="T-1 printer")

    def found(text: str) -> list[str]:
        got = served.staff.call("GET", f"/api/v1/incidents?q={text}").json()
        return [each["id"] for each in got["items"]]

    with served.running.database.read() as connection:
        tickets = outside.of_many(connection, keys).items()
    numbers = {ticket.ref.number: key for key, ticket in tickets if ticket.ref}
    assert found("T-12") == [numbers["T-12"]]
    assert found("t-1")[0] == numbers["T-1"], "exactly the number that was asked for comes first"
    assert set(found("t-1")) == {numbers[f"T-{at}"] for at in (1, 10, 11, 12)} | {own}
    assert found("RT%20T-12") == [numbers["T-12"]] and found("%23T-12") == [numbers["T-12"]]
    assert found("Redmine%20T-12") == [] and found("-12") == [] and found("T%25") == []
    got = served.staff.call("GET", f"/api/v1/incidents/{numbers['T-12']}").json()
    told = {"connector": "rt", "number": "T-12", "url": "https://tool.example/12"}
    assert got["outside"] == told
    assert served.staff.call("GET", "/api/v1/incidents?q=T-12").json()["items"][0]["outside"] == told
    assert served.staff.call("GET", f"/api/v1/incidents/{own}").json()["outside"] is None
