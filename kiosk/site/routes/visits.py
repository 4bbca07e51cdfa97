"""Check in, look, and move a visit on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from common.wire import CheckInBody, Id, VisitOut
from common.wire_changes import FinishBody, JoinBody, MarksBody, ReserveBody, ServiceBody, TransferBody
from common.wire_passes import PassCheckBody, PassCheckOut
from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.names import first_name
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import CallAs, EndCause, Visit
from kiosk.site.appointments import Shown, read_shown
from kiosk.site.asking import KEYED, allow, answer, check_agent, json_response, pending, repeat_of, site_of
from kiosk.site.checking_in import check_in_work
from kiosk.site.faces import NOBODY, Face
from kiosk.site.past import past_visit
from kiosk.site.people import name_of
from kiosk.site.places import visit_shown
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.tokens import Caller
from kiosk.site.work import Work

router = APIRouter(prefix="/api/v1", tags=["visits"])
Action = Literal[
    "start", "hold", "resume", "recall", "no-show", "put-back", "withdraw", "come-back", "arrive", "leave"
]
_BY_ANYBODY = ("leave", "arrive")
_BY_AGENT: dict[str, type[c.Start | c.Hold | c.Resume | c.Recall | c.MarkNoShow | c.PutBack | c.Withdraw]] = {
    "start": c.Start,
    "hold": c.Hold,
    "resume": c.Resume,
    "recall": c.Recall,
    "no-show": c.MarkNoShow,
    "put-back": c.PutBack,
    "withdraw": c.Withdraw,
}


@router.post(
    "/visits",
    response_model=VisitOut,
    status_code=201,
    responses={200: {"model": VisitOut}},
    openapi_extra=KEYED,
)
async def check_in(request: Request, body: CheckInBody) -> Response:
    """Take a place in the line; 200 with `existing` when the person has one already."""
    site, caller = site_of(request), allow(request, "kiosk", "agent")
    repeat = repeat_of(request, caller, body)
    return await answer(site, check_in_work(site, caller, body, repeat))


@router.get("/visits/{visit}", response_model=VisitOut)
async def one_visit(request: Request, visit: Id) -> Response:
    """A visit, also one that ended on an earlier day."""
    site, caller = site_of(request), allow(request, "kiosk", "agent")
    known = site.published.line.visits.get(visit)
    if known is not None:
        return json_response(site.answers.out(site.published.line, known, caller.is_agent))
    past = past_visit(site.reading, visit)
    if past is None:
        raise Refused(Code.UNKNOWN_VISIT)
    face = Face(past.person or "", name_of(site.reading, past.person) or "") if past.person else NOBODY
    return json_response(site.answers.of(site.published.line, past, face, caller.is_agent))


@router.post("/visits/{visit}/transfer", response_model=VisitOut, openapi_extra=KEYED)
async def transfer(request: Request, visit: Id, body: TransferBody) -> Response:
    """Let somebody wait for another service or a colleague, with the place kept."""
    to = body.to_agent
    return await _by_agent(request, body, lambda me: c.Transfer(visit, me, body.service, to), to)


@router.post("/visits/{visit}/finish", response_model=VisitOut, openapi_extra=KEYED)
async def finish(request: Request, visit: Id, body: FinishBody | None = None) -> Response:
    """One matter is done: the next one begins, or it is goodbye."""
    return await _by_agent(request, body, lambda me: c.Finish(visit, me, body.service if body else None))


@router.post("/visits/{visit}/marks", response_model=VisitOut, openapi_extra=KEYED)
async def mark(request: Request, visit: Id, body: MarksBody) -> Response:
    """Say what puts this visit in front of others; no mark takes it back."""
    return await _by_agent(request, body, lambda me: c.MarkVisit(visit, me, body.marks))


@router.post("/visits/{visit}/reserve", response_model=VisitOut, openapi_extra=KEYED)
async def reserve(request: Request, visit: Id, body: ReserveBody) -> Response:
    """Let a visit wait for one agent, or for anybody again."""
    return await _by_agent(request, body, lambda me: c.Reserve(visit, me, body.agent), body.agent)


@router.post("/visits/{visit}/services", response_model=VisitOut, openapi_extra=KEYED)
async def add_service(request: Request, visit: Id, body: ServiceBody) -> Response:
    """Add one more matter to the same visit."""
    return await _by_agent(request, body, lambda me: c.AddService(visit, me, body.service))


@router.post("/visits/{visit}/join", response_model=VisitOut, openapi_extra=KEYED)
async def join(request: Request, visit: Id, body: JoinBody) -> Response:
    """Come to a visitor whom a colleague serves."""
    return await _by_agent(request, body, lambda me: c.Join(visit, body.counter, me))


@router.post("/visits/{visit}/{action}", response_model=VisitOut, openapi_extra=KEYED)
async def act(request: Request, visit: Id, action: Action) -> Response:
    """Move a visit on. A kiosk may only let somebody arrive or leave."""
    site = site_of(request)
    caller = allow(request, "kiosk", "agent") if action in _BY_ANYBODY else allow(request, "agent")
    command = _command(action, visit, caller)
    repeat = repeat_of(request, caller)
    respond = site.answers.about_visit(caller.is_agent, arrives=action == "arrive")
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, respond))


async def _by_agent(
    request: Request,
    body: BaseModel | None,
    command: Callable[[str], c.Command],
    named: str | None = None,
) -> Response:
    """Carry out what an agent asks; `command` is made of the agent's id. `named`: another agent in it."""
    site, caller = site_of(request), allow(request, "agent")
    check_agent(site, named)
    repeat = repeat_of(request, caller, body)
    respond = site.answers.about_visit(True)
    return await answer(site, Work(caller.scope, pending, command(caller.name), repeat.key, repeat, respond))


