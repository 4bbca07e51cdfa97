"""When the desk read a directory by itself, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.directory.store.users import Source
from desk.engine import Json, Moment, insert_new, metadata

readings = sa.Table(
    "directory_readings",
    metadata,
    sa.Column("source", sa.String(16), primary_key=True),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("counts", Json, nullable=False),
    sa.Column("why", sa.String(400), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The last time that the desk read a directory. `counts`: added, changed, unchanged, gone, faults;
    empty while it reads. `why`: the fault that ended it, "" for none.
    """

    began_at: datetime
    counts: dict[str, int]
    why: str


def claim_reading(connection: Connection, source: Source, now: datetime, every: timedelta) -> bool:
    """Whether this process shall read the directory now: when the last reading is so long ago.

    One that began in the future was told by a clock that has been set right since: it does not count.
    """
    c = readings.c
    values: dict[str, Any] = {"began_at": now, "counts": {}, "why": ""}
    if insert_new(connection, readings, {"source": source.value} | values):
        return True
    over = (c.began_at <= now - every) | (c.began_at > now + every)
    mine = readings.update().where(c.source == source.value, over)
    return connection.execute(mine.values(values)).rowcount > 0


def note_reading(connection: Connection, source: Source, counts: dict[str, int], why: str) -> None:
    """How the reading went that was claimed."""
    mine = readings.update().where(readings.c.source == source.value)
    connection.execute(mine.values(counts=counts, why=why[:400]))


def last_reading(connection: Connection, source: Source) -> Reading | None:
    row = connection.execute(sa.select(readings).where(readings.c.source == source.value)).one_or_none()
    return Reading(row.began_at, dict(row.counts), row.why) if row is not None else None
