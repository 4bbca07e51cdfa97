"""A visit: one person's way from booking or check-in to goodbye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, make_dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, ParamSpec, cast

P = ParamSpec("P")


class VisitState(StrEnum):
    """Where a visit stands. `moves.MOVES` says which may follow which."""

    BOOKED = "booked"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no_show"
    LEFT = "left"
    CANCELLED = "cancelled"


ENDED = frozenset({VisitState.DONE, VisitState.NO_SHOW, VisitState.LEFT, VisitState.CANCELLED})
AT_COUNTER = frozenset({VisitState.CALLED, VisitState.SERVING})
PRESENT = frozenset({VisitState.WAITING, VisitState.CALLED, VisitState.SERVING, VisitState.HELD})


class CallAs(StrEnum):
    """How a visitor wants to be called in the room."""

    FIRST_NAME = "first_name"
    INITIALS = "initials"
    NUMBER = "number"


class CallRule(StrEnum):
    """By which rule somebody was called; all but the last are a site's choice for `call next`."""

    DUE_TIME = "due_time"
    FIRST_COME = "first_come"
    APPOINTMENTS_FIRST = "appointments_first"
    ACCUMULATING = "accumulating"
    CHOSEN = "chosen"


class Because(StrEnum):
    """Why this one and not another: what the screens say in words. `VisitCalled` carries it."""

    DUE = "due"  # the earliest call-by time, that of a walk-up
    BOOKED = "booked"  # the earliest call-by time, that of an appointment
    ARRIVED = "arrived"  # first come
    POINTS = "points"  # most points of waiting
    URGENT = "urgent"  # in front by a mark; without it another would have been called
    ACCESSIBILITY = "accessibility"
    VIP = "vip"
    QUICK = "quick"  # the quick lane's turn
    PASSED = "passed"  # was passed as often as anybody may be
    RESERVED = "reserved"  # waits for this very agent
    SKILLED = "skilled"  # this agent is the one who knows best about it
    CHOSEN = "chosen"  # an agent chose, with a reason


class Mark(StrEnum):
    """What may put a visit in front of others, within the site's bound."""

    URGENT = "urgent"
    ACCESSIBILITY = "accessibility"
    VIP = "vip"


class Presence(StrEnum):
    """Where the visitor is."""

    HERE = "here"
    ON_THE_WAY = "on_the_way"  # joined by phone; keeps the place, is called once arrived
    REMOTE = "remote"  # is served by phone or video, and may be called at any time


class Remaining(StrEnum):
    """What becomes of those who wait when the last agent who could serve them closes."""

    KEEP = "keep"  # they go on waiting, for whoever opens next
    SEND_HOME = "send_home"


class ChosenReason(StrEnum):
    """Why an agent took somebody out of turn. Codes, so that no personal data reaches the journal."""

    URGENT = "urgent"
    ACCESSIBILITY = "accessibility"
    QUICK = "quick"
    KNOWS_CASE = "knows_case"
    OTHER = "other"


class EndCause(StrEnum):
    """Who or what ended, or gave back, a visit or a counter."""

    AGENT = "agent"
    VISITOR = "visitor"
    LEASE = "lease"
    DAY_END = "day_end"
    DESK = "desk"
    TIMEOUT = "timeout"  # was called, and the agent neither began nor let go
    CLOSED = "closed"  # the last agent who could serve them went home


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of whole minutes in which a visitor is called, about 8 times of 10.

    `mid_minutes`: as often before as after; None in promises made before there was a forecast.
    """

    low_minutes: int
    high_minutes: int
    mid_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What the line knows of one visit. People are named by id only; names live beside the journal."""

    id: str
    service: str
    state: VisitState
    person: str | None = None
    number: str | None = None
    call_as: CallAs = CallAs.NUMBER
    language: str = "en"
    appointment: str | None = None
    booked_for: datetime | None = None
    verified_offline: bool = False
    checked_in_at: datetime | None = None
    due_at: datetime | None = None
    turn: int = 0  # the sequence of its check-in: breaks ties between equal due times
    promise: Wait | None = None  # the newest, in minutes from `promised_at`
    promised_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    people: int = 1  # how many came together
    companions: tuple[str, ...] = ()  # the ids of those who are known; each has this one place
    further: tuple[str, ...] = ()  # services to be seen to after this one
    presence: Presence = Presence.HERE
    reserved_for: str | None = None  # the agent who shall serve this visit
    colleagues: tuple[str, ...] = ()  # agents who joined the one at the counter
    counter: str | None = None
    agent: str | None = None
    called_at: datetime | None = None
    calls: int = 0
    started_at: datetime | None = None
    held_at: datetime | None = None
    served_seconds: float = 0.0  # over all stretches
    served_before: float = 0.0  # of these, what services before a transfer took
    ended_at: datetime | None = None
    transferred_by: str | None = None  # who sent it to the service that it waits for
    appointment_start: datetime | None = None  # also of one who came too late to be called by it
    placed_at: datetime | None = None  # from when the place counts, if the first one was given up
    passed: int = 0  # how many later ones passed it; `kiosk.queue.passing` says how it counts
    because: Because | None = None  # why it was called, the last time
    chosen_reason: ChosenReason | None = None  # if an agent chose

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def at_counter(self) -> bool:
        return self.state in AT_COUNTER


# Filling in a frozen dataclass takes three times as long as one that is not, and most of what `fold` does is
# this. So a visit is filled in as a draft, which has the same slots, and becomes a visit when it is complete.
_Draft: Any = make_dataclass(
    "_Draft", [(f.name, f.type, field(default=f.default)) for f in fields(Visit)], slots=True
)
_VALUES = attrgetter(*(f.name for f in fields(Visit)))


def _quickly(made: Callable[P, Visit]) -> Callable[P, Visit]:
    def make(*values: P.args, **named: P.kwargs) -> Visit:
        draft = _Draft(*values, **named)
        draft.__class__ = made
        return cast(Visit, draft)

    return make


new_visit = _quickly(Visit)


def replace(visit: Visit, **changes: Any) -> Visit:
    """`dataclasses.replace` for a visit, in a fourth of the time.

    Raises AttributeError for a field that a visit does not have.
    """
    draft = _Draft(*_VALUES(visit))
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.__class__ = Visit
    return cast(Visit, draft)
