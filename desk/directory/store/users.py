"""Users of a directory (SCIM, LDAP) in the database, and the people whom they are.

A user's id is their person's. Somebody who was known before (a guest, a row of a CSV file) with the same mail
address is taken over, so that their appointments stay theirs. A user who is not active is kept here, and
taken away from every site until they are active again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.directory.store import keys
from desk.directory.store.keys import Keys
from desk.engine import Json, Moment, metadata
from desk.people import store as people
from desk.people.rules import Details

users = sa.Table(
    "directory_users",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("user_key", sa.String(400), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("resource", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.UniqueConstraint("source", "user_key"),
)


class Source(StrEnum):
    """Who told of a user; each knows its own and no others."""

    SCIM = "scim"
    LDAP = "ldap"


class Taken(Exception):
    """The user name, mail address or badge is somebody else's; the text names it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A user as they are to be stored. `resource`: what the source told, as far as it is kept; `keys`: by
    what filters find them, None where nobody asks with filters.
    """

    source: Source
    user_name: str
    active: bool
    resource: dict[str, Any]
    details: Details
    keys: Keys | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A user as they stand here. `version` counts the changes, from 1."""

    id: str
    resource: dict[str, Any]
    version: int
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Whom to look for, in SQL, and in which order; the last word of an order is the id."""

    conditions: tuple[sa.ColumnElement[bool], ...] = ()
    order: tuple[sa.ColumnElement[Any], ...] = ()


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
    _show(connection, person, entry, is_new=True)
    return Stored(person, entry.resource, 1, now, now)


def replace(connection: Connection, known: Stored, entry: Entry, now: datetime) -> Stored:
    """A user as they are from now on; unchanged, the version stays. Raises Taken."""
    _free(connection, entry, known.id)
    if entry.resource == known.resource:
        return known
    values = _values(entry) | {"version": known.version + 1, "changed_at": now}
    connection.execute(users.update().where(users.c.id == known.id).values(values))
    _show(connection, known.id, entry, is_new=False)
    return Stored(known.id, entry.resource, known.version + 1, known.made_at, now)


def get(connection: Connection, user: str, source: Source | None = None, lock: bool = False) -> Stored | None:
    """One user, of this source or (None) of any; `lock`: others who change them wait until the commit."""
    wanted = _columns(source).where(users.c.id == user)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return Stored(*row) if row is not None else None


def find(connection: Connection, source: Source, user_name: str) -> Stored | None:
    """Who has this user name."""
    row = connection.execute(_columns(source).where(users.c.user_key == key_of(user_name))).one_or_none()
    return Stored(*row) if row is not None else None


def ids(connection: Connection, source: Source) -> dict[str, str]:
    """Everybody of a source: the key of their user name, and their id."""
    rows = connection.execute(sa.select(users.c.user_key, users.c.id).where(users.c.source == source.value))
    return {row.user_key: row.id for row in rows}


def by_keys(connection: Connection, source: Source, wanted: list[str]) -> dict[str, Stored]:
    """Those of a source who have one of these keys (`key_of`), by it."""
    c = users.c
    rows = connection.execute(_columns(source).add_columns(c.user_key).where(c.user_key.in_(wanted)))
    return {row.user_key: Stored(*row[:-1]) for row in rows}


def page(
    connection: Connection, source: Source, look: Look, offset: int, limit: int | None
) -> tuple[list[Stored], int]:
    """Some of those whom a look is for, and how many they are."""
    found = sa.select(sa.func.count()).select_from(_looked_at(look)).where(_of(source), *look.conditions)
    total = int(connection.execute(found).scalar_one())
    return _listed(connection, source, look, offset, limit), total


def everybody(connection: Connection, source: Source, look: Look) -> list[Stored]:
    """All whom a look is for."""
    return _listed(connection, source, look, 0, None)


def _listed(
    connection: Connection, source: Source, look: Look, offset: int, limit: int | None
) -> list[Stored]:
    wanted = _columns(source).select_from(_looked_at(look)).where(*look.conditions)
    wanted = wanted.order_by(*look.order, users.c.id).offset(offset).limit(limit)
    return [Stored(*row) for row in connection.execute(wanted)]


def _looked_at(look: Look) -> sa.FromClause:
    return users if look == Look() else users.join(keys.users)


def remove(connection: Connection, user: str) -> None:
    """The provider knows them no more: no site finds them; what happened stays."""
    forget(connection, user)
    people.remove(connection, user)


def forget(connection: Connection, user: str) -> bool:
    """Take out what the provider told, when a person is erased. False: it told nothing."""
    return connection.execute(users.delete().where(users.c.id == user)).rowcount > 0


def _show(connection: Connection, person: str, entry: Entry, is_new: bool) -> None:
    """What others see of a user: filters their keys, the sites the person."""
    if entry.keys is not None:
        keys.keep(connection, person, entry.keys, is_new)
    if not entry.active:
        people.remove(connection, person)
    elif not people.put(connection, person, entry.details):
        raise Taken("emails")


def _free(connection: Connection, entry: Entry, mine: str) -> None:
    other = find(connection, entry.source, entry.user_name)
    if other is not None and other.id != mine:
        raise Taken("userName")


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "source": entry.source.value,
        "user_key": key_of(entry.user_name),
        "active": entry.active,
        "resource": entry.resource,
    }


def _columns(source: Source | None) -> sa.Select[Any]:
    c = users.c
    wanted = sa.select(c.id, c.resource, c.version, c.made_at, c.changed_at)
    return wanted if source is None else wanted.where(_of(source))


def _of(source: Source) -> sa.ColumnElement[bool]:
    return users.c.source == source.value
