"""Appointments for programs: free slots, book, cancel, move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from common.wire import AppointmentOut, Message
from desk.bookings import booking, by_staff, store
from desk.bookings.booking import Booking, BookingBody
from desk.bookings.by_staff import ChangeBody
from desk.bookings.rules import NOTHING_AGREED
from desk.bookings.unmet import count_no_slot
from desk.catalogue import store as catalogue
from desk.context import TheDesk
from desk.idempotency import key_in
from desk.incidents.api import version_in
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.rules import Member, Role
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1", tags=["appointments"])

Agent = Annotated[Member, Depends(require(Role.AGENT))]
PassText = Annotated[str, Field(min_length=1, max_length=2048, alias="pass")]


class SlotOut(BaseModel):
    """A time that can be booked, with the offset of the site's zone; `free`: places left."""

    start: datetime
    end: datetime
    free: int


class BookingOut(BaseModel):
    """A booked appointment, its pass as text for a QR code, the code to type, and its page."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    appointment: AppointmentOut
    pass_: str = Field(alias="pass")
    code: str
    page_url: str


class CancelBody(Message):
    """POST /api/v1/appointments/{id}/cancel: the pass proves that it is yours."""

    pass_: PassText

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class MoveBody(CancelBody):
    """POST /api/v1/appointments/{id}/move."""

    start: AwareDatetime


@router.get("/sites/{site}/slots")
def slots(
    desk: TheDesk,
    request: Request,
    site: str,
    service: Annotated[str, Query(max_length=64)],
    day: Annotated[date, Query(description="a day of the site's own calendar")],
    agent: Annotated[str, Query(max_length=64)] = "",
) -> list[SlotOut]:
    """Every slot of a day that still lies ahead, also the full ones.

    When all are full, who asks is counted as unmet demand: once a day, by `X-Request-Id` where a program asks
    for several visitors, else by address. `agent`, for staff: only where this one is free, too.
    """
    if agent:
        of_site(request, site)
    with desk.database.read() as connection:
        found = catalogue.site_of(connection, site)
        if found is None:
            raise Refused(Code.NOT_FOUND)
        offer = found.offer(service)
        if offer is None:
            raise Refused(Code.UNKNOWN_SERVICE)
        if agent and agent not in {each.id for each in store.who_serve(connection, found, service)}:
            raise Refused(Code.LACKS_SKILL, {"service": service})
        free = store.slots_of_day(connection, found, offer, day, desk.now(), agent)
    if free and not agent and not any(slot.free for slot in free):
        count_no_slot(desk, request, found, service)
    return [SlotOut(start=slot.start, end=slot.end, free=slot.free) for slot in free]


@router.post("/appointments", status_code=201, response_model=BookingOut)
def book(
    desk: TheDesk,
    request: Request,
    body: BookingBody,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Take a place. A repeat with the same Idempotency-Key answers 200 with the same appointment.

    `reserved_for`, `marks`, `people` and `further` are for staff and their programs: the visit has them from
    check-in on.
    """
    if body.agreed != NOTHING_AGREED:
        of_site(request, body.site)
    key = key_in(idempotency_key)
    booking.count_try(desk, request.client.host if request.client else "")
    made, repeated = booking.book(desk, body, key)
    return JSONResponse(_out(made).model_dump(mode="json"), 200 if repeated else 201)


@router.post("/appointments/{appointment}/cancel")
def cancel(desk: TheDesk, appointment: str, body: CancelBody) -> BookingOut:
    """Call it off. Once it is off, a repeat changes nothing: no key is needed."""
    return _out(booking.cancel(desk, appointment, body.pass_))


@router.post("/appointments/{appointment}/move")
def move(desk: TheDesk, appointment: str, body: MoveBody) -> BookingOut:
    """Move it to another free slot. Once it is there, a repeat changes nothing: no key is needed."""
    return _out(booking.move(desk, appointment, body.pass_, body.start))


@router.get("/appointments/{appointment}")
def get(member: Agent, desk: TheDesk, appointment: str, response: Response) -> AppointmentOut:
    """An appointment, for staff. The ETag is its version."""
    with desk.database.read() as connection:
        found = by_staff.seen_appointment(connection, appointment, member)
    response.headers["ETag"] = f'"{found.changes}"'
    return store.told(found)


@router.patch("/appointments/{appointment}")
def change(
    member: Agent,
    desk: TheDesk,
    appointment: str,
    body: ChangeBody,
    response: Response,
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> AppointmentOut:
    """Move it, call it off or agree something else, for staff. `If-Match` carries the version (ETag).

    One that was missed can only be moved, to a time that is still to come; it is booked again by that.

    A repeat is refused as `out_of_order`, since the version is another by then: it cannot be done twice.
    """
    changed = by_staff.change(desk, member, appointment, version_in(if_match), body).appointment
    response.headers["ETag"] = f'"{changed.changes}"'
    return store.told(changed)


def of_site(request: Request, site: str) -> Member:
    """The member of staff who asks. Raises Refused: `unauthenticated`, `forbidden` (also: of other sites)."""
    member = require(Role.AGENT)(request)
    if not member.sees(site):
        raise Refused(Code.FORBIDDEN)
    return member


def _out(made: Booking) -> BookingOut:
    return BookingOut(
        appointment=store.told(made.appointment),
        pass_=made.pass_text,
        code=made.appointment.code,
        page_url=made.page_url,
    )
