"""The directory: find yourself at the kiosk; who came before, for agents."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from common.wire import PersonFound, VisitOut
from common.wire_passes import BookedOut, PassCheckOut
from kiosk.queue.own_booking import to_be_asked
from kiosk.queue.refusals import Code
from kiosk.site.asking import allow, json_response, site_of
from kiosk.site.faces import Face
from kiosk.site.past import earlier_visits
from kiosk.site.people import find, name_of
from kiosk.site.problems import Refused

router = APIRouter(prefix="/api/v1/people", tags=["people"])
Person = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]


@router.get("", response_model=list[PersonFound])
async def find_people(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Up to six people by name, mail or exact badge, from two letters on."""
    site = site_of(request)
    allow(request, "kiosk", "agent")
    rows = [person.model_dump() for person in find(site.reading, q)]
    return Response(json.dumps(rows, ensure_ascii=False), media_type="application/json")


@router.get("/{person}/appointment", response_model=BookedOut)
async def own_appointment(request: Request, person: Person) -> Response:
    """The appointment that somebody who was found by name may now check in for, if there is one."""
    site = site_of(request)
    allow(request, "kiosk", "agent")
    own = to_be_asked(site.published.line, person, site.clock.now())
    if own is None or own.booked_for is None:
        return json_response(BookedOut())
    told = PassCheckOut(appointment=own.id, service=own.service, start=own.booked_for)
    return json_response(BookedOut(booked=told))


@router.get("/{person}/visits", response_model=list[VisitOut])
async def visits_before(request: Request, person: Person) -> Response:
    """Somebody's visits that ended, the newest first."""
    site = site_of(request)
    allow(request, "agent")
    name = name_of(site.reading, person)
    if name is None:
        raise Refused(Code.NOT_FOUND, person=person)
    line, face = site.published.line, Face(person, name)
    rows = [
        site.answers.of(line, visit, face, for_agent=True).model_dump(mode="json")
        for visit in earlier_visits(site.reading, person)
    ]
    return Response(json.dumps(rows, ensure_ascii=False), media_type="application/json")