def _command(action: Action, visit: str, caller: Caller) -> c.Command:
    if action == "leave":
        return c.Leave(visit, EndCause.AGENT if caller.is_agent else EndCause.VISITOR)
    if action == "come-back":
        return c.ComeBack(visit)
    if action == "arrive":
        return c.Arrive(visit)
    return _BY_AGENT[action](visit, caller.name)


@router.post("/passes/check", response_model=PassCheckOut)
async def check_pass(request: Request, body: PassCheckBody) -> Response:
    """Whether a pass, or a typed code, may check in now; changes nothing."""
    site = site_of(request)
    allow(request, "kiosk", "agent")
    line, now = site.published.line, site.clock.now()
    if (here := visit_shown(line, body.pass_)) is not None:
        return json_response(_place(site, here))
    shown = read_shown(site.reading, line, body.pass_, site.settings.site.id, now)
    command = c.CheckIn("-", shown.claim.service, shown.claim.person, shown.claim, CallAs.NUMBER)
    decision = decide(line, command, now)
    if isinstance(decision, Refusal):
        raise Refused(decision.code, **decision.data)
    answer = PassCheckOut(
        appointment=shown.claim.id,
        service=shown.claim.service,
        start=shown.claim.start,
        first_name=first_name(_name(site, shown)),
        verified_offline=shown.claim.verified_offline,
    )
    return json_response(answer)


def _place(site: Site, visit: Visit) -> PassCheckOut:
    """A visit that has its place, to whoever shows its page."""
    return PassCheckOut(
        appointment=visit.id,
        service=visit.service,
        start=visit.checked_in_at or site.clock.now(),
        first_name=first_name(site.faces.of(visit.id).name),
        visit=visit.id,
    )


def _name(site: Site, shown: Shown) -> str:
    """The name on an appointment, as far as this site knows it."""
    known = name_of(site.reading, shown.claim.person) if shown.claim.person else None
    return known or (shown.appointment.name if shown.appointment else "")
