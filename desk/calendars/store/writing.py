"""Who has their appointments written into their calendar, how much of them, and whether that works.

The order of locks is: this row, then its entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.ahead import bring_back
from desk.calendars.entry import Detail
from desk.calendars.rules import WRITE_WAITS, Busy
from desk.calendars.store import entries
from desk.calendars.store.calendars import CLAIM, calendars
from desk.calendars.store.entries import Standing
from desk.engine import Moment, metadata, put
from desk.staff import store as members

writing = sa.Table(
    "calendar_writing",
    metadata,
    sa.Column("staff", sa.String(64), primary_key=True),
    sa.Column("calendar", sa.String(64), nullable=False),  # the id of the calendar that it is about
    sa.Column("on", sa.Boolean, nullable=False),  # off: only what stands there is taken away
    sa.Column("detail", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("checked_at", Moment, nullable=True),  # when it was seen that the calendar can be written
    sa.Column("fault", sa.String(40), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("claimed_until", Moment, nullable=True),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose; `checked_at` None: it is not known yet whether the calendar can be written."""

    staff: str
    calendar: str
    on: bool
    detail: Detail
    language: str
    asked_at: datetime
    checked_at: datetime | None
    fault: str
    failures: int
    next_at: datetime
    claim: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done next in one calendar: try it (`entry` None), or bring or take away one entry."""

    choice: Choice
    url: str
    user: str
    password: str
    entry: Standing | None


def choose(
    connection: Connection, staff: str, calendar: str, detail: Detail, language: str, now: datetime
) -> None:
    """Somebody wants their appointments there. The calendar is tried first; then all are written anew."""
    row: dict[str, Any] = {"staff": staff, "calendar": calendar, "on": True, "detail": detail.value}
    row |= {"language": language, "next_at": now, "fault": "", "failures": 0, "claim": ""}
    row |= {"claimed_until": None, "checked_at": None, "asked_at": now}
    put(connection, writing, row)


def stop(connection: Connection, staff: str, now: datetime) -> bool:
    """Nothing more is written, and what is still to come is taken away. False: nothing was."""
    stopped = writing.update().where(writing.c.staff == staff, writing.c.on).values(on=False, next_at=now)
    if connection.execute(stopped.returning(writing.c.staff)).first() is None:
        return False
    entries.unwish_all(connection, staff, now)
    return True


def lock(connection: Connection, staff: str) -> Choice | None:
    """What somebody chose, as `get`; until the end of the transaction no appointment follows it."""
    row = connection.execute(
        sa.select(writing).where(writing.c.staff == staff).with_for_update()
    ).one_or_none()
    return _choice(row) if row is not None else None


def forget(connection: Connection, staff: str) -> None:
    """Nothing more is written for them."""
    connection.execute(writing.delete().where(writing.c.staff == staff))


def is_another(connection: Connection, staff: str, calendar: str, now: datetime) -> None:
    """The same calendar is given again, with another password perhaps: it is tried anew."""
    values = {"calendar": calendar, "checked_at": None, "fault": "", "failures": 0, "next_at": now}
    connection.execute(writing.update().where(writing.c.staff == staff).values(values))


def get(connection: Connection, staff: str) -> Choice | None:
    row = connection.execute(sa.select(writing).where(writing.c.staff == staff)).one_or_none()
    return _choice(row) if row is not None else None


def follow(
    connection: Connection, appointment: str, agent: str | None, time: Busy, stands: bool, now: datetime
) -> None:
    """An appointment was made or changed: see that it stands in its agent's calendar, and in no other."""
    calendar = _written_into(connection, agent) if agent and stands else ""
    wanted = agent if agent and calendar else ""
    if entries.any_of(connection, appointment):
        entries.unwish(connection, appointment, wanted, now)
    if wanted and time.end > now:
        entries.wish(connection, appointment, wanted, calendar, time, now)


def anything_due(connection: Connection, now: datetime) -> bool:
    return bool(connection.execute(_trials(now)).first() or connection.execute(_tasks(now)).first())


def claim(connection: Connection, now: datetime) -> Task | None:
    """What is to be done next, kept from others until the claim ends; None: nothing."""
    row = connection.execute(_trials(now).with_for_update(skip_locked=True, of=writing)).one_or_none()
    if row is not None:
        values = {"claim": new_id(), "claimed_until": now + CLAIM}
        connection.execute(writing.update().where(writing.c.staff == row.staff).values(values))
        return _task(connection, row.staff, None)
    found = connection.execute(
        _tasks(now).with_for_update(skip_locked=True, of=entries.entries)
    ).one_or_none()
    if found is None:
        return None
    return _task(connection, found.staff, entries.claim(connection, entries.standing_of(found), now))


