"""The desk, its bookers, and the site's sync with it: each request whole or not at all, repeats answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from common.wire import IncidentBody
from desk.bookings import rules as slot_rules
from desk.bookings.rules import Booked
from desk.catalogue.rules import Offer
from desk.catalogue.rules import Site as DeskSite
from desk.incidents import rules as incident_rules
from desk.sync import rules as sync_rules
from desk.sync.rules import Held
from kiosk.queue import commands as c
from kiosk.queue.chain import Entry
from kiosk.queue.refusals import Refusal
from kiosk.queue.settings import SiteSettings
from kiosk.site.work import Work
from tests.simulation.conditions import BEGIN
from tests.simulation.network import Machine, Network
from tests.simulation.service import SiteService
from tests.simulation.world import Violation

PAGE = 40


@dataclass(frozen=True, slots=True)
class Appointment:
    id: str
    service: str
    start: datetime
    end: datetime
    person: str
    state: str = "booked"


@dataclass
class Database:
    """What the desk has stored. Survives whatever happens to the desk's processes."""

    held: Held = field(default_factory=Held)
    term: int = 0
    entries: list[Entry] = field(default_factory=list)
    incidents: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> digest, number
    appointments: dict[str, Appointment] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)  # key -> what was answered
    feed: list[c.Command] = field(default_factory=list)


class Desk(Machine):
    """One desk. `offers`: how the site's services can be booked."""

    def __init__(self, network: Network, settings: SiteSettings) -> None:
        super().__init__("desk", network)
        self.database = Database()
        rng = self.world.rng
        offers = tuple(Offer(s, rng.choice((15, 30)), rng.choice((1, 2))) for s in settings.services)
        self.site = DeskSite(settings, offers)
        self.database.feed.append(c.ApplySettings(settings))

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.world.time)

    # --- the site pushes and pulls
    def pushed(self, sync: Sync, term: int, entries: list[Entry], records: list[IncidentBody]) -> None:
        """A run of the journal, and records. The same rules as `desk.sync.api` applies."""
        base, site = self.database, sync.site
        if term < base.term:
            self.send(site, site.companion.told, base.term)
            return
        base.term = term
        low, high = sync_rules.known_span(base.held, entries)
        known = {n: base.entries[n - 1].hash for n in range(low, min(high, len(base.entries)) + 1)}
        fresh = sync_rules.fresh_entries(base.held, known, entries)
        numbers = {body.id: self._receive(body) for body in records}
        if isinstance(fresh, Refusal):
            self.send(site, sync.held, fresh.data.get("sequence"), numbers, records)
            return
        base.entries.extend(fresh)
        if fresh:
            base.held = Held(fresh[-1].seq, fresh[-1].hash)
        self.send(site, sync.held, str(base.held.sequence), numbers, records)

    def _receive(self, body: IncidentBody) -> str:
        """As `desk.incidents.store.receive`: one row an id."""
        digest = incident_rules.digest_of(body)
        known = self.database.incidents.get(body.id)
        if known is None:
            number = incident_rules.number_of(body.kind, 1001 + len(self.database.incidents))
            known = self.database.incidents[body.id] = (digest, number)
        if known[0] != digest:
            raise Violation("incidents once", f"{body.id} came twice with different content")
        return known[1]

    def told_after(self, sync: Sync, after: int) -> None:
        """The feed after item `after`."""
        items = list(enumerate(self.database.feed, start=1))[after : after + PAGE]
        self.send(sync.site, sync.news, items)

    # --- bookers
    def book(self, key: str, wish: Appointment) -> None:
        """As `desk.bookings.booking.book`: the same key is answered as it was the first time."""
        base = self.database
        if key in base.answers:
            return
        slot = self._slot(wish.service, wish.start, None)
        if isinstance(slot, Refusal):
            base.answers[key] = slot.code.value
            return
        base.answers[key] = wish.id
        self._store(replace(wish, start=slot.start, end=slot.end))

    def move(self, appointment: str, start: datetime) -> None:
        found = self.database.appointments.get(appointment)
        if found is None or found.state != "booked" or found.start == start:
            return
        slot = self._slot(found.service, start, found)
        if not isinstance(slot, Refusal):
            self._store(replace(found, start=slot.start, end=slot.end))

    def cancel(self, appointment: str) -> None:
        found = self.database.appointments.get(appointment)
        if found is not None and found.state == "booked":
            self._store(replace(found, state="cancelled"))

    def slots(self, service: str, own: Appointment | None = None) -> list[slot_rules.Slot]:
        offer = self.site.offer(service)
        if offer is None:
            return []
        taken = [
            Booked(a.start, a.end)
            for a in self.database.appointments.values()
            if a.service == service and a.state == "booked" and a is not own
        ]
        return slot_rules.slots(self.site, offer, self.site.rules.local_day(self.now()), taken, self.now())

    def _slot(self, service: str, start: datetime, own: Appointment | None) -> slot_rules.Slot | Refusal:
        return slot_rules.slot_at(self.slots(service, own), start)

    def _store(self, appointment: Appointment) -> None:
        base = self.database
        base.appointments[appointment.id] = appointment
        claim = c.AppointmentClaim(appointment.id, appointment.service, appointment.start, appointment.person)
        off = appointment.state == "cancelled"
        base.feed.append(c.CancelVisit(appointment.id) if off else c.BookVisit(claim))
        self.check_slots(appointment)

    def check_slots(self, new: Appointment) -> None:
        """Never more at a time than there are places; counted one by one."""
        offer = self.site.offer(new.service)
        places = offer.per_slot if offer else 0
        for moment in (new.start, new.end - timedelta(seconds=1)):
            there = [
                a.id
                for a in self.database.appointments.values()
                if a.service == new.service and a.state == "booked" and a.start <= moment < a.end
            ]
            if len(there) > places:
                raise Violation("slots", f"{there} at {moment}, where there are {places} places")

    def change_settings(self, settings: SiteSettings) -> None:
        by_id = {s.id: s for s in settings.services}
        offers = tuple(replace(o, service=by_id.get(o.service.id, o.service)) for o in self.site.offers)
        self.site = replace(self.site, rules=settings, offers=offers)
        self.database.feed.append(c.ApplySettings(settings))


