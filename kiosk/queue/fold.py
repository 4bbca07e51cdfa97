"""`fold`: the only way in which a line changes.

`fold` changes the line that it is given and returns it: copying thousands of visits for each event would
make a long day slow (docs/adr/0003). Whoever needs an untouched one folds a line of its own; that is what
the service, consoles, displays and the desk do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.queue import events as e
from kiosk.queue.line import Line, OpenCounter, ServiceTimes
from kiosk.queue.numbers import held_numbers
from kiosk.queue.order import WaitingIndex
from kiosk.queue.passing import can_be_passed
from kiosk.queue.visits import (
    ENDED,
    PRESENT,
    CallRule,
    EndCause,
    Presence,
    Visit,
    VisitState,
    new_visit,
    replace,
)


def fold(line: Line, event: e.Event) -> Line:
    """Apply one event. Raises KeyError on an event that cannot follow: a bug, or a foreign journal."""
    _FOLDS[type(event)](line, event)
    line.sequence += 1
    line.at = event.at
    line.waiting.at = event.at.timestamp()
    return line


def _put(line: Line, visit: Visit) -> None:
    """Store a visit's new value and keep the indexes true."""
    before = line.visits.get(visit.id)
    if before is not None and before.state is VisitState.WAITING:
        line.waiting.remove(visit.id)
    if before is not None and can_be_passed(before):
        passed = line.passing.leave(before)
        visit = visit if visit.passed == passed else replace(visit, passed=passed)
    if before is not None:
        line.heads.remove(before)
    line.heads.add(visit)
    if visit.state is VisitState.WAITING:
        line.waiting.add(visit)
    if can_be_passed(visit):
        visit = line.passing.enter(visit)
    line.visits[visit.id] = visit
    for person in (visit.person, *visit.companions):
        if person and visit.state in PRESENT:
            line.by_person[person] = visit.id
        elif person and line.by_person.get(person) == visit.id:
            del line.by_person[person]


def _free_counters(line: Line, visit: Visit) -> None:
    """Everybody who was with this visit is free."""
    if visit.counter and visit.counter in line.counters and line.counters[visit.counter].visit == visit.id:
        line.counters[visit.counter].visit = None
    for agent in visit.colleagues:
        at = line.counters.get(line.by_agent.get(agent, ""))
        if at is not None and at.helping == visit.id:
            at.helping = None


def _away(line: Line, visit_id: str, **changes: Any) -> None:
    """A visit leaves its counter."""
    visit = line.visits[visit_id]
    _free_counters(line, visit)
    _put(line, replace(visit, counter=None, colleagues=(), **changes))


def _settings_changed(line: Line, event: e.SettingsChanged) -> None:
    waiting = line.in_order()
    line.settings = event.settings
    line.waiting = WaitingIndex(event.settings, line.waiting.at)
    for visit in waiting:
        line.waiting.add(visit)


def _visit_booked(line: Line, event: e.VisitBooked) -> None:
    before = line.visits.get(event.visit)
    _put(
        line,
        new_visit(
            event.visit,
            event.service,
            VisitState.BOOKED,
            person=event.person,
            appointment=event.visit,
            booked_for=event.start,
            appointment_start=event.start,
            reserved_for=before.reserved_for if before else None,
        ),
    )
    line.by_appointment[event.visit] = event.visit


def _visit_cancelled(line: Line, event: e.VisitCancelled) -> None:
    _put(line, replace(line.visits[event.visit], state=VisitState.CANCELLED, ended_at=event.at))


def _start_day(line: Line, at: datetime) -> None:
    """Ticket numbers begin anew on a new day, but for those that somebody in the room still holds.

    A clock set back never brings an old day again.
    """
    day = line.settings.local_day(at)
    if day > line.day:
        line.day = day
        line.last_number.clear()
        line.numbers = held_numbers(line)


