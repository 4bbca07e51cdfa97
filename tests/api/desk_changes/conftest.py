"""The desk of a test, once on each database, and a program that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.clients.desk import DeskClient
from tests.api.desk_changes.following import Program
from tests.fixtures.desks import RunningDesk, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path, ("main", "north")) as running:
        yield running


@pytest.fixture
def program(desk: RunningDesk) -> Iterator[Program]:
    made = Program(desk)
    yield made
    made.close()


@pytest.fixture
def site(desk: RunningDesk) -> Iterator[DeskClient]:
    """The site "main", speaking with its desk."""
    made = DeskClient(desk.url, desk.token())
    yield made
    made.close()
