"""The API of outside tools: how each stands, what needs attention, what is decided, and a record's ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, Field

from common.outside import web_address
from common.wire import Message
from desk.connectors import acting, seen
from desk.connectors.engine.delivery import Delivery, Stage, What
from desk.connectors.store import deliveries, looks, outside
from desk.connectors.store.deliveries import Held
from desk.connectors.store.outside import Ticket
from desk.context import TheDesk
from desk.incidents.api import seen_record
from desk.incidents.rules import State
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.rules import Member, Role, plain
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1", tags=["connectors"])
Agent = Annotated[Member, Depends(require(Role.AGENT))]
Lead = Annotated[Member, Depends(require(Role.LEAD))]
Word = Annotated[str, Query(max_length=64), AfterValidator(plain)]
PAGE_SIZE = 50


class ConnectorOut(BaseModel):
    """A tool. `state`: open, resting (tried again by itself), stopped (somebody must mend what `why` says),
    broken (its file cannot be used) or removed (it is gone). `waiting`: all that is on its way; `done_today`:
    records; `message`: its own words; `file_fault`: what is wrong with the file of its mapping as it is now;
    unless it is broken, the version before that goes on serving.
    """

    name: str
    tool: str
    state: Literal["open", "resting", "stopped", "broken", "removed"]
    why: str
    message: str
    file_fault: str
    until: datetime | None
    waiting: int
    attention: int
    done_today: int
    waiting_since: datetime | None
    last_contact: datetime | None


class DifferenceOut(BaseModel):
    """What was sent in a field and what was found there; `found` "": it was dropped."""

    field: str
    sent: str
    found: str


class DeliveryOut(BaseModel):
    """Something that is handed over. `why`, `field`, `message`: what is wrong, when it needs attention."""

    id: str
    connector: str
    incident: str
    what: What
    stage: Stage
    tries: int
    queued_at: datetime
    due: datetime | None
    why: str
    field: str
    message: str
    differences: list[DifferenceOut]


class StuckOut(DeliveryOut):
    """With the record that it is about."""

    number: str
    title: str
    site: str


class PageOut(BaseModel):
    items: list[StuckOut]
    page: int
    pages: int
    total: int


class TicketOut(BaseModel):
    """A record's ticket. `number` "": there is none yet; `state` in our words, `raw_state` in the tool's;
    `attention`: why somebody must look; `duplicates`: numbers of tickets that were made twice and closed.
    """

    connector: str
    number: str
    url: str
    state: State
    raw_state: str
    assignee: str
    priority: str
    resolution: str
    queued_at: datetime
    known_at: datetime | None
    seen_at: datetime | None
    attention: str
    differences: list[DifferenceOut]
    duplicates: list[str]
    deliveries: list[DeliveryOut]


class AsideBody(Message):
    """Why it is not handed over; it stands in the record's history."""

    reason: Annotated[str, Field(min_length=1, max_length=acting.LONGEST_REASON), AfterValidator(plain)]


class ThereBody(Message):
    """The ticket's number (the id in its address, where the two differ) for a delivery that makes one."""

    number: Annotated[str, Field(max_length=100), AfterValidator(plain)] = ""
    url: Annotated[str, Field(max_length=2000), AfterValidator(plain)] = ""


@router.get("/connectors")
def list_connectors(member: Agent, desk: TheDesk) -> list[ConnectorOut]:
    """Every outside tool, by name."""
    with desk.database.read() as connection:
        return [_tool(each) for each in seen.all_tools(connection, desk)]


@router.get("/connectors/{connector}")
def get_connector(member: Agent, desk: TheDesk, connector: str) -> ConnectorOut:
    """One outside tool."""
    with desk.database.read() as connection:
        found = next((t for t in seen.all_tools(connection, desk) if t.name == connector), None)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return _tool(found)


@router.post("/connectors/{connector}/try")
def try_connector(member: Lead, desk: TheDesk, connector: str) -> ConnectorOut:
    """Whatever was wrong is mended: let everything go to it again. A repeat changes nothing more."""
    with desk.database.begin() as connection:
        acting.try_line(connection, desk, member, connector)
    desk.connectors.wake()
    return get_connector(member, desk, connector)