def note_checked(connection: Connection, mine: Choice, now: datetime) -> bool:
    """The calendar can be written. False: it is another by now."""
    values = {"checked_at": now, "fault": "", "failures": 0, "next_at": now, "claim": ""}
    changed = writing.update().where(_claimed(mine)).values({**values, "claimed_until": None})
    return connection.execute(changed.returning(writing.c.staff)).first() is not None


def note_fault(connection: Connection, mine: Choice, fault: str, next_at: datetime) -> None:
    """In vain, for every entry of this calendar: all wait."""
    c = writing.c
    same = (c.staff == mine.staff) & (c.calendar == mine.calendar)
    values: dict[str, Any] = {"fault": fault, "failures": mine.failures + 1, "next_at": next_at, "claim": ""}
    connection.execute(writing.update().where(same).values({**values, "claimed_until": None}))


def note_works(connection: Connection, mine: Choice) -> None:
    """An attempt went well after others that did not."""
    if mine.fault or mine.failures:
        same = (writing.c.staff == mine.staff) & (writing.c.calendar == mine.calendar)
        connection.execute(writing.update().where(same).values(fault="", failures=0))


def try_soon(connection: Connection, staff: str, now: datetime) -> None:
    """Try again at the next round, whatever was planned."""
    connection.execute(writing.update().where(writing.c.staff == staff).values(next_at=now))
    mine = (entries.entries.c.staff == staff) & (entries.entries.c.state == "waiting")
    connection.execute(entries.entries.update().where(mine).values(next_at=now))


def set_right(connection: Connection, now: datetime) -> int:
    """Take up what a clock that was ahead has put off; how many rows that were."""
    mine, each = writing.c, entries.entries.c
    put_off = bring_back(connection, now, WRITE_WAITS[-1], mine.next_at, mine.claimed_until)
    moments = (each.next_at, each.claimed_until, each.written_at)
    return put_off + bring_back(connection, now, WRITE_WAITS[-1], *moments)


def _written_into(connection: Connection, staff: str) -> str:
    """The id of the calendar that appointments are written into, "" for none. Who turns it on meanwhile
    waits, and then finds this appointment.
    """
    c = writing.c
    chosen = sa.select(c.calendar, c.on, c.checked_at).where(c.staff == staff).with_for_update(read=True)
    row = connection.execute(chosen).one_or_none()
    return str(row.calendar) if row is not None and row.on and row.checked_at is not None else ""


def _trials(now: datetime) -> sa.Select[Any]:
    c = writing.c
    free = c.claimed_until.is_(None) | (c.claimed_until <= now)
    due = c.on & c.checked_at.is_(None) & (c.next_at <= now) & free & _usable()
    return sa.select(writing).where(due).order_by(c.next_at, c.staff).limit(1)


def _tasks(now: datetime) -> sa.Select[Any]:
    c, e = writing.c, entries.entries.c
    joined = sa.join(entries.entries, writing, c.staff == e.staff)
    can = (c.next_at <= now) & (c.checked_at.is_not(None) | ~c.on) & _usable()
    wanted = sa.select(entries.entries).select_from(joined).where(entries.due(now), can)
    return wanted.order_by(e.next_at, e.start, e.appointment).limit(1)


def _usable() -> sa.ColumnElement[bool]:
    """It is about the calendar that is held now, of somebody who works here still."""
    c = writing.c
    held = sa.exists().where(calendars.c.staff == c.staff, calendars.c.id == c.calendar)
    works = sa.exists().where(members.staff.c.id == c.staff, members.staff.c.active)
    return held & works


def _task(connection: Connection, staff: str, entry: Standing | None) -> Task | None:
    choice = get(connection, staff)
    c = calendars.c
    row = connection.execute(sa.select(c.url, c.user, c.password).where(c.staff == staff)).one_or_none()
    if choice is None or row is None:
        return None
    return Task(choice, row.url, row.user, row.password, entry)


def _choice(row: sa.Row[Any]) -> Choice:
    values = {name: value for name, value in row._mapping.items() if name != "claimed_until"}
    return Choice(**{**values, "detail": Detail(row.detail)})


def _claimed(mine: Choice) -> sa.ColumnElement[bool]:
    c = writing.c
    return (c.staff == mine.staff) & (c.calendar == mine.calendar) & (c.claim == mine.claim)
