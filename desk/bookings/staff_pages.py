"""Where staff book for a visitor, and change what was booked: when, for which agent, what was agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words, languages
from common.ids import new_id
from desk.bookings import booking, by_staff, store
from desk.bookings.booking import BookingBody
from desk.bookings.by_staff import ChangeBody, seen_appointment
from desk.bookings.pages import by_part_of_day
from desk.bookings.store import Appointment
from desk.calendars.store import entries
from desk.calendars.store.entries import Standing
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.incidents.pages import day_of
from desk.problems import Refused, sentence
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Fields, Posted
from desk.web.layout import page_language, words_for
from kiosk.queue.refusals import Code
from kiosk.queue.visits import Mark

router = APIRouter(prefix="/staff/appointments", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]

TYPED = ("id", "name", "mail", "language", "note", "people", "start", "marks", "further")
SAID = frozenset(
    {
        Code.SLOT_TAKEN,
        Code.SLOT_GONE,
        Code.OUT_OF_ORDER,
        Code.LACKS_SKILL,
        Code.TOO_LATE_TO_CHANGE,
        Code.UNKNOWN_SERVICE,
    }
)


@dataclass(frozen=True, slots=True)
class Asked:
    """For which site, service, agent and day times are asked; `made`: the appointment that is looked at."""

    site: Site
    offer: Offer | None
    agent: str
    day: date
    made: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A form as it comes back: what was typed, what is wrong (field → end of a message's key), a refusal."""

    typed: Fields = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    status: int = 200


@router.get("/new")
def begin(request: Request, member: Agent, desk: TheDesk) -> Response:
    """Free times for a service, for one agent or whoever is free; and who comes."""
    with desk.database.read() as connection:
        asked = _asked(desk, connection, member, dict(request.query_params))
    return _page(request, member, desk, asked, Said())


