"""Appointments in the database. A place is given under a lock on its service, so that no slot is overbooked.

The order of locks is always: service, agent, then what `desk.people` locks, then the site's feed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from common.passes import Pass, sign
from desk.bookings import rules
from desk.bookings.rules import Booked, Slot
from desk.bookings.store.agents import hold as hold
from desk.bookings.store.agents import hours_of as hours_of
from desk.bookings.store.agents import who_serve as who_serve
from desk.bookings.store.codes import MOST_DRAWS, drawn
from desk.bookings.store.codes import booked_again as booked_again
from desk.bookings.store.outcomes import kept_and_missed as kept_and_missed
from desk.bookings.store.outcomes import note_outcomes as note_outcomes
from desk.bookings.store.tables import Appointment as Appointment
from desk.bookings.store.tables import (
    agreements,
    appointment_of,
    put_agreed,
    selected,
    tries,
    values_of,
)
from desk.bookings.store.tables import appointments as appointments
from desk.bookings.store.telling import note_change, tell
from desk.bookings.store.telling import told as told
from desk.calendars import store as calendars
from desk.calendars.rules import Busy, Server
from desk.calendars.store import writing
from desk.catalogue.rules import Offer, Site
from desk.engine import insert_new
from desk.passes import store as passes

SHOWS_OF = timedelta(days=365)  # appointments that say how many come
TRIES_WINDOW = timedelta(hours=1)


def taken(connection: Connection, site: Site, service: str, first: date, last: date) -> list[Booked]:
    """The places of a service that are taken on the local days `first` to `last`."""
    c = appointments.c
    begins, ends = rules.day_bounds(site, first)[0], rules.day_bounds(site, last)[1]
    of_service = (c.site == site.id) & (c.service == service) & (c.state != "cancelled")
    wanted = sa.select(c.start, c.end).where(of_service, c.start < ends, c.end > begins)
    return [Booked(row.start, row.end) for row in connection.execute(wanted)]


def serving(
    connection: Connection, site: Site, offer: Offer, first: date, last: date, now: datetime
) -> list[Server]:
    """Who serves a service, and when they are away on the local days `first` to `last`."""
    begins, ends = rules.day_bounds(site, first)[0], rules.day_bounds(site, last)[1]
    return calendars.servers(connection, site.id, offer.service.id, begins, ends, now)


def with_places(connection: Connection, site: Site, offer: Offer, now: datetime) -> Offer:
    """The offer with as many places a slot as may be booked: beyond the room, if the site wants it.

    By the appointments of the last year that were kept and missed (`desk.bookings.rules.places`). In a
    booking, call it under the service's lock: who books next counts the same places.
    """
    if not site.overbook_percent:
        return offer
    seen = kept_and_missed(connection, site.id, now - SHOWS_OF)
    return replace(offer, per_slot=rules.places(offer, seen, site.overbook_percent))


def slots_of_day(
    connection: Connection, site: Site, offer: Offer, day: date, now: datetime, agent: str | None = None
) -> list[Slot]:
    """The slots of one day with their free places as they stand now; `agent`: at which this one is free."""
    if not rules.is_within_reach(site, day, now):
        return []
    booked = taken(connection, site, offer.service.id, day, day)
    servers = serving(connection, site, offer, day, day, now)
    hours = hours_of(connection, site, agent, day, day, now) if agent else None
    return rules.slots(site, with_places(connection, site, offer, now), day, booked, now, servers, hours)


def free_days(
    connection: Connection, site: Site, offer: Offer, now: datetime, agent: str | None = None
) -> list[tuple[date, int]]:
    """Every day within reach with the number of its free slots; 0: full or closed."""
    days = rules.days(site, now)
    booked = taken(connection, site, offer.service.id, days[0], days[-1])
    servers = serving(connection, site, offer, days[0], days[-1], now)
    hours = hours_of(connection, site, agent, days[0], days[-1], now) if agent else None
    offer = with_places(connection, site, offer, now)
    return [
        (day, sum(1 for s in rules.slots(site, offer, day, booked, now, servers, hours) if s.free))
        for day in days
    ]


def next_free(
    connection: Connection,
    site: Site,
    offer: Offer,
    wish: datetime,
    now: datetime,
    limit: int = 3,
    agent: str | None = None,
) -> list[Slot]:
    """The free slots nearest after a wish, then the ones before it on its day if these are too few."""
    days = rules.days(site, now)
    day = min(max(site.rules.local_day(wish), days[0]), days[-1])
    booked = taken(connection, site, offer.service.id, day, days[-1])
    servers = serving(connection, site, offer, day, days[-1], now)
    hours = hours_of(connection, site, agent, day, days[-1], now) if agent else None
    offer = with_places(connection, site, offer, now)
    later: list[Slot] = []
    earlier: list[Slot] = []
    for each in (d for d in days if d >= day):
        for slot in rules.slots(site, offer, each, booked, now, servers, hours):
            if slot.free:
                (later if slot.start >= wish else earlier).append(slot)
        if len(later) >= limit:
            break
    return sorted(earlier + later[:limit], key=lambda slot: slot.start)[-limit:]


def add(connection: Connection, appointment: Appointment) -> Appointment:
    """Store a new appointment under a code of its own and tell its site; the caller holds the service's lock.

    Raises KeyError when the id is taken.
    """
    for _ in range(MOST_DRAWS):
        made = replace(appointment, code=drawn())
        if insert_new(connection, appointments, values_of(made)):
            put_agreed(connection, made)
            follow(connection, made, made.made_at)
            tell(connection, made)
            note_change(connection, [made], "booked", made.made_at)
            return made
        if get(connection, appointment.id) is not None:
            raise KeyError(appointment.id)
    raise RuntimeError("no free code found")


def change(connection: Connection, appointment: Appointment, what: str, now: datetime) -> None:
    """Store an appointment as it now is and tell its site.

    `what`: moved, cancelled, agreed (what was agreed is another), person_erased.
    """
    same = appointments.c.id == appointment.id
    connection.execute(appointments.update().where(same).values(values_of(appointment)))
    put_agreed(connection, appointment)
    follow(connection, appointment, now)
    tell(connection, appointment)
    note_change(connection, [appointment], what, now)


def follow(connection: Connection, appointment: Appointment, now: datetime) -> None:
    """See that it stands in its agent's own calendar, if they have their appointments written there."""
    time, stands = Busy(appointment.start, appointment.end), appointment.state != "cancelled"
    writing.follow(connection, appointment.id, appointment.agreed.reserved_for, time, stands, now)


