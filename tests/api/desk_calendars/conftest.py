"""A desk that may read from this machine, with one agent; servers of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.clock import ManualClock
from desk.calendars.fetching import Fetch
from desk.calendars.reading import Reader
from desk.calendars.threads import allowed
from desk.catalogue import store as catalogue
from desk.staff.rules import Role
from tests.api.desk_calendars.servers import Feed, Radicale, radicale
from tests.fixtures.desks import NOON, RunningDesk, make_desk, sample_site, served
from tests.web.staff.forms import Visitor


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    clock = ManualClock(NOON)
    made = replace(make_desk(database_url, tmp_path, clock), webhooks_http=True, webhooks_private=True)
    with made.database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    with served(made) as url:
        running = RunningDesk(url, made, clock)
        running.staff("lena", Role.AGENT)
        running.staff("boss", Role.ADMIN)
        yield running
    made.database.close()


@pytest.fixture
def lena(desk: RunningDesk) -> Iterator[Visitor]:
    made = Visitor(desk.url)
    made.sign_in("lena")
    yield made.get("/staff/calendar")
    made.close()


@pytest.fixture
def reader(desk: RunningDesk) -> Reader:
    """A reader that a test drives by `run_due`, less patient than the real one."""
    return Reader(desk.desk, Fetch(allowed(desk.desk), deadline_seconds=3))


@pytest.fixture
def feed() -> Iterator[Feed]:
    made = Feed()
    yield made
    made.close()


@pytest.fixture
def dav_read_only(tmp_path: Path) -> Iterator[Radicale]:
    with radicale(tmp_path, read_only=True) as running:
        yield running


@pytest.fixture
def dav(tmp_path: Path) -> Iterator[Radicale]:
    with radicale(tmp_path) as running:
        yield running
