"""Users of a directory (SCIM, LDAP) in the database, and the people whom they are.

A user's id is their person's. Somebody who was known before (a guest, a row of a CSV file) with the same mail
address is taken over, so that their appointments stay theirs. A user who is not active is kept here, and
taken away from every site until they are active again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.engine import Json, Moment, insert_new, metadata
from desk.people import store as people
from desk.people.rules import Details

users = sa.Table(
    "directory_users",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("user_key", sa.String(400), nullable=False),
    sa.Column("external_id", sa.String(400), index=True),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("resource", Json, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.UniqueConstraint("source", "user_key"),
)

readings = sa.Table(
    "directory_readings",
    metadata,
    sa.Column("source", sa.String(16), primary_key=True),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("counts", Json, nullable=False),
    sa.Column("why", sa.String(400), nullable=False),
)


class Source(StrEnum):
    """Who told of a user; each knows its own and no others."""

    SCIM = "scim"
    LDAP = "ldap"


@dataclass(frozen=True, slots=True)
class Reading:
    """The last time that the desk read a directory. `counts`: added, changed, unchanged, gone, faults;
    empty while it reads. `why`: the fault that ended it, "" for none.
    """

    began_at: datetime
    counts: dict[str, int]
    why: str


class Taken(Exception):
    """The user name, mail address or badge is somebody else's; the text names it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A user as they are to be stored. `resource`: what the source told, as far as it is kept."""

    source: Source
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


def get(connection: Connection, user: str, source: Source | None = None, lock: bool = False) -> Stored | None:
    """One user, of this source or (None) of any; `lock`: others who change them wait until the commit."""
    wanted = _columns(source).where(users.c.id == user)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return Stored(*row) if row is not None else None


def find(
    connection: Connection, source: Source, *, user_name: str | None = None, external_id: str | None = None
) -> list[Stored]:
    """Who has this user name, this external id, or (neither) everybody, in the order of their ids."""
    wanted = _columns(source).order_by(users.c.id)
    if user_name is not None:
        wanted = wanted.where(users.c.user_key == key_of(user_name))
    if external_id is not None:
        wanted = wanted.where(users.c.external_id == external_id)
    return [Stored(*row) for row in connection.execute(wanted)]


def keys(connection: Connection, source: Source) -> dict[str, str]:
    """Everybody of a source: the key of their user name, and their id."""
    rows = connection.execute(sa.select(users.c.user_key, users.c.id).where(users.c.source == source.value))
    return {row.user_key: row.id for row in rows}


def by_keys(connection: Connection, source: Source, wanted: list[str]) -> dict[str, Stored]:
    """Those of a source who have one of these keys (`key_of`), by it."""
    c = users.c
    rows = connection.execute(_columns(source).add_columns(c.user_key).where(c.user_key.in_(wanted)))
    return {row.user_key: Stored(*row[:-1]) for row in rows}


def page(connection: Connection, source: Source, offset: int, limit: int | None) -> tuple[list[Stored], int]:
    """Some of a source's users in the order of their ids, and how many there are."""
    counted = sa.select(sa.func.count()).select_from(users).where(users.c.source == source.value)
    total = int(connection.execute(counted).scalar_one())
    rows = connection.execute(_columns(source).order_by(users.c.id).offset(offset).limit(limit))
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
    for other in find(connection, entry.source, user_name=entry.user_name):
        if other.id != mine:
            raise Taken("userName")


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "source": entry.source.value,
        "user_key": key_of(entry.user_name),
        "external_id": entry.external_id or None,
        "active": entry.active,
        "resource": entry.resource,
    }


def _columns(source: Source | None) -> sa.Select[Any]:
    c = users.c
    wanted = sa.select(c.id, c.resource, c.version, c.made_at, c.changed_at)
    return wanted if source is None else wanted.where(c.source == source.value)


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
