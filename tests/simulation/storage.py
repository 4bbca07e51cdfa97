"""A site's machine's disk and the writer on it, modelled: one commit is there whole, or not at all.

`MemoryStore.commit` is `kiosk.site.writer.Writer._commit` without a thread and without SQL: a repeat gets its
first answer, the rules decide, the events are folded and chained, then all of it is stored or nothing. It is
what most seeds run on, for speed; `real_store.py` has the real one.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from common.clock import Clock
from common.wire import IncidentBody
from kiosk.queue import codec, decide, fold
from kiosk.queue.chain import GENESIS
from kiosk.queue.commands import EndDay
from kiosk.queue.events import Event, SettingsChanged
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site import day, journal
from kiosk.site.journal import Standing, Written
from kiosk.site.published import Step
from kiosk.site.work import Answer, Outcome, Result, Work
from kiosk.site.writer import LONGEST_DAY, Fenced, KeyReused, StorageFull

Writing = Callable[[Any], None]


class PowerCut(BaseException):
    """The machine went off in the middle of a commit. No `except Exception` hears of it."""


@dataclass(slots=True)
class Commit:
    """What one turn of the writer led to. `change`: the last change beside the journal."""

    steps: Sequence[Step] = ()
    outcomes: Sequence[tuple[Work, Outcome]] = ()
    change: int = 0


@dataclass(slots=True)
class Record:
    """An incident as the site keeps it. `number`: the desk's, once it has it."""

    body: IncidentBody
    number: str = ""


class Store(ABC):
    """What the simulated service needs of its writer and its disk."""

    line: Line

    @abstractmethod
    def commit(self, works: list[Work], cut: str = "") -> Commit:
        """One turn. `cut` "before" or "after" the moment in which it is durable: raises PowerCut."""

    @abstractmethod
    def reopen(self) -> None:
        """A new process on the same disk; what was in memory is gone."""

    @abstractmethod
    def fill_up(self, full: bool) -> None:
        """From now on nothing can be stored, or it can again."""

    @abstractmethod
    def read(self) -> Standing:
        """The line as the disk has it, each time a new one."""

    @abstractmethod
    def entries(self, after: int, limit: int = 100) -> list[Written]: ...

    @abstractmethod
    def answer(self, scope: str, key: str) -> Answer | None: ...

    @abstractmethod
    def records(self) -> list[Record]:
        """Every incident, in the order of recording."""

    @abstractmethod
    def feed_position(self) -> int: ...

    @abstractmethod
    def keep_snapshot(self) -> Writing: ...

    @abstractmethod
    def record(self, body: IncidentBody) -> Writing: ...

    @abstractmethod
    def settle(self, body: IncidentBody, number: str) -> Writing: ...

    @abstractmethod
    def feed_at(self, sequence: int) -> Writing: ...


Change = tuple[str, str, Any]  # table, key, row


@dataclass
class Disk:
    """What survives."""

    entries: list[Written] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)  # what a standby follows
    snapshot: tuple[int, str, str] | None = None

    def table(self, name: str) -> dict[str, Any]:
        return self.tables.setdefault(name, {})


@dataclass
class Transaction:
    """What one commit will change."""

    entries: list[Written] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    snapshot: tuple[int, str, str] | None = None

    def put(self, table: str, key: str, row: Any) -> None:
        self.changes.append((table, key, row))

    def apply(self, disk: Disk) -> None:
        disk.entries.extend(self.entries)
        for table, key, row in self.changes:
            disk.table(table)[key] = row
        disk.changes.extend(self.changes)
        disk.snapshot = self.snapshot or disk.snapshot


