"""A standby's copy on its disk: each run of the primary is stored whole, with its position."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete

from kiosk.queue.chain import GENESIS, Break, first_break
from kiosk.site import journal
from kiosk.site.database import Database
from kiosk.site.journal import Written
from kiosk.site.mark import NAME as MARK
from kiosk.site.schema import entries
from kiosk.site.standby import notes, rows
from kiosk.site.standby.changes import Position
from kiosk.site.standby.notes import Notes

FILE = "journal.db"


class ChainBroken(Exception):
    """What the primary sent does not follow from what is here."""

    def __init__(self, found: Break) -> None:
        super().__init__(f"entry {found.seq}: {found.why}")
        self.found = found


class Copy:
    """Written by the follower's thread alone."""

    def __init__(self, folder: Path) -> None:
        self._noted: dict[str, str] = {}
        (folder / MARK).unlink(missing_ok=True)  # it speaks of a journal that this machine wrote itself
        self._database = Database(folder / FILE)
        connection = self._database.writing
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA foreign_keys = OFF")  # rows come in the order of their change, not of need
        with self._writing():
            self.notes = notes.read(connection)
            self._head = journal.head_at(connection, self.position.entry) or GENESIS

    @property
    def position(self) -> Position:
        return Position(int(self.notes.entry or 0), int(self.notes.change or 0))

    @property
    def head(self) -> str:
        """The hash of the last entry that is here."""
        return self._head

    @property
    def whole(self) -> bool:
        """It had everything once, so it can take over."""
        return self.notes.whole == "yes"

    @property
    def filling(self) -> tuple[str, int] | None:
        """The table that is copied for the first time, and the rowid reached; None when all are there."""
        return (self.notes.filling, int(self.notes.filled_to or -1)) if self.notes.filling else None

    def begin(self, copy: str, log: str, change: int, term: int) -> None:
        """Forget everything, and begin with the first table."""
        with self._writing() as connection:
            rows.clear(connection)
            connection.execute(delete(entries))
            first = next(iter(rows.COPIED))
            self._note(connection, copy=copy, follows=log, entry=0, change=change, filling=first)
            self._note(connection, filled_to=-1, whole="no", term=term, safe_at="")
        self._head = GENESIS

    def fill(self, kind: str, found: Sequence[rows.Row], more: bool) -> None:
        """Store a page of a table, and which comes next."""
        with self._writing() as connection:
            rows.put(connection, kind, found)
            if more:
                self._note(connection, filled_to=found[-1][0])
                return
            names = list(rows.COPIED)
            after = names[names.index(kind) + 1 :]
            self._note(connection, filling=after[0] if after else "", filled_to=-1)

    def store(self, run: dict[str, Any], safe_at: str) -> None:
        """Store what the primary sent. Raises ChainBroken, or ValueError and KeyError for what is no run."""
        new = [Written(*one) for one in run["entries"]]
        found = first_break([one.entry() for one in new], self._head, self.position.entry)
        if found is not None:
            raise ChainBroken(found)
        to = Position(int(run["entry"]), int(run["change"]))
        if to.entry != (new[-1].seq if new else self.position.entry):
            raise ValueError("a run that ends elsewhere than it says")
        with self._writing() as connection:
            journal.append(connection, new)
            for kind, gone in run["gone"].items():
                rows.drop(connection, kind, gone)
            for kind, told in run["rows"].items():
                rows.put(connection, kind, told)
            whole = "yes" if run["whole"] or self.whole else "no"
            self._note(
                connection,
                entry=to.entry,
                change=to.change,
                whole=whole,
                safe_at=safe_at or self.notes.safe_at,
                term=int(run["term"]),
            )
        if new:
            self._head = new[-1].hash

    def close(self) -> None:
        self._database.close()

    def _note(self, connection: Connection, **found: object) -> None:
        notes.put_all(connection, **found)
        self._noted = self._noted | {name: str(value) for name, value in found.items()}

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction; what was noted in it counts once it is stored."""
        self._noted = {}
        with self._database.writing.begin():
            yield self._database.writing
        if self._noted:
            known = {name: getattr(self.notes, name) for name in Notes.__slots__}
            self.notes = Notes(**(known | self._noted))


def set_aside(folder: Path, term: int) -> Path | None:
    """Keep the journal that this machine wrote before the other took over; where it is now."""
    file = folder / FILE
    if not file.exists():
        return None
    number = next(n for n in range(1, 10_000) if not _kept(folder, term, n).exists())
    kept = _kept(folder, term, number)
    for ending in ("-wal", "-shm", ""):  # the file itself last: until then it can be tried again
        part = file.with_name(file.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


def _kept(folder: Path, term: int, number: int) -> Path:
    again = f"-{number}" if number > 1 else ""
    return folder / f"journal.before-term-{term}{again}.db"


def write_diverged(kept: Path, after: int, file: Path) -> int:
    """Write the entries after `after` of a journal that was set aside, a line of JSON each; how many."""
    database = Database(kept)
    try:
        found = [one for one in journal.all_entries(database.reading) if one.seq > after]
    finally:
        database.close()
    if found:
        lines = (json.dumps(one.row() | {"data": json.loads(one.data)}, ensure_ascii=False) for one in found)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        file.chmod(0o600)
    return len(found)
