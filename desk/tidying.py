"""What the desk does once an hour: take up what a wrong clock has put off, throw away what is past its time,
read the journals for its reports.
"""

from __future__ import annotations

import structlog

from desk import idempotency
from desk.calendars import store as calendars
from desk.calendars.store import entries as calendar_entries
from desk.calendars.store import removals, writing
from desk.changes import store as changes
from desk.connectors.store import ahead, deliveries
from desk.context import Desk
from desk.messages import store as messages
from desk.reports import store as reports
from desk.visits import store as wishes
from desk.webhooks import store as webhooks
from desk.webhooks.store import line


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
    """Throw away what is past its time; what still waits or failed is kept."""
    with desk.database.begin() as connection:
        idempotency.forget_old(connection, desk.now())
    with desk.database.begin() as connection:
        messages.forget_sent(connection, desk.now())
        messages.forget_erased(connection, desk.now())
    with desk.database.begin() as connection:
        wishes.forget_old(connection, desk.now())
    with desk.database.begin() as connection:
        changes.forget_old(connection, desk.now(), desk.changes_days)
    with desk.database.begin() as connection:
        webhooks.forget_old(connection, desk.now())
    with desk.database.begin() as connection:
        calendar_entries.forget_past(connection, desk.now())
        removals.forget_past(connection, desk.now())
    with desk.database.begin() as connection:
        deliveries.forget_finished(connection, desk.now())
    reports.catch_up_all(desk.database)
