"""A tool in this process for tests of how the desk deals with tools: a real connector over a list of tickets.

What may go wrong is said beforehand: `tool.next_on("create", lost=True)`. It is the desk's side that is
tested here; the connectors of real tools have a suite of their own in tests/contract/connectors.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from common.clock import Clock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
    Ambiguous,
    Blob,
    Caps,
    Change,
    Connector,
    Done,
    Draft,
    Failure,
    Note,
    Outcome,
    Page,
    Ref,
    Rejected,
    Snapshot,
    ToolInfo,
)


@dataclass
class Ticket:
    """A ticket as the tool has it."""

    ref: Ref
    key: str
    state: str
    title: str
    text: str
    fields: dict[str, str]
    assignee: str = ""
    resolution: str = ""
    revision: int = 1
    changed_at: datetime | None = None
    notes: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    duplicate_of: str = ""
    late: dict[str, set[str]] = field(default_factory=dict)  # further copies of a note or file, by its key


@dataclass
class Planned:
    """What comes of the next call of a kind. `acts`: the tool does what it was asked to all the same."""

    outcome: Failure
    acts: bool


class Tool:
    """The tool itself: safe for many threads, as a real one is."""

    def __init__(self, clock: Clock, caps: Caps | None = None) -> None:
        self.clock = clock
        self.caps = caps or Caps(settle_seconds=120.0)
        self.tickets: dict[str, Ticket] = {}
        self.calls: list[str] = []
        self.planned: dict[str, list[Planned]] = {}
        self.drops: set[str] = set()
        self.prefix = ""  # of the ids of new tickets
        self.named: str | None = None  # the id of every new ticket
        self.before: Callable[[str], None] = lambda call: None
        self.lock = threading.RLock()

    def next_on(self, call: str, outcome: Failure | None = None, acts: bool = False, times: int = 1) -> None:
        """Say what comes of the next calls of a kind; without an outcome the reply is lost."""
        planned = Planned(outcome or Ambiguous("the reply was lost"), acts or outcome is None)
        self.planned.setdefault(call, []).extend([planned] * times)

    def called(self, call: str) -> int:
        return self.calls.count(call)

    def asked(self, call: str, act: Callable[[], Outcome[Any]]) -> Outcome[Any]:
        """One call of a connector."""
        self.before(call)
        with self.lock:
            self.calls.append(call)
            planned = self.planned.get(call)
            if not planned:
                return act()
            plan = planned.pop(0)
            if plan.acts:
                act()
            return plan.outcome

    def with_key(self, key: str) -> list[Ticket]:
        return [each for each in self.tickets.values() if each.key == key]

    def change(self, ticket: Ticket, **values: Any) -> None:
        """Somebody who works in the tool changes a ticket."""
        with self.lock:
            for name, value in values.items():
                setattr(ticket, name, value)
            ticket.revision += 1
            ticket.changed_at = self.clock.now()

    def add(self, draft: Draft) -> Ticket:
        with self.lock:
            number = f"{self.prefix}{len(self.tickets) + 1}"
            name = number if self.named is None else self.named
            ref = Ref(name, f"T-{number}", f"https://tool.example/{number}")
            fields = {name: value for name, value in draft.fields.items() if name not in self.drops}
            made = Ticket(ref, draft.key, "new", draft.title, draft.text, fields, changed_at=self.clock.now())
            self.tickets[number] = made
            return made


class ToolConnector(Connector):
    """The connector of that tool."""

    def __init__(self, tool: Tool) -> None:
        self._tool = tool

    @property
    def caps(self) -> Caps:
        return self._tool.caps

    def probe(self) -> Outcome[ToolInfo]:
        return Done(ToolInfo("Tool"))

    def create(self, draft: Draft) -> Outcome[Ref]:
        return self._tool.asked("create", lambda: Done(self._tool.add(draft).ref))

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        return self._tool.asked("find", lambda: Done(tuple(t.ref for t in self._tool.with_key(key))))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        return self._tool.asked("get", lambda: self._snapshot(ref))

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        return self._tool.asked("apply", lambda: self._applied(ref, change))

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        def act() -> Outcome[str]:
            self._tool.tickets[ref.id].notes[note.key] = note.text
            return Done(note.key)

        return self._tool.asked("note", act)

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        def act() -> Outcome[str]:
            self._tool.tickets[ref.id].files[blob.named] = blob.content
            return Done(blob.named)

        return self._tool.asked("attach", act)

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        def act() -> Outcome[bool]:
            ticket = self._tool.tickets[ref.id]
            return Done(key in ticket.notes or any(key in name for name in ticket.files))

        return self._tool.asked("holds", act)

    def copies(self, ref: Ref, key: str) -> Outcome[tuple[str, ...]]:
        def act() -> Outcome[tuple[str, ...]]:
            ticket = self._tool.tickets[ref.id]
            there = key in ticket.notes or any(key in name for name in ticket.files)
            return Done((*([key] if there else []), *ticket.late.get(key, ())))

        return self._tool.asked("copies", act)

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        def act() -> Outcome[None]:
            for late in self._tool.tickets[ref.id].late.values():
                late.discard(copy)
            return Done(None)

        return self._tool.asked("remove", act)

    def changes(self, cursor: str) -> Outcome[Page]:
        def act() -> Outcome[Page]:
            now = self._tool.clock.now()
            if not cursor:
                return Done(Page((), now.isoformat()))
            since = datetime.fromisoformat(cursor) - timedelta(seconds=120)
            changed = [t for t in self._tool.tickets.values() if t.changed_at and t.changed_at >= since]
            changed.sort(key=lambda ticket: (ticket.changed_at or now, ticket.ref.id))
            items = tuple(_snapshot_of(ticket) for ticket in changed)
            newest = max([datetime.fromisoformat(cursor), *(i.changed_at for i in items if i.changed_at)])
            return Done(Page(items, newest.isoformat()))

        return self._tool.asked("changes", act)

    def close(self) -> None:
        with self._tool.lock:
            self._tool.calls.append("close")

    def _snapshot(self, ref: Ref) -> Outcome[Snapshot]:
        ticket = self._tool.tickets.get(ref.id)
        return Done(_snapshot_of(ticket)) if ticket is not None else Rejected("id", "no such ticket")

    def _applied(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        ticket = self._tool.tickets[ref.id]
        values: dict[str, Any] = {}
        if change.state is not None and change.state != ticket.state:
            values["state"] = change.state
        if change.resolution and change.resolution != ticket.resolution:
            values["resolution"] = change.resolution
        if change.duplicate_of is not None:
            values |= {"state": "closed", "duplicate_of": change.duplicate_of.id}
        if values:
            self._tool.change(ticket, **values)
        return Done(_snapshot_of(ticket))


def _snapshot_of(ticket: Ticket) -> Snapshot:
    return Snapshot(
        ticket.ref,
        ticket.key,
        ticket.state,
        str(ticket.revision),
        ticket.changed_at,
        ticket.title,
        ticket.text,
        ticket.assignee,
        resolution=ticket.resolution,
        fields=dict(ticket.fields),
    )


def mapping_of(name: str = "tool", **parts: Any) -> Mapping:
    """A mapping for that tool."""
    given: dict[str, Any] = {
        "name": name,
        "tool": "tool",
        "fields": {"Priority": {"from": "priority"}, "Category": {"from": "category"}},
        "states": {
            "new": ("new",),
            "in_progress": ("open",),
            "waiting": ("stalled",),
            "resolved": ("resolved",),
            "closed": ("closed",),
        },
    }
    return Mapping.model_validate(given | parts)
