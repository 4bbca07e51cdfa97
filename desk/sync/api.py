"""The API through which a site pushes its journal and pulls the desk's feed. A site's token opens its own."""

from __future__ import annotations

import dataclasses
from asyncio import get_running_loop
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Header, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from common.wire import TERM_HEADER, FeedItem, IncidentBody, JournalCopyOut, PushOut
from desk import feed
from desk.bookings import store as bookings
from desk.changes import store as changes
from desk.changes.rules import undone_facts, visit_facts
from desk.connectors import handing
from desk.connectors.engine.delivery import HOLDS_UP, Stage
from desk.connectors.store import deliveries, lines
from desk.context import TheDesk, desk_of
from desk.engine import Connection, Database
from desk.incidents.rules import body_in
from desk.problems import Refused
from desk.standby import store as standby
from desk.standby.rules import set_aside_after, term_of
from desk.standby.store import reports as standby_reports
from desk.sync import store
from desk.sync.news import News
from desk.sync.rules import MOST_ENTRIES, EntryIn, Held, fresh_entries, happened, known_span
from kiosk.queue.refusals import Code, Refusal

LONGEST_WAIT = 30
TOKEN_SECONDS = 2.0  # how often the key of a site that waits for news is looked at again
MOST_INCIDENTS = 500

log = structlog.get_logger()


@asynccontextmanager
async def with_news(app: FastAPI) -> AsyncIterator[None]:
    """Follow what is new for as long as the application serves, for every request that waits for it."""
    news = News(app.state.desk.database)
    app.state.news = news
    async with news.followed():
        yield


def end_waits(app: FastAPI) -> None:
    """Answer every site that waits for news, and let none wait any more: the desk is about to stop."""
    news: News | None = getattr(app.state, "news", None)
    if news is not None:
        news.stop()


router = APIRouter(tags=["sync"])


class PushIn(BaseModel):
    """`common.wire.PushBody`, read with care: one bad incident must not keep a journal back for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entries: Annotated[list[EntryIn], Field(max_length=MOST_ENTRIES)]
    incidents: Annotated[list[dict[str, JsonValue]], Field(max_length=MOST_INCIDENTS)] = []


class FeedOut(BaseModel):
    """A run of the feed, in order. Ask again from `next`; it is lower than `after` if the desk knows less."""

    items: list[FeedItem]
    next: int


def own_site(request: Request, site: str) -> str:
    """The site that a token belongs to, which must be the one in the address."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(token) <= 200:
        raise Refused(Code.UNAUTHENTICATED)
    with desk_of(request).database.read() as connection:
        found = store.site_with(connection, token)
    if found is None:
        raise Refused(Code.UNAUTHENTICATED)
    if found != site:
        raise Refused(Code.FORBIDDEN)
    return site


OwnSite = Annotated[str, Depends(own_site)]
Term = Annotated[int, Header(alias=TERM_HEADER, ge=0, le=1_000_000_000)]


@router.post("/api/v1/sync/{site}/journal", response_model=PushOut)
def push(site: OwnSite, body: PushIn, desk: TheDesk, term: Term = 0) -> PushOut:
    """Join a run of the site's journal to what the desk holds, with the incidents beside it: all or nothing.

    Refusals: `out_of_order` (data: the sequence and head that the desk holds), `chain_broken` (data: the
    entry's sequence, and why), `fenced` (another machine of the site writes its journal now). A refused
    incident does not keep the journal back: see `refused`.
    """
    accepted: dict[str, str] = {}
    refused: dict[str, str] = {}
    now = desk.now()
    with desk.database.begin() as connection:
        held = store.lock_journal(connection, site)
        newest = standby.terms_of(connection, site).term
        if term < newest:
            raise Refused(Code.FENCED, {"term": str(newest)})
        run = [entry.entry() for entry in body.entries]
        known = store.hashes(connection, site, *known_span(held, run))
        fresh = fresh_entries(held, known, run)
        if isinstance(fresh, Refusal) and (after := set_aside_after(run, fresh, newest)) is not None:
            log.warning("entries_set_aside", site=site, after=after, held=held.sequence)
            undone = happened(store.entries_after(connection, site, after, held.sequence - after))
            changes.note(connection, undone_facts(site, undone, now), now)
            held = standby.set_aside(connection, site, after, term_of(run))
            fresh = tuple(entry for entry in run if entry.seq > after)
        if isinstance(fresh, Refusal):
            if fresh.code is Code.CHAIN_BROKEN:
                log.warning("chain_broken", site=site, **fresh.data)
            raise Refused(fresh.code, fresh.data)
        store.append(connection, site, fresh, now)
        if begun := term_of(fresh):
            standby.note_term(connection, site, begun)
            standby_reports.note_take_overs(connection, site, fresh)
        told = happened(fresh)
        changes.note(connection, visit_facts(site, told, now), now)
        bookings.note_outcomes(connection, site, told, now)
        # Incidents before requests, always: two sites that count in opposite orders would block each other.
        for given in sorted(body.incidents, key=lambda each: str(each.get("kind"))):
            incident = _incident(given, refused)
            if incident is not None:
                number, why = handing.receive(
                    connection, desk.connectors, site, incident, f"site:{site}", now
                )
                if why is None:
                    accepted[incident.id] = number
                else:
                    refused[incident.id] = why.value
    if accepted:
        desk.connectors.wake()
    for incident_id, code in refused.items():
        log.warning("incident_refused", site=site, incident=incident_id, code=code)
    now_held = Held(fresh[-1].seq, fresh[-1].hash) if fresh else held
    return PushOut(sequence=now_held.sequence, head=now_held.head, accepted=accepted, refused=refused)


