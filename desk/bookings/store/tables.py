"""The tables of appointments. What was agreed lies beside, for the few that have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.bookings.rules import NOTHING_AGREED, Agreed
from desk.engine import Json, Moment, metadata, put
from kiosk.queue.visits import Mark

STATES = ("booked", "cancelled", "kept", "missed")

appointments = sa.Table(
    "appointments",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("service", sa.String(64), nullable=False),
    sa.Column("start", Moment, nullable=False),
    sa.Column("end", Moment, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("person", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("mail", sa.String(254), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("code", sa.String(8), nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),  # counts moves and cancelling: calendars need it
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("ix_appointments_place", "site", "service", "start"),
    sa.Index("ix_appointments_day", "site", "start"),
    sa.Index(
        "uq_appointments_open_code",
        "site",
        "code",
        unique=True,
        sqlite_where=sa.text("state = 'booked'"),
        postgresql_where=sa.text("state = 'booked'"),
    ),
)
tries = sa.Table(
    "booking_tries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.String(64), nullable=False),  # hashed
    sa.Column("at", Moment, nullable=False, index=True),
)
agreements = sa.Table(
    "appointment_agreements",
    metadata,
    sa.Column("appointment", sa.String(64), primary_key=True),
    sa.Column("reserved_for", sa.String(64), nullable=True, index=True),
    sa.Column("marks", Json, nullable=False),
    sa.Column("people", sa.Integer, nullable=False),
    sa.Column("further", Json, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment. Times are UTC; `changes` counts moves and cancelling."""

    id: str
    site: str
    service: str
    start: datetime
    end: datetime
    state: str
    person: str
    name: str
    mail: str
    language: str
    note: str
    code: str
    changes: int
    made_at: datetime
    agreed: Agreed = NOTHING_AGREED


def selected() -> sa.Select[Any]:
    """Appointments with what was agreed."""
    of = agreements.c
    beside = sa.outerjoin(appointments, agreements, of.appointment == appointments.c.id)
    return sa.select(appointments, of.reserved_for, of.marks, of.people, of.further).select_from(beside)


def appointment_of(row: sa.Row[Any]) -> Appointment:
    """One row of `selected`."""
    values = dict(row._mapping)
    names = ("reserved_for", "marks", "people", "further")
    reserved_for, marks, people, further = (values.pop(name) for name in names)
    if people is None:
        return Appointment(**values)
    agreed = Agreed(reserved_for, tuple(Mark(mark) for mark in marks), people, tuple(further))
    return Appointment(**values, agreed=agreed)


def those(connection: Connection, ids: Iterable[str]) -> list[Appointment]:
    """The appointments with these ids, in order of time."""
    wanted = selected().where(appointments.c.id.in_(list(ids)))
    rows = connection.execute(wanted.order_by(appointments.c.start, appointments.c.id))
    return [appointment_of(row) for row in rows]


def values_of(appointment: Appointment) -> dict[str, Any]:
    """The columns of an appointment itself, without what was agreed."""
    return {column.name: getattr(appointment, column.name) for column in appointments.columns}


def put_agreed(connection: Connection, appointment: Appointment) -> None:
    """Store what was agreed; nothing is stored for most, who agree nothing."""
    agreed = appointment.agreed
    if agreed == NOTHING_AGREED:
        connection.execute(agreements.delete().where(agreements.c.appointment == appointment.id))
        return
    row: dict[str, Any] = {
        "appointment": appointment.id,
        "reserved_for": agreed.reserved_for,
        "people": agreed.people,
    }
    row |= {"marks": [mark.value for mark in agreed.marks], "further": list(agreed.further)}
    put(connection, agreements, row)