@router.get("/deliveries")
def list_deliveries(
    member: Agent,
    desk: TheDesk,
    stage: Stage = Stage.ATTENTION,
    connector: Word = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> PageOut:
    """What is handed over and stands there: what needs attention, if not asked otherwise. 50 a page."""
    with desk.database.read() as connection:
        found, total = looks.standing_in(
            connection, [stage], member.scope, connector, PAGE_SIZE, (page - 1) * PAGE_SIZE
        )
    items = [
        StuckOut(
            **_delivery(e.held).model_dump(), number=e.about.number, title=e.about.title, site=e.about.site
        )
        for e in found
    ]
    return PageOut(items=items, page=page, pages=-(-total // PAGE_SIZE), total=total)


@router.post("/deliveries/{delivery}/again")
def send_again(member: Lead, desk: TheDesk, delivery: str) -> DeliveryOut:
    """Send it again. Refusal: `out_of_order` when it does not need attention (any more); so below."""
    with desk.database.begin() as connection:
        acting.send_again(connection, desk, member, delivery)
    return _decided(desk, delivery)


@router.post("/deliveries/{delivery}/set-aside")
def set_aside(member: Lead, desk: TheDesk, delivery: str, body: AsideBody) -> DeliveryOut:
    """Do not hand it over. If it is the record itself, nothing of it is, and the desk keeps it."""
    with desk.database.begin() as connection:
        acting.put_aside(connection, desk, member, delivery, body.reason)
    return _decided(desk, delivery)


@router.post("/deliveries/{delivery}/confirm")
def confirm(member: Lead, desk: TheDesk, delivery: str, body: ThereBody) -> DeliveryOut:
    """Somebody found it in the tool. For the record itself its number is needed; it is then read there."""
    with desk.database.begin() as connection:
        acting.say_it_is_there(connection, desk, member, delivery, body.number, body.url)
    return _decided(desk, delivery)


@router.get("/incidents/{incident}/outside")
def get_ticket(member: Agent, desk: TheDesk, incident: str) -> TicketOut:
    """A record's ticket in its outside tool; `not_found` when the desk itself keeps the record."""
    with desk.database.read() as connection:
        record = seen_record(connection, incident, member)
        ticket = outside.of(connection, record.id)
        queued = deliveries.of_incident(connection, record.id)
    if ticket is None:
        raise Refused(Code.NOT_FOUND)
    return _ticket(ticket, queued)


def _decided(desk: TheDesk, delivery: str) -> DeliveryOut:
    desk.connectors.wake()
    with desk.database.read() as connection:
        held = deliveries.get(connection, delivery)
    if held is None:
        raise Refused(Code.NOT_FOUND)
    return _delivery(held)


def _tool(tool: seen.ToolStanding) -> ConnectorOut:
    line, (place, why) = tool.line, tool.fault or ("", "")
    broken = tool.state == "broken"
    return ConnectorOut.model_validate(
        {
            "name": tool.name,
            "tool": tool.tool,
            "state": tool.state,
            "why": place if broken else (line.why.value if line.why else ""),
            "message": why if broken else line.message,
            "file_fault": f"{place}: {why}" if place else why,
            "until": line.until,
            "waiting": tool.waiting,
            "attention": tool.attention,
            "done_today": tool.done_today,
            "waiting_since": tool.since,
            "last_contact": tool.last_contact,
        }
    )


def _stuck(stuck: looks.Stuck) -> StuckOut:
    about = stuck.about
    told = {"number": about.number, "title": about.title, "site": about.site}
    return StuckOut(**_delivery(stuck.held).model_dump(), **told)


def _delivery(held: Held) -> DeliveryOut:
    d, fault = held.delivery, held.delivery.fault
    return DeliveryOut(
        id=d.id,
        connector=d.connector,
        incident=d.incident,
        what=d.what,
        stage=d.stage,
        tries=d.tries,
        queued_at=held.made_at,
        due=d.due if d.due.year < 9999 else None,
        why=fault.why.value if fault else "",
        field=fault.field if fault else "",
        message=fault.message if fault else "",
        differences=_differences(d),
    )


def _differences(of: Delivery | Ticket) -> list[DifferenceOut]:
    return [DifferenceOut(field=each.field, sent=each.sent, found=each.found) for each in of.differences]


def _ticket(ticket: Ticket, queued: list[Held]) -> TicketOut:
    known, ref = ticket.known, ticket.ref
    return TicketOut(
        connector=ticket.connector,
        number=ref.number if ref else "",
        url=web_address(ref.url) if ref else "",
        state=known.state,
        raw_state=known.raw_state,
        assignee=known.assignee,
        priority=known.priority,
        resolution=known.resolution,
        queued_at=ticket.queued_at,
        known_at=ticket.known_at,
        seen_at=ticket.seen_at,
        attention=ticket.attention,
        differences=_differences(ticket),
        duplicates=[each.number for each in ticket.duplicates],
        deliveries=[_delivery(each) for each in queued],
    )
