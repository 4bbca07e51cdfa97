"""The devices page: each site, how far it and the desk know each other, and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from desk.catalogue import store as catalogue
from desk.context import Desk, TheDesk
from desk.incidents.pages import told_at
from desk.problems import Refused
from desk.programs import store as programs
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.sync import store
from desk.web.forms import Posted
from desk.web.layout import words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/devices", include_in_schema=False)
Admin = Annotated[Member, Depends(require(Role.ADMIN))]

SILENT_AFTER = timedelta(seconds=90)  # a site that is in touch asks at least every half minute


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site as the page shows it; `standing`: in-touch, silent, never."""

    id: str
    name: str
    standing: str
    last_contact: str
    entries: int
    behind: int
    tokens: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A program that has a token, as the page shows it. `used`: "" when it never was."""

    program: programs.Program
    made: str
    used: str


@router.get("")
def devices_page(request: Request, member: Admin, desk: TheDesk) -> Response:
    """All sites."""
    return page(request, member, desk)


@router.post("/{site}/tokens")
def make_token(request: Request, member: Admin, desk: TheDesk, site: str, form: Posted) -> Response:
    """Make a key and show it, this once: so this answers with the page itself instead of a redirect."""
    with desk.database.begin() as connection:
        if site not in catalogue.site_ids(connection):
            raise Refused(Code.NOT_FOUND)
        token = store.add_token(connection, site, desk.now())
        staff.note_action(connection, note(desk, member, "token_made", site))
    return page(request, member, desk, made_for=site, token=token)


@router.post("/tokens/{token_id}/revoke")
def revoke_token(member: Admin, desk: TheDesk, token_id: str, form: Posted) -> Response:
    """Make a key worthless at once. A repeat changes nothing."""
    with desk.database.begin() as connection:
        site = store.revoke_token(connection, token_id, desk.now()) if token_id.isprintable() else None
        if site is not None:
            staff.note_action(connection, note(desk, member, "token_revoked", site))
    return see("/staff/devices", "token-revoked")


def page(
    request: Request,
    member: Member,
    desk: Desk,
    made_for: str = "",
    token: str = "",
    status: int = 200,
    **of_programs: str,
) -> Response:
    """The page, which shows a token that was just made. `of_programs`: what became of the form for one."""
    words, now = words_for(request, STAFF_FACES), desk.now()
    with desk.database.read() as connection:
        sites = catalogue.all_sites(connection)
        contacts = store.contacts(connection)
        tokens = store.valid_tokens(connection)
        known_programs = programs.working(connection)
    rows = []
    for site in sites:
        contact = contacts.get(site.id)
        last = last_contact(contact)
        mine = [(t.id, told_at(t.made_at, site, words, now)) for t in tokens if t.site == site.id]
        rows.append(
            SiteRow(
                site.id,
                site.name(words.language),
                standing_of(last, now),
                told_at(last, site, words, now) if last else "",
                contact.sequence if contact else 0,
                max(0, contact.feed_head - contact.feed_seen) if contact else 0,
                mine,
            )
        )
    values: dict[str, Any] = {"rows": rows, "made_for": made_for, "token": token}
    zone = sites[0] if sites else None
    values["programs"] = [
        ProgramRow(
            each,
            told_at(each.made_at, zone, words, now),
            told_at(each.used_at, zone, words, now) if each.used_at else "",
        )
        for each in known_programs
    ]
    values |= {"site_names": [(row.id, row.name) for row in rows], "program_made": "", "program_fault": ""}
    values |= {"program_name": ""} | of_programs
    return render_staff(request, member, "devices", "staff/devices.html", status, **values)


def last_contact(contact: store.Contact | None) -> datetime | None:
    """When a site was heard of last; None: never."""
    times = [at for at in (contact.last_push, contact.last_feed) if at] if contact else []
    return max(times, default=None)


def standing_of(last: datetime | None, now: datetime) -> str:
    """Whether a site is in touch, as the page's words and icons name it."""
    if last is None:
        return "never"
    return "in-touch" if now - last <= SILENT_AFTER else "silent"
