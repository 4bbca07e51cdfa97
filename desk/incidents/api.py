"""The API of incidents and requests, for staff and for programs that act for them."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import AfterValidator, BaseModel, Field, field_validator

from common.outside import web_address
from common.wire import Id, IncidentBody, Message, Text
from desk.catalogue import store as catalogue
from desk.connectors import handing
from desk.connectors.store import outside
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.idempotency import digest_of, key_in, once
from desk.incidents import store
from desk.incidents.rules import PAGE_SIZE, Changed, Filter, State, Wish, body_in, change, is_number
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.rules import Member, Role, plain
from kiosk.queue.refusals import Code, Refusal

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])
Agent = Annotated[Member, Depends(require(Role.AGENT))]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


class NewIncident(IncidentBody):
    """An incident that is recorded at the desk itself; `id` is its sender's, and no number of ours."""

    site: Id

    @field_validator("id")
    @classmethod
    def _is_no_number(cls, told: str) -> str:
        if is_number(told):
            raise ValueError("is another record's number")
        return told


class ChangeBody(Message):
    """PATCH: what is left out stays. `assignee`: id of a member of staff, "" for nobody."""

    state: State | None = None
    assignee: Annotated[str, Field(max_length=64)] | None = None
    note: Text = ""


class OutsideNumberOut(BaseModel):
    """A record's ticket in an outside tool; `number` and `url` are "" until there is one."""

    connector: str
    number: str
    url: str


class SummaryOut(BaseModel):
    """A record as a list shows it. `outside`: where it was handed over to; null: the desk keeps it."""

    id: str
    number: str
    site: str
    kind: str
    priority: int
    title: str
    requester: str
    recorded_at: datetime
    state: State
    assignee: str | None
    outside: OutsideNumberOut | None = None


class ChangeOut(BaseModel):
    at: datetime
    by: str
    what: str
    before: str
    after: str
    note: str


class IncidentOut(SummaryOut):
    """A whole record; its version is also the ETag. `assignee_name`: "" for nobody."""

    version: int
    visit: str | None
    category: list[str]
    impact: int
    urgency: int
    description: str
    resolution: str
    spent_seconds: int
    service: str | None
    agent: str | None
    person: str | None
    received_at: datetime
    history: list[ChangeOut]
    assignee_name: str = ""


class PageOut(BaseModel):
    items: list[SummaryOut]
    page: int
    pages: int
    total: int


Word = Annotated[str, Query(max_length=64), AfterValidator(plain)]


