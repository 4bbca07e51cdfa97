"""The list of changes: numbered without gaps in the order of commits, kept for some weeks.

The number is given under a lock on the list's head, which is held until the commit: so no lower number
appears after a higher one was read, however many processes write. The lock is taken at the end of the
transaction (`gather`), after every other one, so that who holds it waits for nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.changes.rules import Fact, Kind
from desk.engine import Json, Moment, gather, insert_new, metadata
from desk.feed import CHANNEL

NEWS = "*changes"  # told to listeners on the feed's channel; no site has such an id

heads = sa.Table(
    "change_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("what", sa.String(32), nullable=False),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("noted_at", Moment, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Change:
    """A fact and its number."""

    sequence: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes somebody follows. `sites` None: of every site; `kinds` empty: of every kind."""

    sites: frozenset[str] | None = None
    kinds: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A run of the list. Ask again from `next`, which skips what was not wanted; `more`: at once."""

    items: tuple[Change, ...]
    next: int
    more: bool


def note(connection: Connection, facts: Iterable[Fact], now: datetime) -> None:
    """Add facts to the list, in the transaction that makes them true."""
    gather(connection, _append, [(fact, now) for fact in facts])


def _append(connection: Connection, noted: list[tuple[Fact, datetime]]) -> None:
    if not noted:
        return
    insert_new(connection, heads, {"id": 1, "sequence": 0})
    raised = heads.update().where(heads.c.id == 1).values(sequence=heads.c.sequence + len(noted))
    last = int(connection.execute(raised.returning(heads.c.sequence)).scalar_one())
    rows = [
        {
            "sequence": sequence,
            "kind": fact.kind.value,
            "subject": fact.id,
            "what": fact.what,
            "site": fact.site,
            "at": fact.at,
            "body": fact.body,
            "noted_at": now,
        }
        for sequence, (fact, now) in enumerate(noted, last - len(noted) + 1)
    ]
    connection.execute(changes.insert(), rows)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, NEWS)))


def head(connection: Connection) -> int:
    """The number of the newest change; 0 before the first."""
    return int(connection.execute(sa.select(heads.c.sequence)).scalar() or 0)


def floor(connection: Connection) -> int:
    """The number from which the list can be followed without missing anything; lower ones are forgotten."""
    newest = head(connection)  # first: what is committed between the two questions is not forgotten
    oldest = connection.execute(sa.select(sa.func.min(changes.c.sequence))).scalar()
    return newest if oldest is None else int(oldest) - 1


def page_after(connection: Connection, after: int, wanted: Wanted, limit: int = 200) -> Page:
    """The next changes that are wanted, the oldest first."""
    c = changes.c
    conditions = [c.sequence > after]
    if wanted.sites is not None:
        conditions.append(c.site.in_(sorted(wanted.sites)))
    if wanted.kinds:
        conditions.append(c.kind.in_(sorted(wanted.kinds)))
    found = sa.select(c.sequence, c.kind, c.subject, c.what, c.site, c.at, c.body).where(*conditions)
    newest = head(connection)
    rows = connection.execute(found.order_by(c.sequence).limit(limit + 1)).all()
    items = tuple(Change(row.sequence, Fact(Kind(row.kind), *row[2:])) for row in rows[:limit])
    more = len(rows) > limit
    last = items[-1].sequence if items else after  # committed between the two questions, maybe
    return Page(items, last if more else max(last, newest), more)


def forget_old(connection: Connection, now: datetime, days: int) -> None:
    """Delete what was noted more than so many days ago."""
    connection.execute(changes.delete().where(changes.c.noted_at < now - timedelta(days=days)))
