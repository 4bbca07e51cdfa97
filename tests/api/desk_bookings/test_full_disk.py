"""The disk is full where the desk works by itself: a line of the log says so, and the work goes on after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Protocol

import pytest

from common.clock import ManualClock
from desk.calendars import reading, threads, writer
from desk.calendars import store as calendars
from desk.calendars.store import writing
from desk.context import Desk
from desk.engine import Connection, Database, StorageFull, sqlite_url
from desk.messages import sender as outbox
from desk.webhooks import sender as webhooks
from desk.webhooks.store import line
from tests.fixtures.desks import NOON, make_desk

PATIENCE_SECONDS = 20.0


class Worker(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


class Disk(Database):
    """Full until there is room; says when it was full, and when something was written."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.room, self.was_full, self.wrote = Event(), Event(), Event()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        with super().begin() as connection:
            yield connection
            if not self.room.is_set():
                self.was_full.set()
                raise StorageFull
        self.wrote.set()


@pytest.mark.expect_log("storage_full")
@pytest.mark.parametrize(
    "made",
    [
        lambda desk: outbox.Sender(desk, lambda message: None),
        webhooks.Sender,
        reading.Reader,
        writer.Writer,
    ],
    ids=["outbox", "webhooks", "calendars", "calendar writer"],
)
def test_a_full_disk_is_one_line_and_the_work_goes_on(
    made: Callable[[Desk], Worker], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (outbox, webhooks, threads):
        monkeypatch.setattr(module, "PAUSE_SECONDS", 0.01)
    for store in (line, calendars, writing):  # so that each asks for something to do, which writes
        monkeypatch.setattr(store, "anything_due", lambda connection, now: True)
    desk = make_desk(sqlite_url(tmp_path / "desk.db"), tmp_path, ManualClock(NOON))
    disk = Disk(desk.database.url)
    worker = made(replace(desk, database=disk))
    worker.start()
    try:
        assert disk.was_full.wait(PATIENCE_SECONDS)
        disk.room.set()
        assert disk.wrote.wait(PATIENCE_SECONDS)
    finally:
        worker.stop()
        disk.close()
        desk.database.close()
