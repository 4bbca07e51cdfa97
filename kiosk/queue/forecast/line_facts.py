"""A journal as the facts that a forecast learns from."""

from __future__ import annotations

from datetime import date, datetime, time

from kiosk.queue import events as e
from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.line_room import Axis
from kiosk.queue.line import Line
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import EndCause, Mark, Visit, VisitState


class JournalFacts:
    """Reads events in order, each before it is folded. `free_since`: when agents became free, on the axis."""

    def __init__(self, free_since: dict[str, float] | None = None, newest: float = 0.0) -> None:
        self.free_since = free_since or {}
        self.newest = newest
        self._day: date | None = None

    def of(self, line: Line, event: e.Event) -> list[f.Fact]:
        """What `event` teaches; `line` is as it stood before."""
        at = max(self.newest, Axis(line.settings.zone).minutes(event.at))
        self.newest = at
        return [*self._new_day(line, event.at, at), *self._facts(line, event, at)]

    def _new_day(self, line: Line, moment: datetime, at: float) -> list[f.Fact]:
        day = line.settings.local_day(moment)
        if self._day is not None and day <= self._day:
            return []
        self._day = day
        return [f.DayStarted(at), *_rosters(line.settings, day, at)]

    def _facts(self, line: Line, event: e.Event, at: float) -> list[f.Fact]:
        match event:
            case e.VisitCheckedIn():
                axis = Axis(line.settings.zone)
                slot = axis.minutes(event.booked_for) if event.booked_for else None
                return [f.CheckedIn(at, event.visit, event.service, slot, Mark.URGENT in event.marks)]
            case e.CounterOpened():
                self.free_since[event.agent] = at
                return [f.AgentOn(at, event.agent)]
            case e.CounterClosed():
                self.free_since[event.agent] = at
                return [f.AgentOff(at, event.agent)]
            case e.VisitCalled() | e.VisitResumed():
                return [f.Called(at, event.visit, event.agent)]
            case e.VisitMissed():
                self.free_since[event.agent] = at
                return [f.NoShow(at, event.visit, event.agent)]
            case e.VisitCameBack():
                return self._joins(line.visits[event.visit], at)
            case e.VisitLeft() if event.cause is not EndCause.DAY_END:
                return self._left(line.visits[event.visit], at)
            case e.VisitLeft() if line.visits[event.visit].state is VisitState.BOOKED:
                return [f.BookingMissed(at, event.visit)]
            case e.SettingsChanged():
                return _rosters(event.settings, event.settings.local_day(event.at), at)
        return self._served(line, event, at)

    def _served(self, line: Line, event: e.Event, at: float) -> list[f.Fact]:
        """What ends, or interrupts, a service."""
        match event:
            case e.VisitFinished():
                return self._ends(line.visits[event.visit], at, whole=True)
            case e.VisitHeld():
                return self._ends(line.visits[event.visit], at, whole=False)
            case e.VisitReturned():
                visit = line.visits[event.visit]
                if visit.agent is None or visit.state is not VisitState.CALLED:
                    return self._joins(visit, at)
                self.free_since[visit.agent] = at
                return [f.Returned(at, visit.id, visit.agent)]
            case e.VisitTransferred():
                visit = line.visits[event.visit]
                again = f.CheckedIn(at, visit.id, event.service, _slot(line, visit))
                return [*self._ends(visit, at, whole=False), again]
            case e.VisitContinued():
                visit = line.visits[event.visit]
                again = f.CheckedIn(at, visit.id, event.service, _slot(line, visit))
                stays = [f.Called(at, visit.id, event.agent)] if event.stays else []
                return [*self._ends(visit, at, whole=True), again, *stays]
        return []

    def _ends(self, visit: Visit, at: float, whole: bool) -> list[f.Fact]:
        if visit.agent is None or not visit.at_counter:
            return []
        self.free_since[visit.agent] = at
        in_one_go = whole and visit.served_seconds == visit.served_before
        return [f.Finished(at, visit.id, visit.agent, in_one_go)]

    def _joins(self, visit: Visit, at: float) -> list[f.Fact]:
        return [f.CheckedIn(at, visit.id, visit.service)]

    def _left(self, visit: Visit, at: float) -> list[f.Fact]:
        if visit.state is VisitState.WAITING:
            return [f.Left(at, visit.id)]
        return self._ends(visit, at, whole=False)


def _slot(line: Line, visit: Visit) -> float | None:
    return Axis(line.settings.zone).minutes(visit.booked_for) if visit.booked_for else None


def _rosters(settings: SiteSettings, day: date, at: float) -> list[f.Fact]:
    midnight = at // 1440 * 1440
    found: list[f.Fact] = []
    for agent in settings.shifts:
        spans = settings.planned(agent, day) or ()
        windows = tuple((midnight + _minute(span.opens), midnight + _minute(span.closes)) for span in spans)
        found.append(f.Rostered(at, agent, windows))
    return found


def _minute(at: time) -> float:
    return at.hour * 60.0 + at.minute
