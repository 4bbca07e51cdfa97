"""What became of appointments, as the journals of their sites tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.bookings.store.codes import booked_again
from desk.bookings.store.tables import appointments, those
from desk.bookings.store.telling import note_change
from kiosk.queue.planning.overbooking import Kept


def note_outcomes(
    connection: Connection, site: str, happened: Iterable[tuple[str, dict[str, Any]]], now: datetime
) -> None:
    """Learn from a run of a site's journal (type and data of each entry) what became of appointments.

    Who checks in, or comes back after all, has kept theirs; who does not by the day's end has missed it. One
    that was missed, and moved before that was known here, is booked again. Repeats change nothing.
    """
    c = appointments.c
    for kind, data in happened:
        if kind == "VisitCheckedIn" and data.get("appointment"):
            _close(connection, (c.site == site) & (c.id == str(data["appointment"])), "kept", now)
        elif kind == "VisitBooked":
            _book_again(connection, site, str(data["visit"]), datetime.fromisoformat(data["start"]), now)
        elif kind == "VisitCameBack":
            _close(connection, (c.site == site) & (c.id == str(data["visit"])), "kept", now)
        elif kind == "VisitMissed":
            _close(connection, (c.site == site) & (c.id == str(data["visit"])), "missed", now)
        elif kind == "DayEnded":
            over = (c.site == site) & (c.state == "booked") & (c.end <= datetime.fromisoformat(data["at"]))
            _close(connection, over, "missed", now)


def _close(connection: Connection, which: sa.ColumnElement[bool], state: str, now: datetime) -> None:
    """One that was called off stays so."""
    open_ones = which & appointments.c.state.not_in(("cancelled", state))
    closed = appointments.update().where(open_ones).values(state=state).returning(appointments.c.id)
    note_change(connection, those(connection, connection.execute(closed).scalars().all()), state, now)


def _book_again(connection: Connection, site: str, appointment: str, start: datetime, now: datetime) -> None:
    """The site expects one at its new time that counts as missed here: news of that came after the move."""
    c = appointments.c
    moved = (c.id == appointment) & (c.site == site) & (c.state == "missed") & (c.start == start)
    found = connection.execute(sa.select(c.id).where(moved).with_for_update()).scalar_one_or_none()
    for each in those(connection, [found] if found else []):
        again = booked_again(connection, each)
        values = {"state": again.state, "code": again.code}
        connection.execute(appointments.update().where(c.id == again.id).values(values))
        note_change(connection, [again], "moved", now)


def kept_and_missed(connection: Connection, site: str, since: datetime) -> dict[str, Kept]:
    """How many appointments since then were kept and missed, by service."""
    c = appointments.c
    wanted = sa.select(c.service, c.state, sa.func.count()).where(
        c.site == site, c.start >= since, c.state.in_(("kept", "missed"))
    )
    found: dict[str, dict[str, int]] = {}
    for service, state, count in connection.execute(wanted.group_by(c.service, c.state)):
        found.setdefault(service, {})[state] = count
    return {service: Kept(**counts) for service, counts in found.items()}