def _visit_checked_in(line: Line, event: e.VisitCheckedIn) -> None:
    _start_day(line, event.at)
    if len(event.number) > 1 and event.number[1].isdigit():
        line.last_number[event.number[0]] = max(
            line.last_number.get(event.number[0], 0), int(event.number[1:])
        )
    line.numbers.add(event.number)
    _put(
        line,
        new_visit(
            event.visit,
            event.service,
            VisitState.WAITING,
            person=event.person,
            number=event.number,
            call_as=event.call_as,
            language=event.language,
            appointment=event.appointment,
            booked_for=event.booked_for,
            verified_offline=event.verified_offline,
            checked_in_at=event.arrived_at,
            due_at=event.due_at,
            turn=line.sequence + 1,
            promise=event.promise,
            promised_at=event.at if event.promise else None,
            marks=event.marks,
            people=event.people,
            companions=event.companions,
            further=event.further,
            presence=event.presence,
            reserved_for=event.reserved_for,
            appointment_start=event.appointment_start or event.booked_for,
        ),
    )
    if event.appointment:
        line.by_appointment[event.appointment] = event.visit


def _visit_renumbered(line: Line, event: e.VisitRenumbered) -> None:
    line.numbers.add(event.number)
    _put(line, replace(line.visits[event.visit], number=event.number))


def _counter_opened(line: Line, event: e.CounterOpened) -> None:
    line.counters[event.counter] = OpenCounter(event.agent, event.at)
    line.by_agent[event.agent] = event.counter


def _counter_closed(line: Line, event: e.CounterClosed) -> None:
    del line.counters[event.counter]
    line.by_agent.pop(event.agent, None)


def _visit_called(line: Line, event: e.VisitCalled) -> None:
    line.counters[event.counter].visit = event.visit
    visit = line.visits[event.visit]
    by_rule = event.rule is not CallRule.CHOSEN
    if by_rule:
        line.since_quick = 0 if line.settings.is_quick(visit.service) else line.since_quick + 1
    _put(
        line,
        replace(
            visit,
            state=VisitState.CALLED,
            counter=event.counter,
            agent=event.agent,
            called_at=event.at,
            calls=visit.calls + 1,
            because=event.because,
            chosen_reason=event.reason,
        ),
    )
    if by_rule:  # those who came earlier and go on waiting for this agent's services were passed
        line.passing.note(visit.turn, line.waiting.taken_by(event.agent, event.counter))
    line.recent_calls = (event.visit, *(v for v in line.recent_calls if v != event.visit))[:8]


def _visit_recalled(line: Line, event: e.VisitRecalled) -> None:
    visit = line.visits[event.visit]
    _put(line, replace(visit, called_at=event.at, calls=visit.calls + 1))
    line.recent_calls = (event.visit, *(v for v in line.recent_calls if v != event.visit))[:8]


def _visit_returned(line: Line, event: e.VisitReturned) -> None:
    place = _new_place(line, event.due_at, event.at) if event.due_at else {}
    _away(line, event.visit, state=VisitState.WAITING, agent=None, held_at=None, **place)


def _new_place(line: Line, due_at: datetime, at: datetime) -> dict[str, Any]:
    """What changes for somebody who gave up the old place and has that of a walk-up from now."""
    return {"due_at": due_at, "placed_at": at, "turn": line.sequence + 1, "booked_for": None, "passed": 0}


def _visit_started(line: Line, event: e.VisitStarted) -> None:
    _put(line, replace(line.visits[event.visit], state=VisitState.SERVING, started_at=event.at))


def _served(visit: Visit, at: datetime) -> float:
    """Seconds of service up to `at`, over all stretches. A clock set back counts as nothing."""
    since = visit.started_at
    running = (at - since).total_seconds() if since and visit.state is VisitState.SERVING else 0.0
    return visit.served_seconds + max(0.0, running)


def _learn(line: Line, visit: Visit, at: datetime) -> float:
    """Remember how long the present service took; answers the seconds of service over all stretches."""
    served = _served(visit, at)
    if visit.started_at is not None and (here := served - visit.served_before) > 0.0:
        line.times.setdefault(visit.service, ServiceTimes()).add(here / 60.0)
    return served


