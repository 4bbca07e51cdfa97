"""Giving a calendar, and giving it up, with all that hangs on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from desk.calendars.rules import Kind
from desk.calendars.store import calendars, writing


def give(
    connection: Connection, staff_id: str, kind: Kind, url: str, user: str, password: str, now: datetime
) -> None:
    """Somebody gives a calendar, instead of the one before; what that one said counts no more.

    Appointments go on being written where it is the same one, with another password perhaps.
    """
    before = calendars.get(connection, staff_id)
    calendar = calendars.give(connection, staff_id, kind, url, user, password, now)
    if before is not None and (before.kind, before.url, before.user) == (kind, url, user):
        writing.is_another(connection, staff_id, calendar, now)
    else:
        writing.forget(connection, staff_id)


def forget(connection: Connection, staff_id: str) -> bool:
    """Forget somebody's calendar and what it said; entries of ours stay in it. False: there was none."""
    writing.forget(connection, staff_id)
    return calendars.forget(connection, staff_id)
