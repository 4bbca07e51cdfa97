"""The desk's database: one place that knows the differences between SQLite and PostgreSQL.

A `Database` gives two kinds of transaction. `begin()` writes: on SQLite it takes the write lock at once
(BEGIN IMMEDIATE), so that no transaction has to be given up half-way. `read()` sees one moment of the whole
database and can change nothing. Several processes may use one database, whichever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection as Connection
from sqlalchemy import MetaData
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import OperationalError

BUSY_SECONDS = 30.0
NO_ROOM = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC"})
SCHEMA_LOCK = 7320_0001  # the advisory lock under which processes that start at once take turns

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Step = Callable[[Connection], None]
Gatherer = Callable[[Connection, list[Any]], None]
GATHERED = "mostrador_gathered"


class StorageFull(Exception):
    """The database could not work because the disk is full."""


class SchemaTooNew(Exception):
    """The database was made by a newer Mostrador; this one would damage it."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware time, UTC. Text of fixed width on SQLite, so that it sorts as it should."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        native = sa.DateTime(timezone=True) if dialect.name == "postgresql" else sa.String(32)
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        at = value.astimezone(UTC)
        return at if dialect.name == "postgresql" else at.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return at.astimezone(UTC)


versions = sa.Table(
    "schema_version",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)


class Database:
    """One database and its connections. Call `prepare` once before use and `close` at the end."""

    def __init__(self, url: str) -> None:
        """`url`: `sqlite:///path` or `postgresql+psycopg://…`."""
        self.url = url
        self.on_postgres = url.startswith("postgresql")
        if self.on_postgres:
            self._engine = sa.create_engine(
                url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True
            )
            self._writer: sa.Engine = self._engine
            self._reader: sa.Engine = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            self._engine = sa.create_engine(
                url,
                connect_args={"timeout": BUSY_SECONDS},
                hide_parameters=True,  # errors are logged, and names are no matter of the log
            )
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
            self._writer = self._engine.execution_options(writes=True)
            self._reader = self._engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction: committed at the end, rolled back on any exception.

        Raises StorageFull when the disk is full.
        """
        with _telling_full(), self._writer.begin() as connection:
            gathered: dict[Gatherer, list[Any]] = {}
            connection.info[GATHERED] = gathered
            yield connection
            for at_end, items in gathered.items():
                at_end(connection, items)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment and changes nothing.

        Raises StorageFull when the disk is full: what is sorted, and what is shared by the processes of one
        database, may need room on it too.
        """
        with _telling_full(), self._reader.connect() as connection:
            yield connection

    def prepare(self, steps: tuple[Step, ...] = ()) -> None:
        """Make the tables, or bring those of an older version up to date; safe in many processes at once.

        A new table needs no step. `steps[n]` changes existing tables of version n + 1 to version n + 2; a
        fresh database gets the tables as they stand now. Raises SchemaTooNew.
        """
        if not self.on_postgres:
            _write_ahead(self._engine)
        with self.begin() as connection:
            if self.on_postgres:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SCHEMA_LOCK)))
            existed = sa.inspect(connection).has_table(versions.name)
            metadata.create_all(connection)
            target = len(steps) + 1
            if not existed:
                connection.execute(versions.insert().values(id=1, version=target))
                return
            found = connection.execute(sa.select(versions.c.version)).scalar_one()
            if found > target:
                raise SchemaTooNew(f"the database has version {found}, this program knows {target}")
            for step in steps[found - 1 :]:
                step(connection)
            connection.execute(versions.update().values(version=target))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def sqlite_url(path: Path) -> str:
    """The address of a database file; its folder is made, for this user alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)  # names and keys are in it
    return f"sqlite:///{path}"


def gather(connection: Connection, at_end: Gatherer, items: Iterable[Any]) -> None:
    """Have `at_end` called with these items, and all others given to it, just before the commit.

    For what takes a lock that everybody takes: held so late, it is held shortly, and nobody who holds it
    waits for anything else.
    """
    gathered: dict[Gatherer, list[Any]] = connection.info[GATHERED]
    gathered.setdefault(at_end, []).extend(items)


def insert_new(connection: Connection, table: sa.Table, values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same key is there; True when it was inserted.

    Waits for a transaction that is just inserting the same key.
    """
    made = _insert(connection, table).values(values).on_conflict_do_nothing()
    keys = table.primary_key.columns  # what comes back tells; psycopg's row count does not
    return connection.execute(made.returning(*keys)).first() is not None


def put(connection: Connection, table: sa.Table, values: dict[str, Any]) -> None:
    """Insert a row, or replace the columns given of the one with the same primary key."""
    keys = [column.name for column in table.primary_key.columns]
    changes = {name: value for name, value in values.items() if name not in keys}
    made = _insert(connection, table).values(values)
    if changes:
        connection.execute(made.on_conflict_do_update(index_elements=keys, set_=changes))
    else:
        connection.execute(made.on_conflict_do_nothing())


def _insert(connection: Connection, table: sa.Table) -> Any:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    made = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return made(table)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # Python's own BEGIN comes too late; ours is in _begin_sqlite
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(BUSY_SECONDS * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _write_ahead(engine: sa.Engine) -> None:
    """Turn write-ahead logging on; SQLite does not wait for others here, so this does."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        for _ in range(int(BUSY_SECONDS * 20)):
            try:
                cursor.execute("PRAGMA journal_mode=WAL")
                return
            except Exception as error:
                if "locked" not in str(error):
                    raise
                Event().wait(0.05)
        raise TimeoutError("another process keeps the database file locked")
    finally:
        raw.close()


@contextmanager
def _telling_full() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if _is_full(error):
            raise StorageFull from error
        raise


def _is_full(error: OperationalError) -> bool:
    """Whether nothing can be written for want of room: also a quota, which SQLite tells as a failed write."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return name in NO_ROOM or getattr(error.orig, "sqlstate", "") == "53100"
