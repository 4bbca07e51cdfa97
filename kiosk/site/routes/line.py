"""The line as screens need it: whole, as a board, as waits, and as it goes on."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from common.wire import CLOCK_HEADER, BoardOut, BoardRow, LineOut, ServiceWaitOut
from kiosk.queue import board, codec
from kiosk.queue.capacity import closed
from kiosk.queue.line import Line
from kiosk.queue.refusals import Code
from kiosk.queue.visits import Visit
from kiosk.site import journal, staff
from kiosk.site.asking import MOST_SEQUENCE, allow, json_response, site_of
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.snapshots import copy_of
from kiosk.site.stream import JournalResponse
from kiosk.site.wire_journal import entry_json, names_of

router = APIRouter(prefix="/api/v1", tags=["line"])
NEXT_ON_BOARD = 8
Sequence = Annotated[int, Query(ge=0, le=MOST_SEQUENCE)]
LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^[0-9]{1,15}$")]


@router.get("/line", response_model=LineOut)
async def whole_line(request: Request) -> Response:
    """The line with the sequence at which it stands: fold later entries of the journal onto it."""
    site, caller = site_of(request), allow(request, "display", "agent")
    line, head, now = copy_of(site.published.line), site.published.head, site.clock.now()
    at_work = [at.agent for at in line.counters.values()] if caller.is_agent else []
    agents = {agent: staff.agent_name(site.reading, agent) for agent in at_work}
    text = await asyncio.to_thread(_line_text, site, line, head, caller.is_agent, now.isoformat(), agents)
    return Response(text, media_type="application/json")


def _line_text(site: Site, line: Line, head: str, for_agent: bool, now: str, agents: dict[str, str]) -> str:
    """wire.LineOut; made in a thread, because a long day's line takes a while.

    `agents`: names of those at counters, by id; other agents see them.
    """
    fields = {
        "sequence": line.sequence,
        "head": head,
        "line": codec.take_snapshot(line),
        "names": agents | names_of(line, site.faces, list(line.visits), for_agent),
        "now": now,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@router.get("/board", response_model=BoardOut)
async def what_the_room_sees(request: Request) -> Response:
    """Who is called, served and next: numbers and the names that the room may hear."""
    site = site_of(request)
    allow(request, "display", "agent")
    line = site.published.line
    coming = [line.visits[v] for _, v in zip(range(NEXT_ON_BOARD), line.waiting.in_order(), strict=False)]
    answer = BoardOut(
        sequence=line.sequence,
        called=[_row(site, visit) for visit in board.called_now(line)],
        serving=[_row(site, visit) for visit in board.being_served(line)],
        next=[_row(site, visit) for visit in coming],
        waits=_waits(site),
    )
    return json_response(answer)


@router.get("/waits", response_model=list[ServiceWaitOut])
async def waits_now(request: Request) -> Response:
    """What somebody would be told who joined now, a service at a time; no range when nobody can."""
    site, caller = site_of(request), allow(request, "display", "agent")
    if told := request.headers.get(CLOCK_HEADER, ""):
        site.device_clocks.note(caller.name, told, site.clock.now())
    rows = [wait.model_dump() for wait in _waits(site)]
    return Response(json.dumps(rows), media_type="application/json")


@router.get(
    "/journal",
    responses={
        200: {
            "description": "Server-sent events, or a page as JSON where only that is accepted.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}, "application/json": {}},
        }
    },
    response_class=Response,
)
async def follow(request: Request, after: Sequence = 0, last_event_id: LastEventId = None) -> Response:
    """What happened after entry `after` (or Last-Event-ID), and goes on happening."""
    site, caller = site_of(request), allow(request, "display", "agent")
    start = int(last_event_id) if last_event_id else after
    if start > site.published.sequence:
        raise Refused(Code.OUT_OF_ORDER, sequence=str(site.published.sequence))
    if _wants_page(request.headers.get("accept", "")):
        return _page(site, start, caller.is_agent)
    return JournalResponse(
        site.followers,
        site.published,
        site.faces,
        lambda at: journal.page(site.reading, at),
        start,
        caller.is_agent,
        site.beat(),
        caller.digest,
    )


def _wants_page(accept: str) -> bool:
    return "application/json" in accept and "text/event-stream" not in accept


def _page(site: Site, after: int, for_agent: bool) -> Response:
    line, faces = site.published.line, site.faces
    found = [one for one in journal.page(site.reading, after) if one.seq <= line.sequence]
    rows = ",".join(entry_json(one, line, faces, for_agent) for one in found)
    head = json.dumps({"sequence": line.sequence, "head": site.published.head})
    return Response(f'{{"entries":[{rows}],{head[1:]}', media_type="application/json")


def _row(site: Site, visit: Visit) -> BoardRow:
    name = site.faces.room(visit.id, visit.call_as, visit.number)
    return BoardRow(visit=visit.id, number=visit.number or "", name=name, counter=visit.counter)


def _waits(site: Site) -> list[ServiceWaitOut]:
    line = site.published.line
    open_now = closed(line, site.clock.now(), None) is None
    return [
        ServiceWaitOut(
            service=row.service,
            waiting=row.waiting,
            people=row.people,
            low_minutes=row.low_minutes if open_now else None,
            high_minutes=row.high_minutes if open_now else None,
        )
        for row in board.waits(line)
    ]
