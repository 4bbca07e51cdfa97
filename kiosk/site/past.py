"""Visits that ended: kept beside the journal, so that an agent sees whether somebody came before."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, func, select

from kiosk.queue import events as e
from kiosk.queue.visits import Visit, VisitState
from kiosk.site.schema import past_visits

ENDING = (e.VisitCancelled, e.VisitFinished, e.VisitMissed, e.VisitLeft)
_VISIT = TypeAdapter(Visit)


def past_row(visit: Visit) -> dict[str, Any]:
    """The row of a visit that has just ended."""
    return {
        "visit": visit.id,
        "person": visit.person or "",
        "appointment": visit.appointment or "",
        "state": visit.state.value,
        "ended_at": visit.ended_at.isoformat() if visit.ended_at else "",
        "record": json.dumps(_VISIT.dump_python(visit, mode="json")),
    }


def earlier_visits(connection: Connection, person: str, limit: int = 20) -> list[Visit]:
    """A person's visits that ended, the newest first."""
    rows = connection.execute(
        select(past_visits.c.record)
        .where(past_visits.c.person == person)
        .order_by(past_visits.c.ended_at.desc())
        .limit(limit)
    )
    return [_VISIT.validate_json(row.record) for row in rows]


def earlier_count(connection: Connection, person: str) -> int:
    """How often a person was here before."""
    counted = select(func.count()).where(past_visits.c.person == person)
    return int(connection.execute(counted).scalar_one())


def past_visit(connection: Connection, visit: str) -> Visit | None:
    """A visit that ended on an earlier day."""
    record = connection.execute(
        select(past_visits.c.record).where(past_visits.c.visit == visit)
    ).scalar_one_or_none()
    return _VISIT.validate_json(record) if record else None


def was_used(connection: Connection, appointment: str) -> bool:
    """Whether an appointment's visit was served to its end, also on an earlier day."""
    done = (past_visits.c.appointment == appointment) & (past_visits.c.state == VisitState.DONE.value)
    return connection.execute(select(past_visits.c.visit).where(done).limit(1)).first() is not None
