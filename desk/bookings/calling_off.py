"""Where staff call an appointment off: first who and when, then yes or no."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from desk.bookings import by_staff
from desk.bookings.by_staff import ChangeBody, seen_appointment
from desk.catalogue import store as catalogue
from desk.context import Desk, TheDesk
from desk.problems import Refused, sentence
from desk.staff import store as staff
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from desk.web.layout import page_language, words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/appointments", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]


@router.get("/{appointment}/cancel")
def ask_to_cancel(request: Request, member: Agent, desk: TheDesk, appointment: str) -> Response:
    """Sure? Nothing is called off by one press."""
    return _sure(request, member, desk, appointment)


@router.post("/{appointment}/cancel")
def cancel(request: Request, member: Agent, desk: TheDesk, appointment: str, form: Posted) -> Response:
    """Call it off as it was seen; the visitor is written to. A repeat changes nothing."""
    seen = form.get("changes", "")
    try:
        if not seen.isdecimal() or not seen.isascii() or len(seen) > 9:
            raise Refused(Code.OUT_OF_ORDER)
        by_staff.change(desk, member, appointment, int(seen), ChangeBody(state="cancelled"))
    except Refused as refused:
        if refused.code not in (Code.OUT_OF_ORDER, Code.TOO_LATE_TO_CHANGE):
            raise
        return _sure(request, member, desk, appointment, refused)
    return see(f"/staff/appointments/{appointment}", "appointment-cancelled")


def _sure(
    request: Request, member: Member, desk: Desk, appointment: str, refused: Refused | None = None
) -> Response:
    """The question, with who comes and when; the appointment's own page where there is nothing to ask."""
    language = page_language(request)
    with desk.database.read() as connection:
        made = seen_appointment(connection, appointment, member)
        site = catalogue.site_of(connection, made.site)
        names = staff.names(connection)
    if site is None:
        raise Refused(Code.NOT_FOUND)
    if made.state != "booked" and refused is None:
        return see(f"/staff/appointments/{made.id}")
    service, agent = site.rules.service(made.service), made.agreed.reserved_for
    values: dict[str, Any] = {
        "made": made,
        "start": made.start.astimezone(site.zone),
        "today": site.rules.local_day(desk.now()),
        "service_name": service.name(language) if service else made.service,
        "site_name": site.name(language),
        "agent": names.get(agent, agent) if agent else "",
        "refusal": _why_not(request, refused) if refused else "",
    }
    status = refused.status if refused else 200
    return render_staff(request, member, "appointments", "staff/call_off.html", status, **values)


def _why_not(request: Request, refused: Refused) -> str:
    if refused.code is Code.OUT_OF_ORDER:  # it is shown as it stands by now
        return words_for(request, STAFF_FACES).say("appointment-cancel-changed")
    return sentence(refused.code, refused.data, page_language(request))
