"""Incidents and requests in the database, with the history of every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from common.wire import IncidentBody, priority_of
from desk.changes import store as news
from desk.changes.rules import Fact, Kind
from desk.connectors.store import outside
from desk.engine import Json, Moment, insert_new, metadata
from desk.incidents.rules import (
    FIRST_NUMBER,
    PAGE_SIZE,
    Content,
    Filter,
    Standing,
    State,
    Step,
    digest_of,
    first_state,
    number_of,
    search_text,
)
from desk.people.rules import pattern_of
from kiosk.queue.refusals import Code

incidents = sa.Table(
    "incidents",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("number", sa.String(20), nullable=False, unique=True),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("visit", sa.String(64)),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("category", Json, nullable=False),
    sa.Column("impact", sa.Integer, nullable=False),
    sa.Column("urgency", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("resolution", sa.Text, nullable=False),
    sa.Column("spent_seconds", sa.Integer, nullable=False),
    sa.Column("service", sa.String(64)),
    sa.Column("agent", sa.String(64)),
    sa.Column("person", sa.String(64), index=True),
    sa.Column("requester", sa.String(200), nullable=False),
    sa.Column("requester_search", sa.String(400), nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("assignee", sa.String(64)),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_incidents_newest", "recorded_at", "id"),
    sa.Index("ix_incidents_site_newest", "site", "recorded_at", "id"),
    sa.Index("ix_incidents_state_newest", "state", "recorded_at", "id"),
    sa.Index("ix_incidents_assignee_newest", "assignee", "recorded_at", "id"),
)
changes = sa.Table(
    "incident_changes",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("incident", sa.String(64), sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("before", sa.String(64), nullable=False),
    sa.Column("after", sa.String(64), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
)
numbers = sa.Table(
    "numbers",
    metadata,
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("last", sa.BigInteger, nullable=False),
)
COPIED = (
    *("id", "visit", "kind", "impact", "urgency", "title", "description", "resolution"),
    *("spent_seconds", "service", "agent", "person"),
)
ADDED = ("number", "site", "priority", "requester", "recorded_at", "received_at")


@dataclass(frozen=True, slots=True)
class Summary:
    """A record as a list shows it. `requester`: a name, "" when none is known (any more)."""

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


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history; `by`: id of a member of staff, or `site:<id>`."""

    at: datetime
    by: str
    step: Step


