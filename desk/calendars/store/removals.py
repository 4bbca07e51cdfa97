"""Entries of ours in a calendar that its owner gave up for another one, or for none: to be taken out of it.

Address and password of that calendar stay with them until they are gone, for a week at most. What could not
be taken out by then, or was moved by its owner, is kept without the password, so that its owner is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.ahead import bring_back
from desk.calendars.rules import REMOVED_WITHIN, WRITE_WAITS, Busy
from desk.calendars.store import entries
from desk.calendars.store.calendars import CLAIM, Calendar
from desk.engine import Json, Moment, insert_new, metadata
from desk.staff import store as members

NOT_TOLD = ("start", "end", "claimed_until")


class Stays(StrEnum):
    """Why an entry is in the old calendar still."""

    WAITING = "waiting"  # it is taken out as soon as that works
    MOVED = "moved"  # its owner moved it: it is theirs
    GIVEN_UP = "given_up"  # it could not be taken out for a week


removals = sa.Table(
    "calendar_removals",
    metadata,
    sa.Column("calendar", sa.String(64), primary_key=True),  # the id of the calendar that it lies in
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("staff", sa.String(64), nullable=False, index=True),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("user", sa.String(500), nullable=False),
    sa.Column("password", sa.String(500), nullable=False),  # "" once it is needed no more
    sa.Column("start", Moment, nullable=False),
    sa.Column("end", Moment, nullable=False),
    sa.Column("said", Json, nullable=False),  # every time that was ever sent: [[start, end], …]
    sa.Column("etag", sa.String(500), nullable=False),
    sa.Column("stays", sa.String(16), nullable=False),
    sa.Column("fault", sa.String(40), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_at", Moment, nullable=False, index=True),
    sa.Column("until", Moment, nullable=False),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("claimed_until", Moment, nullable=True),
)


@dataclass(frozen=True, slots=True)
class Removal:
    """One entry to be taken out of a calendar that was given up. `time`: where it stands, as far as known."""

    calendar: str
    name: str
    staff: str
    url: str
    user: str
    password: str
    time: Busy
    said: tuple[Busy, ...]
    etag: str
    stays: Stays
    fault: str
    failures: int
    next_at: datetime
    until: datetime
    claim: str


def begin(connection: Connection, before: Calendar, now: datetime) -> None:
    """Have what we ever wrote into this calendar, and is still to come, taken out of it.

    The caller holds the lock of its owner's row in `calendar_writing`. Where somebody is just writing, they
    are waited for: what they send may arrive.
    """
    c = entries.entries.c
    coming = sa.select(entries.entries).where(c.staff == before.staff, c.end > now).with_for_update()
    for row in connection.execute(coming).all():
        if not row.said:
            continue
        values: dict[str, Any] = {"calendar": before.id, "name": row.name, "staff": before.staff}
        values |= {"url": before.url, "user": before.user, "password": before.password, "etag": row.etag}
        values |= {"start": row.start, "end": row.end, "said": row.said, "stays": Stays.WAITING.value}
        values |= {"fault": "", "failures": 0, "next_at": now, "until": now + REMOVED_WITHIN}
        values |= {"claim": row.claim, "claimed_until": row.claimed_until}
        insert_new(connection, removals, values)
    entries.forget(connection, before.staff)


def renew(connection: Connection, staff: str, url: str, user: str, password: str, now: datetime) -> None:
    """A calendar that was given up is given again: what is left of then is taken out with this password."""
    c = removals.c
    same = (c.staff == staff) & (c.url == url) & (c.user == user) & (c.stays != Stays.MOVED.value)
    values: dict[str, Any] = {"password": password, "stays": Stays.WAITING.value, "fault": "", "failures": 0}
    values |= {"next_at": now, "until": now + REMOVED_WITHIN}
    connection.execute(removals.update().where(same).values(values))


def of_staff(connection: Connection, staff: str, now: datetime) -> list[Removal]:
    """What still stands in calendars that somebody gave up, of what is still to come."""
    wanted = sa.select(removals).where(removals.c.staff == staff, removals.c.end > now)
    rows = connection.execute(wanted.order_by(removals.c.calendar, removals.c.start, removals.c.name))
    return [_removal(row) for row in rows]


def leave(connection: Connection, staff: str) -> bool:
    """Their owner wants to hear no more of them: they stay where they are. False: there are none."""
    gone = removals.delete().where(removals.c.staff == staff).returning(removals.c.name)
    return connection.execute(gone).first() is not None


def anything_due(connection: Connection, now: datetime) -> bool:
    return connection.execute(_due(now)).first() is not None


def claim(connection: Connection, now: datetime) -> Removal | None:
    """The one whose turn it is, kept from others until the claim ends; None: nothing is due."""
    row = connection.execute(_due(now).with_for_update(skip_locked=True, of=removals)).one_or_none()
    if row is None:
        return None
    values = {"claim": new_id(), "claimed_until": now + CLAIM}
    same = (removals.c.calendar == row.calendar) & (removals.c.name == row.name)
    changed = removals.update().where(same).values(values).returning(removals)
    return _removal(connection.execute(changed).one())


def note_gone(connection: Connection, mine: Removal) -> None:
    connection.execute(removals.delete().where(_claimed(mine)))


def note_moved(connection: Connection, mine: Removal, seen: Busy | None) -> None:
    """Its owner moved it: it stays."""
    at = seen or mine.time
    values: dict[str, Any] = {"stays": Stays.MOVED.value, "start": at.start, "end": at.end, "password": ""}
    connection.execute(removals.update().where(_claimed(mine)).values({**values, "claimed_until": None}))


def note_fault(connection: Connection, mine: Removal, fault: str, for_all: bool, next_at: datetime) -> None:
    """In vain; it is tried again, and `for_all` others there not before."""
    c = removals.c
    connection.execute(removals.update().where(_claimed(mine)).values(claim="", claimed_until=None))
    same = (c.calendar == mine.calendar) & (c.stays == Stays.WAITING.value)
    same &= sa.true() if for_all else c.name == mine.name
    values = {"fault": fault, "failures": mine.failures + 1, "next_at": next_at}
    connection.execute(removals.update().where(same).values(values))


def try_soon(connection: Connection, staff: str, now: datetime) -> None:
    """Try again at the next round, whatever was planned."""
    connection.execute(removals.update().where(removals.c.staff == staff).values(next_at=now))


def forget_past(connection: Connection, now: datetime) -> None:
    """What is over disturbs nobody."""
    connection.execute(removals.delete().where(removals.c.end <= now))


def give_up(connection: Connection, now: datetime) -> None:
    """What could not be taken out for so long is given up, and the password forgotten."""
    c = removals.c
    late = (c.stays == Stays.WAITING.value) & (c.until <= now)
    given_up = removals.update().where(late).values(stays=Stays.GIVEN_UP.value, password="")
    connection.execute(given_up)


def set_right(connection: Connection, now: datetime) -> int:
    """Take up what a clock that was ahead has put off; how many rows that were."""
    rows = bring_back(connection, now, WRITE_WAITS[-1], removals.c.next_at, removals.c.claimed_until)
    return rows + bring_back(connection, now, REMOVED_WITHIN, removals.c.until)


def _due(now: datetime) -> sa.Select[Any]:
    c = removals.c
    free = c.claimed_until.is_(None) | (c.claimed_until <= now)
    works = sa.exists().where(members.staff.c.id == c.staff, members.staff.c.active)
    waiting = (c.stays == Stays.WAITING.value) & (c.end > now) & (c.until > now)
    due = sa.select(removals).where(waiting, c.next_at <= now, free, works)
    return due.order_by(c.next_at, c.start, c.name).limit(1)


def _removal(row: sa.Row[Any]) -> Removal:
    values = {name: value for name, value in row._mapping.items() if name not in NOT_TOLD}
    values |= {"time": Busy(row.start, row.end), "said": entries.times_of(row.said)}
    return Removal(**{**values, "stays": Stays(row.stays)})


def _claimed(mine: Removal) -> sa.ColumnElement[bool]:
    c = removals.c
    return (c.calendar == mine.calendar) & (c.name == mine.name) & (c.claim == mine.claim)
