"""Messages between the programs: what goes through HTTP. Pydantic models, limits on every field.

Times are RFC 3339 with offset, durations seconds (`*_seconds`) or, where they are told to people, minutes.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from common.outside import OutsideOut, RecordStanding
from kiosk.queue.visits import Because, CallAs, ChosenReason, Mark, Presence


def _clean(text: str) -> str:
    """Text as the person wrote it, without control characters; NFC, trimmed. Line breaks stay."""
    kept = (ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _filled(text: str) -> str:
    if all(unicodedata.category(ch) in ("Cf", "Mn", "Zs") for ch in text):  # nothing to be seen
        raise ValueError("must not be empty")
    return text


Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
Line1 = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Filled = Annotated[
    str, Field(min_length=1, max_length=200), AfterValidator(_one_line), AfterValidator(_filled)
]
Text = Annotated[str, Field(max_length=4000), AfterValidator(_clean)]
LongText = Annotated[str, Field(max_length=15_000), AfterValidator(_clean), AfterValidator(_filled)]
Note = Annotated[str, Field(max_length=500), AfterValidator(_clean)]
Language = Annotated[str, Field(min_length=2, max_length=8, pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Mail = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=254,
        pattern=r"^$|^[^@\s\p{Cc}\p{Cf}]+@[^@\s\p{Cc}\p{Cf}]+\.[^@\s.\p{Cc}\p{Cf}]+$",
    ),
]
Moment = Annotated[  # a day away from either end of the calendar, so that every time zone can tell it
    AwareDatetime, Field(gt=datetime(1, 1, 2, tzinfo=UTC), lt=datetime(9999, 12, 30, tzinfo=UTC))
]


CLOCK_HEADER = "Mostrador-Clock"  # what the own clock of a device says, RFC 3339
TERM_HEADER = "Mostrador-Term"  # which take-over of the site an answer, or a question, knows of
HIGHEST_TERM = 1_000_000_000


class Message(BaseModel):
    """Base of all: unknown fields are refused, values immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Guest(Message):
    """Somebody who is not in the directory, or would rather not look."""

    name: Filled
    mail: Mail = ""


class CheckInBody(Message):
    """POST /api/v1/visits. `id` is made by the sender. A pass needs neither service nor person.

    `arrived_at`, `number`: from a kiosk that was cut off (its device's own series). `people`: how many came
    together; `companions`: those of them whom the directory knows; `further`: services after the first one.
    `marks` and `presence` are for agents; a kiosk may say `accessibility`.
    """

    id: Id
    service: Id | None = None
    person: Id | None = None
    guest: Guest | None = None
    pass_: Annotated[str, Field(max_length=2048)] | None = Field(default=None, alias="pass")
    call_as: CallAs = CallAs.FIRST_NAME
    language: Language = "en"
    note: Note = ""
    arrived_at: Moment | None = None
    number: Annotated[str, Field(max_length=8)] | None = None
    marks: Annotated[tuple[Mark, ...], Field(max_length=3)] = ()
    people: Annotated[int, Field(ge=1, le=50)] = 1
    companions: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    further: Annotated[tuple[Id, ...], Field(max_length=8)] = ()
    presence: Presence = Presence.HERE
    reserved_for: Id | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PersonFound(Message):
    """A directory entry as the kiosk or console shows it. `mail_hint` is masked: `a…@example.org`."""

    id: Id
    name: str
    mail_hint: str = ""