@router.get("")
def list_incidents(
    member: Agent,
    desk: TheDesk,
    site: Word = "",
    kind: Literal["", "incident", "request"] = "",
    state: Literal["", "open", "new", "in_progress", "waiting", "resolved", "closed"] = "",
    priority: Annotated[int | None, Query(ge=1, le=5)] = None,
    assignee: Word = "",
    q: Annotated[str, Query(max_length=200), AfterValidator(plain)] = "",
    day: date | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> PageOut:
    """The records that pass the filter, the newest first, 50 a page. `day` is the UTC day of recording.

    `q` is looked for in number, title, description, resolution and the requester's name; and it finds the
    record whose ticket in an outside tool has that number, or one that begins with it (“RT 4711”, “4711”,
    “47”). Exactly the number that was asked for comes first.
    """
    wanted = Filter(member.scope, site, kind, state, priority, assignee, q, day, page)
    with desk.database.read() as connection:
        found, total = store.page(connection, wanted)
        tickets = outside.of_many(connection, [each.id for each in found])
    items = [SummaryOut(**dataclasses.asdict(each), outside=_outside(tickets.get(each.id))) for each in found]
    return PageOut(items=items, page=page, pages=-(-total // PAGE_SIZE), total=total)


@router.post("", status_code=201)
def record_incident(
    member: Agent, desk: TheDesk, body: NewIncident, response: Response, key: Key = None
) -> IncidentOut:
    """Record at the desk. A repeat gets the first answer with status 200."""
    try:
        incident = body_in(body.model_dump(exclude={"site"}))
    except ValueError as error:
        raise Refused(Code.INVALID, {"recorded_at": "impossible"}) from error
    key, now = key_in(key), desk.now()

    def work() -> dict[str, Any]:
        if body.site not in catalogue.site_ids(connection) or not member.sees(body.site):
            raise Refused(Code.INVALID, {"site": "unknown"})
        named = incident.model_copy(update={"agent": incident.agent or member.id})
        _, why = handing.receive(connection, desk.connectors, body.site, named, member.id, now)
        if why is not None:
            raise Refused(why)
        staff.note_action(connection, note(desk, member, "incident_recorded", body.id))
        return out(connection, body.id, member).model_dump(mode="json")

    with desk.database.begin() as connection:
        digest = digest_of(body.model_dump(mode="json"))
        answer, repeated = once(connection, f"incident:{member.id}", key, digest, now, work)
    desk.connectors.wake()
    response.status_code = 200 if repeated else 201
    response.headers["ETag"] = f'"{answer["version"]}"'
    return IncidentOut.model_validate(answer)


@router.get("/{incident}")
def get_incident(member: Agent, desk: TheDesk, incident: str, response: Response) -> IncidentOut:
    """One record with its history, by id or number."""
    with desk.database.read() as connection:
        found = out(connection, incident, member)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.patch("/{incident}")
def change_incident(
    member: Agent,
    desk: TheDesk,
    incident: str,
    body: ChangeBody,
    response: Response,
    key: Key = None,
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
) -> IncidentOut:
    """Change state or assignee, or add a note. `If-Match` carries the version (ETag) that was looked at.

    Refusals: `out_of_order` when somebody was faster (data: the current version), `wrong_state`,
    `owned_outside` for state and assignee of a record that was handed over to an outside tool.
    """
    wish = Wish(version_in(if_match), body.state, body.assignee, body.note)
    key = key_in(key)

    def work() -> dict[str, Any]:
        apply_wish(connection, desk, member, incident, wish)
        return out(connection, incident, member).model_dump(mode="json")

    with desk.database.begin() as connection:
        digest = digest_of([incident, if_match, body.model_dump(mode="json")])
        answer, _ = once(connection, f"incident-change:{member.id}", key, digest, desk.now(), work)
    desk.connectors.wake()
    response.headers["ETag"] = f'"{answer["version"]}"'
    return IncidentOut.model_validate(answer)


def apply_wish(connection: Connection, desk: Desk, member: Member, incident: str, wish: Wish) -> None:
    """Change a record as a member of staff wishes; also for the page. Raises Refused."""
    found = seen_record(connection, incident, member)
    now = store.lock_standing(connection, found.id)
    if now is None:
        raise Refused(Code.NOT_FOUND)
    known_assignee(connection, wish, now.assignee)
    changed = change(now, wish)
    if wish.version == now.version:
        handing.refuse_what_is_owned(connection, found.id, now, wish)
    if isinstance(changed, Refusal):
        raise Refused(changed.code, changed.data)
    _store(connection, desk, member, found.id, changed)


def known_assignee(connection: Connection, wish: Wish, assignee: str | None) -> None:
    """See that a record goes to somebody who works here. Raises Refused `invalid`."""
    if wish.assignee and wish.assignee != assignee:
        account = staff.account(connection, wish.assignee) if wish.assignee.isprintable() else None
        if account is None or not account.active:
            raise Refused(Code.INVALID, {"assignee": "unknown"})


def seen_record(connection: Connection, incident: str, member: Member) -> store.Record:
    """A record that this member may see. Raises Refused `not_found`, also for one that they may not."""
    found = store.record(connection, incident) if incident.isprintable() else None
    if found is None or not member.sees(found.site):
        raise Refused(Code.NOT_FOUND)
    return found


def _store(connection: Connection, desk: Desk, member: Member, incident: str, changed: Changed) -> None:
    if changed.steps:
        made = store.store_change(
            connection, incident, changed.standing, changed.steps, member.id, desk.now()
        )
        for key, step in zip(made, changed.steps, strict=True):
            if step.note:
                handing.queue_note(
                    connection, desk.connectors, incident, key, told_by(member, step.note), desk.now()
                )
        what = " ".join(step.what for step in changed.steps)
        staff.note_action(connection, note(desk, member, "incident_changed", incident, what=what))


def told_by(member: Member, text: str) -> str:
    """A note as an outside tool gets it, where everything comes from one account of ours."""
    return f"{member.name}: {text}"


def version_in(header: str | None) -> int:
    """The version in an If-Match header: an ETag in quotes; a weak one matches nothing (RFC 9110, 13.1.1).
    Raises Refused.
    """
    told = (header or "").strip()
    if told.startswith("W/"):
        raise Refused(Code.OUT_OF_ORDER, {"If-Match": "a weak ETag matches nothing"}, status=412)
    version = told[1:-1]
    quoted = told == f'"{version}"'
    if not quoted or not version.isdecimal() or not version.isascii() or len(version) > 9:
        raise Refused(Code.INVALID, {"If-Match": "the version is missing"})
    return int(version)


def out(connection: Connection, incident: str, member: Member) -> IncidentOut:
    """A record as programs see it. Raises Refused `not_found`."""
    found = seen_record(connection, incident, member)
    history = [
        ChangeOut(
            at=c.at, by=c.by, what=c.step.what, before=c.step.before, after=c.step.after, note=c.step.note
        )
        for c in found.history
    ]
    others = {"history", "assignee_name"}
    names = [name for name in IncidentOut.model_fields if hasattr(found, name) and name not in others]
    standing = found.standing
    return IncidentOut(
        **{name: getattr(found, name) for name in names},
        state=standing.state,
        assignee=standing.assignee,
        version=standing.version,
        history=history,
        assignee_name=_name_of(connection, standing.assignee),
        outside=_outside(outside.of(connection, found.id)),
    )


def _outside(ticket: outside.Ticket | None) -> OutsideNumberOut | None:
    if ticket is None:
        return None
    number, url = (ticket.ref.number, web_address(ticket.ref.url)) if ticket.ref else ("", "")
    return OutsideNumberOut(connector=ticket.connector, number=number, url=url)


def _name_of(connection: Connection, member: str | None) -> str:
    account = staff.account(connection, member) if member else None
    return account.member.name if account else ""
