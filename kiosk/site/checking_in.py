"""A check-in as work for the writer: whose place, by which pass, with which face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from common.ids import new_id
from common.wire import AppointmentOut, CheckInBody, PersonRecord
from kiosk.queue import commands as c
from kiosk.queue.check_in import arrival
from kiosk.queue.commands import AppointmentClaim
from kiosk.queue.own_booking import claim_of, own_booking
from kiosk.queue.refusals import Code
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import Mark, Presence, Wait
from kiosk.site.appointments import Shown, appointment_of, read_shown
from kiosk.site.asking import check_agent, pending
from kiosk.site.faces import Face
from kiosk.site.past import earlier_count
from kiosk.site.people import name_of, put_booked, row_of
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.tokens import Caller
from kiosk.site.work import Repeat, Work


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Who stands there; `new`: nobody has heard of them before."""

    person: str | None = None
    name: str = ""
    new: PersonRecord | None = None


def check_in_work(site: Site, caller: Caller, body: CheckInBody, repeat: Repeat) -> Work:
    """What the writer shall do. Raises Refused for a pass that is not good, or a person nobody knows."""
    _check_rights(site, caller, body)
    shown = _shown(site, body)
    own = _own_booking(site, body)
    booked = shown.appointment if shown else appointment_of(site.reading, own.id) if own else None
    body = _as_agreed(site.published.line.settings, body, booked)
    visitor = _visitor(site, body, shown)
    if shown is None and body.service is None:
        raise Refused(Code.INVALID, service="needed without a pass")
    command = c.CheckIn(
        body.id,
        shown.claim.service if shown else body.service or "",
        visitor.person,
        shown.claim if shown else None,
        body.call_as,
        body.language,
        body.arrived_at,
        body.number,
        caller.series or None,
        body.marks,
        body.people,
        body.companions,
        body.further,
        body.presence,
        body.reserved_for,
        promise=_promise(site, body, shown.claim if shown else own),
    )
    earlier = earlier_count(site.reading, visitor.person) if visitor.person and not visitor.new else 0
    note = body.note or (booked.note if booked else "")
    return Work(
        caller.scope,
        pending,
        command,
        repeat.key,
        repeat,
        site.answers.about_check_in(caller.is_agent),
        Face(visitor.person or "", visitor.name, note, shown.pass_text if shown else "", earlier),
        row_of(visitor.new, listed=False) if visitor.new else None,
        _writes(visitor, shown),
    )


def _check_rights(site: Site, caller: Caller, body: CheckInBody) -> None:
    """What only agents may say of a visit; and everybody named must be known."""
    at_kiosk = set(body.marks) <= {Mark.ACCESSIBILITY} and body.presence is Presence.HERE
    if not caller.is_agent and not at_kiosk:
        raise Refused(Code.FORBIDDEN)
    for person in body.companions:
        if not name_of(site.reading, person):
            raise Refused(Code.NOT_FOUND, person=person)
    check_agent(site, body.reserved_for)


def _own_booking(site: Site, body: CheckInBody) -> AppointmentClaim | None:
    """The appointment that a check-in by name is taken for, by the rules of the line."""
    line = site.published.line
    if body.person is None or body.pass_ is not None or line.visit_of(body.person) is not None:
        return None
    own = own_booking(line, body.person, arrival(body.arrived_at, site.clock.now()))
    return claim_of(own) if own is not None else None


def _promise(site: Site, body: CheckInBody, claim: AppointmentClaim | None) -> Wait | None:
    """What the newest forecast says to somebody who joins now; None while the kiosk was cut off."""
    if body.arrived_at is not None:
        return None
    grace = timedelta(minutes=site.published.line.settings.late_grace)
    on_time = claim is not None and site.clock.now() - claim.start <= grace
    return site.forecasts.promise(claim.service if claim else body.service or "", on_time)


def _as_agreed(site: SiteSettings, body: CheckInBody, booked: AppointmentOut | None) -> CheckInBody:
    """With what was agreed at booking, as far as it can still be had: nobody is refused for it."""
    if booked is None:
        return body
    offered = [s for s in booked.further if (known := site.service(s)) and known.active]
    agreed = booked.reserved_for
    possible = agreed is not None and site.serves(agreed, booked.service)
    return body.model_copy(
        update={
            "marks": tuple(dict.fromkeys((*body.marks, *booked.marks))),
            "people": max(body.people, booked.people),
            "further": tuple(dict.fromkeys((*body.further, *offered))),
            "reserved_for": body.reserved_for or (agreed if possible else None),
        }
    )


def _shown(site: Site, body: CheckInBody) -> Shown | None:
    if body.pass_ is None:
        return None
    line, now = site.published.line, site.clock.now()
    at = arrival(body.arrived_at, now)  # it was good when the visitor stood there
    return read_shown(site.reading, line, body.pass_, site.settings.site.id, at)


def _visitor(site: Site, body: CheckInBody, shown: Shown | None) -> _Visitor:
    if shown is not None and shown.claim.person:
        known = name_of(site.reading, shown.claim.person)
        told = shown.appointment.name if shown.appointment else ""
        return _Visitor(shown.claim.person, known or told or (body.guest.name if body.guest else ""))
    if body.person is not None:
        name = name_of(site.reading, body.person)
        if not name:
            raise Refused(Code.NOT_FOUND, person=body.person)
        return _Visitor(body.person, name)
    if body.guest is not None:
        person = PersonRecord(id=new_id(), name=body.guest.name, mail=body.guest.mail, language=body.language)
        return _Visitor(person.id, person.name, person)
    return _Visitor()


def _writes(visitor: _Visitor, shown: Shown | None) -> Callable[[Connection], None] | None:
    """What else lies beside the journal and must be stored together with the check-in."""
    person = visitor.person
    if shown is not None and person:
        known = shown.appointment

        def write(connection: Connection) -> None:
            mail, language = (known.mail, known.language) if known else ("", "")
            put_booked(connection, person, visitor.name, mail, language)

        return write
    return None
