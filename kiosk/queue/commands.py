"""Commands: what somebody asks of the line. Imperative; answered by `decide`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallAs, ChosenReason, EndCause, Mark, Presence, Remaining, Wait


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
    `series` (two capital letters). `promise`: what a forecast says to somebody who joins now.
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
    marks: tuple[Mark, ...] = ()
    people: int = 1
    companions: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    presence: Presence = Presence.HERE
    reserved_for: str | None = None
    promise: Wait | None = None


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
    """`people`: what becomes of those whom nobody else on duty could serve."""

    counter: str
    agent: str
    people: Remaining | None = None


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
    """To another service, or with `to_agent` to a colleague, also for the service that it is."""

    visit: str
    agent: str
    service: str
    to_agent: str | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """`service`: the matter that is done, so that a second press does not end the next one as well."""

    visit: str
    agent: str
    service: str | None = None


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


@dataclass(frozen=True, slots=True)
class LapseCall:
    """A call was left alone for longer than the site allows."""

    visit: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """Somebody called or held goes back to the line."""

    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class ComeBack:
    """A no-show stands there after all."""

    visit: str


@dataclass(frozen=True, slots=True)
class MarkVisit:
    visit: str
    agent: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Reserve:
    """`for_agent` None: anybody may serve it again."""

    visit: str
    agent: str
    for_agent: str | None


@dataclass(frozen=True, slots=True)
class Arrive:
    """Somebody who had joined by phone is here."""

    visit: str


@dataclass(frozen=True, slots=True)
class AddService:
    visit: str
    agent: str
    service: str


@dataclass(frozen=True, slots=True)
class Join:
    """A second agent comes to a visit that a colleague serves."""

    visit: str
    counter: str
    agent: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The second agent goes back to their own counter."""

    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class PauseCheckIn:
    """`services` empty: all. `message` by language, shown at the kiosk."""

    services: tuple[str, ...]
    message: dict[str, str]
    agent: str


@dataclass(frozen=True, slots=True)
class ReopenCheckIn:
    services: tuple[str, ...]
    agent: str


@dataclass(frozen=True, slots=True)
class PromiseWaits:
    """A forecast made from the line at `sequence`; who does not wait any more is left out."""

    sequence: int
    visits: dict[str, Wait | None]
    services: dict[str, Wait | None]


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A standby becomes the writer. `after`: its last entry from the old one."""

    term: int
    after: int
    in_touch: bool
    by: str


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
    | LapseCall
    | PutBack
    | ComeBack
    | MarkVisit
    | Reserve
    | Arrive
    | AddService
    | Join
    | Withdraw
    | PauseCheckIn
    | ReopenCheckIn
    | PromiseWaits
    | TakeOver
)
