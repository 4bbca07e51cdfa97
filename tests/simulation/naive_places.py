"""Which place somebody may have, told a second time: late or not, kept or given up, asked often enough.

Like `naive_order`, written from docs/queue-rules.md, not from the rules' code.
"""

from __future__ import annotations

from datetime import timedelta

from kiosk.queue import events as e
from kiosk.queue.line import Line
from kiosk.queue.visits import EndCause, VisitState


def fault_in(line: Line, event: e.Event) -> str:
    """What is wrong with the place that this event gives, on the line as it was before; "" if nothing."""
    if isinstance(event, e.VisitCheckedIn):
        return _checked_in(line, event)
    if isinstance(event, e.VisitReturned):
        return _returned(line, event)
    if isinstance(event, e.VisitCameBack):
        return _came_back(line, event)
    if isinstance(event, e.VisitMissed):
        calls, asked = line.visits[event.visit].calls, line.settings.calls_before_no_show
        return f"{event.visit} was missed after {calls} of {asked} calls" if calls < asked else ""
    return ""


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _checked_in(line: Line, event: e.VisitCheckedIn) -> str:
    if event.arrived_at > event.at:
        return f"{event.visit} arrives after the check-in"
    if event.booked_for is None:
        right = event.due_at == event.arrived_at + _minutes(line.settings.walk_up_credit)
        return "" if right else f"{event.visit} walks up and is due {event.due_at}"
    if event.arrived_at - event.booked_for > _minutes(line.settings.late_grace):
        return f"{event.visit} is late for {event.booked_for} and keeps its place"
    return "" if event.due_at == event.booked_for else f"{event.visit} is booked and due {event.due_at}"


def _returned(line: Line, event: e.VisitReturned) -> str:
    visit, rules = line.visits[event.visit], line.settings
    if event.cause is EndCause.TIMEOUT:
        alone = visit.called_at is not None and event.at - visit.called_at >= _minutes(rules.accept_within)
        if not rules.accept_within or not alone:
            return f"{event.visit} was taken back before its time"
    too_long = visit.held_at is not None and event.at - visit.held_at > _minutes(rules.hold_keeps)
    gives_up = event.cause is EndCause.AGENT and visit.state is VisitState.HELD and too_long
    wanted = event.at + _minutes(rules.walk_up_credit) if gives_up else None
    return "" if event.due_at == wanted else f"{event.visit} goes back, due {event.due_at} and not {wanted}"


def _came_back(line: Line, event: e.VisitCameBack) -> str:
    """A cut-off kiosk may tell late of somebody who came in time: then the old place is right, too."""
    visit, rules = line.visits[event.visit], line.settings
    if event.due_at == visit.due_at:
        return ""
    if visit.ended_at is not None and event.at - visit.ended_at <= _minutes(rules.return_within):
        return f"{event.visit} came back in time and lost the place"
    late = event.due_at > event.at + _minutes(rules.walk_up_credit)
    return f"{event.visit} came back and is due {event.due_at}" if late else ""
