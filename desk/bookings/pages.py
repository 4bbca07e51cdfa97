"""Booking on the phone: what for → which day → which time → who → done. Each step has an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.ids import new_id
from desk.bookings import booking, store
from desk.bookings.booking import Booking, BookingBody
from desk.bookings.rules import Slot, slot_at
from desk.bookings.unmet import count_no_slot
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site, said
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.problems import Refused
from desk.web.forms import Fields, Posted
from desk.web.layout import page_language, render, words_for
from kiosk.queue.refusals import Code

router = APIRouter(include_in_schema=False)

DAYS_AT_FIRST = 6
TRAP = "website"  # a field that people do not see; who fills it in is no person
PARTS_OF_DAY = (("night", 0, 6), ("morning", 6, 12), ("afternoon", 12, 18), ("evening", 18, 24))


@router.get("/book/{site}")
def choose(
    request: Request,
    desk: TheDesk,
    site: str,
    service: Annotated[str, Query(max_length=64)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
    start: Annotated[str, Query(max_length=40)] = "",
    more: bool = False,
) -> Response:
    """The first step that is not answered yet."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
        offer = found.offer(service)
        if offer is None:
            return _services(request, found)
        wish = moment_in(start)
        if wish is not None and _is_free(connection, found, offer, wish, desk.now()):
            return _details(request, desk, found, offer, wish, {"id": new_id()})
        when = wish.astimezone(found.zone).date() if wish else day_in(day)
        if when is None:
            page, found_any = _days(request, desk, connection, found, offer, more)
        else:
            page, found_any = _times(request, desk, connection, found, offer, when, gone=wish is not None)
    if not found_any:
        count_no_slot(desk, request, found, service)
    return page


@router.post("/book/{site}")
def book(request: Request, desk: TheDesk, site: str, form: Posted) -> Response:
    """Take the place and go to its page; or the form again, with what was typed and what to do."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    offer = found.offer(form.get("service", ""))
    wish = moment_in(form.get("start", ""))
    if offer is None or wish is None:
        return RedirectResponse(f"/book/{site}", 303)
    if form.get(TRAP):
        raise Refused(Code.INVALID)
    body, faults = _checked(form, found, wish, page_language(request))
    if body is None:
        return _details(request, desk, found, offer, wish, form, faults, 422)
    booking.count_try(desk, request.client.host if request.client else "")
    try:
        made = _book(desk, body)
    except Refused as refused:
        if refused.code not in (Code.SLOT_TAKEN, Code.SLOT_GONE):
            raise
        return _taken(request, found, offer, form, refused)
    return RedirectResponse(f"/v/{made.pass_text}?booked=1", 303)


def _book(desk: Desk, body: BookingBody) -> Booking:
    """Book what the form says. The same form twice books once; a changed one is another booking."""
    try:
        return booking.book(desk, body, body.id)[0]
    except Refused as refused:
        if refused.code is not Code.KEY_REUSED:
            raise
    other = new_id()
    return booking.book(desk, body.model_copy(update={"id": other}), other)[0]


def _services(request: Request, site: Site) -> Response:
    language = page_language(request)
    rows = [
        (o.service.icon, o.service.name(language), _address(site, service=o.service.id))
        for o in site.bookable()
    ]
    if not rows:
        return render(request, "bookings/none.html", site=site, site_name=site.name(language))
    return render(
        request, "bookings/services.html", site=site, rows=rows, site_name=site.name(language), step=0
    )


def _days(
    request: Request, desk: Desk, connection: Connection, site: Site, offer: Offer, more: bool
) -> tuple[Response, bool]:
    """The days with free slots, and whether there are any."""
    now = desk.now()
    days = [(day, free) for day, free in store.free_days(connection, site, offer, now) if free]
    soonest = store.next_free(connection, site, offer, now, now, limit=1)
    shown = days if more else days[:DAYS_AT_FIRST]
    service = offer.service.id
    page = render(
        request,
        "bookings/days.html",
        **_common(request, site, offer, 1, desk),
        rows=[(day, free, _address(site, service=service, day=day.isoformat())) for day, free in shown],
        soonest=[(s.start, _address(site, service=service, start=s.start.isoformat())) for s in soonest],
        more="" if len(shown) == len(days) else _address(site, service=service, more="1"),
    )
    return page, bool(days)


def _is_free(connection: Connection, site: Site, offer: Offer, wish: datetime, now: datetime) -> bool:
    """Whether a time in an address can be booked as things stand; the booking itself looks again."""
    slots = store.slots_of_day(connection, site, offer, wish.astimezone(site.zone).date(), now)
    return isinstance(slot_at(slots, wish), Slot)


def _times(
    request: Request,
    desk: Desk,
    connection: Connection,
    site: Site,
    offer: Offer,
    day: date,
    gone: bool = False,
) -> tuple[Response, bool]:
    """The free times of a day, and False where there are slots and all are full."""
    slots = store.slots_of_day(connection, site, offer, day, desk.now())
    free = [s for s in slots if s.free]
    others = [] if free else [(d, n) for d, n in store.free_days(connection, site, offer, desk.now()) if n]
    service = offer.service.id
    page = render(
        request,
        "bookings/times.html",
        **_common(request, site, offer, 2, desk),
        day=day,
        parts=by_part_of_day(free),
        gone=gone,
        address=lambda slot: _address(site, service=service, start=slot.start.isoformat()),
        others=[(d, n, _address(site, service=service, day=d.isoformat())) for d, n in others[:3]],
    )
    return page, bool(free or not slots)


def _details(
    request: Request,
    desk: Desk,
    site: Site,
    offer: Offer,
    wish: datetime,
    typed: Fields,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    start = wish.astimezone(site.zone)
    day = _address(site, service=offer.service.id, day=start.date().isoformat())
    return render(
        request,
        "bookings/details.html",
        status,
        **_common(request, site, offer, 3, desk),
        start=start,
        typed=typed,
        faults=faults or {},
        back=day,
        trap=TRAP,
    )


def _taken(request: Request, site: Site, offer: Offer, form: Fields, refused: Refused) -> Response:
    """Somebody was faster: the nearest free times, one press away, with all that was typed."""
    free = [datetime.fromisoformat(each["start"]).astimezone(site.zone) for each in refused.more["free"]]
    kept = {name: form.get(name, "") for name in ("id", "service", "name", "mail", "note")}
    return render(
        request,
        "bookings/taken.html",
        refused.status,
        site=site,
        service_name=offer.service.name(page_language(request)),
        gone=refused.code is Code.SLOT_GONE,
        free=free,
        kept=kept,
        days=_address(site, service=offer.service.id),
    )


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """The free times of a morning, afternoon, …; `name` is the end of a message's key."""

    name: str
    slots: list[Slot]


