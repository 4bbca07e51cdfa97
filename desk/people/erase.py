"""Erasing a person: every name, address and note of theirs goes; what happened stays, without a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.bookings import store as bookings
from desk.directory import store as directory
from desk.engine import Connection
from desk.idempotency import forget_about
from desk.incidents import store as incidents
from desk.messages import store as messages
from desk.people import store


def erase_person(connection: Connection, person: str, now: datetime) -> bool:
    """Remove a person from the desk and tell every site to do the same. False: there was no such person."""
    # Appointments before anything else, as everybody who changes one does: nobody blocks each other then.
    mine = sorted(each.id for each in bookings.of_person(connection, person))
    appointments = [bookings.get(connection, each, lock=True) for each in mine]
    told = directory.forget(connection, person)
    if not store.remove(connection, person) and not told:
        return False
    for appointment in filter(None, appointments):
        bookings.change(connection, replace(appointment, name="", mail="", note=""), "person_erased", now)
        messages.forget(connection, appointment.id, now)
    incidents.forget_person(connection, person, now)
    forget_about(connection, person)
    return True
