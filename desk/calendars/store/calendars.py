"""Calendars of the staff in the database: the address of each, and when its owner is busy.

Addresses and passwords are kept as they were given, since the desk must show them to the servers; they are
shown to nobody, not even to their owner. Of what stands in a calendar, only spans are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.ahead import APART, bring_back
from desk.calendars.rules import TRUSTED_FOR, WAITS, Busy, Kind, Server
from desk.engine import Moment, metadata, put
from desk.staff import store as staff
from desk.staff.rules import Member, Role

CLAIM = timedelta(minutes=3)

calendars = sa.Table(
    "staff_calendars",
    metadata,
    sa.Column("staff", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), nullable=False),  # a new one whenever address or password change
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("user", sa.String(500), nullable=False),
    sa.Column("password", sa.String(500), nullable=False),
    sa.Column("etag", sa.String(500), nullable=False),
    sa.Column("modified", sa.String(100), nullable=False),
    sa.Column("known_until", Moment, nullable=True),  # as far ahead as the spans go
    sa.Column("tried_at", Moment, nullable=True),
    sa.Column("read_at", Moment, nullable=True),
    sa.Column("next_at", Moment, nullable=False, index=True),
    sa.Column("fault", sa.String(40), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("claimed_until", Moment, nullable=True),
)
busy = sa.Table(
    "staff_busy",
    metadata,
    sa.Column("staff", sa.String(64), primary_key=True),
    sa.Column("start", Moment, primary_key=True),
    sa.Column("end", Moment, nullable=False),
    sa.Index("ix_staff_busy_start", "start"),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Somebody's calendar. `etag`, `modified`: what the server said about the version that was read."""

    staff: str
    id: str
    kind: Kind
    url: str
    user: str
    password: str
    etag: str
    modified: str
    known_until: datetime | None
    tried_at: datetime | None
    read_at: datetime | None
    next_at: datetime
    fault: str
    failures: int
    claim: str
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """What a server said about a version, to be asked with the next time."""

    etag: str = ""
    modified: str = ""


def give(
    connection: Connection, staff_id: str, kind: Kind, url: str, user: str, password: str, now: datetime
) -> str:
    """A calendar instead of the one before; what that one said counts no more. Its new id."""
    connection.execute(busy.delete().where(busy.c.staff == staff_id))
    row: dict[str, Any] = {"staff": staff_id, "id": new_id(), "kind": kind.value, "url": url, "user": user}
    row |= {"password": password, "etag": "", "modified": "", "known_until": None, "tried_at": None}
    row |= {"read_at": None, "next_at": now, "fault": "", "failures": 0, "claim": "", "claimed_until": None}
    put(connection, calendars, row)
    return str(row["id"])


def forget(connection: Connection, staff_id: str) -> bool:
    """Forget somebody's calendar and what it said. False: there was none."""
    connection.execute(busy.delete().where(busy.c.staff == staff_id))
    gone = calendars.delete().where(calendars.c.staff == staff_id).returning(calendars.c.staff)
    return connection.execute(gone).first() is not None


def read_soon(connection: Connection, staff_id: str, now: datetime) -> None:
    """Read it at the next round, whatever was planned."""
    connection.execute(calendars.update().where(calendars.c.staff == staff_id).values(next_at=now))


def get(connection: Connection, staff_id: str) -> Calendar | None:
    row = connection.execute(sa.select(calendars).where(calendars.c.staff == staff_id)).one_or_none()
    return _calendar(row) if row is not None else None


def busy_of(connection: Connection, staff_id: str) -> list[Busy]:
    """What is kept of somebody's calendar, in order of time."""
    wanted = sa.select(busy.c.start, busy.c.end).where(busy.c.staff == staff_id).order_by(busy.c.start)
    return [Busy(row.start, row.end) for row in connection.execute(wanted)]


def anything_due(connection: Connection, now: datetime) -> bool:
    return connection.execute(_due(now).limit(1)).first() is not None


def claim(connection: Connection, now: datetime) -> Calendar | None:
    """The calendar whose turn it is, kept from other readers until the claim ends; None: nothing is due."""
    found = connection.execute(_due(now).limit(1).with_for_update(skip_locked=True)).one_or_none()
    if found is None:
        return None
    values = {"claim": new_id(), "claimed_until": now + CLAIM}
    connection.execute(calendars.update().where(calendars.c.staff == found.staff).values(values))
    return get(connection, found.staff)


