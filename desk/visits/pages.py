"""The page that one follows on the phone: /v/{pass or visit id}; cancel, move, leave the line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.ids import new_id
from common.join_code import code_of_visit
from common.outside import called
from common.rule_words import say_rule
from desk import feed
from desk.bookings import booking, mails, store
from desk.bookings.pages import by_part_of_day, day_in, moment_in
from desk.bookings.store import Appointment
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site, said
from desk.connectors.store import looks
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.passes import store as passes
from desk.problems import Refused
from desk.sync.lines import line_of
from desk.sync.store import contacts
from desk.visits import rules
from desk.visits.calls import calls_after
from desk.visits.joining import arrive
from desk.visits.rules import Asked, Stage, Standing
from desk.visits.store import asked_for
from desk.visits.why import LOOK_BACK, passed_by, say_why
from desk.web.forms import Posted
from desk.web.layout import page_language, render, words_for
from desk.web.qr import qr_svg
from kiosk.queue.refusals import Code

router = APIRouter(include_in_schema=False)

Token = str  # a pass, or the id of a visit


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a page is about. `proved`: opened by a pass, so the appointment may be shown and changed."""

    site: Site | None
    standing: Standing
    appointment: Appointment | None = None
    pass_text: str = ""

    @property
    def proved(self) -> bool:
        return bool(self.pass_text)


@router.get("/v/{token}")
def visit(
    request: Request, desk: TheDesk, token: Token, booked: bool = False, moved: bool = False
) -> Response:
    """Where the visit stands, first of all."""
    found = find(desk, token)
    status = 404 if found.standing.stage is Stage.UNKNOWN else 200
    news = "booked" if booked else "moved" if moved else ""
    if found.standing.stage is not Stage.BOOKED:  # the address may be opened again much later
        news = ""
    told = _told(request, desk, found, token) | {"why": _why(request, desk, found)}
    return render(request, "visits/visit.html", status, **told, news=news)


@router.get("/v/{token}/live")
def live(request: Request, desk: TheDesk, token: Token) -> Response:
    """The part of the page that changes; a script puts it in place every few seconds."""
    found = find(desk, token)
    return render(request, "visits/live.html", **_told(request, desk, found, token), news="")


@router.get("/v/{token}/why")
def why(request: Request, desk: TheDesk, token: Token) -> Response:
    """Why others were called first, as a part of the page; a script fetches it when it is opened."""
    found = find(desk, token)
    return render(request, "visits/why.html", why=_why(request, desk, found))


@router.get("/v/{token}/calendar.ics")
def calendar(request: Request, desk: TheDesk, token: Token) -> Response:
    """The appointment for one's calendar."""
    found, appointment, site = _proved(desk, token)
    text = mails.calendar_of(
        appointment,
        site,
        f"{desk.public_url}/v/{found.pass_text}",
        desk.theme.organisation.name,
        page_language(request),
        desk.now(),
    )
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return Response(text, media_type="text/calendar", headers=headers)


@router.get("/v/{token}/cancel")
def ask_to_cancel(request: Request, desk: TheDesk, token: Token) -> Response:
    """Sure? Nothing is called off by a link alone."""
    found, _, _ = _proved(desk, token)
    if not found.standing.can_change:
        return RedirectResponse(f"/v/{token}", 303)
    return render(request, "visits/cancel.html", **_told(request, desk, found, token))


@router.post("/v/{token}/cancel")
def cancel(desk: TheDesk, token: Token, _form: Posted) -> Response:
    """Call the appointment off."""
    _, appointment, _ = _proved(desk, token)
    booking.cancel(desk, appointment.id, token)
    return RedirectResponse(f"/v/{token}", 303)


