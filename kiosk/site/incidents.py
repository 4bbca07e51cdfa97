"""Incidents and requests recorded at the counters, and where each stands on its way to the desk."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from common.outside import SET_ASIDE, OutsideNews, OutsideOut
from common.wire import IncidentBody, IncidentOut, priority_of
from kiosk.queue.chain import canonical
from kiosk.site.schema import incidents, outside

Where = Literal["recorded", "at_desk", "needs_attention"]
_WHOLE = select(incidents, outside.c.document.label("ticket")).outerjoin(
    outside, outside.c.incident == incidents.c.id
)


def digest_of(body: IncidentBody) -> str:
    """SHA-256 of the record as canonical JSON: what the journal keeps of its text."""
    return hashlib.sha256(canonical(body.model_dump(mode="json")).encode()).hexdigest()


def out(
    body: IncidentBody,
    standing: Where,
    why: str = "",
    desk_number: str = "",
    ticket: OutsideOut | None = None,
) -> IncidentOut:
    """The record as it is told; one at the desk whose ticket has a number stands outside."""
    handed_over = standing == "at_desk" and ticket is not None and ticket.number != ""
    return IncidentOut(
        incident=body,
        priority=priority_of(body.impact, body.urgency),
        standing="outside" if handed_over else standing,
        why=why,
        desk_number=desk_number,
        outside=ticket,
    )


def notice_of(record: IncidentOut) -> dict[str, Any]:
    """What consoles are told when a record's standing changes."""
    ticket = record.outside.model_dump(mode="json") if record.outside is not None else None
    return {
        "kind": "incident",
        "id": record.incident.id,
        "standing": record.standing,
        "why": record.why,
        "desk_number": record.desk_number,
        "outside": ticket,
    }


def record(connection: Connection, body: IncidentBody, day: date) -> None:
    """Store a record, new or corrected after the desk refused it, in the caller's transaction."""
    row = {
        "id": body.id,
        "day": day.isoformat(),
        "person": body.person or "",
        "document": body.model_dump_json(),
        "standing": "recorded",
        "why": "",
        "desk_number": "",
    }
    known = connection.execute(
        select(incidents.c.position).where(incidents.c.id == body.id)
    ).scalar_one_or_none()
    if known is None:
        connection.execute(insert(incidents).values(row))
    else:
        connection.execute(update(incidents).where(incidents.c.position == known).values(row))


def find(connection: Connection, incident: str) -> IncidentOut | None:
    row = connection.execute(_WHOLE.where(incidents.c.id == incident)).one_or_none()
    return _out(row) if row else None


def of_day(connection: Connection, day: date) -> list[IncidentOut]:
    """The records of one local day, in the order in which they were made."""
    rows = connection.execute(_WHOLE.where(incidents.c.day == day.isoformat()).order_by(incidents.c.position))
    return [_out(row) for row in rows]


def to_send(connection: Connection, limit: int) -> list[IncidentBody]:
    """What the desk does not have yet, oldest first. What it refused waits for a person, not for us."""
    rows = connection.execute(
        select(incidents.c.document)
        .where(incidents.c.standing == "recorded")
        .order_by(incidents.c.position)
        .limit(limit)
    )
    return [IncidentBody.model_validate_json(row.document) for row in rows]


def settle(connection: Connection, body: IncidentBody, standing: Where, why: str, desk_number: str) -> None:
    """What the desk said of a record, unless it was corrected while the desk was asked."""
    same = (incidents.c.id == body.id) & (incidents.c.document == body.model_dump_json())
    connection.execute(
        update(incidents).where(same).values(standing=standing, why=why, desk_number=desk_number)
    )


def put_outside(connection: Connection, news: OutsideNews) -> None:
    """Store how a record stands in an outside tool; the news may come before the desk's number does.

    One that was set aside has no ticket: the desk itself keeps the record again.
    """
    if news.attention == SET_ASIDE:
        connection.execute(delete(outside).where(outside.c.incident == news.incident))
        return
    document = OutsideOut.model_validate(news.model_dump()).model_dump_json()
    row = {"incident": news.incident, "document": document}
    connection.execute(insert(outside).prefix_with("OR REPLACE").values(row))


def blank_person(connection: Connection, person: str) -> None:
    """Take an erased person's name out of records that are still here, in the caller's transaction."""
    rows = connection.execute(
        select(incidents.c.position, incidents.c.document).where(incidents.c.person == person)
    )
    for row in list(rows):
        document = json.dumps(
            json.loads(row.document) | {"person_name": ""}, separators=(",", ":"), ensure_ascii=False
        )
        connection.execute(
            update(incidents).where(incidents.c.position == row.position).values(document=document)
        )


def _out(row: Row[Any]) -> IncidentOut:
    body = IncidentBody.model_validate_json(row.document)
    ticket = OutsideOut.model_validate_json(row.ticket) if row.ticket else None
    return out(body, cast(Where, row.standing), row.why, row.desk_number, ticket)
