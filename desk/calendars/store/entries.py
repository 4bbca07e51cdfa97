"""Which appointments shall stand in which calendars of the staff, and how far that is: an outbox of its own.

A row is one appointment in the calendar of one agent, changed in the transaction that changes the
appointment. What shall be (`wanted`, the time) and what was written are kept apart, so that nothing is lost
whenever a process ends. What its owner changed by hand is `left`: nothing is written until staff say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.calendars.entry import name_of, uid_of
from desk.calendars.rules import Busy
from desk.engine import Json, Moment, insert_new, metadata

CLAIM = timedelta(minutes=3)
SETTLED_FOR = timedelta(minutes=1)  # clocks of two machines differ: what was just written is not judged
KEPT = timedelta(days=30)

entries = sa.Table(
    "calendar_entries",
    metadata,
    sa.Column("appointment", sa.String(64), primary_key=True),
    sa.Column("staff", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("wanted", sa.Boolean, nullable=False),  # whether it shall stand there
    sa.Column("state", sa.String(16), nullable=False),  # waiting, settled, left
    sa.Column("revision", sa.Integer, nullable=False),  # counts what was wished
    sa.Column("start", Moment, nullable=False),
    sa.Column("end", Moment, nullable=False),
    sa.Column("said", Json, nullable=False),  # every time that was ever sent: [[start, end], …]
    sa.Column("etag", sa.String(500), nullable=False),
    sa.Column("written_at", Moment, nullable=True),
    sa.Column("seen_start", Moment, nullable=True),  # where its owner moved it
    sa.Column("seen_end", Moment, nullable=True),
    sa.Column("fault", sa.String(40), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("next_at", Moment, nullable=False, index=True),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("claimed_until", Moment, nullable=True),
    sa.Index("ix_calendar_entries_staff", "staff", "start"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One appointment in one calendar. `seen`: where its owner moved it; None and `left`: taken away."""

    appointment: str
    staff: str
    name: str
    wanted: bool
    state: str
    revision: int
    time: Busy
    said: tuple[Busy, ...]
    etag: str
    written_at: datetime | None
    seen: Busy | None
    fault: str
    failures: int
    claim: str


def wish(
    connection: Connection, appointment: str, staff: str, calendar: str, time: Busy, now: datetime
) -> None:
    """It shall stand there, at this time. What its owner changed by hand stays as it is."""
    row: dict[str, Any] = {"appointment": appointment, "staff": staff}
    row |= {"name": name_of(appointment, staff, calendar), "start": time.start, "end": time.end}
    row |= {"wanted": True, "state": "waiting", "revision": 1}
    row |= {"said": [], "etag": "", "written_at": None, "seen_start": None, "seen_end": None, "fault": ""}
    row |= {"failures": 0, "next_at": now, "claim": "", "claimed_until": None}
    if insert_new(connection, entries, row):
        return
    c = entries.c
    values: dict[str, Any] = {"wanted": True, "start": time.start, "end": time.end, "next_at": now}
    values |= {"state": _unless_left("waiting"), "revision": c.revision + 1, "fault": "", "failures": 0}
    connection.execute(entries.update().where(_same(appointment, staff)).values(values))


def unwish(connection: Connection, appointment: str, but: str, now: datetime) -> None:
    """It shall stand in nobody's calendar except that of `but`; what was never sent is forgotten."""
    c = entries.c
    others = (c.appointment == appointment) & (c.staff != but)
    never = others & (c.written_at.is_(None)) & (sa.cast(c.said, sa.Text) == "[]")
    connection.execute(entries.delete().where(never))
    connection.execute(entries.update().where(others, c.wanted).values(_gone(now)))


def any_of(connection: Connection, appointment: str) -> bool:
    """Whether it stands in any calendar, or shall."""
    wanted = sa.select(entries.c.staff).where(entries.c.appointment == appointment).limit(1)
    return connection.execute(wanted).first() is not None


def unwish_all(connection: Connection, staff: str, now: datetime) -> None:
    """Nothing that is still to come shall stand in somebody's calendar."""
    c = entries.c
    mine = (c.staff == staff) & c.wanted & (c.end > now)
    connection.execute(entries.update().where(mine).values(_gone(now)))


def insist(connection: Connection, appointment: str, staff: str, now: datetime) -> bool:
    """Staff want it written all the same after its owner changed it. False: there is nothing to insist on."""
    c = entries.c
    seen = connection.execute(
        sa.select(c.said, c.seen_start, c.seen_end).where(_same(appointment, staff), c.state == "left")
    ).one_or_none()
    if seen is None:
        return False
    said = list(seen.said)
    if seen.seen_start is not None:  # where it stands now is known, and may be written over
        said.append([seen.seen_start.isoformat(), seen.seen_end.isoformat()])
    values: dict[str, Any] = {"state": "waiting", "revision": c.revision + 1, "said": said, "etag": ""}
    values |= {"seen_start": None, "seen_end": None, "next_at": now, "fault": "", "failures": 0}
    values |= {"written_at": None}
    connection.execute(entries.update().where(_same(appointment, staff)).values(values))
    return True


def forget(connection: Connection, staff: str) -> None:
    """The calendar is another's by now, or none: what stands there is a matter of `removals`."""
    connection.execute(entries.delete().where(entries.c.staff == staff))


def forget_past(connection: Connection, now: datetime) -> None:
    connection.execute(entries.delete().where(entries.c.end < now - KEPT))


