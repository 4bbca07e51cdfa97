"""Checking in: one place a person, a number, a call-by time and a promise.

A person has one place, whichever way they ask for it: by pass, by name, by phone, or as somebody's companion.
Who is here already is given the place they have; who is booked soon and walks up by name takes the
appointment's visit; who was missed and comes after all has the old visit again. Who checked in at a kiosk
that was cut off and is heard of when that day is over is noted as having come and gone: nobody queues today
for yesterday.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.bookings import moved_since
from kiosk.queue.capacity import closed, is_late, no_room, turned_away
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.numbers import is_own, number_for
from kiosk.queue.order import key_of
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.own_booking import claim_of, own_booking, yet_to_come
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import PRESENT, EndCause, Presence, Visit, VisitState, Wait
from kiosk.queue.wait import estimate

OFFLINE_REACH = timedelta(hours=16)  # an arrival that was kept longer than a day's work is counted from now
BELIEVED = timedelta(days=31)  # a kiosk's clock that is further back than this is wrong


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
        return check_in(line, replace(command, appointment=claim_of(named)), now)
    known = _same_visit(line, command)
    gone = _long_gone(line, command.arrived_at, now)
    if known is not None and known.state in PRESENT:
        return Decided((), known.id) if gone else _here_already(command, known, now)
    arrived = command.arrived_at if gone and command.arrived_at else arrival(command.arrived_at, now)
    own = own_booking(line, command.person, arrived) if claim is None else None
    if own is not None and command.presence is Presence.ON_THE_WAY:
        return Decided((), own.id)  # the appointment is the place
    if own is not None:
        return check_in(line, _by_appointment(line, command, own), now)
    known = known or (None if gone else _missed(line, command))
    if known is not None and known.state is VisitState.CANCELLED:
        return Refusal(Code.PASS_CANCELLED)
    if known is not None and known.state is VisitState.DONE:
        return Refusal(Code.PASS_USED)
    return _give_place(line, command, known, arrived, now, gone)


def _named_again(line: Line, command: c.CheckIn, named: Visit, now: datetime) -> Decision:
    """A repeat is answered with its visit; somebody who never checked in cannot be a repeat.

    If its first answer was lost and the kiosk gave out a number of its own meanwhile, the visitor holds that
    one: the visit takes it.
    """
    if named.state is VisitState.CANCELLED:
        return Refusal(Code.PASS_CANCELLED)
    if named.number is None:
        return Refusal(Code.WRONG_STATE, {"state": named.state.value, "number": ""})
    if named.state in PRESENT and command.number != named.number and is_own(line, command):
        return Decided((e.VisitRenumbered(now, named.id, command.number or ""),), named.id)
    return _here_already(command, named, now)


def _here_already(command: c.CheckIn, known: Visit, now: datetime) -> Decision:
    """The place that they have; who had joined by phone and stands there now has arrived."""
    joined = known.state in PRESENT and known.presence is Presence.ON_THE_WAY
    if joined and command.presence is Presence.HERE:
        return Decided((e.VisitArrived(now, known.id),), known.id)
    return Decided((), known.id)


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


def _by_appointment(line: Line, command: c.CheckIn, own: Visit) -> c.CheckIn:
    """The same check-in by the appointment; what else they came for is seen to after it, in one visit."""
    other = line.settings.service(command.service)
    wanted = (command.service,) if other is not None and other.active else ()
    return replace(command, appointment=claim_of(own), further=(*wanted, *command.further))


def _missed(line: Line, command: c.CheckIn) -> Visit | None:
    """The visit of somebody who was called today for this service, did not come, and stands there now."""
    mine = yet_to_come(line, command.person, VisitState.NO_SHOW) if command.appointment is None else []
    again = [visit for visit in mine if visit.service == command.service]
    return max(again, key=lambda visit: visit.turn, default=None)


def arrival(at: datetime | None, now: datetime) -> datetime:
    """When the visitor came: a cut-off kiosk's word `at`, as far as it can be true, else `now`."""
    return at if at is not None and now - OFFLINE_REACH <= at <= now else now


def _long_gone(line: Line, at: datetime | None, now: datetime) -> bool:
    """Whether the day on which somebody came is over, by the word `at` of a kiosk that was cut off."""
    if at is None or not now - BELIEVED <= at <= now:
        return False
    return line.settings.day_over_at(line.settings.local_day(at)) <= now


def _give_place(
    line: Line, command: c.CheckIn, known: Visit | None, arrived: datetime, now: datetime, gone: bool
) -> Decision:
    """A new place, or the old one of somebody who was missed; refused where there is no room.

    `gone`: their day is over; they are noted as having come and gone.
    """
    claim = command.appointment
    offered = line.settings.service(claim.service if claim else command.service)
    if offered is None or not (offered.active or claim):  # a booking outlives its service
        return no(Code.UNKNOWN_SERVICE, service=claim.service if claim else command.service)
    command, fault = _in_order(line, command, _person(command, known), offered.id)
    if fault is not None:
        return fault
    back = known if known is not None and _has_old_visit(line, known, claim) and not gone else None
    due = come_back_due(line, back, arrived) if back is not None else None
    walks_up = claim is None and (back is None or due != back.due_at)
    holds_number = command.arrived_at is not None and is_own(line, command)
    refusal = closed(line, arrived, claim)
    if refusal is None and walks_up and not gone and not holds_number:
        refusal = no_room(line, command, offered.id, now)
    if refusal is not None:
        return turned_away(line, refusal, command, offered.id, _person(command, known), now)
    if claim and claim.start - arrived > timedelta(minutes=line.settings.early_check_in):
        return Refusal(Code.PASS_TOO_EARLY, {"start": claim.start.isoformat()})
    if back is not None and due is not None:
        return Decided((e.VisitCameBack(now, back.id, due),), back.id)
    visit = known.id if known is not None and known.state is VisitState.BOOKED else command.visit
    event = _checked_in(line, command, known, visit, offered.id, offered.prefix, arrived, now)
    left = (e.VisitLeft(now, visit, EndCause.DAY_END),) if gone else ()
    return Decided((event, *left), visit)


