"""A site service to talk to, and its log under the same guard as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.site.running import SiteProcess, SiteThread


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Callable[..., SiteThread]]:
    """Starts a service in a thread: `open_site(clock=…, tuning=…, lease_seconds=…)`."""
    running: list[SiteThread] = []

    def start(**parts: Any) -> SiteThread:
        running.append(SiteThread(tmp_path, **parts))
        return running[-1]

    yield start
    for site in running:
        site.stop()


@pytest.fixture
def site(open_site: Callable[..., SiteThread]) -> SiteThread:
    """A site with the bundled settings: laptop, phone, password, other; counters 1 to 3; always open."""
    return open_site()


@pytest.fixture
def start_process(tmp_path: Path) -> Iterator[Callable[..., SiteProcess]]:
    """Starts a service as a process."""
    running: list[SiteProcess] = []

    def start(**environment: str) -> SiteProcess:
        running.append(SiteProcess(tmp_path, **environment))
        return running[-1]

    yield start
    for process in running:
        process.hang_up()
        if process.process.poll() is None:
            process.kill()
