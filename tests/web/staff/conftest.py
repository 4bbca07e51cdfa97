"""A desk with staff, and somebody signed in to its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.clients.desk import DeskClient
from desk.staff.rules import Role
from tests.api.desk_sync.journals import incident, push_of
from tests.fixtures.desks import RunningDesk, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    """Two sites, one of each role, two records."""
    with running_desk(database_url, tmp_path, ("main", "north")) as running:
        for login, role in (("lena", Role.AGENT), ("ines", Role.LEAD), ("boss", Role.ADMIN)):
            running.staff(login, role)
        client = DeskClient(running.url, running.token())
        client.push("main", push_of([], [incident("i-1", resolved=False), incident("i-2", kind="request")]))
        client.close()
        yield running
