"""The desk of a test, once on each database, at noon on a Monday in March."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import RunningDesk, running_desk


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(database_url, tmp_path, ("main", "north")) as running:
        yield running


@pytest.fixture
def phone(desk: RunningDesk) -> Iterator[Phone]:
    """Somebody's phone."""
    with Phone(desk.url) as made:
        yield made
