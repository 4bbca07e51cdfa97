"""A real desk and a real site beside it, both over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from common.clock import ManualClock
from desk.engine import sqlite_url
from kiosk.site.service import Tuning
from tests.api.site.running import SiteThread
from tests.fixtures.desks import NOON, RunningDesk, running_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    """A desk with the site "main", at noon on a Monday in March."""
    with running_desk(sqlite_url(tmp_path / "desk.db"), tmp_path) as running:
        yield running


@pytest.fixture
def open_site_of(tmp_path: Path) -> Iterator[Callable[..., SiteThread]]:
    """Starts a site of a desk: `open_site_of(desk.url, desk.token())`."""
    running: list[SiteThread] = []

    def start(url: str, token: str, **parts: Any) -> SiteThread:
        tuning = Tuning(poll_seconds=1.0)
        site = SiteThread(
            tmp_path / "room",
            ManualClock(NOON),
            parts.pop("tuning", tuning),
            desk_url=url,
            desk_token=token,
            **parts,
        )
        running.append(site)
        return site

    yield start
    for site in running:
        site.stop()
