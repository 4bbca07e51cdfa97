"""What a device needs to know of the site; and how the service is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from common.wire import SiteOut
from kiosk.queue.codec import settings_to_json
from kiosk.site.asking import allow, json_response, site_of

router = APIRouter(tags=["site"])


@router.get("/api/v1/site", response_model=SiteOut)
async def about(request: Request) -> Response:
    """Settings, keys and addresses; a device keeps them for when it is cut off."""
    site, caller = site_of(request), allow(request, "display", "agent")
    public, own = site.public_desk_url, site.settings.site.id
    answer = SiteOut(
        site=own,
        settings=settings_to_json(site.published.line.settings),
        keys=site.keys,
        categories=site.categories,
        languages=site.settings.site.languages,
        booking_url=f"{public}/book/{own}" if public else "",
        series=caller.series,
        desk_in_touch=site.desk.in_touch,
        now=site.clock.now(),
    )
    return json_response(answer)


@router.get("/healthz", response_model=dict[str, Any])
async def health(request: Request) -> Response:
    """How the service is, and how far the desk is behind."""
    site = site_of(request)
    desk, sequence = site.desk, site.published.sequence
    about_desk = {
        "configured": desk.configured,
        "in_touch": desk.in_touch,
        "behind_entries": max(0, sequence - desk.held) if desk.configured else 0,
        "feed_sequence": desk.feed_sequence,
        "last_contact": desk.last_contact.isoformat() if desk.last_contact else None,
        "fault": desk.fault,
    }
    standby = site.companion.standing()
    told = {
        "status": "fenced" if site.fence.up else "ok",
        "sequence": sequence,
        "desk": about_desk,
        "role": "fenced" if site.fence.up else "primary",
        "site": site.settings.site.id,
        "term": max(site.published.line.term, site.fence.term),
        "origin": site.origin,
        "standby": asdict(standby) if standby.known else None,
        "wrong_clocks": site.device_clocks.wrong(site.clock.now()),
    }
    return JSONResponse(told)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Figures in the format of Prometheus."""
    site = site_of(request)
    figures, line = site.figures, site.published.line
    figures.sequence.set(line.sequence)
    figures.waiting.set(len(line.waiting))
    figures.counters.set(len(line.counters))
    figures.followers.set(len(site.followers))
    figures.desk_in_touch.set(site.desk.in_touch)
    figures.desk_behind.set(max(0, line.sequence - site.desk.held) if site.desk.configured else 0)
    standing = site.companion.standing()
    figures.standby_in_touch.set(standing.in_touch)
    figures.standby_behind.set(standing.behind_entries)
    figures.term.set(line.term)
    return Response(figures.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
