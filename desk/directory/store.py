"""Users of an identity provider in the database, and the people whom they are.

A user's id is their person's. Somebody who was known before (a guest, a row of a CSV file) with the same mail
address is taken over, so that their appointments stay theirs. A user who is not active is kept here, and
taken away from every site until they are active again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.engine import Json, Moment, metadata
from desk.people import store as people
from desk.people.rules import Details

users = sa.Table(
    "directory_users",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("user_key", sa.String(400), nullable=False, unique=True),
    sa.Column("external_id", sa.String(400), index=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("resource", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
)


class Taken(Exception):
    """The user name, mail address or badge is somebody else's; the text names it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A user as they are to be stored. `resource`: the SCIM attributes that are kept."""

    user_name: str
    external_id: str
    active: bool
    resource: dict[str, Any]
    details: Details


@dataclass(frozen=True, slots=True)
class Stored:
    """A user as they stand here. `version` counts the changes, from 1."""

    id: str
    resource: dict[str, Any]
    version: int
    made_at: datetime
    changed_at: datetime


def key_of(user_name: str) -> str:
    """By what a user name is unique: without regard to case."""
    return normalize("NFC", user_name).casefold()


def add(connection: Connection, entry: Entry, now: datetime) -> Stored:
    """A new user. Raises Taken."""
    people.lock_everywhere(connection)  # two that come at once must not both find the name free
    _free(connection, entry, "")
    mail = entry.details.mail
    same = people.by_key(connection, "mail", mail) if mail else None
    if same is not None and get(connection, same.id) is not None:
        raise Taken("emails")
    person = same.id if same is not None else new_id()
    values = _values(entry) | {"id": person, "version": 1, "made_at": now, "changed_at": now}
    connection.execute(users.insert().values(values))
    _show(connection, person, entry)
    return Stored(person, entry.resource, 1, now, now)


def replace(connection: Connection, known: Stored, entry: Entry, now: datetime) -> Stored:
    """A user as they are from now on; unchanged, the version stays. Raises Taken."""
    _free(connection, entry, known.id)
    if entry.resource == known.resource:
        return known
    values = _values(entry) | {"version": known.version + 1, "changed_at": now}
    connection.execute(users.update().where(users.c.id == known.id).values(values))
    _show(connection, known.id, entry)
    return Stored(known.id, entry.resource, known.version + 1, known.made_at, now)


def get(connection: Connection, user: str, lock: bool = False) -> Stored | None:
    """One user; `lock`: others who change them wait until the commit."""
    wanted = _columns().where(users.c.id == user)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return Stored(*row) if row is not None else None


def find(
    connection: Connection, *, user_name: str | None = None, external_id: str | None = None
) -> list[Stored]:
    """Who has this user name, this external id, or (neither) everybody, in the order of their ids."""
    wanted = _columns().order_by(users.c.id)
    if user_name is not None:
        wanted = wanted.where(users.c.user_key == key_of(user_name))
    if external_id is not None:
        wanted = wanted.where(users.c.external_id == external_id)
    return [Stored(*row) for row in connection.execute(wanted)]


def page(connection: Connection, offset: int, limit: int | None) -> tuple[list[Stored], int]:
    """Some of all users in the order of their ids, and how many there are."""
    total = int(connection.execute(sa.select(sa.func.count()).select_from(users)).scalar_one())
    rows = connection.execute(_columns().order_by(users.c.id).offset(offset).limit(limit))
    return [Stored(*row) for row in rows], total


def remove(connection: Connection, user: str) -> None:
    """The provider knows them no more: no site finds them; what happened stays."""
    forget(connection, user)
    people.remove(connection, user)


def forget(connection: Connection, user: str) -> bool:
    """Take out what the provider told, when a person is erased. False: it told nothing."""
    return connection.execute(users.delete().where(users.c.id == user)).rowcount > 0


def _show(connection: Connection, person: str, entry: Entry) -> None:
    if not entry.active:
        people.remove(connection, person)
    elif not people.put(connection, person, entry.details):
        raise Taken("emails")


def _free(connection: Connection, entry: Entry, mine: str) -> None:
    other = connection.execute(
        sa.select(users.c.id).where(users.c.user_key == key_of(entry.user_name))
    ).scalar()
    if other is not None and other != mine:
        raise Taken("userName")


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "user_key": key_of(entry.user_name),
        "external_id": entry.external_id or None,
        "active": entry.active,
        "resource": entry.resource,
    }


def _columns() -> sa.Select[Any]:
    c = users.c
    return sa.select(c.id, c.resource, c.version, c.made_at, c.changed_at)
