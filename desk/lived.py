"""The days that this desk has lived through, by which things grow old.

A clock that is ahead calls everything old. So what is to be thrown away after thirty days must be thirty days
old by the clock and also have been here on thirty days: a day counts once the desk has noted it. A clock that
jumps ahead, be it by ten years, adds one day and not three thousand, and each further day that it stays ahead
adds one, as it should. While the desk is off nothing grows old, and afterwards what is past its time stays so
many days longer.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.ahead import APART
from desk.engine import insert_new, metadata

lived_days = sa.Table("lived_days", metadata, sa.Column("day", sa.Date, primary_key=True))
_day = lived_days.c.day


def note(connection: Connection, now: datetime) -> None:
    """Note that the desk is up today; days that are still to come were noted by a clock that was ahead."""
    connection.execute(lived_days.delete().where(_day > (now + APART).astimezone(UTC).date()))
    insert_new(connection, lived_days, {"day": now.astimezone(UTC).date()})


def borne_out(connection: Connection, now: datetime, kept: timedelta) -> datetime | None:
    """By which moment to tell what is older than `kept` (whole days): now, or earlier when fewer days were
    lived through; None while there were too few of them.

    Today may be a jump and the first day may have been a short one: neither is counted.
    """
    newest = sa.select(_day).order_by(_day.desc()).offset(kept.days + 1).limit(1)
    first = connection.execute(newest).scalar()
    return min(now, datetime.combine(first, time(0), UTC) + kept) if first is not None else None
