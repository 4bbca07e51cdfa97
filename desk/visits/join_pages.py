"""The page on which one joins a site's line by phone: what for, and which name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.ids import new_id
from desk.bookings import booking
from desk.bookings.pages import TRAP, site_or_404
from desk.catalogue.rules import Site
from desk.context import TheDesk
from desk.problems import Refused
from desk.visits.joining import JoinBody, join
from desk.web.forms import Posted
from desk.web.layout import page_language, render
from kiosk.queue.refusals import Code

router = APIRouter(include_in_schema=False)


@router.get("/s/{site}/join")
def ask(
    request: Request, desk: TheDesk, site: str, service: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """What for, then the form; refused where the site does not allow it."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    if not found.rules.remote_join:
        raise Refused(Code.NO_REMOTE_JOIN)
    return _form(request, found, {"id": new_id(), "service": service})


@router.post("/s/{site}/join")
def take(request: Request, desk: TheDesk, site: str, form: Posted) -> Response:
    """Ask the site, and go to the visit's page; or the form again, with what is missing."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    if form.get(TRAP):
        raise Refused(Code.INVALID)
    typed = {name: form.get(name, "") for name in ("id", "service", "name")}
    try:
        wish = JoinBody.model_validate(typed | {"language": page_language(request)})
    except ValidationError as error:
        if {fault["loc"][0] for fault in error.errors()} != {"name"}:
            raise Refused(Code.INVALID) from error
        return _form(request, found, typed, wrong=True)
    booking.count_try(desk, request.client.host if request.client else "")
    join(desk, found, wish)
    return RedirectResponse(f"/v/{wish.id}", 303)


def _form(request: Request, site: Site, typed: dict[str, str], wrong: bool = False) -> Response:
    language = page_language(request)
    offered = [service for service in site.rules.services if service.active]
    return render(
        request,
        "visits/join.html",
        422 if wrong else 200,
        site=site,
        site_name=site.name(language),
        service=next((service for service in offered if service.id == typed["service"]), None),
        services=[(s.id, s.icon, s.name(language)) for s in offered],
        typed=typed,
        wrong=wrong,
        trap=TRAP,
    )