class MemoryStore(Store):
    """The modelled writer."""

    def __init__(self, clock: Clock) -> None:
        self.disk = Disk()
        self.clock = clock
        self.full = False
        self.reopen()

    def reopen(self) -> None:
        standing = self.read()
        self.line, self.head = standing.line, standing.head
        self.fenced = False
        self._next_end: datetime | None = None

    def copy(self, entries: Sequence[Written], changes: Sequence[Change]) -> None:
        """A standby stores what the primary sent. Raises JournalUnusable when the chain breaks."""
        standing = Standing(self.line, self.head, 0)
        for one in entries:
            standing.take(one)
        self.head = standing.head
        Transaction(list(entries), list(changes)).apply(self.disk)

    def fill_up(self, full: bool) -> None:
        self.full = full

    def read(self) -> Standing:
        """As `kiosk.site.journal.load`: from the snapshot, then entry by entry with the chain checked."""
        shot = self.disk.snapshot
        standing = Standing(Line(), GENESIS, 0)
        if shot is not None and self.disk.entries[shot[0] - 1].hash == shot[1]:
            standing = Standing(codec.restore(json.loads(shot[2])), shot[1], shot[0])
        for one in self.disk.entries[standing.line.sequence :]:
            standing.take(one)
        return standing

    def commit(self, works: list[Work], cut: str = "") -> Commit:
        if self.fenced:
            return Commit((), [(work, Fenced()) for work in works])
        transaction, done = Transaction(), Commit([], [])
        steps: list[Step] = []
        self._end_day(steps)
        outcomes = [(work, self._one(transaction, steps, work)) for work in works]
        transaction.entries = [step.entry for step in steps]
        if self.full and (transaction.entries or transaction.changes):
            self.reopen()  # the line with what was not stored is worth nothing
            return Commit((), [(work, StorageFull()) for work in works])
        if cut == "before":
            raise PowerCut
        transaction.apply(self.disk)
        if cut:
            raise PowerCut
        self.head = steps[-1].entry.hash if steps else self.head
        self.fenced = works[-1].last if works else False
        done.steps, done.outcomes, done.change = steps, outcomes, len(self.disk.changes)
        return done

    def _end_day(self, steps: list[Step]) -> None:
        now = self.clock.now()
        if self._next_end is not None and self._next_end - LONGEST_DAY < now < self._next_end:
            return
        ended = day.day_to_end(self.line, now)
        if ended is not None:
            decision = decide.decide(self.line, EndDay(), ended)
            if isinstance(decision, Decided):
                name = f"day-{self.line.sequence}-{ended.isoformat()}"
                self._append(steps, "site:clock", name, decision.events)
        self._next_end = day.next_end(self.line, now)

    def _one(self, transaction: Transaction, steps: list[Step], work: Work) -> Outcome:
        if work.repeat is not None:
            known = self._known(transaction, work.repeat.scope, work.repeat.key)
            if known is not None:
                return Result(known[1]) if known[0] == work.repeat.digest else KeyReused()
        decision: Decided | Refusal | None = None
        events: tuple[Event, ...] = ()
        if work.command is not None:
            decision = decide.decide(self.line, work.command, self.clock.now())
            events = tuple(decision.events)
        write: Writing | None = work.write
        if write and (decision is None or work.write_always or (events and isinstance(decision, Decided))):
            write(transaction)
        self._append(steps, work.actor, work.command_id, events)
        answer = work.respond(self.line, decision) if work.respond and decision is not None else None
        if work.repeat is not None and answer is not None:
            row = (work.repeat.digest, answer)
            transaction.put("answers", f"{work.repeat.scope} {work.repeat.key}", row)
        return Result(answer, decision, events)

    def _known(self, transaction: Transaction, scope: str, key: str) -> tuple[bytes, Answer] | None:
        name = f"{scope} {key}"
        fresh = next((row for t, k, row in transaction.changes if t == "answers" and k == name), None)
        known: tuple[bytes, Answer] | None = fresh or self.disk.table("answers").get(name)
        return known

    def _append(self, steps: list[Step], actor: str, command: str, events: Sequence[Event]) -> None:
        for event in events:
            prev = steps[-1].entry.hash if steps else self.head
            entry = journal.write_down(event, self.line.sequence + 1, prev, actor, command)
            fold.fold(self.line, event)
            if isinstance(event, SettingsChanged):
                self._next_end = None
            steps.append(Step(entry, event))

    def entries(self, after: int, limit: int = 100) -> list[Written]:
        return self.disk.entries[after : after + limit]

    def answer(self, scope: str, key: str) -> Answer | None:
        row = self.disk.table("answers").get(f"{scope} {key}")
        return row[1] if row else None

    def records(self) -> list[Record]:
        return list(self.disk.table("incidents").values())

    def feed_position(self) -> int:
        return int(self.disk.table("notes").get("feed", 0))

    def keep_snapshot(self) -> Writing:
        shot = (self.line.sequence, self.head, json.dumps(codec.take_snapshot(self.line)))

        def write(transaction: Transaction) -> None:
            transaction.snapshot = shot

        return write

    def record(self, body: IncidentBody) -> Writing:
        return lambda transaction: transaction.put("incidents", body.id, Record(body))

    def settle(self, body: IncidentBody, number: str) -> Writing:
        return lambda transaction: transaction.put("incidents", body.id, Record(body, number))

    def feed_at(self, sequence: int) -> Writing:
        return lambda transaction: transaction.put("notes", "feed", sequence)
