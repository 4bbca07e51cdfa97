"""When somebody is busy, by their calendar's text; and what that leaves of a slot's places. Pure.

Of a calendar only spans are kept. What does not say "busy" does not count: events that are shown as free,
that were called off, and appointments of our own that somebody put there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from icalendar import Calendar

OWN = "@mostrador"  # ends the UID of every calendar entry that we make
READ_EVERY = timedelta(minutes=5)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 20, 40, 60))
WRITE_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60))
REMOVED_WITHIN = timedelta(days=7)  # from a calendar that was given up; then it is told what stays there
TRUSTED_FOR = timedelta(days=1)  # spans count for so long after the last good reading
BEYOND = timedelta(days=9)  # what is read further than can be booked, so that an unchanged calendar can stay
MOST_SPANS = 5000
LONGEST_SECRET = 500
BEGINS = "BEGIN:VCALENDAR"
TOO_FINE = ("SECONDLY", "MINUTELY", "HOURLY")


class Kind(StrEnum):
    """How a calendar is read."""

    FEED = "feed"
    CALDAV = "caldav"


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """Somebody is away from `start` to `end`, UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Server:
    """One who serves: their busy spans, in order and apart; none when they give no calendar."""

    busy: tuple[Busy, ...] = ()

    def is_away(self, start: datetime, end: datetime) -> bool:
        before = bisect_left(self.busy, end, key=lambda span: span.start)
        return before > 0 and start < self.busy[before - 1].end


class Unreadable(ValueError):
    """No calendar that can be used; `why` is a code with words: `no_calendar`, `unreadable`, `too_much`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def places_left(places: int, servers: Sequence[Server], start: datetime, end: datetime) -> int:
    """How many of a slot's places stay when those who are away take their share of them along.

    With more who serve than places, the ones too many step in first; where each serves several places, theirs
    go with them. Without anybody who serves it is nobody's calendar that decides: the places stay.
    """
    if not servers:
        return places
    there = sum(1 for each in servers if not each.is_away(start, end))
    return min(places, max(places, len(servers)) * there // len(servers))


def next_reading(fault: str, failures: int, now: datetime) -> datetime:
    """When to read again. A wrong password is tried once an hour, so that nobody's account is locked."""
    if not fault:
        return now + READ_EVERY
    return now + (WAITS[-1] if fault == "sign_in" else WAITS[min(failures, len(WAITS)) - 1])


def next_writing(fault: str, failures: int, now: datetime) -> datetime:
    """When to try again to write. A calendar that may not be written is tried once an hour."""
    if fault in ("sign_in", "read_only"):
        return now + WRITE_WAITS[-1]
    return now + WRITE_WAITS[min(failures, len(WRITE_WAITS)) - 1]


def spans(texts: Iterable[str], zone: tzinfo, first: datetime, until: datetime) -> list[Busy]:
    """When somebody is busy between two moments, by the texts of a calendar, joined where they overlap.

    `zone`: of times that name none and of whole days, unless the calendar says one. Raises Unreadable.
    """
    found: list[Busy] = []
    for text in texts:
        for calendar in _calendars(text):
            for span in _busy(calendar, _zone_of(calendar, zone), first, until):
                found.append(span)
                if len(found) > 4 * MOST_SPANS:
                    raise Unreadable("too_much")
    apart = joined(found)
    if len(apart) > MOST_SPANS:
        raise Unreadable("too_much")
    return apart


def own_entries(texts: Iterable[str], zone: tzinfo) -> dict[str, Busy]:
    """Where the entries that we made stand, by UID; those that were called off are left out."""
    found: dict[str, Busy] = {}
    for text in texts:
        for calendar in _calendars(text):
            for event in calendar.walk("VEVENT"):
                uid = str(event.get("UID", ""))
                called_off = str(event.get("STATUS", "")).upper() == "CANCELLED"
                if uid.endswith(OWN) and not called_off and len(found) < MOST_SPANS:
                    span = _own_span(event, _zone_of(calendar, zone))
                    found |= {uid: span} if span is not None else {}
    return found