class VisitOut(Message):
    """A visit as its own screens see it. `existing`: the person had this place already.

    `ahead`, `low_minutes`, `high_minutes` only while waiting; both minutes None: cannot be said; 0, 0: now.
    `name` is what the room may hear (by `call_as`), `full_name`, `note` and `companions` only for agents.
    `because` of the newest call, with its `reason` if an agent chose; `colleagues`: who helps at the counter.
    `came`, of who had a place: joined by phone and is here now; a no-show, back in the old or a new place.
    """

    id: Id
    state: str
    service: Id
    number: str | None = None
    person: str | None = None
    name: str = ""
    full_name: str = ""
    note: str = ""
    language: str = "en"
    call_as: str = "number"
    booked_for: datetime | None = None
    checked_in_at: datetime | None = None
    due_at: datetime | None = None
    verified_offline: bool = False
    counter: str | None = None
    agent: str | None = None
    called_at: datetime | None = None
    started_at: datetime | None = None
    calls: int = 0
    ahead: int | None = None
    low_minutes: int | None = None
    high_minutes: int | None = None
    told_low_minutes: int | None = None
    told_high_minutes: int | None = None
    existing: bool = False
    follow_url: str = ""
    earlier_visits: int = 0
    marks: tuple[Mark, ...] = ()
    people: int = 1
    companions: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    presence: Presence = Presence.HERE
    reserved_for: str | None = None
    colleagues: tuple[str, ...] = ()
    because: Because | None = None
    reason: ChosenReason | None = None
    came: Literal["", "arrived", "kept_place", "new_place"] = ""


class ServiceWaitOut(Message):
    service: Id
    waiting: int  # visits
    people: int  # in them: what a service's capacity counts
    low_minutes: int | None
    high_minutes: int | None


class CounterOut(Message):
    """Answer to opening or closing a counter; `agent` is empty once it is closed.

    `visit`: who is at it; `helping`: whom its agent helps at a colleague's counter.
    """

    counter: str
    agent: str
    visit: VisitOut | None = None
    helping: VisitOut | None = None


class BoardRow(Message):
    """One line of the public screen; `name` is what the room may hear."""

    visit: Id
    number: str
    name: str
    counter: str | None = None


class BoardOut(Message):
    """GET /api/v1/board: newest call first; who is served; who is next; the waits."""

    sequence: int
    called: list[BoardRow]
    serving: list[BoardRow]
    next: list[BoardRow]
    waits: list[ServiceWaitOut]


class SignInBody(Message):
    name: Filled
    password: Annotated[str, Field(min_length=1, max_length=200)]


class SignInOut(Message):
    token: str
    agent: Id
    name: str
    site: Id
    expires_at: datetime


class IncidentBody(Message):
    """POST /api/v1/incidents, at the site and, with `site` set, at the desk. `id` made by the console."""

    id: Id
    visit: Id | None = None
    kind: Literal["incident", "request"]
    category: Annotated[list[Id], Field(max_length=4)]
    impact: Annotated[int, Field(ge=1, le=3)]
    urgency: Annotated[int, Field(ge=1, le=3)]
    title: Filled
    description: Text = ""
    resolution: Text = ""
    resolved: bool = True
    spent_seconds: Annotated[int, Field(ge=0, le=86_400)] = 0
    person: Id | None = None
    person_name: Line1 = ""
    service: Id | None = None
    recorded_at: Moment | None = None
    agent: Id | None = None


class IncidentOut(Message):
    """Where a record stands: `recorded` (at the site), `at_desk`, `needs_attention` (`why`), `outside`."""

    incident: IncidentBody
    priority: int
    standing: RecordStanding
    why: str = ""
    desk_number: str = ""
    outside: OutsideOut | None = None


class EntryOut(Message):
    """One journal entry on the wire; `names` gives the room's name of the visits it concerns."""

    seq: int
    at: str
    type: str
    version: int
    data: dict[str, Any]
    actor: str
    command: str
    prev: str
    hash: str
    names: dict[str, str] = Field(default_factory=dict)


class LineOut(Message):
    """GET /api/v1/line: `line` is `codec.take_snapshot`; fold journal entries after `sequence` onto it."""

    sequence: int
    head: str
    line: dict[str, Any]
    names: dict[str, str]
    now: datetime


