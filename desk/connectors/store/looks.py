"""What staff look at: deliveries and tickets with the records that they are about. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.connectors.engine.delivery import Stage, What, Why
from desk.connectors.store import deliveries as queue
from desk.connectors.store import outside as tickets
from desk.connectors.store.deliveries import Held, deliveries
from desk.connectors.store.outside import Ticket, outside
from desk.incidents.store import incidents

OLDEST = timedelta(days=7)  # what was done today was queued since then
VISIT_ENDS = timedelta(days=2)  # after the check-in no record of the visit is made any more
EARLY = timedelta(hours=1)  # a console's clock may be behind

Scope = Collection[str] | None
_d, _o, _i = deliveries.c, outside.c, incidents.c
_ABOUT = (_i.number.label("record_number"), _i.title.label("record_title"), _i.site.label("record_site"))


@dataclass(frozen=True, slots=True)
class About:
    """The record that something is about."""

    incident: str
    number: str
    title: str
    site: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """A delivery with its record."""

    held: Held
    about: About


@dataclass(frozen=True, slots=True)
class Made:
    """A ticket with its record."""

    ticket: Ticket
    about: About


@dataclass(frozen=True, slots=True)
class Lately:
    """How many records a tool took since some moment, and when it took anything last."""

    done: int = 0
    last: datetime | None = None


def lately(connection: Connection, since: datetime) -> dict[str, Lately]:
    """What each tool took since then; a tool that took nothing in a week is left out.

    Counted are records, not the notes, files and states that go with them.
    """
    done = sa.func.count().filter(_d.done_at >= since, _d.what == What.CREATE.value)
    wanted = (
        sa.select(_d.connector, done, sa.func.max(_d.done_at))
        .where(_d.stage == Stage.DONE.value, _d.made_at >= since - OLDEST)
        .group_by(_d.connector)
    )
    return {connector: Lately(int(number), last) for connector, number, last in connection.execute(wanted)}


def standing_in(
    connection: Connection,
    stages: Collection[Stage],
    scope: Scope,
    connector: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Stuck], int]:
    """Deliveries in these stages, the oldest first, of records of these sites; and how many there are."""
    found: list[sa.ColumnElement[bool]] = [_d.stage.in_([stage.value for stage in stages])]
    found += [_d.connector == connector] if connector else []
    found += [_i.site.in_(sorted(scope))] if scope is not None else []
    return _stuck(connection, found, limit, offset)


def set_aside(
    connection: Connection, connector: str, scope: Scope, since: datetime, limit: int, surely: bool = False
) -> tuple[list[Stuck], int]:
    """What was set aside and can be sent again, queued since then, the oldest first; and how much there is.
    What was set aside with its ticket goes with it and is left out. `surely`: that cannot be there already.
    """
    has_ticket = sa.select(_o.incident).where(_o.incident == _d.incident).exists()
    found: list[sa.ColumnElement[bool]] = [_d.connector == connector, _d.stage == Stage.SET_ASIDE.value]
    found += [_d.made_at >= since, (_d.what == What.CREATE.value) | has_ticket]
    found += [_i.site.in_(sorted(scope))] if scope is not None else []
    found += [_d.fault_why != Why.MAY_BE_THERE.value] if surely else []
    return _stuck(connection, found, limit)


def attention(connection: Connection, connectors: Collection[str], scope: Scope) -> int:
    """How many deliveries of records of these sites to these tools a person must decide about. Asked on every
    page of a lead's: the index goes by tool and stage.
    """
    stuck = (_d.connector.in_(sorted(connectors)), _d.stage == Stage.ATTENTION.value)
    wanted = sa.select(sa.func.count()).where(*stuck)
    if scope is not None:
        both = deliveries.join(incidents, _i.id == _d.incident)
        wanted = wanted.select_from(both).where(_i.site.in_(sorted(scope)))
    return int(connection.execute(wanted).scalar_one())


def refused(connection: Connection, scope: Scope, limit: int) -> tuple[list[Stuck], int]:
    """What needs attention since its tool said a clear no, the oldest first; and how much there is."""
    found: list[sa.ColumnElement[bool]] = [_d.stage == Stage.ATTENTION.value]
    found += [_d.fault_why == Why.REFUSED.value]
    found += [_i.site.in_(sorted(scope))] if scope is not None else []
    return _stuck(connection, found, limit)


def _stuck(
    connection: Connection, found: Collection[sa.ColumnElement[bool]], limit: int, offset: int = 0
) -> tuple[list[Stuck], int]:
    both = deliveries.join(incidents, _i.id == _d.incident)
    total = sa.select(sa.func.count()).select_from(both).where(*found)
    wanted = sa.select(deliveries, *_ABOUT).select_from(both).where(*found)
    rows = connection.execute(wanted.order_by(_d.made_at, _d.id).limit(limit).offset(offset))
    return [Stuck(queue.held_of(row), _about(row)) for row in rows], int(
        connection.execute(total).scalar_one()
    )


def site_of(connection: Connection, delivery: str) -> str | None:
    """The site of the record that a delivery is about; None for an unknown one."""
    both = deliveries.join(incidents, _i.id == _d.incident)
    found: str | None = connection.execute(
        sa.select(_i.site).select_from(both).where(_d.id == delivery)
    ).scalar()
    return found


def newest(connection: Connection, connector: str, scope: Scope, limit: int = 20) -> list[Made]:
    """The records that a tool took last, the newest first."""
    taken = deliveries.join(outside, _o.incident == _d.incident).join(incidents, _i.id == _d.incident)
    done: list[sa.ColumnElement[bool]] = [
        _d.connector == connector,
        _d.stage == Stage.DONE.value,
        _d.what == What.CREATE.value,
    ]
    done += [_i.site.in_(sorted(scope))] if scope is not None else []
    wanted = sa.select(outside, *_ABOUT).select_from(taken).where(*done).order_by(_d.made_at.desc(), _d.id)
    return [Made(tickets.ticket_of(row), _about(row)) for row in connection.execute(wanted.limit(limit))]


def odd(connection: Connection, connector: str, scope: Scope, limit: int = 20) -> list[Made]:
    """Records of which a tool kept something else than was sent, or that it has twice; the newest first."""
    differ = sa.cast(_o.differences, sa.Text) != "[]"
    twice = sa.cast(_o.duplicates, sa.Text) != "[]"
    both = outside.join(incidents, _i.id == _o.incident)
    found: list[sa.ColumnElement[bool]] = [_o.connector == connector, differ | twice]
    found += [_i.site.in_(sorted(scope))] if scope is not None else []
    wanted = sa.select(outside, *_ABOUT).select_from(both).where(*found)
    rows = connection.execute(wanted.order_by(_o.queued_at.desc(), _o.incident).limit(limit))
    return [Made(tickets.ticket_of(row), _about(row)) for row in rows]


def of_visit(connection: Connection, site: str, visit: str, came: datetime) -> list[Ticket]:
    """The tickets of the records that were made of a visit, in their order. `came`: when it checked in."""
    both = outside.join(incidents, _i.id == _o.incident)
    during = _i.recorded_at.between(came - EARLY, came + VISIT_ENDS)  # the index goes by site and time
    wanted = sa.select(outside).select_from(both).where(_i.site == site, during, _i.visit == visit)
    rows = connection.execute(wanted.order_by(_i.recorded_at, _i.id).limit(10))
    return [tickets.ticket_of(row) for row in rows]


def _about(row: sa.Row[Any]) -> About:
    return About(row.incident, row.record_number, row.record_title, row.record_site)
