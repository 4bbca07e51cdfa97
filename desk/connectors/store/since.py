"""Since when a connector is known, and since when its mapping cannot be used; so that what is recorded while
it cannot be used goes on its way when it can.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Moment, insert_new, metadata

since = sa.Table(
    "connector_since",
    metadata,
    sa.Column("connector", sa.String(48), primary_key=True),
    sa.Column("known_since", Moment, nullable=False),
    sa.Column("broken_since", Moment),
)
_c = since.c


def note_broken(connection: Connection, connector: str, now: datetime) -> datetime | None:
    """Its mapping cannot be used; since when, None for one that never could: nothing was to go there yet."""
    mine = since.update().where(_c.connector == connector, _c.broken_since.is_(None))
    connection.execute(mine.values(broken_since=now))
    return _broken_since(connection, connector)


def note_good(connection: Connection, connector: str, now: datetime) -> datetime | None:
    """Its mapping can be used; since when it could not, until `mended` says that this was made up for."""
    insert_new(connection, since, {"connector": connector, "known_since": now, "broken_since": None})
    return _broken_since(connection, connector)


def mended(connection: Connection, connector: str, broken_since: datetime) -> None:
    """What was recorded since then is on its way."""
    mine = since.update().where(_c.connector == connector, _c.broken_since == broken_since)
    connection.execute(mine.values(broken_since=None))


def _broken_since(connection: Connection, connector: str) -> datetime | None:
    found: datetime | None = connection.execute(
        sa.select(_c.broken_since).where(_c.connector == connector)
    ).scalar()
    return found
