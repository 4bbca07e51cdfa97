"""Journals of the sites as the desk holds them, snapshots of their lines, and the tokens of the sites."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk import feed
from desk.engine import Json, Moment, insert_new, metadata, put
from desk.staff.store import token_digest
from desk.sync.rules import Held
from kiosk.queue.chain import GENESIS, Entry, canonical

CONTACT_STEP = timedelta(seconds=10)  # contacts are noted no more often than this

journals = sa.Table(
    "site_journals",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
    sa.Column("last_push", Moment),
    sa.Column("last_feed", Moment),
    sa.Column("feed_seen", sa.BigInteger, nullable=False),
)
entries = sa.Table(
    "site_entries",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),  # canonical JSON: what the hash covers, to the letter
    sa.Column("actor", sa.String(100), nullable=False),
    sa.Column("command", sa.String(100), nullable=False),
    sa.Column("prev", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
snapshots = sa.Table(
    "line_snapshots",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("line", Json, nullable=False),
)
tokens = sa.Table(
    "site_tokens",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("site", sa.String(64), nullable=False, index=True),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Contact:
    """How far a site and the desk know each other. `feed_seen`: the last item that the site asked beyond."""

    site: str
    sequence: int
    last_push: datetime | None
    last_feed: datetime | None
    feed_seen: int
    feed_head: int


@dataclass(frozen=True, slots=True)
class Token:
    """A site's token; the token itself is not kept."""

    id: str
    site: str
    made_at: datetime
    revoked_at: datetime | None


def lock_journal(connection: Connection, site: str) -> Held:
    """What the desk holds of a site's journal; others who push to it wait until the commit."""
    insert_new(connection, journals, _unknown(site))
    row = sa.select(journals.c.sequence, journals.c.head).where(journals.c.site == site)
    return Held(*connection.execute(row.with_for_update()).one())


def hashes(connection: Connection, site: str, low: int, high: int) -> dict[int, str]:
    """The hashes of the held entries from `low` to `high`, both included."""
    c = entries.c
    wanted = sa.select(c.seq, c.hash).where(c.site == site, c.seq >= low, c.seq <= high)
    return {row.seq: row.hash for row in connection.execute(wanted)}


def append(connection: Connection, site: str, fresh: Sequence[Entry], now: datetime) -> None:
    """Store entries that follow what is held; call it under `lock_journal`."""
    changes: dict[str, Any] = {"last_push": now}
    if fresh:
        rows = [{"site": site} | _entry_values(entry) for entry in fresh]
        connection.execute(entries.insert(), rows)
        changes |= {"sequence": fresh[-1].seq, "head": fresh[-1].hash}
    connection.execute(journals.update().where(journals.c.site == site).values(changes))


def entries_after(connection: Connection, site: str, seq: int, limit: int = 2000) -> list[Entry]:
    """The next held entries, in order."""
    wanted = sa.select(entries).where(entries.c.site == site, entries.c.seq > seq)
    rows = connection.execute(wanted.order_by(entries.c.seq).limit(limit))
    return [
        Entry(r.seq, r.at, r.type, r.version, json.loads(r.data), r.actor, r.command, r.prev, r.hash)
        for r in rows
    ]


def newest_of_type(connection: Connection, site: str, kind: str, after: int, limit: int) -> list[Entry]:
    """The newest held entries of one type after entry `after`, the newest first."""
    wanted = sa.select(entries).where(entries.c.site == site, entries.c.seq > after, entries.c.type == kind)
    rows = connection.execute(wanted.order_by(entries.c.seq.desc()).limit(limit))
    return [
        Entry(r.seq, r.at, r.type, r.version, json.loads(r.data), r.actor, r.command, r.prev, r.hash)
        for r in rows
    ]


def held(connection: Connection, site: str) -> Held:
    """How far the desk holds a site's journal, without a lock."""
    row = connection.execute(
        sa.select(journals.c.sequence, journals.c.head).where(journals.c.site == site)
    ).one_or_none()
    return Held(*row) if row else Held(0, GENESIS)


def snapshot(connection: Connection, site: str) -> dict[str, Any] | None:
    """The newest stored line of a site, as `codec.take_snapshot` made it."""
    line: dict[str, Any] | None = connection.execute(
        sa.select(snapshots.c.line).where(snapshots.c.site == site)
    ).scalar()
    return line


def save_snapshot(connection: Connection, site: str, sequence: int, line: dict[str, Any]) -> None:
    put(connection, snapshots, {"site": site, "sequence": sequence, "line": line})


def note_feed(connection: Connection, site: str, after: int, now: datetime) -> None:
    """Remember that a site asked for the feed, and from where."""
    insert_new(connection, journals, _unknown(site))
    connection.execute(
        journals.update().where(journals.c.site == site).values(feed_seen=after, last_feed=now)
    )


def feed_contact_is_new(connection: Connection, site: str, after: int, now: datetime) -> bool:
    """Whether `note_feed` would tell something worth a write."""
    c = journals.c
    row = connection.execute(sa.select(c.feed_seen, c.last_feed).where(c.site == site)).one_or_none()
    return (
        row is None or row.feed_seen != after or row.last_feed is None or now - row.last_feed > CONTACT_STEP
    )


def contacts(connection: Connection) -> dict[str, Contact]:
    """How every site stands that was ever heard of or told something."""
    j, h = journals.c, feed.heads.c
    told = {r.site: r.sequence for r in connection.execute(sa.select(h.site, h.sequence)) if r.site != "*"}
    found = {site: Contact(site, 0, None, None, 0, head) for site, head in sorted(told.items())}
    rows = connection.execute(sa.select(j.site, j.sequence, j.last_push, j.last_feed, j.feed_seen))
    for r in rows:
        found[r.site] = Contact(*r, told.get(r.site, 0))
    return found


def add_token(connection: Connection, site: str, now: datetime) -> str:
    """A new token for a site; only its hash is kept, so this is the only time it can be seen."""
    token = f"site_{secrets.token_urlsafe(32)}"
    connection.execute(
        tokens.insert().values(id=new_id(), digest=token_digest(token), site=site, made_at=now)
    )
    return token


def site_with(connection: Connection, token: str) -> str | None:
    """The site that this token belongs to; None when it is unknown or revoked."""
    wanted = sa.select(tokens.c.site).where(
        tokens.c.digest == token_digest(token), tokens.c.revoked_at.is_(None)
    )
    found: str | None = connection.execute(wanted).scalar()
    return found


def revoke_token(connection: Connection, token_id: str, now: datetime) -> str | None:
    """Make a token worthless at once; the site that it belonged to, None if there was no such token."""
    same = (tokens.c.id == token_id) & tokens.c.revoked_at.is_(None)
    revoked = tokens.update().where(same).values(revoked_at=now).returning(tokens.c.site)
    found: str | None = connection.execute(revoked).scalar()
    return found


def valid_tokens(connection: Connection) -> list[Token]:
    """Every token that works, by site, the newest first."""
    c = tokens.c
    wanted = sa.select(c.id, c.site, c.made_at, c.revoked_at).where(c.revoked_at.is_(None))
    return [Token(*row) for row in connection.execute(wanted.order_by(c.site, c.made_at.desc()))]


def _unknown(site: str) -> dict[str, Any]:
    return {"site": site, "sequence": 0, "head": GENESIS, "feed_seen": 0}


def _entry_values(entry: Entry) -> dict[str, Any]:
    names = ("seq", "at", "type", "version", "actor", "command", "prev", "hash")
    return {name: getattr(entry, name) for name in names} | {"data": canonical(entry.data)}
