"""Events and the line as plain JSON values, and back. One place that knows how the journal is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from kiosk.queue import events
from kiosk.queue.line import Line, OpenCounter, ServiceTimes
from kiosk.queue.order import WaitingIndex
from kiosk.queue.passing import Passing, can_be_passed
from kiosk.queue.settings import SiteSettings, faults
from kiosk.queue.visits import PRESENT, Visit, VisitState, Wait

EVENT_TYPES: dict[str, type] = {t.__name__: t for t in events.Event.__args__}


@cache
def _adapter_of(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def _adapter(kind: type) -> TypeAdapter[Any]:
    return _adapter_of(kind)


def event_type(event: events.Event) -> str:
    """The name under which an event is stored."""
    return type(event).__name__


def to_json(event: events.Event) -> dict[str, Any]:
    """The event as JSON values; its type's name is stored beside it."""
    data: dict[str, Any] = _adapter(EVENT_TYPES[event_type(event)]).dump_python(event, mode="json")
    return data


def from_json(kind: str, data: dict[str, Any]) -> events.Event:
    """The event of type `kind`. Raises KeyError on an unknown type, ValueError on wrong fields."""
    event: events.Event = _adapter(EVENT_TYPES[kind]).validate_python(data)
    return event


def from_text(kind: str, text: str) -> events.Event:
    """The same from the text that the journal holds: quicker, for all of a long journal. Raises the same."""
    event: events.Event = _adapter(EVENT_TYPES[kind]).validate_json(text)
    return event


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A line at a sequence, without its indexes, which are derived anew."""

    settings: SiteSettings
    sequence: int
    day: date
    visits: tuple[Visit, ...]
    counters: dict[str, OpenCounter]
    last_number: dict[str, int]
    numbers: tuple[str, ...]
    times: dict[str, ServiceTimes]
    recent_calls: tuple[str, ...] = field(default=())
    at: datetime | None = None
    term: int = 0
    paused: dict[str, dict[str, str]] = field(default_factory=dict)
    joiner_waits: dict[str, Wait | None] = field(default_factory=dict)
    forecast_at: datetime | None = None
    turned_away: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    called_turns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    since_quick: int = 0
    by_appointment: dict[str, str] = field(default_factory=dict)  # where it is not the last of the visits


def take_snapshot(line: Line) -> dict[str, Any]:
    """The whole line as JSON values."""
    shot = Snapshot(
        line.settings,
        line.sequence,
        line.day,
        tuple(line.visits.values()),
        line.counters,
        line.last_number,
        tuple(sorted(line.numbers)),
        line.times,
        line.recent_calls,
        line.at,
        line.term,
        line.paused,
        line.joiner_waits,
        line.forecast_at,
        line.turned_away,
        {service: tuple(turns) for service, turns in line.passing.called.items()},
        line.since_quick,
        dict(line.by_appointment.items() - line.appointments_in_order().items()),
    )
    data: dict[str, Any] = _adapter(Snapshot).dump_python(shot, mode="json")
    return data


def restore(data: dict[str, Any]) -> Line:
    """The line that `take_snapshot` was given. Raises ValueError on anything else."""
    shot: Snapshot = _adapter(Snapshot).validate_python(data)
    line = Line(
        settings=shot.settings,
        sequence=shot.sequence,
        day=shot.day,
        counters=shot.counters,
        last_number=shot.last_number,
        numbers=set(shot.numbers),
        times=shot.times,
        waiting=WaitingIndex(shot.settings, shot.at.timestamp() if shot.at else 0.0),
        passing=Passing(shot.called_turns),
        since_quick=shot.since_quick,
        recent_calls=shot.recent_calls,
        at=shot.at,
        term=shot.term,
        paused=shot.paused,
        joiner_waits=shot.joiner_waits,
        forecast_at=shot.forecast_at,
        turned_away=shot.turned_away,
    )
    for visit in shot.visits:
        line.visits[visit.id] = visit
        line.heads.add(visit)
        if visit.state is VisitState.WAITING:
            line.waiting.add(visit)
        if can_be_passed(visit):
            line.passing.restore(visit)
        if visit.state in PRESENT:
            line.by_person.update(
                {person: visit.id for person in (visit.person, *visit.companions) if person}
            )
    line.by_appointment = line.appointments_in_order() | shot.by_appointment
    line.by_agent = {at.agent: name for name, at in line.counters.items()}
    return line


def settings_to_json(settings: SiteSettings) -> dict[str, Any]:
    """Site settings as JSON values: what the desk's feed carries."""
    data: dict[str, Any] = _adapter(SiteSettings).dump_python(settings, mode="json")
    return data


def settings_from_json(data: dict[str, Any]) -> SiteSettings:
    """Raises ValueError when `data` are no site settings, or such as would stop the line."""
    settings: SiteSettings = _adapter(SiteSettings).validate_python(data)
    if found := faults(settings):
        raise ValueError(f"unusable settings: {found}")
    return settings


def parse_time(text: str) -> datetime:
    """An RFC 3339 time with offset. Raises ValueError without one."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"no offset in {text!r}")
    return at
