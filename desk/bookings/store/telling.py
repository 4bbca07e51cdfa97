"""What sites and other programs are told of appointments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection

from common.wire import AppointmentOut
from desk import feed
from desk.bookings.store.tables import Appointment
from desk.changes import store as news
from desk.changes.rules import Fact, Kind


def tell(connection: Connection, appointment: Appointment) -> None:
    """Put an appointment into its site's feed."""
    body = told(appointment).model_dump(mode="json")
    feed.publish(connection, appointment.site, "appointment", appointment.id, body)


def told(appointment: Appointment) -> AppointmentOut:
    """An appointment as sites and programs are told of it."""
    every = asdict(appointment) | asdict(appointment.agreed)
    fields = {name: value for name, value in every.items() if name in AppointmentOut.model_fields}
    fields["state"] = "cancelled" if appointment.state == "cancelled" else "booked"
    return AppointmentOut(**fields)


def note_change(connection: Connection, changed: Sequence[Appointment], what: str, at: datetime) -> None:
    """Note for other programs what became of appointments."""
    facts = [
        Fact(
            Kind.APPOINTMENT,
            each.id,
            what,
            each.site,
            at,
            {
                "service": each.service,
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "state": each.state,
                "changes": each.changes,
                "reserved_for": each.agreed.reserved_for,
                "people": each.agreed.people,
            },
        )
        for each in changed
    ]
    news.note(connection, facts, at)
