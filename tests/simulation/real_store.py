"""The real writer on a real SQLite file, driven turn by turn: `kiosk.site.writer.Writer` without its thread.

A power cut before the commit is an exception in SQLite's own commit; one after it leaves a copy of the file
whose write-ahead log is cut off somewhere in the last transaction, which is what a dying machine leaves.
A full disk is SQLite's: the file may have no more pages.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, event

from common.clock import Clock
from common.wire import IncidentBody
from kiosk.queue import codec
from kiosk.site import incidents, journal
from kiosk.site.database import Database
from kiosk.site.documents import SyncMemory, remember
from kiosk.site.faces import Faces
from kiosk.site.journal import Standing, Written
from kiosk.site.published import Step
from kiosk.site.snapshots import copy_of
from kiosk.site.work import Answer, Outcome, Repeat, Work
from kiosk.site.writer import Writer, find_answer
from tests.simulation.storage import Commit, PowerCut, Record, Store, Writing

DAY = date(2026, 10, 24)


class RealStore(Store):
    """In `folder`, which is the run's own."""

    def __init__(self, clock: Clock, folder: Path, rng: Random) -> None:
        self.clock, self.folder, self._rng = clock, folder, rng
        self._number = 0
        self._cut = ""
        self._done = Commit()
        self._open(folder / "0" / "journal.db")

    def _open(self, path: Path) -> None:
        self.database = Database(path)
        event.listen(self.database.writing.engine, "commit", self._committing)
        standing = self.read()
        self.writer = Writer(
            self.database, standing, Faces(), self.clock, self._deliver, lambda seconds: self._committed()
        )

    @property
    def line(self) -> Any:  # type: ignore[override]  # the writer has a new one after a failed commit
        return self.writer._line

    def _deliver(
        self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]], change: int = 0
    ) -> None:
        self._done = Commit(steps, outcomes, change)

    def _committing(self, connection: Connection) -> None:
        if self._cut == "before":
            raise PowerCut

    def _committed(self) -> None:
        if self._cut == "after":
            raise PowerCut

    def commit(self, works: list[Work], cut: str = "") -> Commit:
        self._cut, log = cut, self._log_size()
        try:
            self.writer._commit(works)
        except PowerCut:
            self._tear(log)
            raise
        return self._done

    def _log_size(self) -> int:
        log = self.database.path.with_name("journal.db-wal")
        return log.stat().st_size if log.exists() else 0

    def _tear(self, before: int) -> None:
        """What the next process finds: the file, and its log up to somewhere in the last transaction."""
        self._number += 1
        torn = self.folder / str(self._number)
        torn.mkdir()
        for name in ("journal.db", "journal.db-wal"):
            if self.database.path.with_name(name).exists():
                shutil.copy(self.database.path.with_name(name), torn / name)
        log = torn / "journal.db-wal"
        if log.exists() and log.stat().st_size > before and self._rng.random() < 0.7:
            with log.open("r+b") as file:
                file.truncate(self._rng.randint(before, log.stat().st_size))
        self.database.close()
        self._open(torn / "journal.db")

    def reopen(self) -> None:
        """After a crash between commits; after a power cut the torn copy is open already."""
        self._cut = ""
        path = self.database.path
        self.database.close()
        self._open(path)

    def fill_up(self, full: bool) -> None:
        raw = self.database.writing.connection.dbapi_connection
        assert raw is not None
        pages = raw.cursor().execute("PRAGMA page_count").fetchone()[0]
        raw.cursor().execute(f"PRAGMA max_page_count = {pages if full else 1 << 30}")

    def read(self) -> Standing:
        with closing(self.database.reader()) as reading:
            return journal.load(reading)

    def entries(self, after: int, limit: int = 100) -> list[Written]:
        return journal.page(self.database.reading, after, limit)

    def answer(self, scope: str, key: str) -> Answer | None:
        row = self.database.reading.exec_driver_sql(
            "SELECT digest FROM answers WHERE scope = ? AND key = ?", (scope, key)
        ).one_or_none()
        return find_answer(self.database.reading, Repeat(scope, key, row[0])) if row else None

    def records(self) -> list[Record]:
        found = incidents.of_day(self.database.reading, DAY)
        return [Record(each.incident, each.desk_number) for each in found]

    def feed_position(self) -> int:
        return SyncMemory(self.database.reading).feed_sequence

    def keep_snapshot(self) -> Writing:
        line, head = copy_of(self.writer._line), self.writer._head
        text = json.dumps(codec.take_snapshot(line))
        return lambda connection: journal.keep_snapshot(connection, line.sequence, head, text)

    def record(self, body: IncidentBody) -> Writing:
        return lambda connection: incidents.record(connection, body, DAY)

    def settle(self, body: IncidentBody, number: str) -> Writing:
        return lambda connection: incidents.settle(connection, body, "at_desk", "", number)

    def feed_at(self, sequence: int) -> Writing:
        return lambda connection: remember(connection, "feed", sequence)

    def close(self) -> None:
        self.database.close()
