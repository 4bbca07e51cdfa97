"""Booking, moving and calling off an appointment: each in one transaction with its feed item and its mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from common.wire import Filled, Id, Language, Mail, Message, Note
from desk.bookings import mails, rules, store
from desk.bookings.rules import Agreed, Slot
from desk.bookings.store import Appointment
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.context import Desk
from desk.engine import Connection
from desk.idempotency import digest_of, once
from desk.messages import store as outbox
from desk.passes import store as passes
from desk.people import store as people
from desk.problems import Refused
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import Mark

MOST_TRIES_AN_HOUR = 60  # from one address: a whole office may sit behind it


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("has characters that no address has")
    return text


Marks = Annotated[tuple[Mark, ...], Field(max_length=3)]
People = Annotated[int, Field(ge=1, le=50)]
Further = Annotated[tuple[Id, ...], Field(max_length=8)]


class BookingBody(Message):
    """POST /api/v1/appointments. `id` is made by the sender; `reserved_for` … `further` are for staff."""

    id: Id
    site: Id
    service: Id
    start: AwareDatetime
    name: Filled
    mail: Annotated[Mail, AfterValidator(_printable)] = ""
    language: Language = "en"
    note: Note = ""
    reserved_for: Id | None = None
    marks: Marks = ()
    people: People = 1
    further: Further = ()

    @property
    def agreed(self) -> Agreed:
        """What only staff may ask for."""
        return Agreed(self.reserved_for, self.marks, self.people, self.further)


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment with its pass and the address of its page."""

    appointment: Appointment
    site: Site
    pass_text: str
    page_url: str


def book(desk: Desk, wish: BookingBody, key: str) -> tuple[Booking, bool]:
    """Take a place. The flag says that it was taken before, by the same request.

    Raises Refused: `not_found` (no such site), `unknown_service`, `slot_taken` and `slot_gone` (with the next
    free slots), `key_reused`; `lacks_skill` (the agent does not serve it), `invalid`.
    """
    now = desk.now()

    with desk.database.begin() as connection:
        passes.ensure(connection, now)

        def work() -> dict[str, Any]:
            return {"appointment": _place(connection, desk, wish, now).id}

        answer, repeated = once(
            connection, "appointments", key, digest_of(wish.model_dump(mode="json")), now, work
        )
        return booking_of(connection, desk, answer["appointment"]), repeated


def count_try(desk: Desk, address: str) -> None:
    """Count a booking asked for from an address. Raises Refused `too_many_tries`."""
    with desk.database.begin() as connection:
        allowed = store.may_try(connection, address, desk.now(), MOST_TRIES_AN_HOUR)
    if not allowed:
        raise Refused(Code.TOO_MANY_TRIES)


def cancel(desk: Desk, appointment_id: str, pass_text: str) -> Booking:
    """Call an appointment off; once it is off, saying so again changes nothing.

    Raises Refused: `pass_forged` (not the pass of this appointment), `too_late_to_change`.
    """
    now = desk.now()
    with desk.database.begin() as connection:
        found, site = _proved(connection, appointment_id, pass_text)
        if found.state != "cancelled":
            if found.state != "booked" or not rules.may_change(site, found.start, now):
                raise Refused(Code.TOO_LATE_TO_CHANGE)
            off = replace(found, state="cancelled", changes=found.changes + 1)
            store.change(connection, off, "cancelled", now)
            write(connection, desk, "cancelled", off, site, now)
        return booking_of(connection, desk, appointment_id)


def move(desk: Desk, appointment_id: str, pass_text: str, start: datetime) -> Booking:
    """Move an appointment to another free slot; the old place is free at once.

    Raises Refused: as `cancel`, and `slot_taken` or `slot_gone` with the next free slots; the old place is
    kept then.
    """
    now = desk.now()
    with desk.database.begin() as connection:
        found, site = _proved(connection, appointment_id, pass_text)
        if found.state != "booked" or not rules.may_change(site, found.start, now):
            raise Refused(Code.TOO_LATE_TO_CHANGE)
        if found.start == start:
            return booking_of(connection, desk, appointment_id)
        offer = site.offer(found.service)
        if offer is None:
            raise Refused(Code.UNKNOWN_SERVICE)
        slot = free_slot(connection, site, offer, start, now, found.agreed.reserved_for, found)
        moved = moved_to(found, slot)
        store.change(connection, moved, "moved", now)
        write(connection, desk, "moved", moved, site, now)
        return booking_of(connection, desk, appointment_id)


def moved_to(found: Appointment, slot: Slot) -> Appointment:
    """The appointment at another time."""
    start, end = slot.start.astimezone(UTC), slot.end.astimezone(UTC)
    return replace(found, start=start, end=end, changes=found.changes + 1)