@router.get("/v/{token}/move")
def choose_time(
    request: Request,
    desk: TheDesk,
    token: Token,
    day: Annotated[str, Query(max_length=10)] = "",
    status: int = 200,
) -> Response:
    """Another day, then another time."""
    found, appointment, site = _proved(desk, token)
    offer = site.offer(appointment.service)
    if not found.standing.can_change or offer is None:
        return RedirectResponse(f"/v/{token}", 303)
    when, now, agent = day_in(day), desk.now(), appointment.agreed.reserved_for
    with desk.database.read() as connection:
        days = [(d, n) for d, n in store.free_days(connection, site, offer, now, agent) if n]
        slots = store.slots_of_day(connection, site, offer, when, now, agent) if when else []
    return render(
        request,
        "visits/move.html",
        409 if status == 409 else 200,
        **_told(request, desk, found, token),
        day=when,
        days=days,
        parts=by_part_of_day([s for s in slots if s.free]),
        taken=status == 409,
    )


@router.post("/v/{token}/move")
def move(request: Request, desk: TheDesk, token: Token, form: Posted) -> Response:
    """Move the appointment; when somebody was faster, the other times of that day."""
    _, appointment, site = _proved(desk, token)
    start = moment_in(form.get("start", ""))
    if start is None:
        return RedirectResponse(f"/v/{token}/move", 303)
    try:
        moved = booking.move(desk, appointment.id, token, start)
    except Refused as refused:
        if refused.code not in (Code.SLOT_TAKEN, Code.SLOT_GONE):
            raise
        return choose_time(request, desk, token, start.astimezone(site.zone).date().isoformat(), 409)
    return RedirectResponse(f"/v/{moved.pass_text}?moved=1", 303)


@router.get("/v/{token}/leave")
def ask_to_leave(request: Request, desk: TheDesk, token: Token) -> Response:
    """Sure? The place is lost with it."""
    found = find(desk, token)
    if not found.standing.can_leave:
        return RedirectResponse(f"/v/{token}", 303)
    return render(request, "visits/leave.html", **_told(request, desk, found, token))


@router.post("/v/{token}/leave")
def leave(desk: TheDesk, token: Token, _form: Posted) -> Response:
    """Give up the place: the site is asked by its feed, and the journal will tell."""
    found = find(desk, token)
    standing = found.standing
    if found.site is not None and standing.can_leave:
        with desk.database.begin() as connection:
            body = {"id": new_id(), "name": "cancel", "visit": standing.visit}
            feed.publish(connection, found.site.id, "command", f"cancel-{standing.visit}", body)
    return RedirectResponse(f"/v/{token}?left=1", 303)


@router.post("/v/{token}/arrive")
def arrived(desk: TheDesk, token: Token, _form: Posted) -> Response:
    """Somebody who joined by phone is here: the site is asked to call them in their turn."""
    found = find(desk, token)
    if found.site is not None and found.standing.on_the_way:
        with desk.database.begin() as connection:
            arrive(connection, found.site.id, found.standing.visit)
    return RedirectResponse(f"/v/{token}?here=1", 303)


def find(desk: Desk, token: Token) -> Found:
    """Whom an address is about; a stage `unknown` for anything that the desk does not know."""
    now = desk.now()
    with desk.database.read() as connection:
        content = passes.genuine(connection, token)
        known = contacts(connection)
        appointment = store.get(connection, content.appointment) if content else None
        sites = [catalogue.site_of(connection, content.site)] if content else catalogue.all_sites(connection)
        joins = {} if content else _joins(connection, [each.id for each in sites if each], token)
        fresh = ""
        if appointment is not None and sites and sites[0] is not None:
            fresh = store.pass_for(connection, sites[0], appointment)
    booked = _booking(appointment) if appointment else None
    for site in (each for each in sites if each is not None):
        contact = known.get(site.id)
        heard = max(filter(None, (contact.last_push, contact.last_feed)), default=None) if contact else None
        with line_of(desk.database, site.id) as line:
            visit = rules.visit_of(line, token, booked)
            standing = rules.standing(site, line, visit, booked, now, heard)
            asked = None if booked or visit else joins.get(site.id)
            if asked is not None:
                standing = rules.joining(line, token, asked, now, heard)
        if standing.stage is not Stage.UNKNOWN:
            return Found(site, standing, appointment, fresh)
    return Found(None, Standing(Stage.UNKNOWN))