def _in_order(
    line: Line, command: c.CheckIn, person: str | None, service: str
) -> tuple[c.CheckIn, Refusal | None]:
    """The check-in with each companion, mark and further service once, or what is wrong with it.

    Companions who have a place of their own keep that one and do not count here.
    """
    rules = line.settings
    if command.people < 1:
        return command, no(Code.INVALID, people="below 1")
    further = tuple(dict.fromkeys(s for s in command.further if s != service))
    for other in further:
        found = rules.service(other)
        if found is None or not found.active:
            return command, no(Code.UNKNOWN_SERVICE, service=other)
    if command.presence is Presence.ON_THE_WAY and not rules.remote_join:
        return command, no(Code.NO_REMOTE_JOIN)
    if command.presence is Presence.REMOTE:
        in_person = [s for s in (service, *further) if not ((found := rules.service(s)) and found.remote)]
        if in_person:
            return command, no(Code.NOT_REMOTE, service=in_person[0])
    chosen = command.reserved_for
    if chosen is not None and not rules.serves(chosen, service):
        return command, no(Code.LACKS_SKILL, service=service)
    named = tuple(dict.fromkeys(p for p in command.companions if p and p != person))
    companions = tuple(p for p in named if line.visit_of(p) is None)
    elsewhere = len(named) - len(companions)
    people = max(1 + len(companions), command.people - elsewhere)
    marks = tuple(dict.fromkeys(command.marks))
    told = (command.further, command.companions, command.people, command.marks)
    if told == (further, companions, people, marks):  # nearly always
        return command, None
    return replace(command, further=further, companions=companions, people=people, marks=marks), None


def _has_old_visit(line: Line, visit: Visit, claim: c.AppointmentClaim | None) -> bool:
    """Whether this is a no-show's own visit still, and none of its people has another place by now."""
    if not may_come_back(line, visit) or (claim is not None and moved_since(visit, claim)):
        return False
    return _other_place(line, visit) is None


def may_come_back(line: Line, visit: Visit) -> bool:
    """Whether it is a no-show of this very day: tomorrow its number is somebody else's."""
    today = visit.ended_at is not None and line.settings.local_day(visit.ended_at) >= line.day
    return may("come_back", visit.state) and today


def _other_place(line: Line, visit: Visit) -> Visit | None:
    places = (line.visit_of(person) for person in (visit.person, *visit.companions))
    return next((place for place in places if place is not None and place.id != visit.id), None)


def come_back_due(line: Line, visit: Visit, now: datetime) -> datetime:
    """The call-by time of a no-show who comes `now`: the old place for a while, then that of a walk-up."""
    missed, kept = visit.ended_at or now, timedelta(minutes=line.settings.return_within)
    if visit.due_at is not None and now - missed <= kept:
        return visit.due_at
    return now + timedelta(minutes=line.settings.walk_up_credit)


def come_back(line: Line, visit: Visit, now: datetime) -> Decision:
    """A no-show is here after all; refused when one of its people has taken another place since."""
    other = _other_place(line, visit)
    if other is not None:
        return no(Code.ALREADY_CHECKED_IN, number=other.number or "")
    return Decided((e.VisitCameBack(now, visit.id, come_back_due(line, visit, now)),), visit.id)


def _checked_in(
    line: Line,
    command: c.CheckIn,
    known: Visit | None,
    visit: str,
    service: str,
    prefix: str,
    arrived: datetime,
    now: datetime,
) -> e.VisitCheckedIn:
    claim = command.appointment
    late = claim is not None and is_late(line, claim, arrived)
    again = known is not None and known.state is not VisitState.BOOKED  # came back after having left
    again = again and not (known is not None and claim is not None and moved_since(known, claim))
    booked_for = claim.start if claim and not late and not again else None
    due = booked_for or arrived + timedelta(minutes=line.settings.walk_up_credit)
    return e.VisitCheckedIn(
        now,
        visit,
        service,
        number_for(line, command, prefix, now),
        due,
        arrived,
        person=_person(command, known),
        call_as=command.call_as,
        language=command.language,
        appointment=claim.id if claim else None,
        booked_for=booked_for,
        verified_offline=bool(claim and claim.verified_offline),
        promise=command.promise or _promise(line, command, service, due, arrived, booked_for),
        marks=command.marks,
        people=command.people,
        companions=command.companions,
        further=command.further,
        presence=command.presence,
        reserved_for=command.reserved_for or (known.reserved_for if known else None),
        appointment_start=claim.start if claim else None,
    )


def _promise(
    line: Line,
    command: c.CheckIn,
    service: str,
    due: datetime,
    arrived: datetime,
    booked_for: datetime | None,
) -> Wait | None:
    """What the visitor is told where no forecast says more: the wait of somebody with this place."""
    key = key_of(due, arrived, booked_for, command.marks, line.sequence + 1, line.settings)
    return estimate(line, service, key)
