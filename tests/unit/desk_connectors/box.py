"""A tool in memory behind the port, as true or as odd as a test wants it, and what makes one of a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass, field, replace

from common.clock import Clock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
    Ambiguous,
    Blob,
    Caps,
    Change,
    Done,
    Draft,
    Failure,
    Marker,
    Misconfigured,
    Note,
    Outcome,
    Page,
    Ref,
    Rejected,
    RetryAfter,
    SignInFailed,
    Snapshot,
    ToolInfo,
)


@dataclass
class Box:
    """Keeps tickets as they are sent, unless told otherwise.

    `failing`: calls by name that end so; `drops`: fields that it does not keep; `ignores_search`: a search
    finds everything; `forgets`: notes and files are taken and gone.
    """

    caps: Caps = field(default_factory=Caps)
    info: ToolInfo = field(default_factory=lambda: ToolInfo("Ticket Box", "3.1", "mostrador"))
    failing: Values[str, Failure] = field(default_factory=dict)
    drops: frozenset[str] = frozenset()
    ignores_search: bool = False
    blind: bool = False  # a search finds nothing
    forgets: bool = False
    first_state: str = "new"
    tickets: dict[str, Snapshot] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    closed: int = 0

    def probe(self) -> Outcome[ToolInfo]:
        return self.failing.get("probe") or Done(self.info)

    def create(self, draft: Draft) -> Outcome[Ref]:
        if failure := self.failing.get("create"):
            return failure
        number = str(len(self.tickets) + 1)
        ref = Ref(number, f"T-{number}", f"https://box.example.org/{number}")
        fields = {name: value for name, value in draft.fields.items() if name not in self.drops}
        title = draft.title if "title" not in self.drops else "changed"
        key = draft.key if "key" not in self.drops else ""
        self.tickets[number] = Snapshot(
            ref, key, self.first_state, "1", title=title, text=draft.text, fields=fields
        )
        return Done(ref)

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        if failure := self.failing.get("find"):
            return failure
        hits = [each.ref for each in self.tickets.values() if self.ignores_search or each.key == key]
        if self.ignores_search and not hits:
            hits = [Ref("77", "T-77")]
        return Done(() if self.blind else tuple(hits))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        return self.failing.get("get") or Done(self.tickets[ref.id])

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        if failure := self.failing.get("apply"):
            return failure
        before = self.tickets[ref.id]
        state = before.state if "state" in self.drops else change.state or before.state
        self.tickets[ref.id] = replace(before, state=state, resolution=change.resolution)
        return Done(self.tickets[ref.id])

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._keep("note", ref, note.key)

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        return self._keep("attach", ref, blob.key)

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        return self.failing.get("holds") or Done((ref.id, key) in self.held)

    def copies(self, ref: Ref, key: str) -> Outcome[tuple[str, ...]]:
        return self.failing.get("copies") or Done((key,) if (ref.id, key) in self.held else ())

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return self.failing.get("remove") or Rejected("", "Nothing can be removed.")

    def changes(self, cursor: str) -> Outcome[Page]:
        return Done(Page((), cursor))

    def close(self) -> None:
        self.closed += 1

    def _keep(self, call: str, ref: Ref, key: str) -> Outcome[str]:
        if failure := self.failing.get(call):
            return failure
        if ref.id not in self.tickets:
            return Rejected("id", "There is no such ticket.")
        if not self.forgets:
            self.held.add((ref.id, key))
        return Done("")


FAILURES: dict[str, Failure] = {
    "refuses": Rejected("Category", "There is no value Hardware"),
    "does-not-fit": Misconfigured("options.queue", "There is no queue WalkUp."),
    "locked": SignInFailed("Unauthorized"),
    "away": RetryAfter(None, "The tool cannot be reached."),
    "busy": RetryAfter(30.0, "Too many requests", busy=True),
    "mumbles": Ambiguous("The answer is a page for people."),
}


def connect(mapping: Mapping, clock: Clock) -> Box:
    """A box as the mapping's options have it: `probe = "locked"` fails there so, `drops = "Priority"`, …"""
    mapping.secret("token")
    given = mapping.options
    return Box(
        caps=Caps(marker=Marker(given.get("marker", "search")), notes=given.get("notes") != "false"),
        failing={call: FAILURES[how] for call, how in given.items() if how in FAILURES},
        drops=frozenset(given.get("drops", "").split()),
        ignores_search=given.get("ignores_search") == "true",
        blind=given.get("blind") == "true",
        forgets=given.get("forgets") == "true",
        first_state=given.get("first_state", "new"),
    )
