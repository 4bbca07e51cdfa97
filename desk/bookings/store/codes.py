"""The code that says which appointment is meant: of the booked ones at a site, each has its own."""

from __future__ import annotations

import secrets
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.bookings import rules
from desk.bookings.store.tables import Appointment, appointments

MOST_DRAWS = 50  # until one is free


def drawn() -> str:
    """A code by chance; it may be taken."""
    return rules.code_of([secrets.randbelow(len(rules.CODE_LETTERS)) for _ in range(rules.CODE_LENGTH)])


def booked_again(connection: Connection, appointment: Appointment) -> Appointment:
    """The appointment as booked; one that was missed gets another code where its own is taken by now."""
    if appointment.state == "booked":
        return appointment
    c, code = appointments.c, appointment.code
    for _ in range(MOST_DRAWS):
        same = (c.site == appointment.site) & (c.code == code) & (c.state == "booked")
        if connection.execute(sa.select(c.id).where(same)).first() is None:
            return replace(appointment, state="booked", code=code)
        code = drawn()
    raise RuntimeError("no free code found")