def of_appointments(connection: Connection, appointments: list[str]) -> list[Standing]:
    """How these stand in the calendars that they belong in, and in those that they were not taken from."""
    c = entries.c
    shown = c.wanted | (c.state != "settled")
    wanted = sa.select(entries).where(c.appointment.in_(appointments), shown)
    return [standing_of(row) for row in connection.execute(wanted.order_by(c.start, c.staff))]


def of_staff(connection: Connection, staff: str, now: datetime) -> list[Standing]:
    """What is still to come in somebody's calendar."""
    c = entries.c
    wanted = sa.select(entries).where(c.staff == staff, c.end > now)
    return [standing_of(row) for row in connection.execute(wanted.order_by(c.start))]


def compare(
    connection: Connection,
    staff: str,
    own: dict[str, Busy],
    first: datetime,
    until: datetime,
    began: datetime,
) -> None:
    """Learn from a reading that began at `began` what somebody changed by hand, or put back."""
    c = entries.c
    judged = (c.staff == staff) & c.wanted & (c.written_at <= began - SETTLED_FOR)
    judged &= c.state.in_(("settled", "left")) & (c.start >= first) & (c.end <= until) & (c.end > began)
    rows = connection.execute(sa.select(entries).where(judged).with_for_update()).all()
    for each in map(standing_of, rows):
        seen = own.get(uid_of(each.name))
        state = "settled" if seen == each.time else "left"
        if (state, seen) == (each.state, each.seen) or (state == each.state == "settled"):
            continue
        note_left(connection, each, seen) if state == "left" else _put_back(connection, each)


def due(now: datetime) -> sa.ColumnElement[bool]:
    """Which entries are to be worked on."""
    c = entries.c
    free = c.claimed_until.is_(None) | (c.claimed_until <= now)
    return (c.state == "waiting") & (c.next_at <= now) & (c.end > now) & free


def claim(connection: Connection, mine: Standing, now: datetime) -> Standing:
    """Keep others from it, and remember, before it is sent, at which time it may stand from now on."""
    said = list(mine.said)
    if mine.wanted and mine.time not in said:
        said.append(mine.time)
    told = [[each.start.isoformat(), each.end.isoformat()] for each in said]
    values = {"claim": new_id(), "claimed_until": now + CLAIM, "said": told}
    changed = entries.update().where(_same(mine.appointment, mine.staff)).values(values).returning(entries)
    return standing_of(connection.execute(changed).one())


def note_done(connection: Connection, mine: Standing, etag: str, now: datetime) -> None:
    """It is as it was wished; what was wished meanwhile is worked on next."""
    if not mine.wanted:
        same = _claimed(mine) & (entries.c.revision == mine.revision)
        if connection.execute(entries.delete().where(same).returning(entries.c.name)).first():
            return
    values: dict[str, Any] = {"etag": etag, "written_at": now if mine.wanted else None, "fault": ""}
    values |= {"failures": 0, "claim": "", "claimed_until": None}
    values["state"] = sa.case((entries.c.revision == mine.revision, "settled"), else_="waiting")
    connection.execute(entries.update().where(_claimed(mine)).values(values))


def note_left(connection: Connection, mine: Standing, seen: Busy | None) -> None:
    """Its owner moved it, or took it away."""
    values: dict[str, Any] = {"state": "left", "etag": "", "fault": "", "claim": "", "claimed_until": None}
    values |= {"seen_start": seen.start if seen else None, "seen_end": seen.end if seen else None}
    connection.execute(entries.update().where(_claimed(mine)).values(values))


def note_fault(connection: Connection, mine: Standing, fault: str, next_at: datetime) -> None:
    """In vain; it is tried again."""
    values = {"fault": fault, "failures": mine.failures + 1, "next_at": next_at, "claim": ""}
    connection.execute(entries.update().where(_claimed(mine)).values({**values, "claimed_until": None}))


def standing_of(row: sa.Row[Any]) -> Standing:
    seen = Busy(row.seen_start, row.seen_end) if row.seen_start is not None else None
    return Standing(
        row.appointment,
        row.staff,
        row.name,
        row.wanted,
        row.state,
        row.revision,
        Busy(row.start, row.end),
        times_of(row.said),
        row.etag,
        row.written_at,
        seen,
        row.fault,
        row.failures,
        row.claim,
    )


def times_of(said: list[list[str]]) -> tuple[Busy, ...]:
    """Times as they are stored."""
    return tuple(Busy(*(datetime.fromisoformat(at) for at in each)) for each in said)


def _put_back(connection: Connection, mine: Standing) -> None:
    values = {"state": "settled", "seen_start": None, "seen_end": None, "etag": ""}
    connection.execute(entries.update().where(_claimed(mine)).values(values))


def _gone(now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"wanted": False, "state": _unless_left("waiting"), "next_at": now}
    return values | {"revision": entries.c.revision + 1, "fault": "", "failures": 0}


def _unless_left(state: str) -> Any:
    return sa.case((entries.c.state == "left", "left"), else_=state)


def _same(appointment: str, staff: str) -> sa.ColumnElement[bool]:
    return (entries.c.appointment == appointment) & (entries.c.staff == staff)


def _claimed(mine: Standing) -> sa.ColumnElement[bool]:
    return _same(mine.appointment, mine.staff) & (entries.c.claim == mine.claim)