class Booker(Machine):
    """People with phones who book, move and call off, and send everything as often as they like."""

    def __init__(self, network: Network, desk: Desk, people: int, every: float) -> None:
        super().__init__("booker", network)
        self.desk, self.people, self.every = desk, people, every
        self.mine: list[str] = []
        self.open = True
        self.later(1.0, self._act)

    def _act(self) -> None:
        rng = self.world.rng
        if not self.open:
            return
        self.later(rng.expovariate(1 / self.every), self._act)
        dice = rng.random()
        services = [o.service.id for o in self.desk.site.bookable()]
        if not services:
            return
        service = rng.choice(services)
        near = self.desk.slots(service)[:4]  # full ones too: somebody was faster
        if not near:
            return
        slot = rng.choice(near)
        if dice < 0.75 or not self.mine:
            made = self.world.name("appointment")
            self.mine.append(made)
            wish = Appointment(made, service, slot.start, slot.end, f"person{rng.randint(1, self.people)}")
            for _ in range(rng.randint(1, 2)):
                self.send(self.desk, self.desk.book, made, wish)
        elif dice < 0.87:
            self.send(self.desk, self.desk.move, rng.choice(self.mine), slot.start)
        else:
            self.send(self.desk, self.desk.cancel, rng.choice(self.mine))


class Sync:
    """A site's side: push the journal and the records, pull the feed. What the desk holds is its word."""

    def __init__(self, site: SiteService, desk: Desk) -> None:
        self.site, self.desk = site, desk
        self.sequence = 0
        self.broken = False  # the desk holds another journal: a person has to look
        desk.world.after(1.0, self._turn)

    def _turn(self) -> None:
        site = self.site
        site.world.after(2.0 + site.world.rng.random() * 4, self._turn)
        if site.up and site.serves:
            self.push()
            site.send(self.desk, self.desk.told_after, self, site.store.feed_position())

    def push(self) -> None:
        site = self.site
        upto = site.memory.published.sequence
        run = [e.entry() for e in site.store.entries(self.sequence) if e.seq <= upto]
        site.send(self.desk, self.desk.pushed, self, site.term, run, site.incident_bodies()[:5])

    def held(self, sequence: str | None, numbers: dict[str, str], records: list[IncidentBody]) -> None:
        """The desk has said what it holds."""
        self.broken = sequence is None
        self.sequence = int(sequence or 0)
        for body in records:
            if any(each.body.id == body.id and not each.number for each in self.site.store.records()):
                self.site.tell_desk(self.site.store.settle(body, numbers[body.id]))

    def news(self, items: list[tuple[int, c.Command]]) -> None:
        """Items of the feed, each in one transaction with how far we have come."""
        site = self.site
        if not site.serves:
            return
        for number, command in items:
            if number > site.store.feed_position():
                work = Work("desk", _nobody, command, f"feed-{number}")
                work.write, work.write_always = site.store.feed_at(number), True
                site.commit([work])
                if not site.up or site.store.feed_position() != number:
                    return  # it died, or the disk is full: the item comes again


def _nobody(outcome: Any) -> None:
    """Nobody waits for this work."""
