"""Pages of incidents and requests: the list with its filter, one record, what staff do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from babel.dates import format_skeleton
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words, say_date, say_time
from common.outside import called, web_address
from common.wire import CategoryOut
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.connectors.mapping.drafting import state_of
from desk.connectors.store import deliveries, outside
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.files import store as files
from desk.incidents import store
from desk.incidents.api import apply_wish, seen_record
from desk.incidents.rules import MOVES, PAGE_SIZE, PREFIXES, Filter, State, Wish
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from desk.web.layout import words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/incidents", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]

STATES = ("open", *(state.value for state in State))
MOST_PAGES = 100_000
LONGEST_NOTE = 4000
PROBLEMS = {
    Code.OUT_OF_ORDER: "changed-meanwhile",
    Code.WRONG_STATE: "changed-meanwhile",
    Code.OWNED_OUTSIDE: "owned-outside",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list, as it is shown."""

    record: store.Summary
    site_name: str
    assignee: str
    when: str
    ticket: outside.Ticket | None = None

    @property
    def outside(self) -> str:
        """The ticket as people call it, “RT 4711”; "" while there is no number."""
        ref = self.ticket.ref if self.ticket is not None else None
        return f"{called(self.ticket.connector)} {ref.number}" if self.ticket is not None and ref else ""

    @property
    def stuck(self) -> bool:
        """Whether it did not get there, and a person must look why."""
        return self.ticket is not None and self.ticket.ref is None and bool(self.ticket.attention)

    @property
    def url(self) -> str:
        ref = self.ticket.ref if self.ticket is not None else None
        return web_address(ref.url) if ref is not None else ""


