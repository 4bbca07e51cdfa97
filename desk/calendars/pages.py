"""The page on which each member of staff gives their own calendar. Addresses and passwords are not shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from desk.calendars import store
from desk.calendars.reading import allowed
from desk.calendars.rules import LONGEST_SECRET, Kind
from desk.catalogue import store as catalogue
from desk.context import Desk, TheDesk
from desk.incidents.pages import told_at
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Fields, Posted
from desk.web.layout import words_for
from desk.webhooks.posting import NotAllowed, target_of

router = APIRouter(prefix="/staff/calendar", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]
PAGE = "/staff/calendar"
SUBSCRIBED = "webcal://"  # how calendar programs write the address of a feed; it is fetched by https


@dataclass(frozen=True, slots=True)
class Wish:
    """A calendar as somebody gives it; `faults`: field → end of a message's key."""

    kind: Kind
    url: str
    user: str = ""
    password: str = ""
    faults: dict[str, str] = field(default_factory=dict)


@router.get("")
def page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """How it stands with one's own calendar, and the forms to give one."""
    return _page(request, member, desk, None)


@router.post("")
def give(request: Request, member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Give a calendar, instead of the one before. It is read within seconds."""
    wish = _wish(form, desk)
    if wish.faults:
        return _page(request, member, desk, wish)
    with desk.database.begin() as connection:
        store.give(connection, member.id, wish.kind, wish.url, wish.user, wish.password, desk.now())
        staff.note_action(connection, note(desk, member, "calendar_given", member.id, kind=wish.kind.value))
    return see(PAGE, "calendar-given")


@router.post("/read")
def read_now(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Read it at the next round."""
    with desk.database.begin() as connection:
        store.read_soon(connection, member.id, desk.now())
    return see(PAGE, "calendar-soon")


@router.post("/remove")
def remove(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Forget it, and the times it blocked. A repeat changes nothing."""
    with desk.database.begin() as connection:
        if store.forget(connection, member.id):
            staff.note_action(connection, note(desk, member, "calendar_removed", member.id))
    return see(PAGE, "calendar-removed")


def _wish(form: Fields, desk: Desk) -> Wish:
    kind = Kind.CALDAV if form.get("kind") == Kind.CALDAV.value else Kind.FEED
    url = form.get("url", "").strip()
    if url.lower().startswith(SUBSCRIBED):
        url = f"https://{url[len(SUBSCRIBED) :]}"
    faults = {}
    try:
        target_of(url, allowed(desk))
    except NotAllowed as no:
        faults["url"] = no.why.replace("_", "-")
    if kind is Kind.FEED:
        return Wish(kind, url, faults=faults)
    user, password = form.get("user", "").strip(), form.get("password", "")
    faults |= {
        name: "empty"
        for name, text in (("user", user), ("password", password))
        if not text or len(text) > LONGEST_SECRET or not text.isprintable()
    }
    return Wish(kind, url, user, password, faults)


def _page(request: Request, member: Member, desk: Desk, wish: Wish | None) -> Response:
    """The page; after a form with faults with what was typed, except what is secret."""
    words, now = words_for(request, STAFF_FACES), desk.now()
    with desk.database.read() as connection:
        held = store.get(connection, member.id)
        spans = len(store.busy_of(connection, member.id)) if held else 0
        site = next(iter(catalogue.all_sites(connection)), None)
    values = {
        "kind": held.kind.value if held else "",
        "host": urlsplit(held.url).hostname if held else "",
        "fault": held.fault.replace("_", "-") if held else "",
        "read": told_at(held.read_at, site, words, now) if held and held.read_at else "",
        "spans": spans,
        "wished": wish.kind.value if wish else "",
        "user": wish.user if wish else "",
        "faults": wish.faults if wish else {},
    }
    return render_staff(request, member, "calendar", "calendars/mine.html", 422 if wish else 200, **values)
