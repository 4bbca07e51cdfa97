"""On a connector's page: records from before it was connected, counted and handed over by leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import say_date
from desk.connectors import acting
from desk.connectors.earlier import BATCH
from desk.connectors.earlier_api import USUAL, Which
from desk.context import Desk, TheDesk
from desk.incidents.pages import day_of
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from desk.web.layout import words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/connectors", include_in_schema=False)
Lead = Annotated[Member, Depends(require(Role.LEAD))]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Records from before a tool was connected, as a page tells of them. `day`: `since`, as people say it."""

    since: date
    which: Which
    records: int
    day: str

    @property
    def at_once(self) -> int:
        return min(self.records, BATCH)


@router.post("/{connector}/earlier")
def earlier_form(member: Lead, desk: TheDesk, connector: str, form: Posted) -> Response:
    """Hand over records from before it was connected."""
    since, which = day_of(form.get("since", "")), "all" if form.get("which") == "all" else "open"
    if since is None:
        raise Refused(Code.INVALID, {"since": "no day"})
    with desk.database.begin() as connection:
        queued = acting.hand_over_earlier(connection, desk, member, connector, since, which == "open")
    desk.connectors.wake()
    address = (
        f"/staff/connectors/{quote(connector)}?{urlencode({'since': since.isoformat(), 'which': which})}"
    )
    return see(address, "earlier-handed-over" if queued else "earlier-none")


def earlier_of(request: Request, member: Member, desk: Desk, connector: str) -> Earlier:
    """What stands at the desk alone, as the address asks, else what is open and of the last month."""
    query = request.query_params
    since = day_of(query.get("since", "")) or (desk.now() - USUAL).date()
    which: Which = "all" if query.get("which") == "all" else "open"
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        records = acting.count_earlier(connection, desk, member, connector, since, which == "open")
    return Earlier(since, which, records, say_date(since, words.language, year=True))
