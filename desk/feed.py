"""What the desk tells each site: an ordered feed, appended in the transaction that changed the fact.

A site reads everything after the last number that it has seen. The number is given under a lock on the
site's row, which is held until the commit: so no lower number appears after a higher one was read, however
many processes publish. A newer item replaces an older one of the same kind and key, so that the feed grows
with the facts and not with their changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Json, insert_new, metadata

CHANNEL = "mostrador_feed"  # PostgreSQL tells listeners here whose feed has grown, when it is committed

heads = sa.Table(
    "feed_heads",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)
items = sa.Table(
    "feed_items",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.BigInteger, primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.UniqueConstraint("site", "kind", "key"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `body` has the shape that `common.wire.FeedItem` says for its kind."""

    sequence: int
    kind: str
    key: str
    body: dict[str, Any]


def publish(connection: Connection, site: str, kind: str, key: str, body: dict[str, Any]) -> int:
    """Append an item to a site's feed and return its number. Locks the site's feed until the commit."""
    insert_new(connection, heads, {"site": site, "sequence": 0})
    raised = heads.update().where(heads.c.site == site).values(sequence=heads.c.sequence + 1)
    sequence = int(connection.execute(raised.returning(heads.c.sequence)).scalar_one())
    withdraw(connection, site, kind, key)
    connection.execute(items.insert().values(site=site, sequence=sequence, kind=kind, key=key, body=body))
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, site)))
    return sequence


def withdraw(connection: Connection, site: str, kind: str, key: str) -> None:
    """Take an item out of the feed, for instance when the person that it names is erased."""
    same = (items.c.site == site) & (items.c.kind == kind) & (items.c.key == key)
    connection.execute(items.delete().where(same))


def body_of(connection: Connection, site: str, kind: str, key: str) -> dict[str, Any] | None:
    """What a site was told of a fact last; None when nothing."""
    same = (items.c.site == site) & (items.c.kind == kind) & (items.c.key == key)
    found: dict[str, Any] | None = connection.execute(
        sa.select(items.c.body).where(same)
    ).scalar_one_or_none()
    return found


def head(connection: Connection, site: str) -> int:
    """The number of the last item published to a site; 0 before the first."""
    found = connection.execute(sa.select(heads.c.sequence).where(heads.c.site == site)).scalar()
    return int(found or 0)


def items_after(connection: Connection, site: str, after: int, limit: int = 500) -> list[Item]:
    """The next items of a site's feed, the oldest first."""
    wanted = (
        sa.select(items.c.sequence, items.c.kind, items.c.key, items.c.body)
        .where(items.c.site == site, items.c.sequence > after)
        .order_by(items.c.sequence)
        .limit(limit)
    )
    return [Item(*row) for row in connection.execute(wanted)]
