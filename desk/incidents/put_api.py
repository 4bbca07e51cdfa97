"""Writing incidents and notes by ids that the writer made: exactly once, without any other key.

    PUT /api/v1/incidents/{id}   If-None-Match: *     make it, or learn that it was made
    PUT /api/v1/incidents/{id}   If-Match: "3"        change it, if nobody else did meanwhile
    PUT /api/v1/incidents/{id}/notes/{note}           add a note

Each can be repeated for ever: what is there stays, what is already so is a success.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Response
from pydantic import BaseModel, Field

from common.wire import Id, IncidentBody, LongText, Message
from desk.catalogue import store as catalogue
from desk.connectors import handing
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.idempotency import digest_of, once
from desk.incidents import store
from desk.incidents.api import (
    Agent,
    IncidentOut,
    NewIncident,
    known_assignee,
    out,
    seen_record,
    told_by,
    version_in,
)
from desk.incidents.rules import CONTENT, Content, State, Wish, body_in, change, correct
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from kiosk.queue.refusals import Code, Refusal

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

OwnId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
FIXED = ("site", "kind", "visit", "service", "agent", "spent_seconds", "recorded_at", "person", "person_name")
OWNED_OUTSIDE = ("impact", "urgency", "resolution")  # beside state and assignee
SETTLED = frozenset({State.RESOLVED, State.CLOSED})


class WholeIncident(NewIncident):
    """PUT: the record as it shall be. What need not be given and is left out stays, or has its default.

    `resolved` counts when the record is made, and only without `state`.
    """

    state: State | None = None
    assignee: Annotated[str, Field(max_length=64)] | None = None


class NoteBody(Message):
    """PUT of a note: longer than one that is typed, since what does not fit elsewhere goes here."""

    text: LongText


class NoteOut(BaseModel):
    id: Id
    incident: str
    at: datetime
    by: str
    text: str


@router.put("/{incident}")
def put_incident(
    member: Agent,
    desk: TheDesk,
    incident: OwnId,
    body: WholeIncident,
    response: Response,
    if_match: Annotated[str | None, Header(alias="If-Match")] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> IncidentOut:
    """Make a record (`If-None-Match: *`) or change one (`If-Match`: its ETag), once however often.

    Made: 201; made before with the same content: 200 with the first answer; with another: 409 `key_reused`.
    Changed, or already so: 200. Refusals: `version_missing` (428: neither header), `out_of_order` (412:
    somebody was faster; data: the current version), `wrong_state`, `invalid` (data: what may not be changed),
    `owned_outside` (an outside tool keeps that of the record).
    """
    if body.id != incident:
        raise Refused(Code.INVALID, {"id": "not the one in the address"})
    if if_match is None and if_none_match is None:
        raise Refused(Code.VERSION_MISSING)
    if (if_match is not None and if_none_match is not None) or if_none_match not in (None, "*"):
        raise Refused(Code.INVALID, {"If-None-Match": "* alone is understood"})
    if not member.sees(body.site):
        raise Refused(Code.INVALID, {"site": "unknown"})
    with desk.database.begin() as connection:
        if if_none_match is not None:
            answer, made = _make(connection, desk, member, body)
        else:
            answer, made = _change(connection, desk, member, body, version_in(if_match)), False
    desk.connectors.wake()
    response.status_code = 201 if made else 200
    response.headers["ETag"] = f'"{answer.version}"'
    return answer


@router.put("/{incident}/notes/{note_id}")
def put_note(
    member: Agent, desk: TheDesk, incident: OwnId, note_id: OwnId, body: NoteBody, response: Response
) -> NoteOut:
    """Add a note, once: 201; a repeat: 200 with the note as it was first written; another text: 409."""
    with desk.database.begin() as connection:
        _seen(connection, incident, member)
        store.lock_standing(connection, incident)
        made = store.add_note(connection, incident, note_id, body.text, member.id, desk.now())
        written = store.note(connection, note_id)
        if written is None or (written.incident, written.text) != (incident, body.text):
            raise Refused(Code.KEY_REUSED)
        if made:
            text = told_by(member, body.text)
            handing.queue_note(connection, desk.connectors, incident, note_id, text, desk.now())
            staff.note_action(connection, note(desk, member, "incident_changed", incident, what="note"))
    desk.connectors.wake()
    response.status_code = 201 if made else 200
    return NoteOut.model_validate(written, from_attributes=True)


@router.get("/{incident}/notes/{note_id}")
def get_note(member: Agent, desk: TheDesk, incident: OwnId, note_id: OwnId) -> NoteOut:
    """One note by its id."""
    with desk.database.read() as connection:
        _seen(connection, incident, member)
        written = store.note(connection, note_id)
    if written is None or written.incident != incident:
        raise Refused(Code.NOT_FOUND)
    return NoteOut.model_validate(written, from_attributes=True)


def _seen(connection: Connection, incident: str, member: Member) -> None:
    """See that this member may see the record; without its history, which may be long."""
    site = store.site_of(connection, incident)
    if site is None or not member.sees(site):
        raise Refused(Code.NOT_FOUND)


def _make(
    connection: Connection, desk: Desk, member: Member, body: WholeIncident
) -> tuple[IncidentOut, bool]:
    """The record, and whether this made it."""
    new = store.record(connection, body.id) is None

    def work() -> dict[str, Any]:
        receive_whole(connection, desk, member, body)
        return out(connection, body.id, member).model_dump(mode="json")

    digest = digest_of(body.model_dump(mode="json"))
    answer, repeated = once(connection, "incident-put", body.id, digest, desk.now(), work)
    return IncidentOut.model_validate(answer), new and not repeated


def receive_whole(connection: Connection, desk: Desk, member: Member, body: WholeIncident) -> None:
    """Make the record unless it is there. Raises Refused."""
    if body.site not in catalogue.site_ids(connection):
        raise Refused(Code.INVALID, {"site": "unknown"})
    incident = _body(body, member)
    known = store.record(connection, body.id)
    if known is not None and not member.sees(known.site):
        raise Refused(Code.KEY_REUSED)
    _, why = store.receive(connection, body.site, incident, member.id, desk.now())
    if why is not None:
        raise Refused(why)
    if known is not None:
        return
    staff.note_action(connection, note(desk, member, "incident_recorded", body.id))
    now = store.lock_standing(connection, body.id)
    wish = Wish(1, body.state, body.assignee)
    known_assignee(connection, wish, None)
    changed = change(now, wish) if now is not None else None
    if isinstance(changed, Refusal):
        raise Refused(changed.code, changed.data)
    if changed is not None and changed.steps:
        store.store_change(connection, body.id, changed.standing, changed.steps, member.id, desk.now())
    handing.hand_over(connection, desk.connectors, body.id, desk.now())


def _body(body: WholeIncident, member: Member) -> IncidentBody:
    given = body.model_dump(exclude={"site", "state", "assignee"})
    given["agent"] = given["agent"] or member.id
    if body.state is not None:
        given["resolved"] = body.state in SETTLED
    try:
        return body_in(given)
    except ValueError as error:
        raise Refused(Code.INVALID, {"recorded_at": "impossible"}) from error


def _change(
    connection: Connection, desk: Desk, member: Member, body: WholeIncident, version: int
) -> IncidentOut:
    found = seen_record(connection, body.id, member)
    now = store.lock_standing(connection, found.id)
    found = seen_record(connection, body.id, member)  # as it stands now that nobody else changes it
    if now is None or found.id != body.id:
        raise Refused(Code.NOT_FOUND)
    faults = {name: "cannot be changed" for name in FIXED if not _stays(found, body, name)}
    if faults:
        raise Refused(Code.INVALID, faults)
    given = Content(**{name: getattr(body, name) for name in CONTENT} | {"category": tuple(body.category)})
    left_out = {name: getattr(found, name) for name in CONTENT if name not in body.model_fields_set}
    given = Content(**{name: getattr(given, name) for name in CONTENT} | left_out)
    wish = Wish(version, body.state, body.assignee)
    known_assignee(connection, wish, now.assignee)
    changed = correct(now, found.content, wish, given)
    if version == now.version:
        owned = any(getattr(given, name) != getattr(found, name) for name in OWNED_OUTSIDE)
        handing.refuse_what_is_owned(connection, found.id, now, wish, owned)
    if isinstance(changed, Refusal):
        raise Refused(changed.code, changed.data, status=412 if changed.code is Code.OUT_OF_ORDER else 0)
    if changed.steps:
        store.store_content(connection, found, given)
        store.store_change(connection, found.id, changed.standing, changed.steps, member.id, desk.now())
        what = " ".join(step.what for step in changed.steps)
        staff.note_action(connection, note(desk, member, "incident_changed", found.id, what=what))
    return out(connection, found.id, member)


def _stays(found: store.Record, body: WholeIncident, name: str) -> bool:
    """Whether a field that cannot be changed is left out, or given as it is. An erased name is not known."""
    if name not in body.model_fields_set:
        return True
    if name == "person_name":
        return found.requester in ("", body.person_name)
    given = getattr(body, name)
    return given is None or bool(given == getattr(found, name))
