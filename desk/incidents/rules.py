"""Incidents and requests at the desk: their states, who may follow whom, filters. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from common.wire import IncidentBody
from kiosk.queue.refusals import Code, Refusal

PAGE_SIZE = 50
FIRST_NUMBER = 1001
PREFIXES = {"incident": "INC", "request": "REQ"}


class State(StrEnum):
    """Where a record stands at the desk. `MOVES` says which may follow which."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


OPEN = frozenset({State.NEW, State.IN_PROGRESS, State.WAITING})
MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.IN_PROGRESS, State.WAITING, State.RESOLVED, State.CLOSED}),
    State.IN_PROGRESS: frozenset({State.WAITING, State.RESOLVED, State.CLOSED}),
    State.WAITING: frozenset({State.IN_PROGRESS, State.RESOLVED, State.CLOSED}),
    State.RESOLVED: frozenset({State.IN_PROGRESS, State.CLOSED}),
    State.CLOSED: frozenset({State.IN_PROGRESS}),
}


def body_in(given: object) -> IncidentBody:
    """A record as it came in. Raises ValueError, also for a time that no database could keep."""
    body = IncidentBody.model_validate(given)
    if body.recorded_at is not None and not 2000 <= body.recorded_at.year <= 2200:
        raise ValueError("recorded at an impossible time")
    return body


def first_state(body: IncidentBody) -> State:
    """Resolved at the counter, or still to do."""
    return State.RESOLVED if body.resolved else State.NEW


def number_of(kind: str, place: int) -> str:
    """The number that people say: `INC-1001`, `REQ-1001`."""
    return f"{PREFIXES[kind]}-{place}"


def is_number(text: str) -> bool:
    """Whether people would take this for a record's number: no record may have such an id."""
    prefix, _, place = text.upper().partition("-")
    return prefix in PREFIXES.values() and place.isdecimal()


def digest_of(body: IncidentBody) -> str:
    """SHA-256 of what was recorded: the same id with another digest is another record.

    Who was named may change in between (a guest becomes a person, a person is erased), so the requester is
    left out.
    """
    content = body.model_dump(mode="json", exclude={"person", "person_name"})
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Standing:
    """The part of a record that staff may change; `version` counts the changes, from 1."""

    state: State
    assignee: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a member of staff wants changed. `version`: the one that they looked at; None: not asked.

    `assignee` "" takes the record from whoever has it.
    """

    version: int
    state: State | None = None
    assignee: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a record's history. what: `received`, `state`, `assignee`, `note`."""

    what: str
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """The new standing and the history that goes with it; no steps: nothing was different."""

    standing: Standing
    steps: tuple[Step, ...]


def change(now: Standing, wish: Wish) -> Changed | Refusal:
    """Apply a wish. Refusals: `out_of_order` when somebody was faster (with the version that is current),
    `wrong_state` when the state cannot follow.
    """
    if wish.version != now.version:
        return Refusal(Code.OUT_OF_ORDER, {"version": str(now.version)})
    if wish.state is not None and wish.state != now.state and wish.state not in MOVES[now.state]:
        return Refusal(Code.WRONG_STATE, {"state": now.state.value})
    state = wish.state or now.state
    assignee = now.assignee if wish.assignee is None else (wish.assignee or None)
    steps = []
    if state is not now.state:
        steps.append(Step("state", now.state.value, state.value))
    if assignee != now.assignee:
        steps.append(Step("assignee", now.assignee or "", assignee or ""))
    if wish.note:
        steps.append(Step("note", note=wish.note))
    version = now.version + 1 if steps else now.version
    return Changed(Standing(state, assignee, version), tuple(steps))


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a record that may be corrected."""

    title: str
    description: str
    resolution: str
    category: tuple[str, ...]
    impact: int
    urgency: int


CONTENT = tuple(Content.__dataclass_fields__)


def correct(now: Standing, content: Content, wish: Wish, given: Content) -> Changed | Refusal:
    """Apply a wish together with a correction; a step of the history keeps what stood there before.

    What is already so is no change, whatever the version: so the repeat of a correction whose answer was lost
    is a success. Refusals: those of `change`.
    """
    pairs = [(name, getattr(content, name), getattr(given, name)) for name in CONTENT]
    before = {name: stood for name, stood, shall in pairs if stood != shall}
    if not before and change(now, replace(wish, version=now.version)) == Changed(now, ()):
        return Changed(now, ())
    changed = change(now, wish)
    if isinstance(changed, Refusal) or not before:
        return changed
    steps = tuple(Step(name, note=_said(value)) for name, value in before.items())
    return Changed(replace(changed.standing, version=now.version + 1), (*changed.steps, *steps))


def _said(value: str | int | tuple[str, ...]) -> str:
    return " / ".join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which records to list. None or "" is "all"; `sites` None: every site, else only these.

    `text` is looked for in number, title, description, resolution and the requester's name, and the number in
    an outside tool is to begin with it; `day` is the
    UTC day of recording; `page` counts from 1. `state` "open" is every state that asks for work.
    """

    sites: frozenset[str] | None = None
    site: str = ""
    kind: str = ""
    state: str = ""
    priority: int | None = None
    assignee: str = ""
    text: str = ""
    day: date | None = None
    page: int = 1

    @property
    def states(self) -> tuple[str, ...]:
        """The states that pass; empty: all."""
        if self.state == "open":
            return tuple(sorted(state.value for state in OPEN))
        return (self.state,) if self.state else ()


def search_text(*parts: str) -> str:
    """What the text search looks through: the fields of a record, lower case, one below the other."""
    return "\n".join(part.casefold() for part in parts if part)
