"""The API of records that stand at the desk alone though a connector would take them: count, hand over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel

from common.wire import Message
from desk.connectors import acting
from desk.context import Desk, TheDesk
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.rules import Member, Role
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1", tags=["connectors"])
Lead = Annotated[Member, Depends(require(Role.LEAD))]
Which = Literal["open", "all"]
USUAL = timedelta(days=30)


def _of_these_times(day: date | None) -> date | None:
    """A day that any database can compare with."""
    if day is not None and not 2000 <= day.year <= 2200:
        raise ValueError("not of these times")
    return day


Day = Annotated[date, AfterValidator(_of_these_times)]


class EarlierOut(BaseModel):
    """`records`: how many there are that were recorded since that day, of the sites that one sees; `queued`:
    how many were handed over just now.
    """

    since: date
    which: Which
    records: int
    queued: int = 0


class EarlierBody(Message):
    """`since`: a day as the desk's first site has it; `which`: those that still ask for work, or all."""

    since: Day
    which: Which = "open"


@router.get("/connectors/{connector}/earlier")
def count_earlier(
    member: Lead,
    desk: TheDesk,
    connector: str,
    since: Annotated[Day | None, Query()] = None,
    which: Which = "open",
) -> EarlierOut:
    """Records that this tool would take and that stand at the desk alone, for instance since they were made
    before it was connected. Without `since`: of the last 30 days. What a person set aside is not among them.
    """
    return _counted(desk, member, connector, since or (desk.now() - USUAL).date(), which)


@router.post("/connectors/{connector}/earlier")
def hand_over_earlier(member: Lead, desk: TheDesk, connector: str, body: EarlierBody) -> EarlierOut:
    """Hand them over, each once: at most 100 a call, the oldest first. `records`: how many are left then."""
    with desk.database.begin() as connection:
        queued = acting.hand_over_earlier(
            connection, desk, member, connector, body.since, body.which == "open"
        )
    desk.connectors.wake()
    left = _counted(desk, member, connector, body.since, body.which)
    return left.model_copy(update={"queued": queued})


def _counted(desk: Desk, member: Member, connector: str, since: date, which: Which) -> EarlierOut:
    if not connector.isprintable():
        raise Refused(Code.NOT_FOUND)
    with desk.database.read() as connection:
        records = acting.count_earlier(connection, desk, member, connector, since, which == "open")
    return EarlierOut(since=since, which=which, records=records)
