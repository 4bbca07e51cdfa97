"""The list of changes for programs: ask again from where the last answer ended, or wait for the next one."""

from __future__ import annotations

from asyncio import get_running_loop
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from desk.changes import store
from desk.changes.rules import Kind
from desk.changes.store import NEWS, Wanted
from desk.context import TheDesk
from desk.engine import Database
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.rules import Member, Role, plain
from desk.sync.news import News
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1/changes", tags=["changes"])
_AGENT = require(Role.AGENT)
Agent = Annotated[Member, Depends(_AGENT)]

LONGEST_WAIT = 30
MOST = 500


class ChangeOut(BaseModel):
    """One change. `id` names the visit, appointment or record; `body` holds neither names nor free text."""

    sequence: int
    kind: Kind
    id: str
    what: str
    site: str
    at: datetime
    body: dict[str, Any]


class ChangesOut(BaseModel):
    """A run of the list. Keep `next` once the items are dealt with, and ask from it; `more`: at once."""

    items: list[ChangeOut]
    next: int
    more: bool


@router.get("")
async def read_changes(
    request: Request,
    member: Agent,
    desk: TheDesk,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    kind: Annotated[list[Kind] | None, Query(max_length=10)] = None,
    site: Annotated[str, Query(max_length=64), AfterValidator(plain)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
    wait: Annotated[int, Query(ge=0, le=600)] = 0,
) -> ChangesOut:
    """What changed after number `after`, in order, nothing left out; waits `wait` (at most 30) seconds.

    Without `after`: nothing but `next`, the number at which to begin. `changes_gone` (410): the list does not
    reach back so far any more, or not yet so far (the desk was restored): read everything once, then follow.
    """
    kinds = frozenset(kind or ())
    wanted = Wanted(_sites(member, site), kinds)
    news: News = request.app.state.news
    clock = get_running_loop().time
    until = clock() + min(wait, LONGEST_WAIT)
    event = news.event(NEWS)
    page = await run_in_threadpool(_page, desk.database, after, wanted, limit)
    while True:
        left = until - clock()
        if page.items or after is None or left <= 0 or news.stopping or await request.is_disconnected():
            return page
        after = page.next
        await news.wait(event, left)
        event = news.event(NEWS)
        page = await run_in_threadpool(_page, desk.database, after, wanted, limit)
        if page.items:  # who waited may have lost the right to hear it meanwhile
            wanted = Wanted(_sites(await run_in_threadpool(_AGENT, request), site), kinds)
            page = await run_in_threadpool(_page, desk.database, after, wanted, limit)


def _sites(member: Member, site: str) -> frozenset[str] | None:
    if not site:
        return member.scope
    return frozenset({site}) if member.sees(site) else frozenset()


def _page(database: Database, after: int | None, wanted: Wanted, limit: int) -> ChangesOut:
    with database.read() as connection:
        if after is None:
            return ChangesOut(items=[], next=store.head(connection), more=False)
        floor, newest = store.floor(connection), store.head(connection)
        if not floor <= after <= newest:
            raise Refused(Code.CHANGES_GONE, {"oldest": str(floor), "newest": str(newest)})
        page = store.page_after(connection, after, wanted, limit)
    items = [
        ChangeOut(
            sequence=each.sequence,
            kind=each.fact.kind,
            id=each.fact.id,
            what=each.fact.what,
            site=each.fact.site,
            at=each.fact.at,
            body=each.fact.body,
        )
        for each in page.items
    ]
    return ChangesOut(items=items, next=page.next, more=page.more)
