"""A desk whose records go to an outside tool, its staff, and somebody at its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.clock import ManualClock
from desk.connectors import handing
from desk.connectors.loaded import Connectors
from desk.connectors.store import deliveries
from desk.connectors.store.deliveries import Held
from desk.connectors.worker import Worker
from desk.staff.rules import Role
from tests.api.desk_connectors.conftest import incident
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of
from tests.fixtures.desks import NOON, RunningDesk, running_desk
from tests.web.staff.forms import Visitor


@dataclass
class Counter:
    """A desk over HTTP with the tool "rt"; the test drives its worker."""

    running: RunningDesk
    tool: Tool
    worker: Worker

    @property
    def url(self) -> str:
        return self.running.url

    def record(self, site: str = "main", **values: Any) -> str:
        """An incident comes in and what is due goes out; its id."""
        body, desk = incident(**values), self.running.desk
        with desk.database.begin() as connection:
            _, why = handing.receive(connection, desk.connectors, site, body, f"site:{site}", desk.now())
        assert why is None
        self.worker.run_due()
        return body.id

    def later(self, seconds: float) -> None:
        """Let time pass, then do what is due."""
        self.running.clock.forward(timedelta(seconds=seconds))
        self.worker.run_due()

    def held(self, delivery: str) -> Held:
        with self.running.database.read() as connection:
            found = deliveries.get(connection, delivery)
        assert found is not None
        return found


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    tool = Tool(ManualClock(NOON))
    connectors = Connectors([mapping_of("rt")], connect=lambda mapping, clock: ToolConnector(tool))
    with running_desk(database_url, tmp_path, ("main", "north"), connectors) as running:
        tool.clock = running.clock
        running.staff("lena", Role.AGENT)
        running.staff("ines", Role.LEAD)
        running.staff("nora", Role.LEAD, ("north",))
        running.staff("boss", Role.ADMIN)
        worker = Worker(running.desk, dice=lambda: 0.5)
        yield Counter(running, tool, worker)
        worker.close()


@pytest.fixture
def signed_in(counter: Counter) -> Iterator[Callable[..., Visitor]]:
    """Somebody at the pages: `signed_in("ines")`."""
    opened: list[Visitor] = []

    def sign_in(login: str, language: str = "en") -> Visitor:
        opened.append(Visitor(counter.url, language).sign_in(login))
        return opened[-1]

    yield sign_in
    for each in opened:
        each.close()