def by_part_of_day(slots: list[Slot]) -> list[PartOfDay]:
    """The slots under the parts of the day that have any."""
    parts = [
        PartOfDay(name, [s for s in slots if first <= s.start.hour < last])
        for name, first, last in PARTS_OF_DAY
    ]
    return [part for part in parts if part.slots]


def site_or_404(connection: Connection, site: str) -> Site:
    """The site of an address. Raises Refused `not_found`."""
    found = catalogue.site_of(connection, site)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def moment_in(text: str) -> datetime | None:
    """The time in an address or field; None for anything that is no aware time."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))  # a "+" that was not escaped arrives as a blank
    except ValueError:
        return None
    return at if at.tzinfo is not None and 2000 <= at.year <= 9000 else None


def day_in(text: str) -> date | None:
    """The day in an address; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _checked(
    form: Fields, site: Site, wish: datetime, language: str
) -> tuple[BookingBody | None, dict[str, str]]:
    """The booking asked for, or what is wrong: field → end of a message's key."""
    typed: dict[str, Any] = {name: form.get(name, "") for name in ("id", "service", "name", "mail", "note")}
    typed["mail"] = typed["mail"].strip()
    faults = {}
    if not typed["mail"]:
        faults["mail"] = "mail"
    try:
        body = BookingBody.model_validate(typed | {"site": site.id, "start": wish, "language": language})
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0])
            faults[name] = f"{name}-long" if fault["type"] == "string_too_long" else name
        body = None
    shown = {name: fault for name, fault in faults.items() if name in ("name", "mail", "note")}
    if body is None and not shown:
        raise Refused(Code.INVALID)
    return (None if shown else body), shown


def _common(request: Request, site: Site, offer: Offer, step: int, desk: Desk) -> dict[str, Any]:
    language = page_language(request)
    return {
        "site": site,
        "site_name": site.name(language),
        "directions": said(site.directions, language),
        "service": offer.service,
        "service_name": offer.service.name(language),
        "today": site.rules.local_day(desk.now()),
        "step": step,
        "words": words_for(request),
    }


def _address(site: Site, **chosen: str) -> str:
    return f"/book/{site.id}?{urlencode(chosen)}"
