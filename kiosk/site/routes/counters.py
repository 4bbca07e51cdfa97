"""Counters: open, close, call somebody to one, and say that its agent is still there."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from common.wire import CounterOut, VisitOut
from common.wire_changes import CallBody, CloseBody
from kiosk.queue import commands as c
from kiosk.queue.refusals import Code
from kiosk.queue.visits import ChosenReason
from kiosk.site.asking import KEYED, allow, answer, pending, repeat_of, site_of
from kiosk.site.problems import Refused
from kiosk.site.work import Work

router = APIRouter(prefix="/api/v1/counters", tags=["counters"])
Name = Annotated[str, Path(min_length=1, max_length=40)]


@router.post("/{name}/open", response_model=CounterOut, openapi_extra=KEYED)
async def open_counter(request: Request, name: Name) -> Response:
    """Sit down at a counter; an agent has one at a time."""
    site, caller = site_of(request), allow(request, "agent")
    repeat = repeat_of(request, caller)
    respond = site.answers.about_counter(name)
    command = c.OpenCounter(name, caller.name)
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, respond))


@router.post("/{name}/close", response_model=CounterOut, openapi_extra=KEYED)
async def close_counter(request: Request, name: Name, body: CloseBody | None = None) -> Response:
    """Leave a counter at which nobody is any more; the last agent says what becomes of those who wait."""
    site, caller = site_of(request), allow(request, "agent")
    if name not in site.published.line.settings.counters and name not in site.published.line.counters:
        raise Refused(Code.UNKNOWN_COUNTER, counter=name)
    repeat = repeat_of(request, caller, body)
    respond = site.answers.about_counter(name)
    command = c.CloseCounter(name, caller.name, body.people if body else None)
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, respond))


@router.post("/{name}/call", response_model=VisitOut, openapi_extra=KEYED)
async def call(request: Request, name: Name, body: CallBody | None = None) -> Response:
    """Call the next one for this agent, or this one with a reason."""
    site, caller = site_of(request), allow(request, "agent")
    wanted = body or CallBody()
    if wanted.visit is None and wanted.reason is not None:
        raise Refused(Code.INVALID, visit="needed with a reason")
    command: c.Command = c.CallNext(name, caller.name)
    if wanted.visit is not None:
        command = c.CallVisit(name, caller.name, wanted.visit, wanted.reason or ChosenReason.OTHER)
    repeat = repeat_of(request, caller, wanted)
    respond = site.answers.about_visit(True)
    return await answer(site, Work(caller.scope, pending, command, repeat.key, repeat, respond))


@router.post("/{name}/renew", status_code=204, response_class=Response)
async def renew(request: Request, name: Name) -> Response:
    """Say that the console lives (every request of its agent does). Refused when the counter is lost."""
    site, caller = site_of(request), allow(request, "agent")
    at = site.published.line.counters.get(name)
    if at is None:
        raise Refused(Code.COUNTER_NOT_OPEN, counter=name)
    if at.agent != caller.name:
        raise Refused(Code.COUNTER_TAKEN, counter=name)
    return Response(status_code=204)