def get(connection: Connection, appointment: str, lock: bool = False) -> Appointment | None:
    """One appointment; with `lock` nobody else changes it until the commit."""
    wanted = selected().where(appointments.c.id == appointment)
    row = connection.execute(wanted.with_for_update(of=appointments) if lock else wanted).first()
    return appointment_of(row) if row else None


def coming_for(connection: Connection, agent: str, now: datetime) -> list[Appointment]:
    """What is reserved for an agent and still to come."""
    c = appointments.c
    theirs = (agreements.c.reserved_for == agent) & (c.state == "booked") & (c.end > now)
    return [appointment_of(row) for row in connection.execute(selected().where(theirs).order_by(c.start))]


def on_day(connection: Connection, site: Site, day: date) -> list[Appointment]:
    """All appointments of a local day, also cancelled ones, in order of time."""
    begins, ends = rules.day_bounds(site, day)
    c = appointments.c
    wanted = selected().where(c.site == site.id, c.start >= begins, c.start < ends)
    return [appointment_of(r) for r in connection.execute(wanted.order_by(c.start, c.service, c.id))]


def starts_between(
    connection: Connection, site: str, first: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    """Service and time of every appointment that still stands."""
    c = appointments.c
    wanted = sa.select(c.service, c.start).where(
        c.site == site, c.state == "booked", c.start >= first, c.start < until
    )
    return [(row.service, row.start) for row in connection.execute(wanted)]


def of_person(connection: Connection, person: str) -> Sequence[Appointment]:
    """A person's appointments, the newest first."""
    wanted = selected().where(appointments.c.person == person)
    return [appointment_of(row) for row in connection.execute(wanted.order_by(appointments.c.start.desc()))]


def pass_for(connection: Connection, site: Site, appointment: Appointment) -> str:
    """The signed pass, as it goes into the QR code."""
    key_id, key = passes.signing_key(connection)
    a = appointment
    expires = rules.pass_expires(site, a.start)
    return sign(Pass(key_id, a.site, a.id, a.service, a.start, a.end, expires, a.person), key)


def may_try(connection: Connection, address: str, now: datetime, most: int) -> bool:
    """Count a try from an address; False when there were too many within the last hour."""
    hashed = hashlib.sha256(f"{now.date()} {address}".encode()).hexdigest()
    connection.execute(tries.delete().where(tries.c.at < now - TRIES_WINDOW))
    same = sa.select(sa.func.count()).select_from(tries).where(tries.c.address == hashed)
    if int(connection.execute(same).scalar_one()) >= most:
        return False
    connection.execute(tries.insert().values(address=hashed, at=now))
    return True
