"""What happened at the sites, as reports need it: read off the copied journals, a page at a time.

Tables here can be thrown away at any time: `catch_up` makes them again from the journals. Only the demand for
which no slot was free is known nowhere else. No row names a visitor.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.catalogue import store as catalogue
from desk.engine import Database, Json, Moment, insert_new, metadata
from desk.sync import store as sync
from kiosk.queue.chain import Entry
from kiosk.queue.planning.happened import Chosen, Duty, Happened, Leg, visits_named

PAGE = 2000
NO_SLOT = "no_slot"
MOST_ASKERS = 20_000  # a day: whoever makes up names fills no disk

legs = sa.Table(
    "report_legs",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("visit", sa.String(64), primary_key=True),
    sa.Column("leg", sa.Integer, primary_key=True),
    sa.Column("service", sa.String(64), nullable=False),
    sa.Column("arrived_at", Moment, nullable=False),
    sa.Column("booked_for", Moment),
    sa.Column("appointment", sa.String(64)),
    sa.Column("called_at", Moment),
    sa.Column("agent", sa.String(64)),
    sa.Column("occupied_since", Moment),
    sa.Column("occupied_seconds", sa.Float, nullable=False),
    sa.Column("started_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("cause", sa.String(16), nullable=False),
    sa.Column("promises", Json, nullable=False),
    sa.Column("colleagues", Json, nullable=False),
    sa.Index("ix_report_legs_arrived", "site", "arrived_at"),
)
duties = sa.Table(
    "report_duties",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("counter", sa.String(64), primary_key=True),
    sa.Column("since", Moment, primary_key=True),
    sa.Column("agent", sa.String(64), nullable=False),
    sa.Column("until", Moment),
)
chosen = sa.Table(
    "report_chosen",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("visit", sa.String(64), primary_key=True),
    sa.Column("at", Moment, primary_key=True),
    sa.Column("service", sa.String(64), nullable=False),
    sa.Column("agent", sa.String(64), nullable=False),
    sa.Column("counter", sa.String(64), nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
)
unmet = sa.Table(
    "report_unmet",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("service", sa.String(64), primary_key=True),
    sa.Column("why", sa.String(32), primary_key=True),
    sa.Column("people", sa.Integer, nullable=False),
)
progress = sa.Table(
    "report_progress",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
)
askers = sa.Table(  # who found no slot today, so that nobody is counted twice; thrown away with the day
    "report_askers",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("asker", sa.String(64), primary_key=True),
)
salts = sa.Table(
    "report_salts",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("salt", sa.String(64), nullable=False),
)

OF_LEG = tuple(column.name for column in legs.columns if column.name != "site")
LONG = ("promises", "colleagues")  # what planning does not need


def catch_up(database: Database, site: str) -> int:
    """Read what is new in a site's journal; how many entries. Several processes take turns."""
    read = 0
    while more := _next_page(database, site):
        read += more
    return read


def catch_up_all(database: Database) -> None:
    """Every site: done beside the desk's other tidying, so that a report finds little left to read."""
    with database.read() as connection:
        sites = catalogue.site_ids(connection)
    for site in sites:
        catch_up(database, site)


def _next_page(database: Database, site: str) -> int:
    with database.read() as connection:  # no lock, and no write, when there is nothing new
        at = connection.execute(sa.select(progress.c.sequence).where(progress.c.site == site)).scalar() or 0
        if sync.held(connection, site).sequence <= at:
            return 0
    with database.begin() as connection:
        insert_new(connection, progress, {"site": site, "sequence": 0})
        mine = progress.c.site == site
        at = int(
            connection.execute(sa.select(progress.c.sequence).where(mine).with_for_update()).scalar_one()
        )
        page = sync.entries_after(connection, site, at, PAGE)
        if page:
            _take_in(connection, site, page)
            connection.execute(progress.update().where(mine).values(sequence=page[-1].seq))
        return len(page)


def _take_in(connection: Connection, site: str, page: Sequence[Entry]) -> None:
    named = sorted({visit for entry in page for visit in visits_named(entry.type, entry.data)})
    record = Happened()
    for leg in _legs(connection, (legs.c.site == site) & legs.c.visit.in_(named)):
        record.legs.setdefault(leg.visit, []).append(leg)
    still_open = (duties.c.site == site) & duties.c.until.is_(None)
    for row in connection.execute(sa.select(duties).where(still_open).order_by(duties.c.since)):
        duty = Duty(row.counter, row.agent, row.since)
        record.duties.append(duty)
        record.open_duties[row.counter] = duty
    for entry in page:
        record.follow(entry.type, entry.data)
    connection.execute(legs.delete().where(legs.c.site == site, legs.c.visit.in_(named)))
    _insert(connection, legs, [_row(site, leg) for leg in record.all_legs()])
    connection.execute(duties.delete().where(still_open))
    found = {(duty.counter, duty.since): duty for duty in record.duties}
    _insert(connection, duties, [_row(site, duty) for duty in found.values()])
    for each in record.chosen:
        insert_new(connection, chosen, _row(site, each))
    _count_turned_away(connection, site, record)


