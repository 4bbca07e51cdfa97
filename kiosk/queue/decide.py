"""`decide(line, command, now)`: what a command leads to: events, or a refusal.

Each command has one function: here, or in the module of its subject (check_in, bookings, capacity, calling,
serving, counters). None changes the line; the caller folds the events once they are durable. A command that
finds its work already done (a repeat that slipped past the idempotency key) is answered without events, never
refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.queue import bookings, calling, capacity, counters, serving
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.check_in import check_in
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import faults
from kiosk.queue.visits import EndCause, VisitState


def decide(line: Line, command: c.Command, now: datetime) -> Decision:
    """Answer `command` at `now` (aware). Pure: the same three give the same answer for ever."""
    decision: Decision = _DECIDE[type(command)](line, command, now)
    return decision


def _record(line: Line, command: c.RecordIncident, now: datetime) -> Decision:
    recorded = e.IncidentRecorded(
        now, command.incident, command.visit, command.agent, command.kind, command.priority, command.digest
    )
    return Decided((recorded,), command.visit)


def _apply_settings(line: Line, command: c.ApplySettings, now: datetime) -> Decision:
    if command.settings == line.settings and line.sequence > 0:
        return Decided(())
    if found := faults(command.settings):  # they would stop the line, and every start from the journal
        return Refusal(Code.INVALID, found)
    return Decided((e.SettingsChanged(now, command.settings),))


def _end_day(line: Line, command: c.EndDay, now: datetime) -> Decision:
    """Everybody who is left goes home; booked ones whose day has passed did not come."""
    today = line.settings.local_day(now)
    left: list[e.Event] = []
    for visit in line.visits.values():
        booked = visit.booked_for if visit.state is VisitState.BOOKED else None
        to_come = booked is not None and line.settings.local_day(booked) > today
        if may("day_end", visit.state) and not to_come:
            left.append(e.VisitLeft(now, visit.id, EndCause.DAY_END))
    closed = [e.CounterClosed(now, name, at.agent, EndCause.DAY_END) for name, at in line.counters.items()]
    return Decided((*left, *closed, e.DayEnded(now, len(left))))


def _promise(line: Line, command: c.PromiseWaits, now: datetime) -> Decision:
    """Tell what a forecast says, to those who still wait."""
    visits = {
        visit: wait
        for visit, wait in command.visits.items()
        if visit in line.visits and line.visits[visit].state is VisitState.WAITING
    }
    services = {s: wait for s, wait in command.services.items() if line.settings.service(s) is not None}
    if not visits and not services:
        return Decided(())
    return Decided((e.WaitsPromised(now, visits, services),))


def _take_over(line: Line, command: c.TakeOver, now: datetime) -> Decision:
    """Once a term; an older one is refused."""
    if command.term <= line.term:
        return no(Code.FENCED, term=str(line.term))
    return Decided((e.SiteTakenOver(now, command.term, command.after, command.in_touch, command.by),))


_DECIDE: dict[type, Callable[[Line, Any, datetime], Decision]] = {
    c.CheckIn: check_in,
    c.BookVisit: bookings.book,
    c.CancelVisit: bookings.cancel,
    c.Leave: bookings.leave,
    c.RecordIncident: _record,
    c.ApplySettings: _apply_settings,
    c.EndDay: _end_day,
    c.PromiseWaits: _promise,
    c.TakeOver: _take_over,
    c.Arrive: capacity.arrive,
    c.PauseCheckIn: capacity.pause,
    c.ReopenCheckIn: capacity.reopen,
    c.OpenCounter: counters.open_,
    c.CloseCounter: counters.close,
    c.LapseLease: counters.lapse,
    c.CallNext: calling.call_next,
    c.CallVisit: calling.call_visit,
    c.Recall: calling.recall,
    c.MarkNoShow: calling.no_show,
    c.LapseCall: calling.lapse_call,
    c.PutBack: calling.put_back,
    c.ComeBack: calling.come_back,
    c.MarkVisit: calling.mark_visit,
    c.Start: serving.start,
    c.Hold: serving.hold,
    c.Resume: serving.resume,
    c.Transfer: serving.transfer,
    c.Finish: serving.finish,
    c.Reserve: serving.reserve,
    c.AddService: serving.add_service,
    c.Join: serving.join,
    c.Withdraw: serving.withdraw,
}