def _visit_held(line: Line, event: e.VisitHeld) -> None:
    served = _served(line.visits[event.visit], event.at)
    _away(line, event.visit, state=VisitState.HELD, held_at=event.at, served_seconds=served)


def _visit_resumed(line: Line, event: e.VisitResumed) -> None:
    line.counters[event.counter].visit = event.visit
    changes = {"counter": event.counter, "agent": event.agent, "started_at": event.at, "held_at": None}
    _put(line, replace(line.visits[event.visit], state=VisitState.SERVING, **changes))


def _visit_transferred(line: Line, event: e.VisitTransferred) -> None:
    visit = line.visits[event.visit]
    same = visit.service == event.service  # handed to a colleague: the matter is not done yet
    served = _served(visit, event.at) if same else _learn(line, visit, event.at)
    _away(
        line,
        event.visit,
        state=VisitState.WAITING,
        service=event.service,
        agent=None,
        held_at=None,
        served_seconds=served,
        served_before=visit.served_before if same else served,
        reserved_for=event.reserved_for,
        further=tuple(s for s in visit.further if s != event.service),
        transferred_by=event.agent,
    )


def _visit_finished(line: Line, event: e.VisitFinished) -> None:
    visit = line.visits[event.visit]
    served = _learn(line, visit, event.at)
    _free_counters(line, visit)
    changes = {"colleagues": (), "ended_at": event.at, "served_seconds": served}
    _put(line, replace(visit, state=VisitState.DONE, **changes))


def _visit_missed(line: Line, event: e.VisitMissed) -> None:
    visit = line.visits[event.visit]
    _free_counters(line, visit)
    _put(line, replace(visit, state=VisitState.NO_SHOW, ended_at=event.at, colleagues=()))


def _visit_left(line: Line, event: e.VisitLeft) -> None:
    visit = line.visits[event.visit]
    _free_counters(line, visit)
    came = visit.checked_in_at
    if visit.number and came and event.cause is EndCause.DAY_END and line.settings.local_day(came) < line.day:
        line.numbers.discard(visit.number)  # told of when its day was over: the number is of that day
    _put(line, replace(visit, state=VisitState.LEFT, ended_at=event.at, colleagues=()))


def _visit_marked(line: Line, event: e.VisitMarked) -> None:
    _put(line, replace(line.visits[event.visit], marks=event.marks))


def _visit_reserved(line: Line, event: e.VisitReserved) -> None:
    _put(line, replace(line.visits[event.visit], reserved_for=event.reserved_for))


def _visit_arrived(line: Line, event: e.VisitArrived) -> None:
    _put(line, replace(line.visits[event.visit], presence=Presence.HERE))


def _visit_came_back(line: Line, event: e.VisitCameBack) -> None:
    visit = line.visits[event.visit]
    changes: dict[str, Any] = {"agent": None, "counter": None, "calls": 0, "ended_at": None}
    place = _new_place(line, event.due_at, event.at) if event.due_at != visit.due_at else {}
    _put(line, replace(visit, state=VisitState.WAITING, **changes, **place))


def _service_added(line: Line, event: e.ServiceAdded) -> None:
    visit = line.visits[event.visit]
    _put(line, replace(visit, further=(*visit.further, event.service)))


def _visit_continued(line: Line, event: e.VisitContinued) -> None:
    visit = line.visits[event.visit]
    served = _learn(line, visit, event.at)
    further = list(visit.further)
    if event.service in further:
        further.remove(event.service)
    changes: dict[str, Any] = {
        "service": event.service,
        "further": tuple(further),
        "served_seconds": served,
        "served_before": served,
        "reserved_for": None,
        "transferred_by": None,
    }
    if event.stays:
        _put(line, replace(visit, started_at=event.at, **changes))
    else:
        _away(line, event.visit, state=VisitState.WAITING, agent=None, **changes)