def _row(site: str, happened: Leg | Duty | Chosen) -> dict[str, Any]:
    """A row as it is stored; the columns have the names of the fields."""
    return {"site": site} | {name: getattr(happened, name) for name in happened.__slots__}


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _count_turned_away(connection: Connection, site: str, record: Happened) -> None:
    found = catalogue.site_of(connection, site) if record.turned_away else None
    for each in record.turned_away:
        day = found.rules.local_day(each.at) if found else each.at.date()
        _add_unmet(connection, site, day, each.service, each.why, each.people)


def _add_unmet(connection: Connection, site: str, day: date, service: str, why: str, people: int = 1) -> None:
    key = {"site": site, "day": day.isoformat(), "service": service[:64], "why": why[:32]}
    insert_new(connection, unmet, key | {"people": 0})
    same = sa.and_(*(unmet.c[name] == value for name, value in key.items()))
    connection.execute(unmet.update().where(same).values(people=unmet.c.people + people))


def note_no_slot(connection: Connection, site: str, service: str, today: date, asker: str) -> bool:
    """Count somebody who found no free slot, once a day and service; True when this was the first time.

    `asker`: whatever tells one visitor from another (an address, a request's id). It is kept only until the
    day is over, and only as a hash with a salt of that day: afterwards nobody can say who it was, nor whether
    the same one came on another day.
    """
    day = today.isoformat()
    connection.execute(askers.delete().where(askers.c.day != day))
    connection.execute(salts.delete().where(salts.c.day != day))
    insert_new(connection, salts, {"day": day, "salt": secrets.token_hex(16)})
    today_so_far = sa.select(sa.func.count()).select_from(askers)
    if int(connection.execute(today_so_far).scalar_one()) >= MOST_ASKERS:
        return False
    salt = connection.execute(sa.select(salts.c.salt).where(salts.c.day == day)).scalar_one()
    mark = sha256(f"{salt} {site} {service} {asker}".encode()).hexdigest()
    if not insert_new(connection, askers, {"day": day, "asker": mark}):
        return False
    _add_unmet(connection, site, today, service, NO_SLOT)
    return True


def legs_between(
    connection: Connection, site: str, first: datetime, until: datetime, whole: bool = True
) -> list[Leg]:
    """The legs of who arrived from `first` to before `until`, in order. Not `whole`: without promises."""
    c = legs.c
    return _legs(connection, (c.site == site) & (c.arrived_at >= first) & (c.arrived_at < until), whole)


def _legs(connection: Connection, which: sa.ColumnElement[bool], whole: bool = True) -> list[Leg]:
    names = OF_LEG if whole else tuple(name for name in OF_LEG if name not in LONG)
    c = legs.c
    wanted = sa.select(*(c[name] for name in names)).where(which).order_by(c.arrived_at, c.visit, c.leg)
    return [Leg(**dict(zip(names, row, strict=True))) for row in connection.execute(wanted)]


def duties_between(connection: Connection, site: str, first: datetime, until: datetime) -> list[Duty]:
    """When which counter was open."""
    c = duties.c
    wanted = sa.select(c.counter, c.agent, c.since, c.until).where(
        c.site == site, c.since >= first, c.since < until
    )
    return [Duty(*row) for row in connection.execute(wanted.order_by(c.since, c.counter))]


def chosen_between(connection: Connection, site: str, first: datetime, until: datetime) -> list[Chosen]:
    """Calls out of turn, the oldest first."""
    c = chosen.c
    wanted = sa.select(c.at, c.visit, c.service, c.agent, c.counter, c.reason, c.passed).where(
        c.site == site, c.at >= first, c.at < until
    )
    return [Chosen(*row) for row in connection.execute(wanted.order_by(c.at, c.visit))]


def unmet_between(
    connection: Connection, site: str, first: date, until: date
) -> Iterable[tuple[date, str, str, int]]:
    """Day, service, why, people; `until` is not included."""
    c = unmet.c
    wanted = sa.select(c.day, c.service, c.why, c.people).where(
        c.site == site, c.day >= first.isoformat(), c.day < until.isoformat()
    )
    rows = connection.execute(wanted.order_by(c.day, c.service, c.why))
    return [(date.fromisoformat(row.day), row.service, row.why, row.people) for row in rows]
