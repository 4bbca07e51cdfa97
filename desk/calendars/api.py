"""One's own calendar for whoever is signed in: how it stands, give, read again, write there, forget."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from common.wire import Message
from desk.calendars import store
from desk.calendars.choosing import (
    check_soon,
    choose_writing,
    end_writing,
    forget_calendar,
    give_calendar,
    leave_entries,
    wish_of,
)
from desk.calendars.entry import Detail
from desk.calendars.store import entries, removals, writing
from desk.calendars.store.removals import Stays
from desk.context import Desk, TheDesk
from desk.problems import Refused
from desk.programs.rules import member_id
from desk.staff.auth import require
from desk.staff.rules import Member, Role
from desk.web.layout import page_language
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1/calendar", tags=["calendar"])


def _person(member: Annotated[Member, Depends(require(Role.AGENT))]) -> Member:
    """A person who is signed in: a program has no calendar. Raises Refused `forbidden`."""
    if member.id.startswith(member_id("")):
        raise Refused(Code.FORBIDDEN)
    return member


Person = Annotated[Member, Depends(_person)]


class WritingOut(BaseModel):
    """How writing appointments stands. `works`: the calendar takes what we write; `fault`: a code, or "".

    `standing`, `waiting`, `left`: how many entries to come are there, on their way, changed by hand.
    """

    detail: Detail
    works: bool
    fault: str
    next_at: datetime
    standing: int
    waiting: int
    left: int


class CalendarOut(BaseModel):
    """How one's calendar stands; its address and password are told to nobody. `fault`: a code, "" for none.

    `spans`: how often one is busy in the time that can be booked.
    """

    kind: Literal["feed", "caldav"]
    read_at: datetime | None
    next_at: datetime
    fault: str
    spans: int
    writing: WritingOut | None


class LeftoverOut(BaseModel):
    """An entry of ours in a calendar that was given up. `stays`: `waiting` to be taken out (`fault`: why that
    did not work yet, or ""), `moved` by its owner and left alone, `given_up` after a week.
    """

    start: datetime
    end: datetime
    stays: Stays
    fault: str


class CalendarBody(Message):
    """PUT /api/v1/calendar. `user` and `password` are for `caldav`."""

    kind: Literal["feed", "caldav"]
    url: Annotated[str, Field(min_length=1, max_length=500)]
    user: Annotated[str, Field(max_length=500)] = ""
    password: Annotated[str, Field(max_length=500)] = ""


class WritingBody(Message):
    """PUT /api/v1/calendar/writing: how much an entry says."""

    detail: Detail = Detail.BUSY


@router.get("")
def look(member: Person, desk: TheDesk) -> CalendarOut:
    """How one's calendar stands. Refused `not_found` when none was given."""
    return _out(desk, member)


@router.put("")
def give(member: Person, desk: TheDesk, body: CalendarBody) -> CalendarOut:
    """Give a calendar instead of the one before; it is read within seconds. A repeat gives it again.

    Our entries are taken out of the one before, and written into this one if they were there.

    Refused `invalid` with the field and why: `empty`, `no_address`, `not_https`, `private`.
    """
    wish = wish_of(body.model_dump(), desk)
    if wish.faults:
        raise Refused(Code.INVALID, {name: why.replace("-", "_") for name, why in wish.faults.items()})
    give_calendar(desk, member, wish)
    return _out(desk, member)


@router.post("/check", status_code=202)
def check(member: Person, desk: TheDesk) -> CalendarOut:
    """Read it, and try to write, at the next round; what came of it is told by GET some seconds later."""
    check_soon(desk, member)
    return _out(desk, member)


@router.delete("", status_code=204)
def forget(member: Person, desk: TheDesk) -> Response:
    """Forget it, and the times it blocked; our entries are taken out of it. A repeat changes nothing."""
    forget_calendar(desk, member)
    return Response(status_code=204)


@router.put("/writing")
def write(request: Request, member: Person, desk: TheDesk, body: WritingBody) -> CalendarOut:
    """Have the appointments that are reserved for one written there; the calendar is tried first.

    Refused `not_found` without a CalDAV calendar: a feed can only be read.
    """
    if not choose_writing(desk, member, body.detail, page_language(request)):
        raise Refused(Code.NOT_FOUND)
    return _out(desk, member)


@router.delete("/writing", status_code=204)
def stop(member: Person, desk: TheDesk) -> Response:
    """Write nothing more, and take away what is still to come. A repeat changes nothing."""
    end_writing(desk, member)
    return Response(status_code=204)


@router.get("/leftovers")
def leftovers(member: Person, desk: TheDesk) -> list[LeftoverOut]:
    """What of ours still stands in the calendars that one gave before."""
    with desk.database.read() as connection:
        found = removals.of_staff(connection, member.id, desk.now())
    return [LeftoverOut(start=e.time.start, end=e.time.end, stays=e.stays, fault=e.fault) for e in found]


@router.delete("/leftovers", status_code=204)
def leave(member: Person, desk: TheDesk) -> Response:
    """Leave there what stands there still, and forget about it. A repeat changes nothing."""
    leave_entries(desk, member)
    return Response(status_code=204)


def _out(desk: Desk, member: Member) -> CalendarOut:
    with desk.database.read() as connection:
        held = store.get(connection, member.id)
        if held is None:
            raise Refused(Code.NOT_FOUND)
        spans = len(store.busy_of(connection, member.id))
        chosen = writing.get(connection, member.id)
        coming = entries.of_staff(connection, member.id, desk.now())
    told = None
    if chosen is not None and chosen.on:
        told = WritingOut(
            detail=chosen.detail,
            works=chosen.checked_at is not None and not chosen.fault,
            fault=chosen.fault,
            next_at=chosen.next_at,
            standing=sum(1 for each in coming if each.wanted and each.state == "settled"),
            waiting=sum(1 for each in coming if each.state == "waiting"),
            left=sum(1 for each in coming if each.state == "left"),
        )
    return CalendarOut(
        kind=held.kind.value,
        read_at=held.read_at,
        next_at=held.next_at,
        fault=held.fault,
        spans=spans,
        writing=told,
    )
