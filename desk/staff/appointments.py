"""The appointments of a day at one site, with where each visit stands in the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import say_date
from desk.bookings import store as bookings
from desk.bookings.store import Appointment
from desk.calendars.store import entries
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import Desk, TheDesk
from desk.incidents.pages import day_of
from desk.staff import store as staff
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff
from desk.staff.rules import Member, Role
from desk.sync.lines import line_of
from desk.web.layout import words_for
from kiosk.queue.line import Line
from kiosk.queue.visits import VisitState

router = APIRouter(prefix="/staff/appointments", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]

_KEPT_STATES = {"kept": "done", "missed": "no_show", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment as it is shown; times on the site's clock. `agent`: for whom it is reserved."""

    id: str
    start: datetime
    end: datetime
    name: str
    service: str
    state: str
    number: str
    counter: str
    note: str
    agent: str
    people: int
    marks: tuple[str, ...]
    further: tuple[str, ...]
    by_hand: bool  # its agent changed it in their own calendar


@router.get("")
def day_page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """Today's appointments, or those of `?day=` at `?site=`."""
    words = words_for(request, STAFF_FACES)
    query = request.query_params
    with desk.database.read() as connection:
        sites = [site for site in catalogue.all_sites(connection) if member.sees(site.id)]
        site = next((s for s in sites if s.id == query.get("site")), sites[0] if sites else None)
        today = desk.now().astimezone(site.zone).date() if site else desk.now().date()
        day = day_of(query.get("day", "")) or today
        found = bookings.on_day(connection, site, day) if site else []
        names = staff.names(connection)
        standing = entries.of_appointments(connection, [each.id for each in found])
    by_hand = {each.appointment for each in standing if each.wanted and each.state == "left"}
    values: dict[str, Any] = {
        "rows": _rows(desk, site, found, names, by_hand, words.language) if site else [],
        "site": site.id if site else "",
        "sites": [(each.id, each.name(words.language)) for each in sites],
        "day": day,
        "title": words.say("day-today") if day == today else say_date(day, words.language, year=True),
        "before": _address(site, day - timedelta(days=1)),
        "after": _address(site, day + timedelta(days=1)),
        "is_bookable": bool(site and site.bookable()),
    }
    return render_staff(request, member, "appointments", "staff/appointments.html", 200, **values)


def _rows(
    desk: Desk,
    site: Site,
    found: list[Appointment],
    names: dict[str, str],
    by_hand: set[str],
    language: str,
) -> list[Row]:
    with line_of(desk.database, site.id) as line:
        return [_row(site, line, each, names, each.id in by_hand, language) for each in found]


def _row(
    site: Site, line: Line, appointment: Appointment, names: dict[str, str], by_hand: bool, language: str
) -> Row:
    agreed = appointment.agreed
    visit = line.visits.get(line.by_appointment.get(appointment.id, ""))
    return Row(
        appointment.id,
        appointment.start.astimezone(site.zone),
        appointment.end.astimezone(site.zone),
        appointment.name,
        _service(site, appointment.service, language),
        state_of(appointment.state, visit.state if visit else None),
        (visit.number if visit else None) or "",
        (visit.counter if visit else None) or "",
        appointment.note,
        names.get(agreed.reserved_for, agreed.reserved_for) if agreed.reserved_for else "",
        agreed.people,
        tuple(mark.value for mark in agreed.marks),
        tuple(_service(site, each, language) for each in agreed.further),
        by_hand,
    )


def _service(site: Site, service: str, language: str) -> str:
    known = site.rules.service(service)
    return known.name(language) if known else service


def state_of(booked: str, visit: VisitState | None) -> str:
    """Where an appointment stands: the line knows best, once somebody came; else what the desk knows."""
    if visit is None or visit is VisitState.BOOKED or booked == "cancelled":
        return _KEPT_STATES.get(booked, "booked")
    return "checked_in" if visit is VisitState.WAITING else visit.value


def _address(site: Site | None, day: date) -> str:
    return f"/staff/appointments?day={day.isoformat()}" + (f"&site={site.id}" if site else "")
