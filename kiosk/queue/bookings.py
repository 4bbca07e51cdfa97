"""Bookings as the desk tells them, and visits that their visitors give up."""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code
from kiosk.queue.visits import PRESENT, Visit, VisitState


def book(line: Line, command: c.BookVisit, now: datetime) -> Decision:
    """Know of an appointment, or of its new time; also of one that was missed and moved to later."""
    claim = command.appointment
    known = line.visits.get(line.by_appointment.get(claim.id, claim.id))
    if known is not None and known.state is not VisitState.BOOKED and not moved_since(known, claim):
        return Decided((), known.id)  # its pass was shown before the news came, or it is over
    if known is None and line.settings.day_over_at(line.settings.local_day(claim.start)) <= now:  # old news
        return Decided(())
    same = known and (known.state, known.service, known.booked_for, known.person) == (
        VisitState.BOOKED,
        claim.service,
        claim.start,
        claim.person,
    )
    if same:
        return Decided((), claim.id)
    return Decided((e.VisitBooked(now, claim.id, claim.service, claim.start, claim.person),), claim.id)


def moved_since(visit: Visit, claim: c.AppointmentClaim) -> bool:
    """Whether the appointment of a visit that was missed, or given up, has a later time by now."""
    over = may("book", visit.state) and visit.ended_at is not None
    later = visit.ended_at is not None and claim.start > visit.ended_at
    return over and later and claim.start != (visit.appointment_start or visit.booked_for)


def cancel(line: Line, command: c.CancelVisit, now: datetime) -> Decision:
    visit = line.visits.get(line.by_appointment.get(command.visit, command.visit))
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state is VisitState.CANCELLED:
        return Decided((), visit.id)
    if visit.state in PRESENT or visit.state is VisitState.DONE:
        return no(Code.ALREADY_CHECKED_IN, number=visit.number or "")
    if not may("cancel", visit.state):
        return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    return Decided((e.VisitCancelled(now, visit.id, command.cause),), visit.id)


def leave(line: Line, command: c.Leave, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state is VisitState.LEFT:
        return Decided((), visit.id)
    if not may("leave", visit.state):
        return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    return Decided((e.VisitLeft(now, visit.id, command.cause),), visit.id)
