"""An appointment as an entry of its agent's own calendar: its name there, its text. Pure.

The name comes from appointment, agent and calendar, so that however often it is written it is one entry. It
says as little as its owner chose: a calendar is often read by others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin

from desk.calendars.rules import OWN, Busy

LONGEST = 200


class Detail(StrEnum):
    """What an entry says: that somebody is busy, or for whom and what."""

    BUSY = "busy"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; times UTC. `place` and `page`: "" for none. `transparent`: it makes nobody busy."""

    uid: str
    sequence: int
    stamped: datetime
    time: Busy
    title: str
    place: str = ""
    page: str = ""
    transparent: bool = False


def name_of(appointment: str, staff: str, calendar: str) -> str:
    """The name of an appointment's entry in a calendar (its id here) of a member of staff.

    A calendar that is given instead of another has other names: should both addresses lead to the same one,
    what is taken out of the old one is not what was just written into the new one.
    """
    return hashlib.sha256(f"{appointment} {staff} {calendar}".encode()).hexdigest()[:32]


def uid_of(name: str) -> str:
    return f"{name}{OWN}"


def address_of(calendar: str, name: str) -> str:
    """Where an entry lies, in the calendar at an address."""
    return urljoin(calendar if calendar.endswith("/") else f"{calendar}/", f"mostrador-{name}.ics")


def trial(name: str, at: datetime) -> Entry:
    """An entry that only tries whether a calendar can be written; it is taken away again."""
    time = Busy(at.replace(microsecond=0), at.replace(microsecond=0) + timedelta(minutes=1))
    return Entry(uid_of(name), 0, at, time, "Mostrador", transparent=True)


def text_of(entry: Entry) -> bytes:
    """The entry as a calendar's text (RFC 5545), with times in UTC: no rules of a zone are needed."""
    from icalendar import Calendar, Event  # takes long to import, and most processes need none

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamped.astimezone(UTC))
    event.add("dtstart", entry.time.start.astimezone(UTC))
    event.add("dtend", entry.time.end.astimezone(UTC))
    event.add("summary", entry.title[:LONGEST])
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.transparent else "OPAQUE")
    if entry.place:
        event.add("location", entry.place[:LONGEST])
    if entry.page:
        event.add("url", entry.page)
    calendar = Calendar()
    calendar.add("prodid", "-//Mostrador//Mostrador//")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
