"""A visit: one person's way from booking or check-in to goodbye."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """By which rule somebody was called; the first three are a site's choice for `call next`."""

    DUE_TIME = "due_time"
    FIRST_COME = "first_come"
    APPOINTMENTS_FIRST = "appointments_first"
    CHOSEN = "chosen"


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


@dataclass(frozen=True, slots=True)
class Wait:
    """A range of whole minutes in which a visitor is called, about 8 times of 10."""

    low_minutes: int
    high_minutes: int


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
    promise: Wait | None = None
    counter: str | None = None
    agent: str | None = None
    called_at: datetime | None = None
    calls: int = 0
    started_at: datetime | None = None
    held_at: datetime | None = None
    served_seconds: float = 0.0  # over all stretches
    served_before: float = 0.0  # of these, what services before a transfer took
    ended_at: datetime | None = None

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def at_counter(self) -> bool:
        return self.state in AT_COUNTER
