"""An appointment as a calendar file (RFC 5545), with the rules of its time zone inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What the calendar shows. Times carry the site's zone; `changes` makes a newer file replace an older."""

    uid: str
    changes: int
    stamped: datetime
    start: datetime
    end: datetime
    title: str
    place: str
    text: str
    page: str
    cancelled: bool = False


def calendar_file(entry: CalendarEntry, organiser: str) -> str:
    """The text of the .ics file, lines ended as the standard asks."""
    from icalendar import Alarm, Calendar, Event  # takes long to import, and most requests need none

    event = Event()
    event.add("uid", f"{entry.uid}@mostrador")
    event.add("sequence", entry.changes)
    event.add("dtstamp", entry.stamped)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.title)
    event.add("description", f"{entry.text}\n{entry.page}".strip())
    event.add("url", entry.page)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", timedelta(minutes=-30))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", f"-//{organiser}//Mostrador//")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(event)
    around = timedelta(days=366)  # the zone's rules for these years only, else it lists a century
    calendar.add_missing_timezones((entry.start - around).date(), (entry.end + around).date())
    text: bytes = calendar.to_ical()
    return text.decode()