@router.post("/new")
def book(request: Request, member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Book it, or the form again with what was typed and what to do."""
    with desk.database.read() as connection:
        asked = _asked(desk, connection, member, form)
    body, faults = _body(form, asked)
    if body is None:
        return _page(request, member, desk, asked, Said(form, faults, "", 422))
    try:
        booking.book(desk, body, body.id)
    except Refused as refused:
        return _page(request, member, desk, asked, _said(request, form, refused))
    return see(_day_page(asked.site, body.start.astimezone(asked.site.zone).date()), "appointment-booked")


@router.get("/{appointment}")
def look(request: Request, member: Agent, desk: TheDesk, appointment: str) -> Response:
    """One appointment, what was agreed, and the form to change it."""
    with desk.database.read() as connection:
        made = seen_appointment(connection, appointment, member)
        asked = _asked(desk, connection, member, dict(request.query_params), made)
    return _page(request, member, desk, asked, Said())


@router.post("/{appointment}")
def change(request: Request, member: Agent, desk: TheDesk, appointment: str, form: Posted) -> Response:
    """Change what was asked, or the form again."""
    with desk.database.read() as connection:
        made = seen_appointment(connection, appointment, member)
        asked = _asked(desk, connection, member, form, made)
    wish, faults = _wish(form)
    if wish is None:
        return _page(request, member, desk, asked, Said(form, faults, "", 422))
    seen = form.get("changes", "")
    try:
        if not seen.isdecimal() or not seen.isascii() or len(seen) > 9:
            raise Refused(Code.OUT_OF_ORDER)
        by_staff.change(desk, member, made.id, int(seen), wish)
    except Refused as refused:
        return _page(request, member, desk, asked, _said(request, form, refused))
    return see(f"/staff/appointments/{made.id}", "appointment-changed")


@router.post("/{appointment}/insist")
def insist(member: Agent, desk: TheDesk, appointment: str, form: Posted) -> Response:
    """Write it into its agent's calendar again, where they changed it by hand."""
    with desk.database.begin() as connection:
        made = seen_appointment(connection, appointment, member)
        agent = made.agreed.reserved_for or ""
        done = made.state == "booked" and entries.insist(connection, made.id, agent, desk.now())
        if done:
            staff.note_action(connection, note(desk, member, "calendar_insisted", made.id, agent=agent))
    return see(f"/staff/appointments/{made.id}", "appointment-insisted" if done else "")


def _asked(
    desk: Desk, connection: Connection, member: Member, wish: Fields, made: Appointment | None = None
) -> Asked:
    """What is asked for; what is missing, or unknown, as the first that there is."""
    sites = [each for each in catalogue.all_sites(connection) if member.sees(each.id)]
    wanted = made.site if made else wish.get("site", "")
    site = next((each for each in sites if each.id == wanted), sites[0] if sites else None)
    if site is None:
        raise Refused(Code.NOT_FOUND)
    offer = site.offer(made.service if made else wish.get("service", ""))
    if offer is None and made is None:
        offer = next(iter(site.bookable()), None)
    now = desk.now()
    day = day_of(wish.get("day", "")) or site.rules.local_day(max(made.start, now) if made else now)
    agent = wish.get("agent", (made.agreed.reserved_for or "") if made else "")
    return Asked(site, offer, agent, day, made)


def _body(form: Fields, asked: Asked) -> tuple[BookingBody | None, dict[str, str]]:
    """The booking asked for, or what is wrong."""
    typed: dict[str, Any] = _plain(form) | {"site": asked.site.id}
    typed["service"] = asked.offer.service.id if asked.offer else ""
    typed["reserved_for"] = asked.agent or None
    try:
        return BookingBody.model_validate(typed), {}
    except ValidationError as error:
        return None, _faults(error)


def _wish(form: Fields) -> tuple[ChangeBody | None, dict[str, str]]:
    """The change asked for, or what is wrong."""
    typed = {name: value for name, value in _plain(form).items() if name in ChangeBody.model_fields}
    typed["reserved_for"] = form.get("agent", "")
    typed["start"] = form.get("start") or None
    try:
        return ChangeBody.model_validate(typed), {}
    except ValidationError as error:
        return None, _faults(error)


def _plain(form: Fields) -> dict[str, Any]:
    """The fields as messages take them: a choice of several as a list."""
    typed: dict[str, Any] = {name: form.get(name, "").strip() for name in TYPED}
    return typed | {name: typed[name].split() for name in ("marks", "further")}


def _faults(error: ValidationError) -> dict[str, str]:
    found = {str(each["loc"][0]) for each in error.errors()}
    shown = {name: name for name in found & {"name", "mail", "note", "people", "start"}}
    if not shown:  # no form of ours sends that
        raise Refused(Code.INVALID)
    return shown


def _said(request: Request, form: Fields, refused: Refused) -> Said:
    if refused.code not in SAID:
        raise refused
    return Said(form, {}, sentence(refused.code, refused.data, page_language(request)), refused.status)


def _page(request: Request, member: Member, desk: Desk, asked: Asked, said: Said) -> Response:
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        values = _chosen(connection, desk, member, asked, words) | _times(connection, desk, asked)
        made = seen_appointment(connection, asked.made.id, member) if asked.made else None
        standing = entries.of_appointments(connection, [made.id]) if made else []
        names = staff.names(connection)
    values |= {
        "standing": [
            (names.get(each.staff, "–"), stands(each), _seen(each, asked.site)) for each in standing
        ],
        "asked": asked,
        "made": made,
        "open": made is None or made.state in by_staff.MOVABLE,
        "missed": made is not None and made.state == "missed",
        "start": made.start.astimezone(asked.site.zone) if made else None,
        "today": asked.site.rules.local_day(desk.now()),
        "typed": _typed(said, made, words),
        "faults": said.faults,
        "refusal": said.refusal,
        "back": _day_page(asked.site, asked.day),
    }
    return render_staff(request, member, "appointments", "staff/appointment.html", said.status, **values)


def _chosen(connection: Connection, desk: Desk, member: Member, asked: Asked, words: Words) -> dict[str, Any]:
    """What can be chosen: sites, services, agents, marks, languages."""
    site, language = asked.site, words.language
    service = asked.made.service if asked.made else asked.offer.service.id if asked.offer else ""
    known = site.rules.service(service)
    serving = [(each.id, each.name) for each in store.who_serve(connection, site, service)]
    if asked.made and (agent := asked.made.agreed.reserved_for) and agent not in dict(serving):
        serving.append((agent, staff.names(connection).get(agent, agent)))
    others = [each for each in site.rules.services if each.active and each.id != service]
    sites = [each for each in catalogue.all_sites(connection) if member.sees(each.id)]
    return {
        "sites": [(each.id, each.name(language)) for each in sites],
        "site_name": site.name(language),
        "services": [(each.service.id, each.service.name(language)) for each in site.bookable()],
        "service_name": known.name(language) if known else service,
        "agents": serving,
        "further": [(each.id, each.name(language)) for each in others],
        "marks": [(each.value, words.say(f"appointment-mark-{each.value}")) for each in Mark],
        "languages": [(tag, Words(tag, ["common"]).say("language-name")) for tag in languages()],
    }


def _times(connection: Connection, desk: Desk, asked: Asked) -> dict[str, Any]:
    """The free times of the day, by its parts; and other days where it has none."""
    if asked.offer is None:
        return {"parts": [], "others": []}
    now, agent = desk.now(), asked.agent or None
    slots = store.slots_of_day(connection, asked.site, asked.offer, asked.day, now, agent)
    free = [slot for slot in slots if slot.free]
    days = [] if free else store.free_days(connection, asked.site, asked.offer, now, agent)
    return {"parts": by_part_of_day(free), "others": [(day, count) for day, count in days if count][:3]}


def _typed(said: Said, made: Appointment | None, words: Words) -> dict[str, Any]:
    """What the fields show: what was typed, else how it stands."""
    if said.typed:
        return _plain(said.typed) | {"start": said.typed.get("start", "")}
    shown: dict[str, Any] = dict.fromkeys(TYPED, "") | {"id": new_id(), "language": words.language}
    if made is None:
        return shown | {"people": 1, "marks": [], "further": []}
    agreed = made.agreed
    shown |= {"people": agreed.people, "marks": [mark.value for mark in agreed.marks]}
    return shown | {"further": list(agreed.further), "note": made.note}


def stands(each: Standing) -> str:
    """How an appointment stands in somebody's calendar: the end of a message's key."""
    if each.state == "left":
        return ("moved" if each.seen else "deleted") if each.wanted else "stays"
    if each.state == "waiting":
        return ("late" if each.fault else "waiting") if each.wanted else "going"
    return "settled"


def _seen(each: Standing, site: Site) -> datetime | None:
    return each.seen.start.astimezone(site.zone) if each.seen else None


def _day_page(site: Site, day: date) -> str:
    return f"/staff/appointments?day={day.isoformat()}&site={site.id}"
