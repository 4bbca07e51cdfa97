"""Appointments of the past, kept and missed, for whoever measures how many come."""

from __future__ import annotations

from datetime import datetime, timedelta

from common.ids import new_id
from desk.bookings.store import Appointment, appointments
from desk.engine import Connection


def remember(connection: Connection, now: datetime, kept: int, missed: int, service: str = "laptop") -> None:
    """So many appointments of the site "main" that are over."""
    for number in range(kept + missed):
        start = now - timedelta(days=1 + number % 300)
        state = "kept" if number < kept else "missed"
        row = Appointment(
            id=new_id(),
            site="main",
            service=service,
            start=start,
            end=start + timedelta(minutes=30),
            state=state,
            person=f"p{number}",
            name="Ana Example",
            mail="",
            language="en",
            note="",
            code=f"{number:06d}",
            changes=0,
            made_at=start,
        )
        values = {name: getattr(row, name) for name in row.__slots__ if name != "agreed"}
        connection.execute(appointments.insert().values(values))
