"""The desk of a test, once on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.clients.desk import DeskClient
from tests.fixtures.desks import RunningDesk, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path, ("main", "north")) as running:
        yield running


@pytest.fixture
def client(desk: RunningDesk) -> Iterator[DeskClient]:
    """The site "main", speaking with its desk."""
    made = DeskClient(desk.url, desk.token())
    yield made
    made.close()
