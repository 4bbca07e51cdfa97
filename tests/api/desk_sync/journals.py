"""Journals as a site would write them, for pushing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from common.wire import IncidentBody, PushBody
from kiosk.queue import events as e
from kiosk.queue.chain import GENESIS, Entry, canonical, link
from kiosk.queue.codec import event_type, to_json
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SETTINGS = SiteSettings("main", services=(Service("laptop", "A", {"en": "Laptop"}),), counters=("1",))


def opening() -> list[e.Event]:
    """A site begins its day."""
    return [e.SettingsChanged(START, SETTINGS), e.CounterOpened(START, "1", "lena")]


def visit(number: int) -> list[e.Event]:
    """One visitor comes, is served and goes."""
    at = START + timedelta(minutes=number)
    name = f"v{number}"
    return [
        e.VisitCheckedIn(at, name, "laptop", f"A{number % 900:03d}", at, at, language="es"),
        e.VisitCalled(at, name, "1", "lena", CallRule.DUE_TIME),
        e.VisitStarted(at, name, "1", "lena"),
        e.VisitFinished(at + timedelta(minutes=5), name, "lena"),
    ]


def chained(events: list[e.Event], actor: str = "kiosk") -> list[Entry]:
    """Events as entries of a journal."""
    entries: list[Entry] = []
    prev = GENESIS
    for seq, event in enumerate(events, 1):
        data = to_json(event)
        at, kind = event.at.isoformat(), event_type(event)
        digest = link(prev, seq, at, kind, e.VERSION, canonical(data), actor, f"c{seq}")
        entries.append(Entry(seq, at, kind, e.VERSION, data, actor, f"c{seq}", prev, digest))
        prev = digest
    return entries


def journal(visits: int) -> list[Entry]:
    """A day's journal: two entries to begin with, four a visit."""
    return chained(opening() + [event for n in range(1, visits + 1) for event in visit(n)])


def on_wire(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def push_of(entries: list[Entry], incidents: list[IncidentBody] | None = None) -> PushBody:
    return PushBody(entries=[on_wire(entry) for entry in entries], incidents=incidents or [])


def incident(name: str, **fields: Any) -> IncidentBody:
    """A record as a console makes it."""
    known: dict[str, Any] = {
        "id": name,
        "kind": "incident",
        "category": ["hardware", "laptop"],
        "impact": 2,
        "urgency": 2,
        "title": "Laptop will not start",
        "recorded_at": START,
        "person": "p-1",
        "person_name": "Ana Example",
    }
    return IncidentBody(**(known | fields))