class Problem(Message):
    """application/problem+json (RFC 9457) with a stable `code` and the data that its words need."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    data: dict[str, str] = Field(default_factory=dict)


class FeedItem(Message):
    """One item of the desk's feed to a site.

    kinds: `settings` (codec.settings_to_json), `categories` ({"tree": [CategoryOut]}),
    `appointment` (AppointmentOut), `person` (PersonRecord), `erase_person` ({"id"}), `agent` (AgentRecord),
    `keys` ({key id: base64 public key}), `outside` (common.outside.OutsideNews),
    `command` ({"id", "name", "visit"}; name `cancel`: the visitor does not come after all; `join`: JoinAsked;
    `arrive`: who joined is here).
    """

    seq: int
    kind: str
    key: str
    body: dict[str, Any]


class JoinAsked(BaseModel):
    """Somebody wants to join the line by phone. `visit`: the id that their visit shall have."""

    visit: Id
    service: Id
    person: PersonRecord
    asked_at: AwareDatetime

    model_config = ConfigDict(frozen=True)


class AppointmentOut(Message):
    """An appointment as the desk tells the site. `code`: six characters to type instead of the QR.

    `marks` … `reserved_for`: what was agreed when it was booked; the visit has them from check-in on.
    """

    id: Id
    site: Id
    service: Id
    start: datetime
    end: datetime
    state: Literal["booked", "cancelled"]
    person: Id
    name: str
    mail: str = ""
    language: str = "en"
    note: str = ""
    code: str = ""
    marks: tuple[Mark, ...] = ()
    people: int = 1
    further: tuple[Id, ...] = ()
    reserved_for: Id | None = None


class PersonRecord(Message):
    """A person as the desk tells the site; `badge` is what a badge reader types."""

    id: Id
    name: str
    mail: str = ""
    badge: str = ""
    language: str = ""
    department: str = ""


class AgentRecord(Message):
    """Staff as the desk tells the site; `password_hash` is Argon2id, so that sign-in works offline."""

    id: Id
    login: str
    name: str
    password_hash: str
    services: list[str] = Field(default_factory=list)
    active: bool = True


class PushBody(Message):
    """POST /api/v1/sync/{site}/journal: a run of entries without gaps, and names beside them."""

    entries: list[dict[str, Any]]
    incidents: list[IncidentBody] = Field(default_factory=list)


class PushOut(Message):
    """`sequence`: the last entry that the desk holds. `refused`: incident id -> code."""

    sequence: int
    head: str
    accepted: dict[str, str] = Field(default_factory=dict)
    refused: dict[str, str] = Field(default_factory=dict)


class JournalCopyOut(Message):
    """GET /api/v1/sync/{site}/journal at the desk: what it holds of a site's journal, and a run of it.

    `sequence`, `head`: number and hash of the last entry held; `entries`: those after the one asked for, as
    fields of `kiosk.queue.chain.Entry`.
    """

    sequence: int
    head: str
    entries: list[dict[str, Any]]


class FenceBody(Message):
    """POST /api/v1/replica/fence: the one that asks takes over with this term."""

    term: Annotated[int, Field(ge=1, le=1_000_000_000)]


class TakeOverBody(Message):
    """POST /api/v1/take-over, on a standby. `by`: who says so."""

    by: Annotated[str, Field(min_length=1, max_length=80)] = "operator"


class TakeOverOut(Message):
    """A standby became the primary. `after`: its last entry from the old one.

    `in_touch`: nothing that the old one acknowledged is missing. If not, what it acknowledged after that
    entry, from `missing_since` on, may be missing. `handed_over`: the old one said so itself.
    """

    term: int
    after: int
    in_touch: bool
    handed_over: bool
    missing_since: datetime | None = None
    seconds: float


class CategoryOut(Message):
    """A node of the category tree for incidents: id, names by language, children."""

    id: Id
    names: dict[str, str]
    children: list[CategoryOut] = Field(default_factory=list)


class SiteOut(Message):
    """GET /api/v1/site: what a device needs to know, and keeps for when it is cut off.

    `settings`: codec.settings_to_json; `keys`: key id -> base64 of a raw Ed25519 public key; `series`: the
    two letters of this kiosk's own numbers ("" for other devices); `booking_url`: page for booking later.
    """

    site: Id
    settings: dict[str, Any]
    keys: dict[str, str]
    categories: list[CategoryOut]
    languages: list[str]
    booking_url: str
    series: str
    desk_in_touch: bool
    now: datetime


def priority_of(impact: int, urgency: int) -> int:
    """Priority 1 (highest) to 5 from impact and urgency, each 1 (high) to 3 (low): ITIL's usual matrix."""
    return impact + urgency - 1
