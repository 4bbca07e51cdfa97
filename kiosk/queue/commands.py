"""Commands: what somebody asks of the line. Imperative; answered by `decide`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallAs, ChosenReason, EndCause


@dataclass(frozen=True, slots=True)
class AppointmentClaim:
    """What a genuine pass (or the desk's feed) says of an appointment. `start` is aware."""

    id: str
    service: str
    start: datetime
    person: str | None = None
    verified_offline: bool = False


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody stands at the kiosk. `visit`: id made by the sender.

    `arrived_at` and `number` come from a kiosk that was cut off and told the visitor a number of its own
    `series` (two capital letters).
    """

    visit: str
    service: str
    person: str | None = None
    appointment: AppointmentClaim | None = None
    call_as: CallAs = CallAs.NUMBER
    language: str = "en"
    arrived_at: datetime | None = None
    number: str | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True)
class BookVisit:
    """The desk's feed brings an appointment, new or moved. The visit takes the appointment's id."""

    appointment: AppointmentClaim


@dataclass(frozen=True, slots=True)
class CancelVisit:
    """The appointment was called off."""

    visit: str
    cause: EndCause = EndCause.DESK


@dataclass(frozen=True, slots=True)
class OpenCounter:
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class CloseCounter:
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class LapseLease:
    """The agent's console was not heard of for the length of a lease."""

    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class CallNext:
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class CallVisit:
    """Call this one, out of turn, with a reason."""

    counter: str
    agent: str
    visit: str
    reason: ChosenReason


@dataclass(frozen=True, slots=True)
class Recall:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Start:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Hold:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Resume:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Transfer:
    visit: str
    agent: str
    service: str


@dataclass(frozen=True, slots=True)
class Finish:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class MarkNoShow:
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The visitor gives up the place, by kiosk or phone, or tells an agent."""

    visit: str
    cause: EndCause = EndCause.VISITOR


@dataclass(frozen=True, slots=True)
class RecordIncident:
    """An incident or request was recorded; its text lies beside the journal, `digest` is its SHA-256."""

    incident: str
    visit: str | None
    agent: str
    kind: str
    priority: int
    digest: str


@dataclass(frozen=True, slots=True)
class ApplySettings:
    settings: SiteSettings


@dataclass(frozen=True, slots=True)
class EndDay:
    """The day is over: whoever is left goes home, with a record. Decided at a moment of the day that ends."""


Command = (
    CheckIn
    | BookVisit
    | CancelVisit
    | OpenCounter
    | CloseCounter
    | LapseLease
    | CallNext
    | CallVisit
    | Recall
    | Start
    | Hold
    | Resume
    | Transfer
    | Finish
    | MarkNoShow
    | Leave
    | RecordIncident
    | ApplySettings
    | EndDay
)
