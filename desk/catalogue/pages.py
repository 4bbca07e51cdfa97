"""The public pages of a site: where it is, when it is open, how long one waits now, and the way to book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.bookings.pages import site_or_404
from desk.catalogue import store
from desk.catalogue.rules import Site, next_opening, said, spans_text
from desk.context import Desk, TheDesk
from desk.sync.lines import line_of
from desk.sync.store import contacts
from desk.visits.rules import SILENT_AFTER
from desk.web.layout import page_language, render, words_for
from kiosk.queue.board import ServiceWait, waits
from kiosk.queue.capacity import EVERY_SERVICE, in_language

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, desk: TheDesk) -> Response:
    """The site's page where there is one site only; else the choice."""
    with desk.database.read() as connection:
        sites = store.all_sites(connection)
    if len(sites) == 1:
        return _site_page(request, desk, sites[0])
    language = page_language(request)
    rows = [(site.id, site.name(language), said(site.directions, language)) for site in sites]
    return render(request, "catalogue/sites.html", rows=rows)


@router.get("/s/{site}")
def site(request: Request, desk: TheDesk, site: str) -> Response:
    """One site."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    return _site_page(request, desk, found)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the opening hours; no `spans`: closed."""

    day: date
    spans: list[str]


def week(site: Site, today: date) -> list[DayRow]:
    """The hours of the seven days from today on, with the days that differ."""
    coming = [today + timedelta(days=ahead) for ahead in range(7)]
    return [DayRow(day, [spans_text((span,)) for span in site.rules.hours.spans(day)]) for day in coming]


def _site_page(request: Request, desk: Desk, site: Site) -> Response:
    now = desk.now().astimezone(site.zone)
    language = page_language(request)
    hours = site.rules.hours
    return render(
        request,
        "catalogue/site.html",
        site=site,
        site_name=site.name(language),
        directions=said(site.directions, language),
        message=said(site.rules.message, language),
        always=hours.always,
        closing=hours.closing(now),
        opens=next_opening(hours, now),
        today=now.date(),
        week=[] if hours.always else week(site, now.date()),
        words=words_for(request),
        bookable=bool(site.bookable()),
        **_waits(desk, site, language, now),
    )


def _waits(desk: Desk, site: Site, language: str, now: datetime) -> dict[str, Any]:
    """The waits now, as far as the site is in touch; else since when they are not known."""
    with desk.database.read() as connection:
        contact = contacts(connection).get(site.id)
    heard = max(filter(None, (contact.last_push, contact.last_feed)), default=None) if contact else None
    if heard is None:
        return {"waits": [], "pauses": [], "heard": None, "in_touch": False}
    with line_of(desk.database, site.id) as line:
        rows: list[ServiceWait] = waits(line)
        paused = {row.service: line.paused.get(row.service, line.paused.get(EVERY_SERVICE)) for row in rows}
    told = []
    for row in rows:
        service = site.rules.service(row.service)
        if service is not None:
            range_now = None if paused[row.service] is not None else (row.low_minutes, row.high_minutes)
            told.append((service.icon, service.name(language), range_now))
    messages = (in_language(message, language) for message in paused.values() if message)
    pauses = list(dict.fromkeys(message for message in messages if message))
    return {
        "waits": told,
        "pauses": pauses,
        "heard": heard.astimezone(site.zone),
        "in_touch": now - heard <= SILENT_AFTER,
    }
