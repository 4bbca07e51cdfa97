"""Tokens of programs. Only their hashes are kept; one that is revoked is worth nothing at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.engine import Json, Moment, metadata
from desk.programs.rules import PREFIX, member_id
from desk.staff.rules import Member, Role
from desk.staff.store import token_digest

USED_STEP = timedelta(minutes=5)  # uses are noted no more often than this

tokens = sa.Table(
    "program_tokens",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("sites", Json, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
    sa.Column("revoked_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Program:
    """A token that works, without the token. `sites` empty: all of them."""

    id: str
    name: str
    role: Role
    sites: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None


def add(connection: Connection, name: str, role: Role, sites: Sequence[str], now: datetime) -> str:
    """A new token for a program; this is the only time it can be seen. Earlier ones go on working."""
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    row = {"id": new_id(), "digest": token_digest(token), "name": name, "role": role.value}
    connection.execute(tokens.insert().values(**row, sites=list(sites), made_at=now))
    return token


def member_of(connection: Connection, token: str) -> Member | None:
    """As whom a program acts; None when the token is unknown or revoked."""
    c = tokens.c
    wanted = sa.select(c.name, c.role, c.sites).where(c.digest == token_digest(token), c.revoked_at.is_(None))
    row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    return Member(member_id(row.name), row.name, row.name, Role(row.role), (), tuple(row.sites))


def use_is_news(connection: Connection, token: str, now: datetime) -> bool:
    """Whether `note_use` would tell something worth a write."""
    used = connection.execute(sa.select(tokens.c.used_at).where(tokens.c.digest == token_digest(token)))
    last = used.scalar()
    return last is None or now - last > USED_STEP


def note_use(connection: Connection, token: str, now: datetime) -> None:
    """Remember that a token was used."""
    mine = tokens.c.digest == token_digest(token)
    connection.execute(tokens.update().where(mine).values(used_at=now))


def revoke(connection: Connection, token_id: str, now: datetime) -> str | None:
    """Make a token worthless at once; the program that had it, None if there was no such token."""
    same = (tokens.c.id == token_id) & tokens.c.revoked_at.is_(None)
    revoked = tokens.update().where(same).values(revoked_at=now).returning(tokens.c.name)
    found: str | None = connection.execute(revoked).scalar()
    return found


def working(connection: Connection) -> list[Program]:
    """Every token that works, by name, the newest first."""
    c = tokens.c
    wanted = sa.select(c.id, c.name, c.role, c.sites, c.made_at, c.used_at).where(c.revoked_at.is_(None))
    rows = connection.execute(wanted.order_by(c.name, c.made_at.desc()))
    return [Program(r.id, r.name, Role(r.role), tuple(r.sites), r.made_at, r.used_at) for r in rows]
