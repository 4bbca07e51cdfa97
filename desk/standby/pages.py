"""The two machines of each site: who writes, how far the other one is, and the button to take over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words
from desk.bookings.pages import site_or_404
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import TheDesk
from desk.engine import Connection
from desk.incidents.pages import told_at
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.standby import store
from desk.standby.store import ORDER_HOLDS, Terms, reports
from desk.standby.store.reports import StandbySeen, TakeOverSeen
from desk.sync.store import contacts
from desk.web.forms import Posted
from desk.web.layout import words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/machines", include_in_schema=False)
Lead = Annotated[Member, Depends(require(Role.LEAD))]
MINUTES = int(ORDER_HOLDS.total_seconds() // 60)
HIGHEST = 9  # digits of a term in a form


@dataclass(frozen=True, slots=True)
class MachinesRow:
    """A site's machines as the page shows them. Moments are told in the site's time.

    `standby`: together, behind (by `behind` entries), copying, silent; "" when none was ever heard of.
    `ordered`: until when the desk's word to take over holds; "" when there is none.
    """

    id: str
    name: str
    term: int
    entries: int
    standby: str
    behind: int
    seen: str
    ordered: str
    take_over: TakeOverSeen | None
    taken_over: str

    @property
    def next_term(self) -> int:
        return self.term + 1


@router.get("")
def machines(request: Request, member: Lead, desk: TheDesk) -> Response:
    """All sites."""
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        mine = [site for site in catalogue.all_sites(connection) if member.sees(site.id)]
        rows = [_row(connection, site, words, desk.now()) for site in mine]
    return render_staff(request, member, "machines", "staff/machines.html", rows=rows, minutes=MINUTES)


@router.get("/{site}/take-over")
def ask(request: Request, member: Lead, desk: TheDesk, site: str) -> Response:
    """Says what it means, and asks."""
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        row = _row(connection, _own(connection, member, site), words, desk.now())
    if not row.standby:
        return see("/staff/machines")
    return render_staff(request, member, "machines", "staff/take_over.html", row=row, minutes=MINUTES)


@router.post("/{site}/take-over")
def take_over(member: Lead, desk: TheDesk, site: str, form: Posted) -> Response:
    """Say it. Said twice, or after it was done, it changes nothing: the form names the term it is about."""
    given = form.get("term", "")
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) <= HIGHEST else 0
    with desk.database.begin() as connection:
        found = _own(connection, member, site)
        done = store.order_term(connection, found.id, wanted, desk.now())
        if done is store.Ordered.NOW:
            staff.note_action(connection, note(desk, member, "take_over_said", found.id, term=str(wanted)))
    return see("/staff/machines", "take-over-over" if done is store.Ordered.OVER else "take-over-said")


def _own(connection: Connection, member: Member, site: str) -> Site:
    """The site, if it is one that this member sees. Raises Refused `not_found`."""
    found = site_or_404(connection, site)
    if not member.sees(found.id):
        raise Refused(Code.NOT_FOUND)
    return found


def _row(connection: Connection, site: Site, words: Words, now: datetime) -> MachinesRow:
    terms, seen = store.terms_of(connection, site.id), reports.standby_of(connection, site.id)
    contact = contacts(connection).get(site.id)
    entries = contact.sequence if contact else 0
    last = reports.last_take_over(connection, site.id)
    return MachinesRow(
        site.id,
        site.name(words.language),
        terms.term,
        entries,
        _standing(seen, entries, terms, last, now),
        max(0, entries - seen.entry) if seen else 0,
        told_at(seen.seen_at, site, words, now) if seen else "",
        _until(connection, site, words, now),
        last,
        told_at(last.at, site, words, now) if last else "",
    )


def _standing(
    seen: StandbySeen | None, entries: int, terms: Terms, last: TakeOverSeen | None, now: datetime
) -> str:
    if seen is None or (last is not None and last.term == terms.term and seen.seen_at <= last.at):
        return ""  # who was the standby writes now
    if seen.is_silent(now):
        return "silent"
    if not seen.whole:
        return "copying"
    return "together" if seen.together else "behind" if seen.entry < entries else "alone"


def _until(connection: Connection, site: Site, words: Words, now: datetime) -> str:
    """Until when the word that was given holds."""
    said = store.ordered_at(connection, site.id, now)
    return told_at(said + ORDER_HOLDS, site, words, now) if said is not None else ""
