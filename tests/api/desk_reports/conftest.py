"""A desk with an invented past, once on each database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from tests.api.desk_reports.asking import Asking, invented_journal, pushed
from tests.fixtures.desks import RunningDesk, running_desk
from tests.unit.planning.invented import FIRST, SERVICES, SETTINGS, ZONE

DAYS = 42


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    """The site "main" is invented's, six weeks old; "north" is new. It is the day after, 8 o'clock."""
    with running_desk(database_url, tmp_path, ("north",)) as running:
        today = FIRST + timedelta(days=DAYS)
        running.clock.at = datetime.combine(today, time(8), ZONE).astimezone(UTC)
        with running.database.begin() as connection:
            offers = tuple(Offer(service) for service in SERVICES)
            catalogue.save_site(connection, Site(SETTINGS, offers))
            pushed(connection, "main", invented_journal(5, DAYS), running.clock.now())
        yield running


@pytest.fixture
def lead(desk: RunningDesk) -> Iterator[Asking]:
    """Somebody who may read reports."""
    with Asking(desk, "main") as asking:
        yield asking
