"""Events: what happened. Past tense; the only way in which a `Line` changes; stored for ever.

A field once released is never renamed or given another meaning; new fields have defaults. `VERSION`
counts changes that old readers cannot skip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallAs, CallRule, ChosenReason, EndCause, Wait

VERSION = 1


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    at: datetime
    settings: SiteSettings


@dataclass(frozen=True, slots=True)
class VisitBooked:
    """An appointment became known, or was moved."""

    at: datetime
    visit: str
    service: str
    start: datetime
    person: str | None = None


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    at: datetime
    visit: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class VisitCheckedIn:
    """A place in the line was taken. `due_at`: the call-by time that orders the line."""

    at: datetime
    visit: str
    service: str
    number: str
    due_at: datetime
    arrived_at: datetime
    person: str | None = None
    call_as: CallAs = CallAs.NUMBER
    language: str = "en"
    appointment: str | None = None
    booked_for: datetime | None = None
    verified_offline: bool = False
    promise: Wait | None = None


@dataclass(frozen=True, slots=True)
class VisitRenumbered:
    """The answer to a check-in was lost; the number that the kiosk gave out meanwhile counts."""

    at: datetime
    visit: str
    number: str


@dataclass(frozen=True, slots=True)
class CounterOpened:
    at: datetime
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class CounterClosed:
    at: datetime
    counter: str
    agent: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class VisitCalled:
    """`rule` says why this one; `passed` how many who came earlier were passed by it."""

    at: datetime
    visit: str
    counter: str
    agent: str
    rule: CallRule
    passed: int = 0
    reason: ChosenReason | None = None


@dataclass(frozen=True, slots=True)
class VisitRecalled:
    at: datetime
    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitReturned:
    """A call that was not completed went back to the line, with its place kept."""

    at: datetime
    visit: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class VisitStarted:
    at: datetime
    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitHeld:
    at: datetime
    visit: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class VisitResumed:
    at: datetime
    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitTransferred:
    """Waits for another service now, with the place kept."""

    at: datetime
    visit: str
    service: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitFinished:
    at: datetime
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitMissed:
    """Was called and did not come: a no-show."""

    at: datetime
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitLeft:
    at: datetime
    visit: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class IncidentRecorded:
    at: datetime
    incident: str
    visit: str | None
    agent: str
    kind: str
    priority: int
    digest: str


@dataclass(frozen=True, slots=True)
class DayEnded:
    at: datetime
    cleared: int


Event = (
    SettingsChanged
    | VisitBooked
    | VisitCancelled
    | VisitCheckedIn
    | VisitRenumbered
    | CounterOpened
    | CounterClosed
    | VisitCalled
    | VisitRecalled
    | VisitReturned
    | VisitStarted
    | VisitHeld
    | VisitResumed
    | VisitTransferred
    | VisitFinished
    | VisitMissed
    | VisitLeft
    | IncidentRecorded
    | DayEnded
)
