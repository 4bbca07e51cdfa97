"""The site's SQLite file: one connection that writes, one that reads and never waits for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Pool,
    StaticPool,
    Table,
    create_engine,
    event,
    insert,
    text,
)
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError

from kiosk.site.schema import bring_up_to_date

_SQLITE = sqlite_dialect(paramstyle="qmark")
ROWS_AT_ONCE = 64  # SQLite takes so many values in one statement, and more
BUSY_SECONDS = 5.0  # how long we wait for another process (the command line) that writes


class Database:
    """`writing` is used by the writer's thread alone, `reading` by the event loop's thread alone.

    `max_pages`: how many pages the file may have (the disk is full then); for trying out what happens.
    """

    def __init__(self, path: Path, max_pages: int | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # names and keys are in it
        self.path = path
        engine = _engine(path, max_pages=max_pages)
        with engine.begin() as connection:
            bring_up_to_date(connection)
        self._engines = [engine, _engine(path, read_only=True)]
        self.writing = self._engines[0].connect()
        self.reading = self._engines[1].connect().execution_options(isolation_level="AUTOCOMMIT")

    def reader(self) -> Connection:
        """One more connection for reading, for another thread; the caller closes it."""
        return open_reader(self.path)

    def close(self) -> None:
        for connection, engine in zip((self.writing, self.reading), self._engines, strict=True):
            connection.close()
            engine.dispose()


class Rows:
    """Puts rows into a table, for what the writer does at each turn; `replace`: in place of older ones.

    The SQL text is made once and run by the driver, many rows at a time: SQLAlchemy's way takes several times
    as long as SQLite's own work, and between two rows another thread would have its turn. Names of columns,
    and the errors raised, are SQLAlchemy's, as everywhere else.
    """

    def __init__(self, table: Table, replace: bool = False) -> None:
        statement = insert(table).prefix_with("OR REPLACE") if replace else insert(table)
        self._first = str(statement.compile(dialect=_SQLITE))
        self._more = ", " + self._first[self._first.rindex("(") :]
        self._names = tuple(column.name for column in table.columns)

    def put(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """All of `rows`, in the caller's transaction. Raises DBAPIError."""
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            values = [row[name] for row in some for name in self._names]
            run(connection, self._first + self._more * (len(some) - 1), values)


def run(connection: Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """Have the driver run a statement, in the caller's transaction: the rows it finds. Raises DBAPIError."""
    driver = cast(sqlite3.Connection, connection.connection.driver_connection)
    try:
        return driver.execute(sql, values).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            sql, None, error, sqlite3.Error, hide_parameters=True, dialect=_SQLITE
        ) from error


def open_reader(path: Path) -> Connection:
    """A connection that only reads, also from another process while the service writes."""
    engine = _engine(path, read_only=True, pool=NullPool)  # closed is closed: no file stays open
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _engine(
    path: Path, read_only: bool = False, max_pages: int | None = None, pool: type[Pool] = StaticPool
) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=pool,
        hide_parameters=True,  # errors are logged, and names are no matter of the log
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        if read_only:
            connection.execute("PRAGMA query_only = ON")
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was acknowledged survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = ON")  # a row that REPLACE removes is a change, too
        connection.execute("PRAGMA secure_delete = ON")  # an erased person leaves no trace in free pages
        if max_pages is not None:
            connection.execute(f"PRAGMA max_page_count = {max_pages:d}")

    if not read_only:

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            run(connection, "BEGIN IMMEDIATE")

    return engine


def is_sound(connection: Connection) -> bool:
    """SQLite's own quick check of the file's structure."""
    return bool(connection.execute(text("PRAGMA quick_check(1)")).scalar_one() == "ok")
