"""The disk is full: a clear no at every door, and where the desk works by itself one line of the log."""

from __future__ import annotations

import re
import resource
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Protocol

import pytest
import requests
from starlette.routing import Route

from common.clock import ManualClock
from desk.app import create_app
from desk.calendars import reading, threads, writer
from desk.calendars import store as calendars
from desk.calendars.store import writing
from desk.context import Desk
from desk.engine import Connection, Database, StorageFull, sqlite_url
from desk.messages import sender as outbox
from desk.webhooks import sender as webhooks
from desk.webhooks.store import line
from tests.fixtures.desks import NOON, make_desk, served

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


class NoRoom(Database):
    """Full whatever is asked of it."""

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        raise StorageFull
        yield

    @contextmanager
    def read(self) -> Iterator[Connection]:
        raise StorageFull
        yield


def asked(url: str, desk: Desk) -> Iterator[requests.Response]:
    """The answers at every door of the desk, to whoever could be let in there."""
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer mpt_0123456789abcdef0123456789abcdef"
        session.cookies.update({"mostrador_form": "x" * 24, "mostrador_staff": "y" * 43})
        for route in create_app(desk).routes:
            assert isinstance(route, Route)
            path = re.sub(r"{[^}]*}", "x", route.path)
            for method in route.methods or ():
                form = None if "/api/" in path else {"form_token": "x" * 24}
                yield session.request(
                    method, url + path, data=form, json=form or {}, allow_redirects=False, timeout=20
                )


@pytest.mark.expect_log("storage_full")
def test_every_door_says_that_the_disk_is_full(tmp_path: Path) -> None:
    desk = make_desk(sqlite_url(tmp_path / "desk.db"), tmp_path, ManualClock(NOON))
    full = replace(desk, database=NoRoom(desk.database.url))
    said = Counter[int]()
    with closing(desk.database), closing(full.database), served(full) as url:
        for answer in asked(url, full):
            said[answer.status_code] += 1
            assert answer.status_code != 500, (answer.request.method, answer.url, answer.text)
    assert said[507] > 100, said


def test_what_only_reads_says_that_the_disk_is_full(database_url: str) -> None:
    """PostgreSQL says it by its code; SQLite when what is sorted has no room beside the file."""
    with closing(Database(database_url)) as database:
        fills = fills_postgres if database.on_postgres else fills_the_disk
        with pytest.raises(StorageFull):
            fills(database)


def fills_postgres(database: Database) -> None:
    with database.read() as connection:
        connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")


def fills_the_disk(database: Database) -> None:
    """Sorts more than there is memory for, while no file may grow over a megabyte."""
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with database.read() as connection:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, before[1]))
        try:
            connection.exec_driver_sql(f"{many} SELECT randomblob(4000) AS b FROM n ORDER BY b").all()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
