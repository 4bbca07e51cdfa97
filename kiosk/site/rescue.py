"""Make a damaged journal good again: keep what is good, fetch from the desk what it holds, lose nothing.

The damaged files are only read from a copy, and then set aside as they are. The new database is built beside
them and takes their place by a rename, so that a rescue that is cut off changes nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert

from common.settings import Settings
from kiosk.queue.chain import GENESIS
from kiosk.queue.line import Line
from kiosk.site.database import Database
from kiosk.site.journal import (
    PAGE,
    JournalUnusable,
    Standing,
    Written,
    append,
    head_at,
    keep_snapshot,
    load,
)
from kiosk.site.mark import NAME as MARK
from kiosk.site.one_at_a_time import only_one
from kiosk.site.recovery import Ask, as_written, fetch_back
from kiosk.site.schema import entries, snapshots, sync_state, tables
from kiosk.site.snapshots import as_text
from kiosk.site.standby import notes

FILES = ("journal.db", "journal.db-wal", "journal.db-shm")


@dataclass(frozen=True, slots=True)
class Rescued:
    """`kept`: good entries of ours; `fetched`: from the desk after them; `left`: ours that are not in it.

    `unread`: tables beside the journal of which something could not be read; `aside`: where the files as
    they were lie now (None: there were none).
    """

    kept: int
    fetched: int
    left: int
    unread: tuple[str, ...]
    aside: Path | None


def rescue(settings: Settings, ask: Ask | None) -> Rescued:
    """Rebuild the site's database; `ask` is how to ask the desk for its copy, None to go on with ours alone.

    Raises AlreadyRunning while the service runs, FileNotFoundError when there is neither a journal nor a
    desk, JournalUnusable when the desk's copy is no good journal, Unreachable or ApiRefused when the desk
    does not tell it. In all these cases nothing was changed.
    """
    folder = settings.data_folder / "site"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_one(folder / "lock"), tempfile.TemporaryDirectory(dir=folder) as made:
        if ask is None and not (folder / "journal.db").exists():
            raise FileNotFoundError(folder / "journal.db")
        fresh = Path(made) / "fresh" / "journal.db"
        database = Database(fresh)
        try:
            good, unread = _take_over(folder, Path(made) / "old", database)
            kept, fetched = _with_desk(database, good, ask) if ask else (good, 0)
            _seal(database, told_anew=bool(unread))
        finally:
            database.close()
        aside = _set_aside(folder, FILES)
        fresh.rename(folder / "journal.db")
        aside = _set_aside(folder, (MARK,), aside)
    return Rescued(kept, fetched, good - kept, unread, aside)


def _take_over(folder: Path, copy: Path, database: Database) -> tuple[int, tuple[str, ...]]:
    """Bring what is good in the files of `folder` into a new database: entries, and tables not fully read."""
    copy.mkdir()
    for name in FILES[:2]:  # the third is SQLite's own, made anew
        if (folder / name).exists():
            shutil.copyfile(folder / name, copy / name)
    if not (copy / "journal.db").exists():
        return 0, ()
    with closing(sqlite3.connect(copy / "journal.db")) as old:
        standing = Standing(Line(), GENESIS, 0)
        for run in _good_runs(old, standing):
            with database.writing.begin():
                append(database.writing, run)
        beside = [t for t in tables.sorted_tables if t.name not in (entries.name, snapshots.name)]
        unread = tuple(table.name for table in beside if not _copy_rows(old, table, database))
        _stay_fenced(old, database)
    return standing.line.sequence, unread


def _good_runs(old: sqlite3.Connection, standing: Standing) -> Iterator[list[Written]]:
    """The entries from the first to the last good one, each folded into `standing`, some at a time."""
    names = ", ".join(column.name for column in entries.columns)
    wanted = f"SELECT {names} FROM entries WHERE seq > ? ORDER BY seq LIMIT ?"  # our own names
    limit = PAGE
    while True:
        try:
            rows = old.execute(wanted, (standing.line.sequence, limit)).fetchall()
        except (sqlite3.DatabaseError, OverflowError):
            if limit == 1:
                return
            limit = 1  # somewhere in this page of ours the file ends to be readable: go one by one
            continue
        run: list[Written] = []
        for row in rows:
            try:
                standing.take(Written(*row))
            except JournalUnusable:
                yield run
                return
            run.append(Written(*row))
        if not run:
            return
        yield run


def _copy_rows(old: sqlite3.Connection, table: Table, database: Database) -> bool:
    """Copy what can be read of a table, from both its ends; whether that was all."""
    names = [column.name for column in table.columns]
    put = insert(table).prefix_with("OR IGNORE")
    whole = False
    for order in ("ASC", "DESC"):
        rows: list[dict[str, Any]] = []
        try:
            known = {row[1] for row in old.execute(f"PRAGMA table_info({table.name})")}
            if not known:
                return True  # an older database had no such table
            query = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY rowid {order}"
            rows.extend(dict(zip(names, row, strict=True)) for row in old.execute(query))
            whole = True
        except (sqlite3.DatabaseError, OverflowError):
            whole = False
        _put(database.writing, put, rows)
        if whole:
            return True
    return whole


def _stay_fenced(old: sqlite3.Connection, database: Database) -> None:
    """A machine that was replaced stays so. A standby of ours finds a new log, and copies anew."""
    wanted = "SELECT name, value FROM standby_notes WHERE name IN ('fenced', 'fenced_by')"
    try:
        found = dict(old.execute(wanted).fetchall())
    except sqlite3.DatabaseError:
        return
    if found:
        with database.writing.begin():
            notes.put_all(database.writing, **found)


def _put(connection: Connection, put: Any, rows: list[dict[str, Any]]) -> None:
    with connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for at in range(0, len(rows), PAGE):
            connection.execute(put, rows[at : at + PAGE])
        lost = "DELETE FROM people_words WHERE person NOT IN (SELECT id FROM people)"
        connection.exec_driver_sql(lost)


def _with_desk(database: Database, good: int, ask: Ask) -> tuple[int, int]:
    """Join ours with the desk's copy: how many of ours are in it, and how many of the desk's follow."""
    held = ask(0, 0)
    with closing(database.reader()) as reading:

        def same(seq: int) -> bool:
            return seq == 0 or as_written(ask(seq - 1, 1).entries[0]).hash == head_at(reading, seq)

        kept = _last_common(min(good, held.sequence), same)
    if kept == held.sequence:
        return good, 0  # the desk has not heard more: nothing of ours is doubted
    with database.writing.begin():
        database.writing.execute(delete(entries).where(entries.c.seq > kept))
    with closing(database.reader()) as reading:
        standing = load(reading)
    return kept, fetch_back(database, standing, ask)


def _last_common(most: int, same: Any) -> int:
    """The last entry that both have: two chains that differ at one entry differ at all later ones."""
    if same(most):
        return most
    low, high = 0, most  # the same at low, another at high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same(middle) else (low, middle)
    return low


def _seal(database: Database, told_anew: bool) -> None:
    """Store a snapshot; `told_anew`: the desk's feed is to be heard from its beginning."""
    with closing(database.reader()) as reading:
        standing = load(reading)
    line = standing.line
    with database.writing.begin():
        if line.sequence:
            keep_snapshot(database.writing, line.sequence, standing.head, as_text(line))
        if told_anew:
            database.writing.execute(delete(sync_state))


def _set_aside(folder: Path, names: tuple[str, ...], aside: Path | None = None) -> Path | None:
    """Move files into a folder of their own beside the new ones; which one.

    The database goes first and the mark, later, last: cut off in between, a start finds the mark without
    its journal and refuses, instead of beginning a new one.
    """
    there = [name for name in names if (folder / name).exists()]
    if there and aside is None:
        number = next(n for n in range(1, 10_000) if not (folder / f"before-{n}").exists())
        aside = folder / f"before-{number}"
        aside.mkdir(mode=0o700)
    for name in there:
        assert aside is not None
        (folder / name).rename(aside / name)
    return aside
