"""What each kind of item of the desk's feed means for a site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, update

from common.outside import OutsideNews
from common.wire import AgentRecord, AppointmentOut, CategoryOut, FeedItem, JoinAsked, PersonRecord
from common.wire_sign_on import SignOnOffer
from kiosk.queue import commands as c
from kiosk.queue.codec import settings_from_json
from kiosk.queue.visits import PRESENT, CallAs, EndCause, Presence
from kiosk.site import incidents, people, staff
from kiosk.site.appointments import known_keys, put_appointment, put_keys
from kiosk.site.documents import put_categories, put_sign_on
from kiosk.site.faces import Face
from kiosk.site.schema import appointments
from kiosk.site.service import Site
from kiosk.site.tokens import take_back

_TREE = TypeAdapter(list[CategoryOut])
_KEYS = TypeAdapter(dict[str, str])
JOIN_WITHIN = timedelta(minutes=10)  # the page has given up by then


@dataclass(frozen=True, slots=True)
class Applied:
    """What to do for an item: a command for the line, rows to store, and what changes in memory then."""

    command: c.Command | None = None
    face: Face | None = None
    write: Callable[[Connection], None] | None = None
    after_commit: Callable[[], None] | None = None
    guest: dict[str, Any] | None = None  # somebody new, stored only when they are given a place


def apply(site: Site, item: FeedItem) -> Applied:
    """What an item asks for. Raises ValueError (also pydantic's) or KeyError when it makes no sense."""
    return _BY_KIND[item.kind](site, item.body)


def _settings(site: Site, body: dict[str, Any]) -> Applied:
    settings = settings_from_json(body)
    if settings.site != site.settings.site.id:
        raise ValueError("settings of another site")
    settings.zone  # noqa: B018  # raises on a time zone that nobody knows
    return Applied(c.ApplySettings(settings))


def _categories(site: Site, body: dict[str, Any]) -> Applied:
    tree = _TREE.validate_python(body["tree"])

    def after() -> None:
        site.categories = tree

    return Applied(write=lambda connection: put_categories(connection, tree), after_commit=after)


def _keys(site: Site, body: dict[str, Any]) -> Applied:
    keys = _KEYS.validate_python(body)

    def after() -> None:
        site.keys = known_keys(site.reading)

    return Applied(write=lambda connection: put_keys(connection, keys), after_commit=after)


def _sign_on(site: Site, body: dict[str, Any]) -> Applied:
    offer = SignOnOffer.model_validate(body)
    return Applied(write=lambda connection: put_sign_on(connection, offer))


def _person(site: Site, body: dict[str, Any]) -> Applied:
    record = PersonRecord.model_validate(body)
    return Applied(
        write=lambda connection: people.put(connection, record, listed=True),
        after_commit=lambda: site.faces.rename(record.id, record.name),
    )


def _erase_person(site: Site, body: dict[str, Any]) -> Applied:
    person = TypeAdapter(str).validate_python(body["id"])
    return Applied(
        write=lambda connection: people.erase(connection, person),
        after_commit=lambda: site.faces.forget(person),
    )


def _agent(site: Site, body: dict[str, Any]) -> Applied:
    record = AgentRecord.model_validate(body)

    def write(connection: Connection) -> None:
        staff.put_agent(connection, record)
        if not record.active:
            take_back(connection, "agent", record.id)

    return Applied(write=write)


def _appointment(site: Site, body: dict[str, Any]) -> Applied:
    told = AppointmentOut.model_validate(body)
    if told.site != site.settings.site.id:
        return Applied(write=lambda connection: put_appointment(connection, told))
    claim = c.AppointmentClaim(told.id, told.service, told.start, told.person)

    def write(connection: Connection) -> None:
        people.put_booked(connection, told.person, told.name, told.mail, told.language)
        put_appointment(connection, told)

    if told.state == "cancelled":
        return Applied(c.CancelVisit(told.id, EndCause.DESK), write=write)
    command = c.BookVisit(claim)
    return Applied(command, Face(told.person, told.name, told.note), write)


def _outside(site: Site, body: dict[str, Any]) -> Applied:
    """How a record stands in an outside tool; the consoles are told at once."""
    news = OutsideNews.model_validate(body)

    def after() -> None:
        record = incidents.find(site.reading, news.incident)
        if record is not None:
            site.followers.notice(incidents.notice_of(record))

    return Applied(write=lambda connection: incidents.put_outside(connection, news), after_commit=after)


def _command(site: Site, body: dict[str, Any]) -> Applied:
    visit = TypeAdapter(str).validate_python(body["visit"])
    if body["name"] == "join":
        return _join(site, JoinAsked.model_validate(body))
    if body["name"] == "arrive":
        return Applied(c.Arrive(visit))
    if body["name"] != "cancel":
        raise ValueError("no such command")
    here = site.published.line.visits.get(visit)
    if here is not None and here.state in PRESENT:
        return Applied(c.Leave(visit, EndCause.VISITOR))

    def write(connection: Connection) -> None:
        """Its pass must fail also when the line has never heard of the visit."""
        connection.execute(update(appointments).where(appointments.c.id == visit).values(state="cancelled"))

    return Applied(c.CancelVisit(visit, EndCause.DESK), write=write)


def _join(site: Site, asked: JoinAsked) -> Applied:
    """A place for somebody who is on the way; none for a wish that has lain too long."""
    if site.clock.now() - asked.asked_at > JOIN_WITHIN:
        return Applied()
    person = asked.person
    command = c.CheckIn(
        asked.visit,
        asked.service,
        person.id,
        call_as=CallAs.FIRST_NAME,
        language=person.language,
        presence=Presence.ON_THE_WAY,
    )
    return Applied(command, Face(person.id, person.name), guest=people.row_of(person, listed=False))


_BY_KIND: dict[str, Callable[[Site, dict[str, Any]], Applied]] = {
    "settings": _settings,
    "categories": _categories,
    "keys": _keys,
    "sign_on": _sign_on,
    "person": _person,
    "erase_person": _erase_person,
    "agent": _agent,
    "appointment": _appointment,
    "outside": _outside,
    "command": _command,
}
