"""The port to an outside ITSM tool: what a connector does, and what may come of it.

A connector makes one attempt at each call and never repeats by itself what writes: whether and when to ask
again is `desk.connectors.engine.rules`' matter. Only the connector can tell what an answer of its tool means
(some answer 200 for errors, 400 for a missing session, 403 for a wrong queue), so outcomes are values, not
status codes.

Words: the *key* is the id that Mostrador made for an incident, note or file before the first attempt; the
*marker* is where a tool keeps the key so that a search finds it. *Raw* values are the tool's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Literal, Protocol, TypeVar

T = TypeVar("T")


# --- what may come of a call
@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """It was done, and the tool said so."""

    value: T


@dataclass(frozen=True, slots=True)
class Rejected:
    """The tool refuses these values for good: a person must look. `field`: its own name, "" for the whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Certainly not done, but may be later. `seconds`: as long as the tool asked for; None: it did not say.

    `busy`: the tool answered that it is too much just now; `lost`: it was reached, but its answer to a call
    that changes nothing was lost, or made no sense; else it could not be reached at all.
    """

    seconds: float | None
    reason: str
    busy: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Nobody knows whether it was done: the reply was lost, late, or made no sense."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """The tool does not let us in: nothing will go through until somebody mends the account."""

    message: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """The mapping does not fit the tool (no such queue, field, right): nothing goes through."""

    field: str
    message: str


Failure = Rejected | RetryAfter | Ambiguous | SignInFailed | Misconfigured
Outcome = Done[T] | Failure


# --- what goes out
class Marker(StrEnum):
    """How the key of an incident is found again."""

    SEARCH = "search"  # a field of the ticket that can be searched
    MESSAGE_ID = "message_id"  # the tool itself drops a second mail with the same Message-ID
    NONE = "none"  # not at all: one attempt, then a person confirms


@dataclass(frozen=True, slots=True)
class Caps:
    """What a tool can do. `settle_seconds`: how long it may go on committing after a reply was lost."""

    marker: Marker = Marker.SEARCH
    reads: bool = True  # get, find, and so read-back and two-way state
    notes: bool = True
    attaches: bool = True
    changes: bool = True  # a feed of what was changed can be polled
    settle_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Requester:
    """Who came to the counter. `outside_id`: the tool's own id of them, when the mapping's rule found one."""

    name: str = ""
    mail: str = ""
    login: str = ""
    outside_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An incident or request as it shall stand in the tool, every value already in the tool's own words.

    `fields`: the tool's field name → its value, as the mapping rendered it. `title` and `text` are within
    the tool's limits; what did not fit follows as notes.
    """

    key: str
    number: str  # ours: INC-1001
    kind: Literal["incident", "request"]
    title: str
    text: str  # plain
    requester: Requester = field(default_factory=Requester)
    fields: Mapping[str, str] = field(default_factory=dict)
    link: str = ""  # our record's address, for people


@dataclass(frozen=True, slots=True)
class Note:
    """A note for an existing ticket; its key stands in its text, so that a list of notes shows it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Blob:
    """A file for an existing ticket; its key stands in the name that the tool sees (`named`)."""

    key: str
    name: str
    type: str  # media type
    content: bytes

    @property
    def named(self) -> str:
        """The file's name with the key in it, extension kept: `screen.0192….png`."""
        stem, dot, extension = self.name.rpartition(".")
        return f"{stem}.{self.key}.{extension}" if dot else f"{self.name}.{self.key}"


@dataclass(frozen=True, slots=True)
class Change:
    """What shall be changed on a ticket besides notes and files. None or empty: leave it.

    `state`: raw, the tool's own. `duplicate_of`: the ticket that stays, when this one was made twice.
    """

    state: str | None = None
    resolution: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    duplicate_of: Ref | None = None


# --- what comes back
@dataclass(frozen=True, slots=True)
class Ref:
    """A ticket. `id`: how the tool's API names it; `number`: how people say it; `url`: its page."""

    id: str
    number: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A ticket as it stands in the tool; everything raw. `fields` has the names that a draft's have. `text`
    and `requester` are None where this look does not tell them, and "" where there is none.

    `revision`: changes with each change of the ticket. `key`: read back from the marker, or "".
    `actor`: who made the newest change, "" when the tool does not tell.
    """

    ref: Ref
    key: str
    state: str
    revision: str
    changed_at: datetime | None = None
    title: str = ""
    text: str | None = None
    assignee: str = ""
    priority: str = ""
    resolution: str = ""
    requester: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a feed of changes. `cursor` asks for the next one; `more`: there is something in it now.

    Pages overlap in time on purpose: who reads them drops what (ref.id, revision) was seen before.
    """

    items: tuple[Snapshot, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """What `probe` found. `faults`: what is wrong with the mapping, as (field, sentence); `lost`: what the
    tool will not keep of a record. `offset_seconds`: how far its clock is ahead of ours, None: not known.
    """

    product: str
    version: str = ""
    account: str = ""
    faults: tuple[tuple[str, str], ...] = ()
    lost: tuple[str, ...] = ()
    offset_seconds: float | None = None


class Connector(Protocol):
    """One outside tool. Each call makes one attempt and raises nothing but bugs; calls come from one thread
    at a time for a given instance.
    """

    @property
    def caps(self) -> Caps: ...

    def probe(self) -> Outcome[ToolInfo]:
        """Sign in; read the version, the required fields and the values that the mapping names; and the
        canary: `find` for a random key must find nothing, else Misconfigured.
        """

    def create(self, draft: Draft) -> Outcome[Ref]:
        """Make a ticket with the draft's key as its marker."""

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        """Every ticket whose marker, read back, is exactly this key; the oldest first."""

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        """The ticket as it stands. Rejected with field "id" when it is not there (any more)."""

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """Read the ticket, change what is not yet so, read it again."""

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        """Add a note that carries its key; the tool's id of it, "" when it tells none."""

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        """Add a file under the name `blob.named`; the tool's id of it."""

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        """Whether the ticket has a note or a file with this key."""

    def copies(self, ref: Ref, key: str) -> Outcome[tuple[str, ...]]:
        """The tool's ids of each time that the note or file with this key stands in the ticket, the oldest
        first. What only quotes it, or is somebody else's, is none of them.
        """

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        """Take one of `copies` out; Done if it is gone already, Rejected where that cannot be."""

    def changes(self, cursor: str) -> Outcome[Page]:
        """What changed since the cursor ("": only learn where now is), the oldest change first."""

    def close(self) -> None:
        """Let go of connections."""
