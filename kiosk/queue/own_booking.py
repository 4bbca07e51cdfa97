"""The appointment of somebody who stands here without its pass: what they are asked, and checked in for."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.queue import commands as c
from kiosk.queue.capacity import is_late
from kiosk.queue.line import Line
from kiosk.queue.visits import Visit, VisitState


def claim_of(booked: Visit) -> c.AppointmentClaim:
    """Raises ValueError for a visit that was never booked."""
    start = booked.booked_for
    if start is None:
        raise ValueError(f"visit {booked.id} is not booked")
    return c.AppointmentClaim(booked.id, booked.service, start, booked.person)


def yet_to_come(line: Line, person: str | None, state: VisitState) -> list[Visit]:
    """A person's visits in `state`, which is one before the visitor came: booked, or missed."""
    mine = (line.visits[v] for v in line.heads.expected.get(person, ())) if person else ()
    return [visit for visit in mine if visit.state is state]


def own_booking(line: Line, person: str | None, arrived: datetime) -> Visit | None:
    """Today's appointment of somebody who walks up by name: one not missed yet, then the earliest."""
    expected = yet_to_come(line, person, VisitState.BOOKED)
    if not expected:
        return None
    reach = arrived + timedelta(minutes=line.settings.early_check_in)
    today = line.settings.local_day(arrived)
    claims = {
        visit.id: claim_of(visit)
        for visit in expected
        if visit.booked_for is not None
        and visit.booked_for <= reach
        and line.settings.local_day(visit.booked_for) == today
        and line.settings.service(visit.service) is not None
    }
    if not claims:
        return None
    return line.visits[
        min(claims, key=lambda v: (is_late(line, claims[v], arrived), claims[v].start, claims[v].id))
    ]


def to_be_asked(line: Line, person: str, now: datetime) -> Visit | None:
    """The appointment that somebody may now check in for and is not late for; None for who has a place."""
    if line.visit_of(person) is not None:
        return None
    own = own_booking(line, person, now)
    return own if own is not None and not is_late(line, claim_of(own), now) else None
