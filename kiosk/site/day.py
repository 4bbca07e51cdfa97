"""When a day is over: a question about the line and the time, whatever the clock did in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.queue.line import Line
from kiosk.queue.visits import PRESENT, Visit, VisitState

BEFORE_MIDNIGHT = timedelta(microseconds=1)  # the end of a day still belongs to that day


def day_to_end(line: Line, now: datetime) -> datetime | None:
    """The moment at which the newest day that is over, and left something behind, ended; None: all is clear.

    Asked again and again: a clock that jumps ahead, a machine that slept, or a service that was down over
    the weekend only make the answer come later. A clock set back makes no day end twice: what was cleared is
    gone from the line.
    """
    ends = [end for began in _left_behind(line) if (end := _end_after(line, began)) <= now]
    return max(ends) - BEFORE_MIDNIGHT if ends else None


def next_end(line: Line, now: datetime) -> datetime:
    """The first day's end after `now`."""
    return _end_after(line, now)


def _left_behind(line: Line) -> list[datetime]:
    """When everything began that a day's end would clear."""
    began = [at.since for at in line.counters.values()]
    for visit in line.visits.values():
        at = _belongs_to(visit)
        if at is not None:
            began.append(at)
    return began


def _belongs_to(visit: Visit) -> datetime | None:
    """A moment of the day to which a visit belongs; None for one whose day's end changes nothing."""
    if visit.state in PRESENT:
        return visit.called_at or visit.checked_in_at
    if visit.state is VisitState.BOOKED or visit.ended_at is None:
        return visit.booked_for
    return max(visit.ended_at, visit.booked_for or visit.ended_at)  # a cancelled one is kept until its day


def _end_after(line: Line, began: datetime) -> datetime:
    """The first day's end after `began`: somebody who came after closing time belongs to the next day."""
    day = line.settings.local_day(began)
    end = line.settings.day_over_at(day)
    while end <= began:
        day += timedelta(days=1)
        end = line.settings.day_over_at(day)
    return end.astimezone(UTC)
