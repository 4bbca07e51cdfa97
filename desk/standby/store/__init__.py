"""The term in which each site's journal is written, the desk's word to take over, and entries set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Moment, insert_new, metadata, put
from desk.sync import store as sync
from desk.sync.rules import Held
from kiosk.queue.chain import GENESIS

terms = sa.Table(
    "site_terms",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("term", sa.Integer, nullable=False),
    sa.Column("ordered", sa.Integer, nullable=False),  # the term that a standby shall begin; 0: none
)
orders = sa.Table(
    "site_take_over_orders",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False),
)
ORDER_HOLDS = timedelta(minutes=10)  # who follows only later must not take over by a word of long ago
_KEPT = ("seq", "at", "type", "version", "data", "actor", "command", "prev", "hash")
superseded = sa.Table(
    "site_entries_superseded",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("term", sa.Integer, primary_key=True),  # the one that set them aside
    sa.Column("seq", sa.BigInteger, primary_key=True),
    *(sa.Column(c.name, c.type, nullable=False) for c in sync.entries.c if c.name in _KEPT[1:]),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The term of the journal that the desk holds, and the one that was ordered."""

    term: int = 0
    ordered: int = 0


def terms_of(connection: Connection, site: str) -> Terms:
    row = connection.execute(
        sa.select(terms.c.term, terms.c.ordered).where(terms.c.site == site)
    ).one_or_none()
    return Terms(*row) if row else Terms()


def note_term(connection: Connection, site: str, term: int) -> None:
    """The journal goes on in this term."""
    _there(connection, site)
    same = (terms.c.site == site) & (terms.c.term < term)
    connection.execute(terms.update().where(same).values(term=term))


def order(connection: Connection, site: str, at: datetime) -> int:
    """Say that the standby shall take over; the term that it shall begin. Said twice, it is one order."""
    _there(connection, site)
    term = terms_of(connection, site).term + 1
    connection.execute(terms.update().where(terms.c.site == site).values(ordered=term))
    put(connection, orders, {"site": site, "at": at})
    return term


class Ordered(Enum):
    """What became of a word to take over."""

    NOW = "now"  # it was not said before
    ALREADY = "already"  # it holds, and was said for the same term
    OVER = "over"  # that term has begun, or another one was meant


def order_term(connection: Connection, site: str, term: int, at: datetime) -> Ordered:
    """Say that the standby shall begin `term`, which must be the next one: a word of before is not heard."""
    _there(connection, site)
    known = connection.execute(sa.select(terms).where(terms.c.site == site).with_for_update()).one()
    if term != known.term + 1:
        return Ordered.OVER
    if ordered_now(connection, site, at) == term:
        return Ordered.ALREADY
    order(connection, site, at)
    return Ordered.NOW


def ordered_at(connection: Connection, site: str, now: datetime) -> datetime | None:
    """When the word that holds now was given; None when there is none."""
    if not ordered_now(connection, site, now):
        return None
    said = sa.select(orders.c.at).where(orders.c.site == site)
    return connection.execute(said).scalar_one_or_none()


def ordered_now(connection: Connection, site: str, now: datetime) -> int:
    """The term that a standby shall begin; 0: none, or it was said too long ago."""
    known = terms_of(connection, site)
    said = connection.execute(sa.select(orders.c.at).where(orders.c.site == site)).scalar_one_or_none()
    fresh = said is not None and now - said <= ORDER_HOLDS
    return known.ordered if fresh and known.ordered > known.term else 0


def set_aside(connection: Connection, site: str, after: int, term: int) -> Held:
    """Move the held entries after `after` aside; what is held then. Call it under `sync.lock_journal`."""
    held = sync.entries.c
    beyond = (held.site == site) & (held.seq > after)
    columns = [held[name] for name in _KEPT]
    rows = sa.select(held.site, sa.literal(term), *columns).where(beyond)
    connection.execute(superseded.insert().from_select(["site", "term", *_KEPT], rows))
    connection.execute(sync.entries.delete().where(beyond))
    snapshots = sync.snapshots
    late = (snapshots.c.site == site) & (snapshots.c.sequence > after)
    connection.execute(snapshots.delete().where(late))
    head = sync.hashes(connection, site, after, after).get(after, GENESIS)
    mine = sync.journals.c.site == site
    connection.execute(sync.journals.update().where(mine).values(sequence=after, head=head))
    return Held(after, head)


def _there(connection: Connection, site: str) -> None:
    insert_new(connection, terms, {"site": site, "term": 0, "ordered": 0})