def _place(connection: Connection, desk: Desk, wish: BookingBody, now: datetime) -> Appointment:
    site = catalogue.site_of(connection, wish.site)
    if site is None:
        raise Refused(Code.NOT_FOUND)
    offer = site.offer(wish.service)
    if offer is None:
        raise Refused(Code.UNKNOWN_SERVICE)
    agreed = checked(connection, site, wish.service, wish.agreed)
    slot = free_slot(connection, site, offer, wish.start, now, agreed.reserved_for)
    if store.get(connection, wish.id) is not None:
        raise Refused(Code.KEY_REUSED)
    person = people.find_or_create(connection, wish.name, wish.mail, wish.language)
    appointment = Appointment(
        id=wish.id,
        site=site.id,
        service=wish.service,
        start=slot.start.astimezone(UTC),
        end=slot.end.astimezone(UTC),
        state="booked",
        person=person,
        name=wish.name,
        mail=wish.mail,
        language=wish.language,
        note=wish.note,
        code="",
        changes=0,
        made_at=now,
        agreed=agreed,
    )
    made = store.add(connection, appointment)
    write(connection, desk, "booked", made, site, now)
    return made


def checked(connection: Connection, site: Site, service: str, agreed: Agreed) -> Agreed:
    """What shall be agreed, each mark and service once, if it can be had.

    Raises Refused: `lacks_skill` (the agent does not serve this service here), `unknown_service`.
    """
    further = tuple(dict.fromkeys(each for each in agreed.further if each != service))
    for each in further:
        known = site.rules.service(each)
        if known is None or not known.active:
            raise Refused(Code.UNKNOWN_SERVICE, {"service": each})
    agent = agreed.reserved_for
    if agent and agent not in {each.id for each in store.who_serve(connection, site, service)}:
        raise Refused(Code.LACKS_SKILL, {"service": service})
    return replace(agreed, marks=tuple(dict.fromkeys(agreed.marks)), further=further)


def free_slot(
    connection: Connection,
    site: Site,
    offer: Offer,
    start: datetime,
    now: datetime,
    agent: str | None = None,
    own: Appointment | None = None,
) -> Slot:
    """The slot at `start`, held until the commit. `own`: the appointment that is about to leave its place.

    Raises Refused: `slot_taken` and `slot_gone`, with the next free slots.
    """
    catalogue.lock_service(connection, site.id, offer.service.id)
    if agent:
        store.hold(connection, agent)
    near = min(max(start, now), now + timedelta(days=rules.MOST_DAYS + 1))  # a wish may be centuries away
    day = site.rules.local_day(near)
    booked = store.taken(connection, site, offer.service.id, day, day)
    if own is not None and (place := rules.Booked(own.start, own.end)) in booked:
        booked.remove(place)
    offered = store.with_places(connection, site, offer, now)
    servers = store.serving(connection, site, offer, day, day, now)
    but = own.id if own else ""
    hours = store.hours_of(connection, site, agent, day, day, now, but) if agent else None
    found = rules.slot_at(rules.slots(site, offered, day, booked, now, servers, hours), start)
    if isinstance(found, Refusal):
        others = store.next_free(connection, site, offer, near, now, agent=agent)
        more = {"free": [{"start": s.start.isoformat(), "end": s.end.isoformat()} for s in others]}
        raise Refused(found.code, found.data, more)
    return found


def _proved(connection: Connection, appointment_id: str, pass_text: str) -> tuple[Appointment, Site]:
    """The appointment that a pass is about, locked together with its service."""
    content = passes.genuine(connection, pass_text)
    if content is None or content.appointment != appointment_id:
        raise Refused(Code.PASS_FORGED)
    catalogue.lock_service(connection, content.site, content.service)
    found = store.get(connection, appointment_id, lock=True)
    site = catalogue.site_of(connection, content.site)
    if found is None or site is None:
        raise Refused(Code.NOT_FOUND)
    return found, site


def booking_of(connection: Connection, desk: Desk, appointment_id: str) -> Booking:
    found = store.get(connection, appointment_id)
    site = catalogue.site_of(connection, found.site) if found else None
    if found is None or site is None:
        raise Refused(Code.NOT_FOUND)
    text = store.pass_for(connection, site, found)
    return Booking(found, site, text, f"{desk.public_url}/v/{text}")


def write(
    connection: Connection, desk: Desk, kind: str, appointment: Appointment, site: Site, now: datetime
) -> None:
    """Put the mail about it into the outbox, where there is an address."""
    if appointment.mail:
        page = f"{desk.public_url}/v/{store.pass_for(connection, site, appointment)}"
        organisation = desk.theme.organisation.name
        mail = mails.mail_about(kind, appointment, site, page, organisation, now)
        outbox.put_out(connection, mail, now)
