"""A desk that may send to this machine, receivers, and an admin's program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from common.clock import ManualClock
from desk.catalogue import store as catalogue
from desk.staff.rules import Role
from desk.webhooks.sender import Sender
from tests.api.desk_changes.following import Program
from tests.api.desk_webhooks.receiver import Receiver
from tests.fixtures.desks import NOON, RunningDesk, make_desk, sample_site, served

MakeReceiver = Callable[..., Receiver]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[RunningDesk]:
    clock = ManualClock(NOON)
    made = replace(make_desk(database_url, tmp_path, clock), webhooks_http=True, webhooks_private=True)
    with made.database.begin() as connection:
        for site in ("main", "north"):
            catalogue.save_site(connection, sample_site(site))
    with served(made) as url:
        yield RunningDesk(url, made, clock)
    made.database.close()


@pytest.fixture
def admin(desk: RunningDesk) -> Iterator[Program]:
    made = Program(desk, "admin", Role.ADMIN)
    yield made
    made.close()


@pytest.fixture
def sender(desk: RunningDesk) -> Sender:
    """A sender that a test drives by `run_due`."""
    return Sender(desk.desk)


@pytest.fixture
def receive() -> Iterator[MakeReceiver]:
    """Makes receivers."""
    with ExitStack() as stack:

        def make(*arguments: object) -> Receiver:
            made = Receiver(*arguments)  # type: ignore[arg-type]  # what a test gives it
            stack.callback(made.close)
            return made

        yield make
