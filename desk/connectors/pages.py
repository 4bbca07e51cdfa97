"""The pages of outside tools: how each stands, what waits, and what a person must decide.

Everybody of the staff sees them; leads decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words
from common.outside import called, web_address
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.connectors import acting, seen
from desk.connectors.aside_pages import aside_of
from desk.connectors.earlier import BATCH
from desk.connectors.earlier_pages import earlier_of
from desk.connectors.engine.delivery import HOLDS_UP, Stage, What
from desk.connectors.store import looks
from desk.connectors.store.looks import Made, Stuck
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.incidents.pages import told_at, told_shortly
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role, covers, plain
from desk.web.forms import Posted
from desk.web.layout import words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/connectors", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]
Lead = Annotated[Member, Depends(require(Role.LEAD))]

LIST, ATTENTION = "/staff/connectors", "/staff/connectors/attention"
PAGE = 25


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool as the pages show it."""

    tool: seen.ToolStanding
    last_contact: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class StuckRow:
    """A delivery as the pages show it. `why`: a key of words; `makes`: it is the ticket itself."""

    stuck: Stuck
    when: str
    due: str

    @property
    def called(self) -> str:
        return called(self.stuck.held.delivery.connector)

    @property
    def why(self) -> str:
        fault = self.stuck.held.delivery.fault
        return fault.why.value if fault is not None else "refused"

    @property
    def makes(self) -> bool:
        return self.stuck.held.delivery.what is What.CREATE


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A ticket as the pages show it."""

    made: Made
    when: str

    @property
    def url(self) -> str:
        ref = self.made.ticket.ref
        return web_address(ref.url) if ref is not None else ""


@router.get("")
def list_page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """Every tool."""
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        tools = seen.all_tools(connection, desk)
        rows = [_tool_row(each, _clock(connection, words, desk)) for each in tools]
    return render_staff(request, member, "connectors", "connectors/list.html", rows=rows)


@router.get("/attention")
def attention_page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """What a person must decide."""
    return _attention(request, member, desk)


@router.get("/{connector}")
def detail_page(request: Request, member: Agent, desk: TheDesk, connector: str) -> Response:
    """One tool: what waits, what it took last, what it did not keep or had twice, what was set aside."""
    return _detail(request, member, desk, connector)


def _detail(
    request: Request, member: Member, desk: Desk, connector: str, problem: str = "", status: int = 200
) -> Response:
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        tool = next((t for t in seen.all_tools(connection, desk) if t.name == connector), None)
        if tool is None:
            raise Refused(Code.NOT_FOUND)
        clock = _clock(connection, words, desk)
        waiting, total = looks.standing_in(connection, sorted(HOLDS_UP), member.scope, connector, PAGE)
        stuck, stuck_total = looks.standing_in(connection, [Stage.ATTENTION], member.scope, connector, 1)
        newest = looks.newest(connection, connector, member.scope)
        odd = looks.odd(connection, connector, member.scope)
        aside = aside_of(connection, member, desk, connector, lambda each: _stuck_row(each, clock))
    values: dict[str, Any] = {
        "row": _tool_row(tool, clock),
        "waiting": [_stuck_row(each, clock) for each in waiting],
        "waiting_total": total,
        "stuck_total": stuck_total if stuck else 0,
        "newest": [_made_row(each, clock) for each in newest],
        "odd": [_made_row(each, clock) for each in odd],
        "aside": aside,
        "problem": problem,
    }
    leads = tool.mapped and covers(member.role, Role.LEAD)
    values["earlier"] = earlier_of(request, member, desk, connector) if leads else None
    told = _may(member) | values
    return render_staff(request, member, "connectors", "connectors/detail.html", status, **told)


@router.post("/{connector}/try")
def try_form(member: Lead, desk: TheDesk, connector: str, form: Posted) -> Response:
    """Whatever was wrong is mended: let everything go again."""
    with desk.database.begin() as connection:
        acting.try_line(connection, desk, member, connector)
    desk.connectors.wake()
    return see(f"{LIST}/{quote(connector)}", "line-tried")


@router.post("/deliveries/{delivery}/again")
def again_form(request: Request, member: Lead, desk: TheDesk, delivery: str, form: Posted) -> Response:
    """Send it again. `connector` in the form: it was set aside, and is sent from the page of that tool."""
    connector = form.get("connector", "")
    try:
        with desk.database.begin() as connection:
            after = acting.send_again(connection, desk, member, delivery)
    except Refused as refused:
        if connector and refused.code is Code.OUT_OF_ORDER:
            return _detail(request, member, desk, connector, "faster", 409)
        return _slower(request, member, desk, refused)
    desk.connectors.wake()
    done = "delivery-stays" if after.stage is Stage.SET_ASIDE else "delivery-again"
    return see(f"{LIST}/{quote(connector)}" if connector else ATTENTION, done)


@router.post("/deliveries/{delivery}/aside")
def aside_form(request: Request, member: Lead, desk: TheDesk, delivery: str, form: Posted) -> Response:
    """Do not hand it over, for this reason."""
    reason = plain(form.get("reason", ""))
    try:
        with desk.database.begin() as connection:
            acting.put_aside(connection, desk, member, delivery, reason)
    except Refused as refused:
        return _slower(request, member, desk, refused, delivery, form)
    desk.connectors.wake()
    return see(ATTENTION, "delivery-aside")


@router.post("/deliveries/{delivery}/there")
def there_form(request: Request, member: Lead, desk: TheDesk, delivery: str, form: Posted) -> Response:
    """It is there; a ticket with this number."""
    number, url = plain(form.get("number", ""))[:200], plain(form.get("url", ""))[:2000]
    try:
        with desk.database.begin() as connection:
            acting.say_it_is_there(connection, desk, member, delivery, number, url)
    except Refused as refused:
        return _slower(request, member, desk, refused, delivery, form)
    desk.connectors.wake()
    return see(ATTENTION, "delivery-there")


def _slower(
    request: Request,
    member: Member,
    desk: Desk,
    refused: Refused,
    delivery: str = "",
    form: dict[str, str] | None = None,
) -> Response:
    """The list again: somebody was faster, or a field is missing. Raises what is neither."""
    if refused.code is Code.OUT_OF_ORDER:
        return _attention(request, member, desk, problem="faster", status=409)
    if refused.code is Code.INVALID:
        fault = next(iter(refused.data), "")
        return _attention(request, member, desk, at=delivery, fault=fault, form=form or {}, status=422)
    raise refused


def _attention(
    request: Request,
    member: Member,
    desk: Desk,
    problem: str = "",
    at: str = "",
    fault: str = "",
    form: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The list of what a person must decide. `fault`: the field that is wrong in the form of row `at`."""
    words, asked = words_for(request, STAFF_FACES), request.query_params.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and asked.isascii() and len(asked) < 5 else 1
    with desk.database.read() as connection:
        found, total = looks.standing_in(
            connection, [Stage.ATTENTION], member.scope, "", PAGE, (page - 1) * PAGE
        )
        _, refused = looks.refused(connection, member.scope, 1)
        clock = _clock(connection, words, desk)
    values: dict[str, Any] = {
        "rows": [_stuck_row(each, clock) for each in found],
        "refused": min(refused, BATCH),
        "total": total,
        "page": page,
        "pages": max(1, -(-total // PAGE)),
        "problem": problem,
        "at": at,
        "fault": fault,
        "form": form or {},
    }
    return render_staff(
        request, member, "connectors", "connectors/attention.html", status, **_may(member) | values
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """Says moments as the desk's first site shows them."""

    site: Site | None
    words: Words
    now: datetime

    def shortly(self, at: datetime | None) -> str:
        return told_shortly(at, self.site, self.words, self.now) if at is not None else ""

    def whole(self, at: datetime | None) -> str:
        return told_at(at, self.site, self.words, self.now) if at is not None else ""


def _clock(connection: Connection, words: Words, desk: Desk) -> _Clock:
    sites = catalogue.all_sites(connection)
    return _Clock(sites[0] if sites else None, words, desk.now())


def _tool_row(tool: seen.ToolStanding, clock: _Clock) -> ToolRow:
    until = tool.line.until if tool.line.until is not None and tool.line.until > clock.now else None
    return ToolRow(tool, clock.shortly(tool.last_contact), clock.shortly(tool.since), clock.shortly(until))


def _stuck_row(stuck: Stuck, clock: _Clock) -> StuckRow:
    due = stuck.held.delivery.due
    later = due if stuck.held.delivery.stage in HOLDS_UP and due > clock.now else None
    return StuckRow(stuck, clock.shortly(stuck.held.made_at), clock.shortly(later))


def _made_row(made: Made, clock: _Clock) -> MadeRow:
    return MadeRow(made, clock.shortly(made.ticket.known_at or made.ticket.queued_at))


def _may(member: Member) -> dict[str, Any]:
    return {"may_decide": covers(member.role, Role.LEAD)}
