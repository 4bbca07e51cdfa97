"""Events: what happened. Past tense; the only way in which a `Line` changes; stored for ever.

A field once released is never renamed or given another meaning; new fields have defaults. `VERSION`
counts changes that old readers cannot skip: 2 brought marks, groups, several services a visit, colleagues,
reserved and remote visits, pauses, unmet demand, forecasts and take-overs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import Because, CallAs, CallRule, ChosenReason, EndCause, Mark, Presence, Wait

VERSION = 2


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
    marks: tuple[Mark, ...] = ()
    people: int = 1
    companions: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    presence: Presence = Presence.HERE
    reserved_for: str | None = None
    appointment_start: datetime | None = None  # also of one who comes too late to be called by it


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
    """`because` and `due_at` say why this one, `passed` how many who came earlier wait on."""

    at: datetime
    visit: str
    counter: str
    agent: str
    rule: CallRule
    passed: int = 0
    reason: ChosenReason | None = None
    because: Because | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitRecalled:
    at: datetime
    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitReturned:
    """Went back to the line: with the place kept, or due at `due_at` where that was given up."""

    at: datetime
    visit: str
    cause: EndCause
    due_at: datetime | None = None


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
    """Waits for another service now, with the place kept; `reserved_for`: for this agent."""

    at: datetime
    visit: str
    service: str
    agent: str
    reserved_for: str | None = None


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
class VisitMarked:
    """Its marks are these now."""

    at: datetime
    visit: str
    marks: tuple[Mark, ...]
    agent: str


@dataclass(frozen=True, slots=True)
class VisitReserved:
    """Waits for one agent now, or for anybody again (None)."""

    at: datetime
    visit: str
    reserved_for: str | None
    agent: str


@dataclass(frozen=True, slots=True)
class VisitArrived:
    """Somebody who had joined by phone is here."""

    at: datetime
    visit: str


@dataclass(frozen=True, slots=True)
class VisitCameBack:
    """A no-show who came after all; `due_at`: the old place, or that of a walk-up from now."""

    at: datetime
    visit: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceAdded:
    """There is one more matter to see to in the same visit."""

    at: datetime
    visit: str
    service: str
    agent: str


@dataclass(frozen=True, slots=True)
class VisitContinued:
    """One matter is done, the next follows: here (`stays`), or from the line with the place kept."""

    at: datetime
    visit: str
    service: str
    agent: str
    stays: bool


@dataclass(frozen=True, slots=True)
class ColleagueJoined:
    """A second agent serves this visit too; their own counter is taken by it."""

    at: datetime
    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class ColleagueLeft:
    at: datetime
    visit: str
    counter: str
    agent: str
    cause: EndCause


@dataclass(frozen=True, slots=True)
class CheckInPaused:
    """No walk-ups for these services (none named: for any) until it is reopened; `message` by language."""

    at: datetime
    services: tuple[str, ...]
    message: dict[str, str]
    agent: str


@dataclass(frozen=True, slots=True)
class CheckInReopened:
    at: datetime
    services: tuple[str, ...]
    agent: str


@dataclass(frozen=True, slots=True)
class DemandUnmet:
    """Somebody came and could not be given a place. `why`: the refusal's code."""

    at: datetime
    service: str
    why: str
    people: int = 1
    person: str | None = None


@dataclass(frozen=True, slots=True)
class WaitsPromised:
    """What is told from now on, in minutes from `at`: to visits by id, to who would join by service.

    Only what changed; None: nothing honest can be said.
    """

    at: datetime
    visits: dict[str, Wait | None]
    services: dict[str, Wait | None]


@dataclass(frozen=True, slots=True)
class SiteTakenOver:
    """Another machine writes this journal from here on. `term` grows with each; older writers are refused.

    `after`: the last entry that it had from the old one. `in_touch`: whether the two were in touch until
    then; if not, what the old one acknowledged later is missing here.
    """

    at: datetime
    term: int
    after: int
    in_touch: bool
    by: str


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
    | VisitMarked
    | VisitReserved
    | VisitArrived
    | VisitCameBack
    | ServiceAdded
    | VisitContinued
    | ColleagueJoined
    | ColleagueLeft
    | CheckInPaused
    | CheckInReopened
    | DemandUnmet
    | WaitsPromised
    | SiteTakenOver
)
