"""What a standby asks: begin a copy, fill it table by table, follow; and hand over when it takes over."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import Connection
from starlette.responses import JSONResponse, Response

from common.wire import FenceBody
from kiosk.queue.refusals import Code
from kiosk.site import journal
from kiosk.site.asking import MOST_SEQUENCE, allow, pending, site_of
from kiosk.site.problems import Refused
from kiosk.site.standby import changes
from kiosk.site.standby.changes import Position
from kiosk.site.standby.rows import COPIED, PAGE
from kiosk.site.work import Work

router = APIRouter(prefix="/api/v1/replica", tags=["standby"])
LONGEST_WAIT = 5.0
Sequence = Annotated[int, Query(ge=0, le=MOST_SEQUENCE)]
Name = Annotated[str, Query(min_length=1, max_length=64)]


@router.post("/copies/{copy}", response_model=dict[str, Any])
async def begin(request: Request, copy: str) -> Response:
    """Begin a copy: from now on what changes beside the journal is logged. Asked again, the same answer."""
    site, caller = site_of(request), allow(request, "standby")
    companion = site.companion
    if companion.together and companion.name != caller.name:
        raise Refused(Code.STANDBY, name=companion.name)  # one at a time
    found: list[tuple[str, int]] = []

    def write(connection: Connection) -> None:
        found.append((changes.begin_log(connection), changes.last_change(connection)))

    await site.carry_out(Work(caller.scope, pending, write=write, at_once=True))
    log, change = found[-1]
    site.writer.logs_changes = True
    companion.begin_anew(copy, log)
    line = site.published.line
    told = {"log": log, "change": change, "term": line.term, "site": site.settings.site.id}
    return JSONResponse(told | {"origin": site.origin})


@router.get("/rows/{kind}", response_model=dict[str, Any])
async def fill(request: Request, kind: str, after: int = -1) -> Response:
    """A page of one table, for a first copy; `more`: whether another follows."""
    site, _ = site_of(request), allow(request, "standby")
    if kind not in COPIED:
        raise Refused(Code.NOT_FOUND, table=kind[:40])
    found = await asyncio.to_thread(site.companion.fill, kind, after)
    return JSONResponse({"rows": found, "more": len(found) == PAGE})


@router.get("", response_model=dict[str, Any])
async def follow(
    request: Request,
    copy: Name,
    log: Name,
    entry: Sequence,
    change: Sequence,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0.0,
    port: Annotated[int, Query(ge=0, le=65535)] = 0,
    address: Annotated[str, Query(max_length=200, pattern=r"^(https?://[!-~]+)?$")] = "",
) -> Response:
    """What comes after what the standby has on its disk; waits for news. `held`: see `Companion`.

    `port` and `address`: where this machine finds the standby's own service.
    """
    site, caller = site_of(request), allow(request, "standby")
    companion, at = site.companion, Position(entry, change)
    if companion.together and companion.name != caller.name:
        raise Refused(Code.STANDBY, name=companion.name)
    if not companion.knows(copy, log, at):
        raise Refused(Code.OUT_OF_ORDER, sequence=str(site.published.sequence))
    run, held = await companion.asked(at, caller.name, address or _seen(request, port), wait)
    told = {
        "entries": run.entries,
        "rows": run.rows,
        "gone": run.gone,
        "entry": run.to.entry,
        "change": run.to.change,
        "whole": run.whole,
        "held": held,
        "term": site.published.line.term,
    }
    return JSONResponse(told)


@router.get("/hashes/{entry}", response_model=dict[str, Any])
async def hash_of(request: Request, entry: Annotated[int, Path(ge=0, le=MOST_SEQUENCE)]) -> Response:
    """The hash of one entry, "" past the end: so one that comes back finds where its journal left ours."""
    site, _ = site_of(request), allow(request, "standby")
    return JSONResponse({"hash": journal.head_at(site.reading, entry) or ""})


@router.post("/fence", response_model=dict[str, Any])
async def hand_over(request: Request, body: FenceBody) -> Response:
    """The standby takes over: stop here. The answer names the last entry, for the standby to fetch."""
    site, caller = site_of(request), allow(request, "standby")
    if body.term <= max(site.published.line.term, site.fence.term - 1):
        raise Refused(Code.FENCED, term=str(max(site.published.line.term, site.fence.term)))
    await site.fenced_by(body.term, caller.scope)
    at = await asyncio.to_thread(site.companion.stored)
    return JSONResponse({"entry": at.entry, "change": at.change})


def _seen(request: Request, port: int) -> str:
    """The address that the question came from, with the port that the standby serves on."""
    host = request.client.host if request.client else ""
    if not host or not port:
        return ""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
