"""What is handed over to an outside tool, as its row stands; a tool's times; what can be done with it.

Pure. What may follow what, and why, is told in `desk.connectors.engine.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from desk.connectors.engine.comparing import Difference
from desk.connectors.port import Caps, Marker, Ref

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # the due time of what nobody need take up


class What(StrEnum):
    """What is handed over."""

    CREATE = "create"
    NOTE = "note"
    ATTACHMENT = "attachment"
    STATE = "state"


class Stage(StrEnum):
    WAITING = "waiting"  # nothing is on its way
    SENT = "sent"  # a request may be, or may have been, on its way
    CHECKING = "checking"  # the tool has it; to be read back
    DONE = "done"
    ATTENTION = "attention"  # a person must look; `fault` says at what
    SET_ASIDE = "set_aside"  # a person decided that it is not handed over


HOLDS_UP = frozenset({Stage.WAITING, Stage.SENT, Stage.CHECKING})


class Why(StrEnum):
    """Why a delivery needs attention; a face has a sentence for each, and what can be done about it."""

    REFUSED = "refused"  # the tool does not take these values: field and message are its own
    UNABLE = "unable"  # the tool takes no notes, or no files
    MAY_BE_THERE = "may_be_there"  # the answer was lost and nothing can be searched: look there
    CANNOT_SEARCH = "cannot_search"  # it may be there, and the tool refuses the search
    GONE = "gone"  # the tool had said yes, but has no such ticket
    OTHER_TICKET = "other_ticket"  # the key stands in a ticket other than ours, and ours is not found
    NOT_CLOSED = "not_closed"  # a duplicate could not be closed (stays DONE; only told)
    TWICE = "twice"  # a note or file stands there twice, and cannot be removed (stays DONE; only told)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong. `field` and `message` are the tool's own words, "" when it said none."""

    field: str
    message: str
    why: Why = Why.REFUSED


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to hand over, as its row stands.

    `id`: the key: the incident's id for CREATE, else the note's, file's or change's own. `place`: the order
    within the incident; CREATE has 0. `due`: not to be touched before. `tries`: failures in a row.
    `attempted_at`: a request may be on its way since then. `ref`: the ticket; of all but CREATE it is what
    the incident's CREATE came to. `doubt`: what became of one of its requests was never learnt. `unseen`: how
    often in a row the tool answered, but did not show what it had said is there.
    """

    id: str
    connector: str
    incident: str
    what: What
    place: int
    stage: Stage
    due: datetime
    tries: int = 0
    attempted_at: datetime | None = None
    ref: Ref | None = None
    fault: Fault | None = None
    differences: tuple[Difference, ...] = ()
    audits: int = 0
    duplicates: tuple[Ref, ...] = ()  # further tickets with its key, closed; further copies, removed
    doubt: bool = False
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """A tool's abilities and times. Whoever claims a row keeps it for `lease_seconds`, longer than a call.

    `settle_seconds`: how long a tool may go on with what it took, and how far desk machines' clocks differ.
    `start_seconds`: a request starts so soon after its `begin_send` or not at all. `looks`: how often what a
    tool said is there may not be seen before that is believed.
    """

    caps: Caps = field(default_factory=Caps)
    settle_seconds: float = 120.0
    timeout_seconds: float = 60.0
    start_seconds: float = 5.0
    audit_after: tuple[float, ...] = (600.0, 86_400.0)
    looks: int = 5

    @property
    def attempt_seconds(self) -> float:
        """How long an attempt at making a thing once may take: the request, and what comes before it."""
        return 2 * self.timeout_seconds

    @property
    def lease_seconds(self) -> float:
        return self.start_seconds + self.timeout_seconds + 30.0

    def finds(self, what: What) -> bool:
        """Whether it can be asked if a thing is there."""
        return self.caps.reads and (what is not What.CREATE or self.caps.marker is Marker.SEARCH)

    def repeats(self, what: What) -> bool:
        """Whether sending a thing twice makes one of it: no need to ask before."""
        return what is What.STATE or self.caps.marker is Marker.MESSAGE_ID


def policy_of(caps: Caps, settle_seconds: float | None = None, timeout_seconds: float = 60.0) -> Policy:
    """The times of a tool: as its mapping says, else long enough for its caps and for twice the time-out."""
    if settle_seconds is None:
        settle_seconds = max(caps.settle_seconds, 2 * timeout_seconds) if caps.settle_seconds else 0.0
    return Policy(caps, settle_seconds, timeout_seconds)


# --- what is to be done with a row
@dataclass(frozen=True, slots=True)
class Rest:
    """Not yet: store `until` as its due time and let go of it."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """Store `begin_send`, commit, send once, store `after_send`."""


@dataclass(frozen=True, slots=True)
class Search:
    """Ask `find` (CREATE) or `holds` (note, file), store `after_search`."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Ask `get` (CREATE, STATE) or `holds` (note, file), store `after_read_back`."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Ask `find` (CREATE) or `copies` (note, file), then see `desk.connectors.engine.audit.after_audit`."""


@dataclass(frozen=True, slots=True)
class Park:
    """It cannot go on by itself: store `park(delivery, fault)`."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Nothing:
    """It is over, or a person's turn."""


Move = Rest | Send | Search | ReadBack | Audit | Park | Nothing