@dataclass(frozen=True, slots=True)
class Note:
    """A note with the id that its writer made, or the desk."""

    id: str
    incident: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record."""

    id: str
    number: str
    site: str
    visit: str | None
    kind: str
    category: tuple[str, ...]
    impact: int
    urgency: int
    priority: int
    title: str
    description: str
    resolution: str
    spent_seconds: int
    service: str | None
    agent: str | None
    person: str | None
    requester: str
    recorded_at: datetime
    received_at: datetime
    standing: Standing
    history: tuple[Change, ...] = ()

    @property
    def content(self) -> Content:
        return Content(**{name: getattr(self, name) for name in Content.__dataclass_fields__})


def receive(
    connection: Connection, site: str, body: IncidentBody, by: str, now: datetime
) -> tuple[str, Code | None]:
    """Store a record once: its number and None, or "" and why not (`key_reused`: the id is another one's)."""
    digest = digest_of(body)
    known = connection.execute(
        sa.select(incidents.c.number, incidents.c.digest, incidents.c.site).where(incidents.c.id == body.id)
    ).one_or_none()
    if known is None:
        number = number_of(body.kind, _next(connection, body.kind))
        if insert_new(connection, incidents, row_of(body, site, number, digest, now)):
            _write_history(connection, body.id, by, now, [Step("received", after=first_state(body).value)], 0)
            _tell(connection, body.id, "recorded", now)
            return number, None
        return receive(connection, site, body, by, now)  # another process was just faster
    same = known.digest == digest and known.site == site
    return (known.number, None) if same else ("", Code.KEY_REUSED)


def record(connection: Connection, incident: str) -> Record | None:
    """A record with its history, by id or, where nothing has that id, by number."""
    c = incidents.c
    wanted = sa.select(incidents).where((c.id == incident) | (c.number == incident.upper()))
    row = connection.execute(wanted.order_by((c.id == incident).desc()).limit(1)).one_or_none()
    return _record(row, _history(connection, row.id)) if row is not None else None


def site_of(connection: Connection, incident: str) -> str | None:
    """The site of a record by its id; None: there is none."""
    found: str | None = connection.execute(
        sa.select(incidents.c.site).where(incidents.c.id == incident)
    ).scalar()
    return found


def lock_standing(connection: Connection, incident: str) -> Standing | None:
    """What staff may change of a record; others who change it wait until the commit."""
    c = incidents.c
    wanted = sa.select(c.state, c.assignee, c.version).where(c.id == incident).with_for_update()
    row = connection.execute(wanted).one_or_none()
    return Standing(State(row.state), row.assignee, row.version) if row is not None else None


def store_change(
    connection: Connection, incident: str, standing: Standing, steps: Sequence[Step], by: str, now: datetime
) -> list[str]:
    """Write a change that `rules.change` allowed, under `lock_standing`; the ids of its lines of history."""
    values = {"state": standing.state.value, "assignee": standing.assignee, "version": standing.version}
    connection.execute(incidents.update().where(incidents.c.id == incident).values(values))
    places = sa.select(sa.func.count()).where(changes.c.incident == incident)
    made = _write_history(connection, incident, by, now, steps, int(connection.execute(places).scalar_one()))
    _tell(connection, incident, "changed", now, steps)
    return made


def store_content(connection: Connection, record: Record, content: Content) -> None:
    """Write corrected content, in the transaction of the `store_change` that tells of it, and before it."""
    values = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    values |= {
        "category": list(content.category),
        "priority": priority_of(content.impact, content.urgency),
        "search": search_text(record.number, content.title, content.description, content.resolution),
    }
    connection.execute(incidents.update().where(incidents.c.id == record.id).values(values))


def note(connection: Connection, note_id: str) -> Note | None:
    """A note by its own id, whatever record it belongs to."""
    c = changes.c
    wanted = sa.select(c.id, c.incident, c.at, c.by, c.note).where(c.id == note_id, c.what == "note")
    row = connection.execute(wanted).one_or_none()
    return Note(*row) if row is not None else None


def add_note(connection: Connection, incident: str, note_id: str, text: str, by: str, now: datetime) -> bool:
    """Add a note under an id that its writer made; False: the id is taken. Call it under `lock_standing`."""
    place = sa.select(sa.func.count()).where(changes.c.incident == incident).scalar_subquery()
    row = {"id": note_id, "incident": incident, "place": place, "at": now, "by": by, "what": "note"}
    if not insert_new(connection, changes, row | {"before": "", "after": "", "note": text}):
        return False
    raised = incidents.update().where(incidents.c.id == incident)
    connection.execute(raised.values(version=incidents.c.version + 1))
    _tell(connection, incident, "changed", now, [Step("note")])
    return True


def page(connection: Connection, wanted: Filter) -> tuple[list[Summary], int]:
    """The records of one page, the newest first, and how many there are on all pages."""
    conditions = _conditions(wanted)
    total = connection.execute(sa.select(sa.func.count()).select_from(incidents).where(*conditions))
    c = incidents.c
    rows = connection.execute(
        sa.select(
            c.id,
            c.number,
            c.site,
            c.kind,
            c.priority,
            c.title,
            c.requester,
            c.recorded_at,
            c.state,
            c.assignee,
        )
        .where(*conditions)
        .order_by(*_order(wanted))
        .limit(PAGE_SIZE)
        .offset((wanted.page - 1) * PAGE_SIZE)
    )
    return [Summary(*row[:8], State(row.state), row.assignee) for row in rows], int(total.scalar_one())


def forget_person(connection: Connection, person: str, now: datetime) -> int:
    """Take a person's name out of every record; how many there were. What happened stays."""
    mine = incidents.update().where(incidents.c.person == person)
    changed = mine.values(requester="", requester_search="").returning(incidents.c.id)
    found = [row.id for row in connection.execute(changed)]
    for each in found:
        _tell(connection, each, "person_erased", now)
    return len(found)


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    c = incidents.c
    found: list[sa.ColumnElement[bool]] = []
    equal = {c.site: wanted.site, c.kind: wanted.kind, c.assignee: wanted.assignee}
    found += [column == value for column, value in equal.items() if value]
    if wanted.sites is not None:
        found.append(c.site.in_(sorted(wanted.sites)))
    if wanted.states:
        found.append(c.state.in_(wanted.states))
    if wanted.priority is not None:
        found.append(c.priority == wanted.priority)
    if wanted.day is not None:
        begins = datetime.combine(wanted.day, time(0, 0), UTC)
        found += [c.recorded_at >= begins, c.recorded_at < begins + timedelta(days=1)]
    words = [_says(word) for word in wanted.text.split()[:5]]
    if words:
        found.append(sa.and_(*words) | c.id.in_(outside.numbered(wanted.text)))
    return found


def _says(word: str) -> sa.ColumnElement[bool]:
    """Whether a record has a word in what was written, or in the requester's name."""
    like = pattern_of(word)
    return incidents.c.search.like(like, escape="\\") | incidents.c.requester_search.like(like, escape="\\")


def _order(wanted: Filter) -> list[sa.ColumnElement[Any]]:
    """The newest first; before them what has exactly the number that is looked for, here or outside."""
    newest: list[sa.ColumnElement[Any]] = [incidents.c.recorded_at.desc(), incidents.c.id.desc()]
    if not wanted.text:
        return newest
    text = wanted.text.strip()
    exact = (incidents.c.number == text.upper()) | incidents.c.id.in_(outside.numbered(text, exactly=True))
    return [sa.case((exact, 0), else_=1), *newest]


def _next(connection: Connection, kind: str) -> int:
    """The next number of a kind; taken for good when the transaction commits, so that none is left out."""
    insert_new(connection, numbers, {"kind": kind, "last": FIRST_NUMBER - 1})
    raised = numbers.update().where(numbers.c.kind == kind).values(last=numbers.c.last + 1)
    return int(connection.execute(raised.returning(numbers.c.last)).scalar_one())


def row_of(body: IncidentBody, site: str, number: str, digest: str, now: datetime) -> dict[str, Any]:
    """A new record as a row of `incidents`."""
    return {name: getattr(body, name) for name in COPIED} | {
        "number": number,
        "site": site,
        "category": list(body.category),
        "priority": priority_of(body.impact, body.urgency),
        "requester": body.person_name,
        "requester_search": body.person_name.casefold(),
        "recorded_at": body.recorded_at or now,
        "received_at": now,
        "state": first_state(body).value,
        "assignee": None,
        "version": 1,
        "digest": digest,
        "search": search_text(number, body.title, body.description, body.resolution),
    }


def _tell(
    connection: Connection, incident: str, what: str, now: datetime, steps: Sequence[Step] = ()
) -> None:
    """Note for other programs what a record is like now."""
    c = incidents.c
    told = (c.number, c.kind, c.state, c.priority, c.version, c.assignee, c.visit, c.service, c.category)
    row = connection.execute(sa.select(c.site, *told).where(c.id == incident)).one()
    body = {column.name: row._mapping[column] for column in told}
    body |= {"changed": [step.what for step in steps]} if steps else {}
    news.note(connection, [Fact(Kind.INCIDENT, incident, what, row.site, now, body)], now)


def _write_history(
    connection: Connection, incident: str, by: str, now: datetime, steps: Sequence[Step], place: int
) -> list[str]:
    """Write lines of history, the first at `place`; their ids."""
    made = []
    for offset, step in enumerate(steps):
        made.append(new_id())
        connection.execute(
            changes.insert().values(
                id=made[-1],
                incident=incident,
                place=place + offset,
                at=now,
                by=by,
                what=step.what,
                before=step.before,
                after=step.after,
                note=step.note,
            )
        )
    return made


def _history(connection: Connection, incident: str) -> tuple[Change, ...]:
    wanted = sa.select(changes).where(changes.c.incident == incident).order_by(changes.c.place)
    return tuple(
        Change(row.at, row.by, Step(row.what, row.before, row.after, row.note))
        for row in connection.execute(wanted)
    )


def _record(row: sa.Row[Any], history: tuple[Change, ...]) -> Record:
    standing = Standing(State(row.state), row.assignee, row.version)
    copied = {name: getattr(row, name) for name in (*COPIED, *ADDED)}
    return Record(**copied, category=tuple(row.category), standing=standing, history=history)