@router.get("")
def list_page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """The records that pass the filter, the newest first. What cannot be understood does not filter."""
    wanted = filter_of(dict(request.query_params), member)
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        found, total = store.page(connection, wanted)
        sites = _sites(connection, member)
        names = staff.names(connection)
        tickets = outside.of_many(connection, [each.id for each in found])
        open_now = store.page(connection, Filter(member.scope, state="open"))[1]
    today = desk.now()
    rows = [
        Row(
            each,
            _site_name(sites, each.site, words.language),
            names.get(each.assignee or "", ""),
            told_shortly(each.recorded_at, sites.get(each.site), words, today),
            tickets.get(each.id),
        )
        for each in found
    ]
    pages = max(1, -(-total // PAGE_SIZE))
    values: dict[str, Any] = {
        "rows": rows,
        "wanted": wanted,
        "filtered": bool(query_of(wanted)),
        "total": total,
        "open_now": open_now,
        "pages": pages,
        "address": f"/staff/incidents?{query_of(wanted)}{'&' if query_of(wanted) else ''}",
        "sites": [(site.id, site.name(words.language)) for site in sites.values()],
        "states": STATES,
        "kinds": tuple(PREFIXES),
    }
    return render_staff(request, member, "incidents", "staff/incidents.html", **values)


@router.get("/{incident}")
def detail_page(request: Request, member: Agent, desk: TheDesk, incident: str) -> Response:
    """One record with all that is known of it, and its history."""
    return show_record(request, member, desk, incident)


@router.post("/{incident}")
def change_form(request: Request, member: Agent, desk: TheDesk, incident: str, form: Posted) -> Response:
    """Change state or assignee, or add a note. Who was slower sees what is new, and keeps their note."""
    note = _clean(form.get("note", ""))[:LONGEST_NOTE]
    try:
        state = State(form["state"]) if "state" in form else None  # not there when an outside tool keeps it
        wish = Wish(int(form.get("version", "")[:9]), state, form.get("assignee"), note)
    except ValueError as error:
        raise Refused(Code.INVALID, {"state": "unknown"}) from error
    try:
        with desk.database.begin() as connection:
            apply_wish(connection, desk, member, incident, wish)
    except Refused as refused:
        problem = PROBLEMS.get(refused.code)
        if problem is None:
            raise
        return show_record(request, member, desk, incident, note, problem, 409)
    desk.connectors.wake()
    return see(f"/staff/incidents/{quote(incident)}", "incident-changed")


def filter_of(query: dict[str, str], member: Member) -> Filter:
    """The filter in a page's address."""
    site, kind, state = (_clean(query.get(name, ""))[:64] for name in ("site", "kind", "state"))
    priority, page = query.get("priority", ""), query.get("page", "1")
    return Filter(
        member.scope,
        site,
        kind if kind in PREFIXES else "",
        state if state in STATES else "",
        int(priority) if priority in ("1", "2", "3", "4", "5") else None,
        member.id if query.get("mine") == "1" else "",
        _clean(query.get("q", "")).replace("\n", " ")[:200],
        day_of(query.get("day", "")),
        _page_number(page),
    )


def _page_number(text: str) -> int:
    """The number of a page of the list; the first one when it is none."""
    usable = text.isdecimal() and text.isascii() and len(text) < 7
    return min(max(1, int(text)), MOST_PAGES) if usable else 1


def day_of(text: str) -> date | None:
    """A day as a date field sends it; None when it is none, or none of these times."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def query_of(wanted: Filter) -> str:
    """The filter as the address of its page, without the page's number."""
    parts = {
        "q": wanted.text,
        "site": wanted.site,
        "kind": wanted.kind,
        "state": wanted.state,
        "priority": str(wanted.priority or ""),
        "day": wanted.day.isoformat() if wanted.day else "",
        "mine": "1" if wanted.assignee else "",
    }
    return urlencode({name: value for name, value in parts.items() if value})


def told_at(at: datetime, site: Site | None, words: Words, now: datetime) -> str:
    """A moment as the site's clock shows it: the time alone today, else with the date."""
    local = at.astimezone(site.zone) if site else at
    today = now.astimezone(local.tzinfo).date()
    time = say_time(local, words.language)
    if local.date() == today:
        return words.say("day-today-at", time=time)
    day = say_date(local.date(), words.language, year=local.year != today.year)
    return words.say("day-date-at", date=day, time=time)


def told_shortly(at: datetime, site: Site | None, words: Words, now: datetime) -> str:
    """The same for a list: "today at 10:30", "20 Nov" with the time, or with the year when it is another."""
    local = at.astimezone(site.zone) if site else at
    if local.date() == now.astimezone(local.tzinfo).date():
        return told_at(at, site, words, now)
    locale = "en_GB" if words.language == "en" else words.language.replace("-", "_")
    if local.year != now.astimezone(local.tzinfo).year:
        return format_skeleton("yMMMd", local, locale=locale)
    return f"{format_skeleton('MMMd', local, locale=locale)}, {say_time(local, words.language)}"


def show_record(
    request: Request,
    member: Member,
    desk: Desk,
    incident: str,
    note: str = "",
    problem: str = "",
    status: int = 200,
    file_fault: str = "",
) -> Response:
    """The page of a record. `note`: what was typed and not stored; `problem`, `file_fault`: why not."""
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        found = seen_record(connection, incident, member)
        sites = _sites(connection, member)
        accounts = staff.everybody(connection)
        tree = catalogue.categories(connection)
        ticket = outside.of(connection, found.id)
        queued = deliveries.of_incident(connection, found.id)
        kept = files.of_incident(connection, found.id)
    site = sites.get(found.site)
    names = {account.member.id: account.member.name for account in accounts}
    service = site.rules.service(found.service) if site and found.service else None
    assignable = [(a.member.id, a.member.name) for a in accounts if a.active and a.member.sees(found.site)]
    now = desk.now()
    values: dict[str, Any] = {
        "record": found,
        "site_name": _site_name(sites, found.site, words.language),
        "service_name": service.name(words.language) if service else found.service or "",
        "category": category_words(found.category, tree, words.language),
        "agent": names.get(found.agent or "", found.agent or ""),
        "names": names,
        "states": [s for s in State if s is found.standing.state or s in MOVES[found.standing.state]],
        "assignable": assignable,
        "recorded": told_at(found.recorded_at, site, words, now),
        "received": told_at(found.received_at, site, words, now),
        "history": [(told_at(each.at, site, words, now), each) for each in found.history],
        "note": note,
        "problem": problem,
        "ticket": ticket,
        "ticket_url": web_address(ticket.ref.url) if ticket is not None and ticket.ref is not None else "",
        "ticket_strange": ticket is not None and _strange(desk, ticket),
        "ticket_seen": told_at(ticket.seen_at, site, words, now) if ticket and ticket.seen_at else "",
        "queued": [(told_at(each.made_at, site, words, now), each.delivery) for each in queued],
        "files": [(told_at(each.at, site, words, now), each) for each in kept],
        "file_fault": file_fault,
    }
    return render_staff(request, member, "incidents", "staff/incident.html", status, **values)


def _strange(desk: Desk, ticket: outside.Ticket) -> bool:
    """Whether the tool has a word for the ticket's state that nobody here knows."""
    mapping, raw = desk.connectors.mappings.get(ticket.connector), ticket.known.raw_state
    return mapping is not None and raw != "" and state_of(mapping, raw) is None


def category_words(path: tuple[str, ...], tree: list[CategoryOut], language: str) -> list[str]:
    """The names of a category and those above it; the id where the tree no longer has it."""
    said = []
    for part in path:
        node = next((each for each in tree if each.id == part), None)
        said.append((node.names.get(language) or node.names.get("en") or part) if node else part)
        tree = node.children if node else []
    return said


def _sites(connection: Connection, member: Member) -> dict[str, Site]:
    return {site.id: site for site in catalogue.all_sites(connection) if member.sees(site.id)}


def _site_name(sites: dict[str, Site], site: str, language: str) -> str:
    return sites[site].name(language) if site in sites else site


def _clean(text: str) -> str:
    """What somebody typed, without what no database keeps."""
    return "".join(ch for ch in text if ch.isprintable() or ch in "\n\t").strip()
