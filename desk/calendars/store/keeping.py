"""Giving a calendar, and giving it up, with all that hangs on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from desk.calendars.rules import Kind
from desk.calendars.store import calendars, removals, writing
from desk.calendars.store.calendars import Calendar


def give(
    connection: Connection, staff_id: str, kind: Kind, url: str, user: str, password: str, now: datetime
) -> None:
    """Somebody gives a calendar, instead of the one before; what that one said counts no more.

    Appointments go on being written. Is it the same one, with another password perhaps, they stay there; else
    they are taken out of the one before and written into this one, if it can be written.
    """
    chosen = writing.lock(connection, staff_id)
    before = calendars.get(connection, staff_id)
    calendar = calendars.give(connection, staff_id, kind, url, user, password, now)
    if kind is Kind.CALDAV:
        removals.renew(connection, staff_id, url, user, password, now)
    if before is not None and (before.kind, before.url, before.user) == (kind, url, user):
        writing.is_another(connection, staff_id, calendar, now)
        return
    _give_up(connection, before, now)
    if chosen is not None and chosen.on and kind is Kind.CALDAV:
        writing.choose(connection, staff_id, calendar, chosen.detail, chosen.language, now)
    else:
        writing.forget(connection, staff_id)


def forget(connection: Connection, staff_id: str, now: datetime) -> bool:
    """Forget somebody's calendar and what it said; our entries are taken out of it. False: there was none."""
    writing.lock(connection, staff_id)
    _give_up(connection, calendars.get(connection, staff_id), now)
    writing.forget(connection, staff_id)
    return calendars.forget(connection, staff_id)


def _give_up(connection: Connection, before: Calendar | None, now: datetime) -> None:
    if before is not None and before.kind is Kind.CALDAV:
        removals.begin(connection, before, now)
