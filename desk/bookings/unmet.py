"""Somebody looked for a slot and none was free: counted for the report on unmet demand."""

from __future__ import annotations

import structlog
from starlette.requests import Request

from desk.catalogue.rules import Site
from desk.context import Desk
from desk.engine import StorageFull
from desk.reports import store as reports

REQUEST_ID = "x-request-id"  # with which a program says who asks, one id a visitor
LONGEST = 100

log = structlog.get_logger()


def count_no_slot(desk: Desk, request: Request, site: Site, service: str) -> None:
    """Count once a day and visitor; what tells visitors apart is forgotten with the day.

    A page never fails because of it.
    """
    asker = request.headers.get(REQUEST_ID, "")[:LONGEST] or (request.client.host if request.client else "")
    try:
        with desk.database.begin() as connection:
            reports.note_no_slot(connection, site.id, service, site.rules.local_day(desk.now()), asker)
    except StorageFull:
        log.warning("no_slot_not_counted", site=site.id)
