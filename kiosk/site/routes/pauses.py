"""Pauses: no walk-ups for a while, with a message at the kiosk."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from common.wire_changes import PauseBody, PausesOut, ReopenBody
from kiosk.queue import commands as c
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site.asking import KEYED, allow, answer, json_response, pending, repeat_of, site_of
from kiosk.site.problems import refusal_answer
from kiosk.site.work import Answer, Work

router = APIRouter(prefix="/api/v1/pauses", tags=["pauses"])


@router.get("", response_model=PausesOut)
async def pauses(request: Request) -> Response:
    """What takes no walk-ups now, and what is said about it."""
    allow(request, "display", "agent")
    return json_response(_out(site_of(request).published.line))


@router.post("", response_model=PausesOut, openapi_extra=KEYED)
async def pause(request: Request, body: PauseBody) -> Response:
    """Take no walk-ups for these services (none named: for any) until they are reopened."""
    site, caller = site_of(request), allow(request, "agent")
    repeat = repeat_of(request, caller, body)
    command = c.PauseCheckIn(body.services, body.message, caller.name)
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, _answer))


@router.post("/end", response_model=PausesOut, openapi_extra=KEYED)
async def reopen(request: Request, body: ReopenBody) -> Response:
    """Take walk-ups again for these services (none named: for all)."""
    site, caller = site_of(request), allow(request, "agent")
    repeat = repeat_of(request, caller, body)
    command = c.ReopenCheckIn(body.services, caller.name)
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, _answer))


def _out(line: Line) -> PausesOut:
    return PausesOut(paused=line.paused)


def _answer(line: Line, decision: Decided | Refusal) -> Answer:
    if isinstance(decision, Refusal):
        return refusal_answer(decision)
    return Answer(200, _out(line).model_dump_json().encode())
