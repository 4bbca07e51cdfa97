"""A desk on each database, and an identity provider's client with a program's token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.programs import store as programs
from desk.staff.rules import Role
from tests.api.desk_directory.provider import Provider
from tests.fixtures.desks import RunningDesk, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def provider(desk: RunningDesk) -> Iterator[Provider]:
    """An identity provider that may do everything."""
    with desk.database.begin() as connection:
        token = programs.add(connection, "directory", Role.ADMIN, (), desk.clock.now())
    with Provider(desk.url, token) as client:
        yield client
