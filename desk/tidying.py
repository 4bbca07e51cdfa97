"""What the desk does once an hour: take up what a wrong clock has put off, throw away what is past its time,
read the journals for its reports.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from desk import idempotency, lived
from desk.calendars import store as calendars
from desk.calendars.store import entries as calendar_entries
from desk.calendars.store import removals, writing
from desk.changes import store as changes
from desk.connectors.store import ahead, deliveries
from desk.context import Desk
from desk.engine import Connection
from desk.messages import store as messages
from desk.reports import store as reports
from desk.visits import store as wishes
from desk.webhooks import store as webhooks
from desk.webhooks.store import line

Forget = Callable[[Connection, datetime], None]


def set_right(desk: Desk) -> int:
    """Take up what a clock that was ahead has put off for years; how many rows that were."""
    put_off = 0
    for each in (ahead, messages, calendars, writing, removals, line):
        with desk.database.begin() as connection:
            put_off += each.set_right(connection, desk.now())
    if put_off:
        structlog.get_logger().warning("clock_was_ahead", rows=put_off)
    return put_off


def tidy(desk: Desk) -> None:
    """Throw away what is past its time; what still waits or failed is kept.

    Nothing that somebody may still want goes by a clock that is ahead (`desk/lived.py`). Names and passwords
    go by the clock alone: rather too early than too late.
    """
    now = desk.now()
    with desk.database.begin() as connection:
        lived.note(connection, now)
    for kept, forget in _kept(desk):
        with desk.database.begin() as connection:
            past = lived.borne_out(connection, now, kept)
            if past is not None:
                forget(connection, past)
    with desk.database.begin() as connection:
        wishes.forget_old(connection, now)
    with desk.database.begin() as connection:
        removals.give_up(connection, now)
    reports.catch_up_all(desk.database)


def _kept(desk: Desk) -> tuple[tuple[timedelta, Forget], ...]:
    """What is kept for how long, and what throws it away by a moment."""
    days = desk.changes_days
    return (
        (idempotency.KEPT, idempotency.forget_old),
        (messages.KEPT, messages.forget_sent),
        (messages.ERASED_KEPT, messages.forget_erased),
        (timedelta(days=days), lambda connection, now: changes.forget_old(connection, now, days)),
        (webhooks.KEPT, webhooks.forget_old),
        (calendar_entries.KEPT, calendar_entries.forget_past),
        (timedelta(0), removals.forget_past),
        (deliveries.KEPT, deliveries.forget_finished),
    )
