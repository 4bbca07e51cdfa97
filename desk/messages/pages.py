"""The staff's page of what was written to people: waiting, sent, not sent and why."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from desk.catalogue import store as catalogue
from desk.context import Desk, TheDesk
from desk.messages import store
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.layout import render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/outbox", include_in_schema=False)
Lead = Annotated[Member, Depends(require(Role.LEAD))]
STATES = ("waiting", "sent", "failed")


@router.get("")
def outbox(
    request: Request, member: Lead, desk: TheDesk, state: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """The newest hundred messages."""
    with desk.database.read() as connection:
        found = store.newest(connection, 100, state if state in STATES else None)
        counts = store.counts(connection)
    return render_staff(
        request,
        member,
        "outbox",
        "messages/outbox.html",
        messages=found,
        counts=counts,
        states=STATES,
        state=state,
        zone=_zone(desk),
        folder_only=not desk.mail_urls,
    )


@router.get("/{message}")
def one(request: Request, member: Lead, desk: TheDesk, message: str) -> Response:
    """One message as it was written."""
    with desk.database.read() as connection:
        found = store.get(connection, message) if message.isprintable() else None
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return render_staff(request, member, "outbox", "messages/message.html", message=found, zone=_zone(desk))


@router.post("/{message}/again")
def again(desk: TheDesk, member: Lead, message: str, _form: Posted) -> Response:
    """Send one now that did not go out."""
    with desk.database.begin() as connection:
        store.try_again(connection, message, desk.now())
    return see("/staff/outbox", "message-again")


def _zone(desk: Desk) -> ZoneInfo:
    """The zone in which times are told: the first site's."""
    with desk.database.read() as connection:
        sites = catalogue.all_sites(connection)
    return sites[0].zone if sites else ZoneInfo("UTC")
