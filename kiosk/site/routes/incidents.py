"""Incidents and requests: record one, and see where each stands."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from common.wire import Id, IncidentBody, IncidentOut, priority_of
from kiosk.queue.commands import RecordIncident
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.site import incidents
from kiosk.site.asking import KEYED, allow, answer, as_response, json_response, pending, repeat_of, site_of
from kiosk.site.past import past_visit
from kiosk.site.people import name_of
from kiosk.site.problems import Refused, refusal_answer
from kiosk.site.service import Site
from kiosk.site.tokens import Caller
from kiosk.site.work import Answer, Repeat, Work

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])


@router.post(
    "",
    response_model=IncidentOut,
    status_code=201,
    responses={200: {"model": IncidentOut}},
    openapi_extra=KEYED,
)
async def record(request: Request, body: IncidentBody) -> Response:
    """Record something; a record that the desk refused may be sent again, corrected, under its id."""
    site, caller = site_of(request), allow(request, "agent")
    repeat = repeat_of(request, caller, body)
    await site.vouched()
    if first := site.first_answer(repeat):
        return as_response(first)
    known = incidents.find(site.reading, body.id)
    whole = _whole(site, caller, body, known)
    if known is not None and known.standing != "needs_attention":
        if incidents.digest_of(known.incident) != incidents.digest_of(whole):
            raise Refused(Code.KEY_REUSED, id=body.id)
        return json_response(known)
    _check_ids(site, whole)
    return await answer(site, _work(site, caller, whole, repeat.key, repeat))


def _work(site: Site, caller: Caller, body: IncidentBody, key: str, repeat: Repeat) -> Work:
    day = site.local_day_now().date()
    priority = priority_of(body.impact, body.urgency)
    digest = incidents.digest_of(body)
    command = RecordIncident(body.id, body.visit, caller.name, body.kind, priority, digest)

    def write(connection: Connection) -> None:
        incidents.record(connection, body, day)

    def respond(line: Line, decision: Decided | Refusal) -> Answer:
        if isinstance(decision, Refusal):
            return refusal_answer(decision)
        text = incidents.out(body, "recorded").model_dump_json()
        return Answer(201, text.encode(), body.person or "")

    return Work(caller.scope, pending, command, key, repeat, respond, write=write)


def _whole(site: Site, caller: Caller, body: IncidentBody, known: IncidentOut | None) -> IncidentBody:
    """The record with who made it and when; a repeat keeps what was stored."""
    recorded_at = body.recorded_at or (known.incident.recorded_at if known else None) or site.clock.now()
    return body.model_copy(update={"agent": caller.name, "recorded_at": recorded_at})


def _check_ids(site: Site, body: IncidentBody) -> None:
    here = body.visit is None or body.visit in site.published.line.visits
    if not here and past_visit(site.reading, body.visit or "") is None:
        raise Refused(Code.UNKNOWN_VISIT)
    if body.person is not None and name_of(site.reading, body.person) is None:
        raise Refused(Code.NOT_FOUND, person=body.person)


@router.get("", response_model=list[IncidentOut])
async def of_day(request: Request, day: Annotated[date | None, Query()] = None) -> Response:
    """The records of a local day (today's without one), in the order in which they were made."""
    site = site_of(request)
    allow(request, "agent")
    found = incidents.of_day(site.reading, day or site.local_day_now().date())
    rows = [one.model_dump(mode="json") for one in found]
    return Response(json.dumps(rows, ensure_ascii=False), media_type="application/json")


@router.get("/{incident}", response_model=IncidentOut)
async def one(request: Request, incident: Id) -> Response:
    """One record and where it stands."""
    site = site_of(request)
    allow(request, "agent")
    found = incidents.find(site.reading, incident)
    if found is None:
        raise Refused(Code.NOT_FOUND, incident=incident)
    return json_response(found)