def _colleague_joined(line: Line, event: e.ColleagueJoined) -> None:
    line.counters[event.counter].helping = event.visit
    visit = line.visits[event.visit]
    _put(line, replace(visit, colleagues=(*visit.colleagues, event.agent)))


def _colleague_left(line: Line, event: e.ColleagueLeft) -> None:
    line.counters[event.counter].helping = None
    visit = line.visits[event.visit]
    _put(line, replace(visit, colleagues=tuple(a for a in visit.colleagues if a != event.agent)))


def _check_in_paused(line: Line, event: e.CheckInPaused) -> None:
    for service in event.services or ("",):
        line.paused[service] = event.message


def _check_in_reopened(line: Line, event: e.CheckInReopened) -> None:
    for service in event.services or tuple(line.paused):
        line.paused.pop(service, None)


def _demand_unmet(line: Line, event: e.DemandUnmet) -> None:
    """The event is for the reports; the line remembers who it was, so that asking again does not count."""
    if event.person:
        line.turned_away[event.person] = (event.service, event.at)


def _waits_promised(line: Line, event: e.WaitsPromised) -> None:
    for visit_id, wait in event.visits.items():
        visit = line.visits[visit_id]  # its place stays, so the indexes need not be told
        line.visits[visit_id] = replace(visit, promise=wait, promised_at=event.at if wait else None)
    line.joiner_waits.update(event.services)
    line.forecast_at = event.at


def _site_taken_over(line: Line, event: e.SiteTakenOver) -> None:
    line.term = event.term


def _incident_recorded(line: Line, event: e.IncidentRecorded) -> None:
    """Incidents do not change the line; the event keeps their place in the journal."""


def _day_ended(line: Line, event: e.DayEnded) -> None:
    """Forget who has gone; keep what is booked, and cancellations of days to come (their pass must fail)."""
    today = line.settings.local_day(event.at)
    for visit in list(line.visits.values()):
        to_come = visit.booked_for is not None and line.settings.local_day(visit.booked_for) > today
        if visit.state in ENDED and not to_come:
            line.heads.remove(visit)
            del line.visits[visit.id]
    still = {a: visit for a, visit in line.by_appointment.items() if visit in line.visits}
    line.by_appointment = line.appointments_in_order() | still
    line.recent_calls = ()
    line.since_quick = 0
    line.paused.clear()
    line.turned_away.clear()
    line.joiner_waits.clear()


_FOLDS: dict[type, Callable[[Line, Any], None]] = {
    e.SettingsChanged: _settings_changed,
    e.VisitBooked: _visit_booked,
    e.VisitCancelled: _visit_cancelled,
    e.VisitCheckedIn: _visit_checked_in,
    e.VisitRenumbered: _visit_renumbered,
    e.CounterOpened: _counter_opened,
    e.CounterClosed: _counter_closed,
    e.VisitCalled: _visit_called,
    e.VisitRecalled: _visit_recalled,
    e.VisitReturned: _visit_returned,
    e.VisitStarted: _visit_started,
    e.VisitHeld: _visit_held,
    e.VisitResumed: _visit_resumed,
    e.VisitTransferred: _visit_transferred,
    e.VisitFinished: _visit_finished,
    e.VisitMissed: _visit_missed,
    e.VisitLeft: _visit_left,
    e.IncidentRecorded: _incident_recorded,
    e.DayEnded: _day_ended,
    e.VisitMarked: _visit_marked,
    e.VisitReserved: _visit_reserved,
    e.VisitArrived: _visit_arrived,
    e.VisitCameBack: _visit_came_back,
    e.ServiceAdded: _service_added,
    e.VisitContinued: _visit_continued,
    e.ColleagueJoined: _colleague_joined,
    e.ColleagueLeft: _colleague_left,
    e.CheckInPaused: _check_in_paused,
    e.CheckInReopened: _check_in_reopened,
    e.DemandUnmet: _demand_unmet,
    e.WaitsPromised: _waits_promised,
    e.SiteTakenOver: _site_taken_over,
}
