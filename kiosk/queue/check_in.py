"""Checking in: one place a person, a number, a call-by time and a promise."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import PRESENT, Visit, VisitState, Wait
from kiosk.queue.wait import estimate

SERIES_NUMBER = re.compile(r"[A-Z]{2}[0-9]{2,3}")
OFFLINE_REACH = timedelta(hours=16)  # an arrival that was kept longer than a day's work is counted from now


def check_in(line: Line, command: c.CheckIn, now: datetime) -> Decision:
    """Give a place, or the place that this person already has."""
    claim = command.appointment
    named = line.visits.get(command.visit)
    if named is not None and named.state is not VisitState.BOOKED:
        return _named_again(line, command, named, now)
    if named is not None and claim is not None and claim.id != named.id:
        return Refusal(Code.INVALID, {"id": "taken"})
    if named is not None and claim is None and named.booked_for is not None:
        # an agent checks in, at the counter, somebody who was booked
        claim = c.AppointmentClaim(named.id, named.service, named.booked_for, named.person)
        return check_in(line, replace(command, appointment=claim), now)
    known = _same_visit(line, command)
    if known is not None and known.state in PRESENT:
        return Decided((), known.id)
    if known is not None and known.state is VisitState.CANCELLED:
        return Refusal(Code.PASS_CANCELLED)
    if known is not None and known.state is VisitState.DONE:
        return Refusal(Code.PASS_USED)
    service = line.settings.service(claim.service if claim else command.service)
    if service is None or not (service.active or claim):  # a booking outlives its service
        return Refusal(Code.UNKNOWN_SERVICE)
    arrived = arrival(command.arrived_at, now)
    if refusal := _closed(line, arrived, claim):
        return refusal
    if claim and claim.start - arrived > timedelta(minutes=line.settings.early_check_in):
        return Refusal(Code.PASS_TOO_EARLY, {"start": claim.start.isoformat()})
    return _take_place(line, command, known, service.id, service.prefix, arrived, now)


def _named_again(line: Line, command: c.CheckIn, named: Visit, now: datetime) -> Decision:
    """A repeat is answered with its visit; somebody who never checked in cannot be a repeat.

    If its first answer was lost and the kiosk gave out a number of its own meanwhile, the visitor holds that
    one: the visit takes it.
    """
    if named.state is VisitState.CANCELLED:
        return Refusal(Code.PASS_CANCELLED)
    if named.number is None:
        return Refusal(Code.WRONG_STATE, {"state": named.state.value, "number": ""})
    if named.state in PRESENT and command.number != named.number and _is_own(line, command):
        return Decided((e.VisitRenumbered(now, named.id, command.number or ""),), named.id)
    return Decided((), named.id)


def _same_visit(line: Line, command: c.CheckIn) -> Visit | None:
    """The visit that this check-in is about already: the place that the person has, else the appointment."""
    claim = command.appointment
    booked = line.visits.get(line.by_appointment.get(claim.id, "")) if claim else None
    if booked is not None and booked.state in PRESENT:
        return booked
    return line.visit_of(_person(command, booked)) or booked


def _person(command: c.CheckIn, booked: Visit | None) -> str | None:
    claimed = command.appointment.person if command.appointment else None
    return command.person or claimed or (booked.person if booked else None)


def arrival(at: datetime | None, now: datetime) -> datetime:
    """When the visitor came: a cut-off kiosk's word `at`, as far as it can be true, else `now`."""
    return at if at is not None and now - OFFLINE_REACH <= at <= now else now


def _closed(line: Line, at: datetime, claim: c.AppointmentClaim | None) -> Refusal | None:
    """Walk-ups come between opening and last check-in; whoever is booked also before, and until closing."""
    on_time = claim is not None and not _late(line, claim, at)
    local = at.astimezone(line.settings.zone)
    closing = line.settings.hours.closing(local)
    if closing is None:
        return None if on_time else Refusal(Code.SITE_CLOSED)
    if line.settings.hours.always or claim is not None:
        return None
    last = datetime.combine(local.date(), closing, local.tzinfo) - timedelta(
        minutes=line.settings.last_check_in
    )
    return Refusal(Code.LAST_CHECK_IN_OVER, {"closes": closing.strftime("%H:%M")}) if local >= last else None


def _late(line: Line, claim: c.AppointmentClaim, at: datetime) -> bool:
    return at - claim.start > timedelta(minutes=line.settings.late_grace)


def _take_place(
    line: Line,
    command: c.CheckIn,
    known: Visit | None,
    service: str,
    prefix: str,
    arrived: datetime,
    now: datetime,
) -> Decision:
    claim = command.appointment
    late = claim is not None and _late(line, claim, arrived)
    again = known is not None and known.state is not VisitState.BOOKED  # came back after a no-show
    booked_for = claim.start if claim and not late and not again else None
    due = booked_for or arrived + timedelta(minutes=line.settings.walk_up_credit)
    visit = known.id if known is not None and known.state is VisitState.BOOKED else command.visit
    event = e.VisitCheckedIn(
        now,
        visit,
        service,
        _number(line, command, prefix, now),
        due,
        arrived,
        person=_person(command, known),
        call_as=command.call_as,
        language=command.language,
        appointment=claim.id if claim else None,
        booked_for=booked_for,
        verified_offline=bool(claim and claim.verified_offline),
        promise=command.promise or _promise(line, service, due, arrived, booked_for),
    )
    return Decided((event,), visit)


def _promise(
    line: Line, service: str, due: datetime, arrived: datetime, booked_for: datetime | None
) -> Wait | None:
    """What the visitor is told: the wait of somebody with this place."""
    place = Visit(
        "",
        service,
        VisitState.WAITING,
        checked_in_at=arrived,
        due_at=due,
        booked_for=booked_for,
        turn=line.sequence + 1,
    )
    return estimate(line, service, line.waiting.key_for(place))


def _number(line: Line, command: c.CheckIn, prefix: str, now: datetime) -> str:
    """The number that a cut-off kiosk gave out if it is of its own series and free; else the next one."""
    fresh = line.settings.local_day(now) > line.day
    taken = set() if fresh else line.numbers
    if command.number and _is_own(line, command, fresh):
        return command.number
    last = 0 if fresh else line.last_number.get(prefix, 0)
    return next(made for n in count(last + 1) if (made := f"{prefix}{n:03d}") not in taken)


def _is_own(line: Line, command: c.CheckIn, fresh: bool = False) -> bool:
    """Whether the offered number is of the kiosk's own series and free; `fresh`: a new day begins."""
    offered = command.number or ""
    in_series = SERIES_NUMBER.fullmatch(offered) is not None and offered[:2] == command.series
    return in_series and (fresh or offered not in line.numbers)