def note_reading(
    connection: Connection,
    mine: Calendar,
    found: Iterable[Busy] | None,
    version: Version,
    known_until: datetime | None,
    next_at: datetime,
    now: datetime,
) -> bool:
    """A good reading; `found` None: unchanged. False: the calendar is another by now, or another's claim."""
    values: dict[str, Any] = {"etag": version.etag, "modified": version.modified, "known_until": known_until}
    values |= {"read_at": now, "tried_at": now, "next_at": next_at, "fault": "", "failures": 0}
    if not _end_claim(connection, mine, values):
        return False
    if found is not None:
        connection.execute(busy.delete().where(busy.c.staff == mine.staff))
        rows = [{"staff": mine.staff, "start": each.start, "end": each.end} for each in found]
        if rows:
            connection.execute(busy.insert(), rows)
    return True


def note_fault(connection: Connection, mine: Calendar, fault: str, next_at: datetime, now: datetime) -> bool:
    """A reading in vain; what is known stays for a while."""
    values = {"fault": fault, "failures": mine.failures + 1, "tried_at": now, "next_at": next_at}
    return _end_claim(connection, mine, values)


def set_right(connection: Connection, now: datetime) -> int:
    """Take up what a clock that was ahead has put off; how many rows that were. What was read by that clock
    is of another time: it counts as never read.
    """
    unread = {"etag": "", "modified": "", "known_until": None, "read_at": None}
    connection.execute(calendars.update().where(calendars.c.read_at > now + APART).values(unread))
    moments = (calendars.c.next_at, calendars.c.claimed_until, calendars.c.tried_at)
    return bring_back(connection, now, WAITS[-1], *moments)


def servers(
    connection: Connection, site: str, service: str, first: datetime, until: datetime, now: datetime
) -> list[Server]:
    """Those who serve a service at a site, with what their calendars say of the time between two moments.

    A calendar that was not read for a day says nothing.
    """
    found = spans_of(connection, [each.id for each in serving(connection, site, service)], first, until, now)
    return [Server(tuple(spans)) for spans in found.values()]


def serving(connection: Connection, site: str, service: str) -> list[Member]:
    """Those who serve a service at a site, by name. Admins count where services are named for them."""
    working = (each.member for each in staff.everybody(connection) if each.active)
    return [each for each in working if _serves(each, site, service)]


def spans_of(
    connection: Connection, members: Iterable[str], first: datetime, until: datetime, now: datetime
) -> dict[str, list[Busy]]:
    """When each of these is away between two moments, by their calendars; in order of time."""
    known: dict[str, list[Busy]] = {each: [] for each in members}
    joined = sa.join(busy, calendars, busy.c.staff == calendars.c.staff)
    wanted = sa.select(busy).select_from(joined)
    within = (busy.c.start < until) & (busy.c.end > first) & (calendars.c.read_at > now - TRUSTED_FOR)
    for row in connection.execute(wanted.where(within).order_by(busy.c.start)):
        if row.staff in known:
            known[row.staff].append(Busy(row.start, row.end))
    return known


def _serves(member: Member, site: str, service: str) -> bool:
    here = not member.sites or site in member.sites
    if member.role is Role.ADMIN and not member.services:
        return False
    return here and (not member.services or service in member.services)


def _end_claim(connection: Connection, mine: Calendar, values: dict[str, Any]) -> bool:
    same = (calendars.c.staff == mine.staff) & (calendars.c.id == mine.id) & (calendars.c.claim == mine.claim)
    ended = calendars.update().where(same).values(**values, claim="", claimed_until=None)
    return connection.execute(ended.returning(calendars.c.staff)).first() is not None


def _due(now: datetime) -> sa.Select[Any]:
    c = calendars.c
    free = c.claimed_until.is_(None) | (c.claimed_until <= now)
    works = sa.exists().where(staff.staff.c.id == c.staff, staff.staff.c.active)
    return sa.select(c.staff).where(c.next_at <= now, free, works).order_by(c.next_at, c.staff)


def _calendar(row: sa.Row[Any]) -> Calendar:
    return Calendar(**{**row._mapping, "kind": Kind(row.kind)})
