"""The outside tool: what it holds and how it answers. A call tells how long it took and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, NamedTuple

from desk.connectors.port import (
    Ambiguous,
    Change,
    Done,
    Draft,
    Marker,
    Misconfigured,
    Outcome,
    Ref,
    Rejected,
    RetryAfter,
    SignInFailed,
    Snapshot,
)
from tests.simulation.handover.conditions import LONGEST_LATE, Conditions
from tests.simulation.handover.tape import Tape

NONSENSE = (-5.0, float("nan"))  # what a Retry-After may hold


class Reply(NamedTuple):
    seconds: float
    outcome: Outcome[Any]


class Held(NamedTuple):
    """A note or file in a ticket, and since when."""

    id: str
    key: str
    at: float


@dataclass(slots=True)
class Ticket:
    """`seen_at`: from when on a search shows it; `held`: notes and files; `removed`: what was taken out."""

    ref: Ref
    key: str
    fields: dict[str, str]
    state: str
    seen_at: float
    held: list[Held] = field(default_factory=list)
    removed: list[Held] = field(default_factory=list)
    revision: int = 1
    duplicate_of: str = ""


class Tool:
    """Its tickets, and what it took and has yet to commit."""

    def __init__(self, conditions: Conditions, tape: Tape) -> None:
        self.c, self.tape = conditions, tape
        self.tickets: dict[str, Ticket] = {}
        self.by_key: dict[str, list[Ticket]] = {}
        self.late_keys: set[str] = set()  # something came later than the settle time, or was sent too late
        self.dropped: set[str] = set()
        self.knocks = 0  # while it was down
        self._held = 0
        self._later: list[tuple[float, int, Callable[[float], Any]]] = []

    def catch_up(self, time: float) -> None:
        """Commit what is due."""
        while self._later and self._later[0][0] <= time:
            at, _, commit = heappop(self._later)
            commit(at)

    # --- the port
    def create(self, draft: Draft, refused: bool, time: float) -> Reply:
        return self._refuse_or(refused, time, draft.key, lambda at: self._made(draft, at))

    def find(self, key: str, time: float) -> Reply:
        if not self.c.search:
            raise AssertionError("this tool has no search")
        if reply := self._gate(time) or self._unread():
            return reply
        if self.tape.happens(self.c.search_refused):
            return Reply(0.2, Rejected("query", "no such field"))
        seen = [ticket.ref for ticket in self.by_key.get(key, ()) if ticket.seen_at <= time]
        return Reply(0.2, Done(tuple(seen)))

    def get(self, ref: Ref, time: float) -> Reply:
        if reply := self._gate(time) or self._unread():
            return reply
        if self.tape.happens(self.c.not_yet):
            return Reply(0.1, Rejected("id", "no such ticket"))
        return Reply(0.2, Done(self.snapshot(ref)))

    def note(self, ref: Ref, key: str, refused: bool, time: float) -> Reply:
        return self._refuse_or(refused, time, key, lambda at: self._noted(ref, key, at))

    def holds(self, ref: Ref, key: str, time: float) -> Reply:
        if reply := self._gate(time) or self._unread():
            return reply
        return Reply(0.2, Done(any(held.key == key for held in self.tickets[ref.id].held)))

    def copies(self, ref: Ref, key: str, time: float) -> Reply:
        if reply := self._gate(time) or self._unread():
            return reply
        if self.tape.happens(self.c.search_refused):
            return Reply(0.2, Rejected("id", "no such ticket"))
        return Reply(0.2, Done(tuple(held.id for held in self.tickets[ref.id].held if held.key == key)))

    def remove(self, ref: Ref, copy: str, time: float) -> Reply:
        if self.tape.happens(self.c.not_closed):
            return Reply(0.2, Rejected("", "may not be removed"))
        return self._refuse_or(False, time, f"remove {copy}", lambda at: self._removed(ref, copy))

    def apply(self, ref: Ref, key: str, change: Change, refused: bool, time: float) -> Reply:
        if change.duplicate_of is not None and self.tape.happens(self.c.not_closed):
            return Reply(0.2, Rejected("status", "may not be closed"))
        return self._refuse_or(refused, time, key, lambda at: self._changed(ref, key, change))

    # --- what becomes of a call
    def _gate(self, time: float) -> Reply | None:
        self.catch_up(time)
        c, happens = self.c, self.tape.happens
        if c.down[0] < time < c.down[1]:
            self.knocks += 1
            return Reply(0.1, RetryAfter(None, "no route to host"))
        if c.wrong_password[0] < time < c.wrong_password[1]:
            return Reply(0.1, SignInFailed("Invalid login"))
        if c.no_queue[0] < time < c.no_queue[1]:
            return Reply(0.1, Misconfigured("queue", "no such queue"))
        if happens(c.unreachable):
            return Reply(0.1, RetryAfter(None, "connection refused"))
        if happens(c.busy):
            if happens(0.5):
                asked = self.tape.between(1, 400)
                return Reply(0.1, RetryAfter(asked, "too many requests", busy=True))
            seconds = NONSENSE[self.tape.pick(2)] if happens(0.3) else None
            return Reply(0.1, RetryAfter(seconds, "too many requests", busy=True))
        return None

    def _unread(self) -> Reply | None:
        if not self.tape.happens(self.c.read_fails):
            return None
        if self.tape.happens(0.5):
            return Reply(self.tape.between(1, 60), Ambiguous("the answer made no sense"))
        return Reply(self.tape.between(1, 60), RetryAfter(None, "timed out"))

    def _refuse_or(self, refused: bool, time: float, key: str, commit: Callable[[float], Any]) -> Reply:
        if reply := self._gate(time):
            return reply
        if refused:
            return Reply(0.2, Rejected("subject", "must not be empty"))
        return self._write(time, key, commit)

    def _write(self, time: float, key: str, commit: Callable[[float], Any]) -> Reply:
        """Take a write and answer as a tool and the network between may."""
        c, tape = self.c, self.tape
        if tape.happens(c.error_before):
            return Reply(0.3, Ambiguous("500"))
        given_up = c.policy.timeout_seconds
        if tape.happens(c.very_late):
            self.late_keys.add(key)
            after = given_up + c.policy.settle_seconds + tape.between(1, LONGEST_LATE) * tape.part()
            heappush(self._later, (time + after, len(tape.drawn), commit))
            return Reply(given_up, Ambiguous("timed out"))
        if tape.happens(c.late):
            given_up = tape.between(1, given_up)
            after = given_up + tape.between(0, c.settled * 0.99)
            heappush(self._later, (time + after, len(tape.drawn), commit))
            return Reply(given_up, Ambiguous("timed out"))
        value = commit(time)
        if tape.happens(c.lost):
            return Reply(tape.between(0.1, given_up), Ambiguous("connection reset"))
        return Reply(tape.between(0.1, 5), Done(value))

    # --- what it does
    def _made(self, draft: Draft, time: float) -> Ref:
        known = self.by_key.get(draft.key)
        if self.c.policy.caps.marker is Marker.MESSAGE_ID and known:
            return known[0].ref
        number = str(len(self.tickets) + 1)
        ref = Ref(number, f"#{number}")
        fields = dict(draft.fields)
        if self.tape.happens(self.c.dropped):
            fields.popitem()
            self.dropped.add(ref.id)
        ticket = Ticket(ref, draft.key, fields, "new", self._shown(time))
        self.tickets[number] = ticket
        self.by_key.setdefault(draft.key, []).append(ticket)
        return ref

    def _noted(self, ref: Ref, key: str, time: float) -> str:
        held = self.tickets[ref.id].held
        twice = self.c.policy.caps.marker is Marker.MESSAGE_ID and any(key == each.key for each in held)
        if self.tape.happens(self.c.dropped):
            self.dropped.add(key)
        elif not twice:
            self._held += 1
            held.append(Held(str(self._held), key, time))
        return key

    def _removed(self, ref: Ref, copy: str) -> None:
        ticket = self.tickets[ref.id]
        ticket.removed += [held for held in ticket.held if held.id == copy]
        ticket.held = [held for held in ticket.held if held.id != copy]

    def _changed(self, ref: Ref, key: str, change: Change) -> Snapshot:
        ticket = self.tickets[ref.id]
        ticket.revision += 1
        if change.duplicate_of is not None:
            ticket.duplicate_of = change.duplicate_of.id
        elif self.tape.happens(self.c.dropped):
            self.dropped.add(key)
        elif change.state is not None:
            ticket.state = change.state
        return self.snapshot(ref)

    def _shown(self, time: float) -> float:
        """When a search shows what was made: some tools index it later."""
        if not self.tape.happens(self.c.search_lags):
            return time
        return time + self.tape.between(0, 400 if self.tape.happens(0.2) else 20)

    def snapshot(self, ref: Ref) -> Snapshot:
        ticket = self.tickets[ref.id]
        key = ticket.key if self.c.search else ""
        return Snapshot(ref, key, ticket.state, str(ticket.revision), title="No screen", fields=ticket.fields)
