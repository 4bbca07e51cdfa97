"""For whom an appointment may be reserved, and when they are free: by calendar and other appointments."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.bookings import rules
from desk.bookings.store.tables import agreements, appointments
from desk.calendars import store as calendars
from desk.calendars.rules import Busy, Server, joined
from desk.catalogue.rules import Site
from desk.engine import insert_new, metadata
from desk.staff.rules import Member

holds = sa.Table("agent_holds", metadata, sa.Column("staff", sa.String(64), primary_key=True))


def who_serve(connection: Connection, site: Site, service: str) -> list[Member]:
    """Those for whom a visitor of this service may be booked at this site, by name."""
    found = calendars.serving(connection, site.id, service)
    return [each for each in found if site.rules.serves(each.id, service)]


def hold(connection: Connection, agent: str) -> None:
    """Hold everybody else who books for this agent off until the commit; taken after the service's lock."""
    insert_new(connection, holds, {"staff": agent})
    connection.execute(sa.select(holds.c.staff).where(holds.c.staff == agent).with_for_update())


def hours_of(
    connection: Connection, site: Site, agent: str, first: date, last: date, now: datetime, but: str = ""
) -> Server:
    """When an agent is not free on the local days `first` to `last`; appointment `but` does not count."""
    begins, ends = rules.day_bounds(site, first)[0], rules.day_bounds(site, last)[1]
    away = calendars.spans_of(connection, [agent], begins, ends, now)[agent]
    c = appointments.c
    wanted = sa.select(c.start, c.end).join(agreements, agreements.c.appointment == c.id)
    theirs = (agreements.c.reserved_for == agent) & (c.state != "cancelled") & (c.id != but)
    rows = connection.execute(wanted.where(theirs, c.start < ends, c.end > begins))
    own = [Busy(row.start, row.end) for row in rows]
    return Server(tuple(joined([*away, *own])))