def _own_span(event: Any, zone: tzinfo) -> Busy | None:
    try:
        return Busy(_moment(event.start, zone), _moment(event.end, zone))
    except (ValueError, TypeError, AttributeError, KeyError):  # whoever changed it left no time
        return None


def _calendars(text: str) -> list[Calendar]:
    from icalendar import Calendar  # takes long to import, and most processes need none

    if not text.lstrip("\ufeff \r\n\t").upper().startswith(BEGINS):
        raise Unreadable("no_calendar")
    try:
        found = Calendar.from_ical(text.lstrip("\ufeff \r\n\t"), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Unreadable("unreadable") from error
    calendars = [each for each in found if each.name == "VCALENDAR"]
    if not calendars:  # it broke off before its end
        raise Unreadable("unreadable")
    return calendars


def _zone_of(calendar: Calendar, zone: tzinfo) -> tzinfo:
    """The zone that a calendar names for times without one."""
    named = str(calendar.get("X-WR-TIMEZONE", ""))
    try:
        return ZoneInfo(named) if named else zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return zone


def _busy(calendar: Calendar, zone: tzinfo, first: datetime, until: datetime) -> Iterator[Busy]:
    import recurring_ical_events  # type: ignore[import-untyped]  # it has no types

    for event in calendar.walk("VEVENT"):
        if any(_is_too_fine(rule) for rule in _listed(event.get("RRULE"))):
            raise Unreadable("too_much")
    calendar.subcomponents = [
        each for each in calendar.subcomponents if each.name != "VEVENT" or "DTSTART" in each
    ]
    # an odd event is left out and the others count: a calendar of ten years always has one
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    around = timedelta(days=1)  # floating times are compared as if they were UTC
    for event in query.between(first - around, until + around):
        span = _clipped(_moment(event.start, zone), _moment(event.end, zone), first, until)
        if span is not None and _counts(event):
            yield span
    for component in calendar.walk("VFREEBUSY"):
        for period in _listed(component.get("FREEBUSY")):
            span = _period(period, zone, first, until)
            if span is not None:
                yield span


def _counts(event: Mapping[str, Any]) -> bool:
    """Whether an event makes somebody busy."""
    free = (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
    )
    return not free and not str(event.get("UID", "")).endswith(OWN)


def _is_too_fine(rule: Any) -> bool:
    """Whether something repeats within the day so often that it is no calendar of a person."""
    if not isinstance(rule, Mapping):  # one that could not be read: its event is left out
        return False
    often = any(str(each).upper() in TOO_FINE for each in _listed(rule.get("FREQ")))
    return often or any(len(_listed(rule.get(part))) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))


def _period(period: Any, zone: tzinfo, first: datetime, until: datetime) -> Busy | None:
    """One span of a VFREEBUSY; what kind it is stands at the property, and "busy" is meant without one."""
    try:
        kind, (start, end) = str(period.params.get("FBTYPE", "BUSY")).upper(), period.dt
    except (ValueError, TypeError, AttributeError):  # one that could not be read is left out
        return None
    if kind == "FREE":
        return None
    end = start + end if isinstance(end, timedelta) else end
    return _clipped(_moment(start, zone), _moment(end, zone), first, until)


def _moment(at: date | datetime, zone: tzinfo) -> datetime:
    """A moment in UTC: a day begins at midnight in the zone, a time without a zone is the zone's."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(0))
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _clipped(start: datetime, end: datetime, first: datetime, until: datetime) -> Busy | None:
    start, end = max(start, first), min(end, until)
    return Busy(start, end) if start < end else None


def joined(found: Iterable[Busy]) -> list[Busy]:
    """Spans in order and apart."""
    apart: list[Busy] = []
    for span in sorted(found):
        if apart and span.start <= apart[-1].end:
            apart[-1] = Busy(apart[-1].start, max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart


def _listed(value: Any) -> list[Any]:
    """A property that may be there never, once or several times."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
