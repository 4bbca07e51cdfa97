"""A desk with one outside tool, once on each database; the test drives the worker and the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.clock import ManualClock
from common.ids import new_id
from common.wire import IncidentBody
from desk.catalogue import store as catalogue
from desk.connectors import handing
from desk.connectors.engine.delivery import Delivery, Stage
from desk.connectors.loaded import Connectors
from desk.connectors.store import deliveries, outside
from desk.connectors.store.outside import Ticket
from desk.connectors.worker import Worker
from desk.context import Desk
from desk.incidents import store as incidents
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of
from tests.fixtures.desks import NOON, make_desk, sample_site


@dataclass
class Handing:
    """A desk, its tool and its worker."""

    desk: Desk
    tool: Tool
    worker: Worker
    clock: ManualClock

    def record(self, **values: Any) -> str:
        """An incident comes in from the site; its id."""
        body = incident(**values)
        with self.desk.database.begin() as connection:
            number, why = handing.receive(
                connection, self.desk.connectors, "main", body, "site:main", self.clock.now()
            )
        assert number and why is None
        return body.id

    def later(self, seconds: float) -> int:
        """Let time pass, then do what is due."""
        self.clock.forward(timedelta(seconds=seconds))
        return self.worker.run_due()

    def ticket(self, incident: str) -> Ticket:
        with self.desk.database.read() as connection:
            found = outside.of(connection, incident)
        assert found is not None
        return found

    def stages(self, incident: str) -> list[Stage]:
        return [each.stage for each in self.deliveries(incident)]

    def deliveries(self, incident: str) -> list[Delivery]:
        with self.desk.database.read() as connection:
            return [held.delivery for held in deliveries.of_incident(connection, incident)]

    def stored(self, incident: str) -> incidents.Record:
        with self.desk.database.read() as connection:
            found = incidents.record(connection, incident)
        assert found is not None
        return found


def incident(**values: Any) -> IncidentBody:
    given: dict[str, Any] = {"id": new_id(), "kind": "incident", "category": ["hardware"], "impact": 2}
    given |= {"urgency": 2, "title": "Screen stays dark", "resolved": False}
    return IncidentBody.model_validate(given | values)


def with_tool(desk: Desk, tool: Tool, *names: str, **parts: Any) -> Desk:
    """The desk with mappings of these names for one tool."""
    mappings = [mapping_of(name, **parts) for name in names or ("tool",)]
    return replace(desk, connectors=Connectors(mappings, connect=lambda mapping, clock: ToolConnector(tool)))


@pytest.fixture
def handing_over(database_url: str, tmp_path: Path) -> Iterator[Handing]:
    clock = ManualClock(NOON)
    plain = make_desk(database_url, tmp_path, clock)
    with plain.database.begin() as connection:
        for site in ("main", "north"):
            catalogue.save_site(connection, sample_site(site))
    tool = Tool(clock)
    desk = with_tool(plain, tool)
    worker = Worker(desk, dice=lambda: 0.5)
    yield Handing(desk, tool, worker, clock)
    worker.close()
    desk.database.close()