def _joins(connection: Connection, sites: list[str], token: Token) -> dict[str, Asked]:
    """The site that was asked for a place under this id, if any."""
    found = {site: asked_for(connection, site, token) for site in sites}
    return {site: asked for site, asked in found.items() if asked is not None}


def _booking(a: Appointment) -> rules.Booking:
    return rules.Booking(a.id, a.service, a.start, a.end, a.state)


def _proved(desk: Desk, token: Token) -> tuple[Found, Appointment, Site]:
    """The appointment of a genuine pass. Raises Refused `not_found` for anything else."""
    found = find(desk, token)
    if found.appointment is None or found.site is None:
        raise Refused(Code.NOT_FOUND)
    return found, found.appointment, found.site


def _told(request: Request, desk: Desk, found: Found, token: Token) -> dict[str, Any]:
    """What the templates of this folder are given."""
    language, words = page_language(request), words_for(request)
    site, standing, appointment = found.site, found.standing, found.appointment
    zone = site.zone if site else ZoneInfo("UTC")
    service = site.rules.service(standing.service) if site else None
    return {
        "token": token,
        "stage": standing.stage.value,
        "standing": standing,
        "words": words,
        "site": site,
        "site_name": site.name(language) if site else "",
        "directions": said(site.directions, language) if site else "",
        "service_name": service.name(language) if service else "",
        "appointment": appointment,
        "start": appointment.start.astimezone(zone) if appointment else None,
        "today": desk.now().astimezone(zone).date(),
        "checked_in_at": _local(standing.checked_in_at, zone),
        "silent_since": _local(standing.silent_since, zone),
        "qr": qr_svg(found.pass_text, words.say("visit-qr-label")) if found.proved else "",
        "joined_qr": _joined_qr(desk, found, words.say("visit-joined-qr-label")),
        "joined_code": code_of_visit(standing.visit) if standing.on_the_way else "",
        "here_asked": request.query_params.get("here") == "1",
        "left_asked": request.query_params.get("left") == "1",
        "now": desk.now().astimezone(zone),
        "tickets": _tickets(desk, found),
        "follows": not standing.over or (standing.stage is Stage.DONE and len(desk.connectors) > 0),
    }


def _joined_qr(desk: Desk, found: Found, label: str) -> Markup | str:
    """What somebody who joined by phone shows at the kiosk: the address of their page."""
    visit = found.standing.visit
    return qr_svg(f"{desk.public_url}/v/{visit}", label) if found.standing.on_the_way else ""


def _tickets(desk: Desk, found: Found) -> list[tuple[str, str]]:
    """Name and state of what was handed over of a visit to an outside tool, as soon as there is a number."""
    came = found.standing.checked_in_at
    if found.site is None or came is None or not len(desk.connectors):
        return []
    with desk.database.read() as connection:
        tickets = looks.of_visit(connection, found.site.id, found.standing.visit, came)
    numbered = ((each, each.ref.number) for each in tickets if each.ref is not None and each.ref.number)
    return [(f"{called(each.connector)} {number}", each.known.state.value) for each, number in numbered]


def _why(request: Request, desk: Desk, found: Found) -> dict[str, Any]:
    """The rule in force, and the last calls that passed somebody who waits; empty for everybody else."""
    site, words = found.site, words_for(request)
    if site is None or found.standing.stage is not Stage.WAITING:
        return {}
    with line_of(desk.database, site.id) as line:
        visit = line.visits.get(found.standing.visit)
        if visit is None:
            return {}
        with desk.database.read() as connection:
            calls = calls_after(connection, site.id, visit.turn, LOOK_BACK)
        passed = passed_by(line, visit, calls)
        rule = say_rule(words, line.settings)
    return {"rule": rule, "calls": [say_why(each, words, site.zone) for each in passed]}


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone) if moment else None