@router.get("/api/v1/sync/{site}/journal", response_model=JournalCopyOut)
def read_journal(
    site: OwnSite,
    desk: TheDesk,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=0, le=MOST_ENTRIES)] = 500,
) -> JournalCopyOut:
    """What the desk holds of the site's own journal: how far, and a run of it after entry `after`.

    For a site whose journal lost its end, and for `mostrador verify --desk`.
    """
    with desk.database.read() as connection:
        held = store.held(connection, site)
        run = store.entries_after(connection, site, after, limit) if limit else []
    return JournalCopyOut(
        sequence=held.sequence, head=held.head, entries=[dataclasses.asdict(each) for each in run]
    )


def _incident(given: dict[str, Any], refused: dict[str, str]) -> IncidentBody | None:
    """The incident, or None when it is noted as refused. Raises Refused when it cannot even be named."""
    name = given.get("id")
    try:
        return body_in(given)
    except ValueError as error:
        if not isinstance(name, str) or not 0 < len(name) <= 64 or not name.isascii():
            raise Refused(Code.INVALID, {"incidents": "an incident without a usable id"}) from error
        refused[name] = Code.INVALID.value
        return None


@router.get("/api/v1/sync/{site}/feed", response_model=FeedOut)
async def read_feed(
    request: Request,
    site: OwnSite,
    desk: TheDesk,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    wait: Annotated[int, Query(ge=0, le=600)] = 0,
) -> FeedOut:
    """What the desk has to tell the site after item `after`; waits `wait` seconds (at most 30) for news."""
    news: News = request.app.state.news
    clock = get_running_loop().time
    until = clock() + min(wait, LONGEST_WAIT)
    await run_in_threadpool(_note_contact, desk.database, site, after, desk.now())
    looked = clock()
    while True:
        event = news.event(site)
        page = await run_in_threadpool(_page, desk.database, site, after)
        left = until - clock()
        if clock() - looked >= TOKEN_SECONDS or (page.items and clock() > looked):
            await run_in_threadpool(own_site, request, site)  # a key taken back hears nothing more
            looked = clock()
        if page.items or page.next != after or left <= 0 or news.stopping or await request.is_disconnected():
            return page
        await news.wait(event, left)


def _note_contact(database: Database, site: str, after: int, now: datetime) -> None:
    with database.read() as connection:
        if not store.feed_contact_is_new(connection, site, after, now):
            return
    with database.begin() as connection:
        store.note_feed(connection, site, after, now)


def _page(database: Database, site: str, after: int) -> FeedOut:
    with database.read() as connection:
        if after > feed.head(connection, site):
            after = 0  # this desk was restored from an older copy: tell everything anew
        items = feed.items_after(connection, site, after)
    told = [FeedItem(seq=item.sequence, kind=item.kind, key=item.key, body=item.body) for item in items]
    return FeedOut(items=told, next=told[-1].seq if told else after)


@router.get("/healthz")
def healthz(desk: TheDesk) -> dict[str, Any]:
    """How the desk is, how far it and each site know each other, and how the lines to outside tools stand."""
    with desk.database.read() as connection:
        known = store.contacts(connection)
        connectors = {name: _line(connection, name) for name in desk.connectors.mappings}
    sites = {site: _standing(contact) for site, contact in known.items()}
    return {"status": "ok", "sites": sites, "connectors": connectors}


def _line(connection: Connection, connector: str) -> dict[str, Any]:
    """`oldest`: since when the record that waits longest has been waiting; without a word of the tool's."""
    counts = deliveries.counts(connection, connector).get(connector, {})
    return {
        "line": lines.line_of(connection, connector).state.value,
        "waiting": sum(counts.get(stage.value, 0) for stage in HOLDS_UP),
        "attention": counts.get(Stage.ATTENTION.value, 0),
        "oldest": deliveries.oldest_unfinished(connection, connector),
    }


def _standing(contact: store.Contact) -> dict[str, Any]:
    return {
        "sequence": contact.sequence,
        "last_push": contact.last_push,
        "feed_sequence": contact.feed_head,
        "feed_sequence_seen": contact.feed_seen,
        "last_feed": contact.last_feed,
    }
