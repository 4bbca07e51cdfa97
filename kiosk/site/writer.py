"""The single writer: one thread decides who is next, and makes it durable.

Theory of operation. Requests put units of work on a queue. The writer takes everything that is queued (up
to `BATCH`), and for each: a repeat gets its first answer; else the command is put to `decide`, its events
are folded onto the writer's own line, entries and answers are collected. Then one transaction stores all of
it (group commit: the disk is waited for once, however many asked). Only when that has succeeded are the
events published to readers and followers, and the waiters answered. If it fails, nobody was promised
anything: everybody in the batch is told so, and the writer's line is read anew from the disk.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import SQLAlchemyError

from common.clock import Clock
from common.ids import new_id
from kiosk.queue.commands import EndDay
from kiosk.queue.decide import decide
from kiosk.queue.events import DayEnded, Event, SettingsChanged
from kiosk.queue.fold import fold
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site.database import Database, Rows, run
from kiosk.site.day import day_to_end, next_end
from kiosk.site.faces import Faces
from kiosk.site.journal import Standing, Written, append, load, write_down
from kiosk.site.past import ENDING, past_row
from kiosk.site.published import Step
from kiosk.site.schema import answers, past_visits, people, visit_details
from kiosk.site.standby.changes import last_change
from kiosk.site.work import Answer, Outcome, Repeat, Result, Work

BATCH = 64
ANSWERS_KEPT = timedelta(days=7)  # nobody repeats a request for longer, and answers name people
LONGEST_DAY = timedelta(hours=26)  # from one day's end to the next, on the day on which summer ends
_UNKNOWN = datetime.min.replace(tzinfo=UTC)
log = structlog.get_logger("site.writer")


class StorageFull(Exception):
    """The transaction could not be stored: nothing of it is there."""


class KeyReused(Exception):
    """The idempotency key was used for something else before."""


class Stopped(Exception):
    """The service is going down; the work was not done."""


class Fenced(Exception):
    """Another machine took over: nothing is written here any more."""


_ANSWERS, _PEOPLE, _DETAILS, _PAST = (
    Rows(table, replace=True) for table in (answers, people, visit_details, past_visits)
)
FIND_ANSWERS = (  # CROSS JOIN: SQLite takes the list first, and looks each up by the table's key
    "SELECT known.scope, known.key, known.digest, known.status, known.body, known.person"
    " FROM json_each(?) AS asked CROSS JOIN answers AS known"
    " ON known.scope = json_extract(asked.value, '$[0]') AND known.key = json_extract(asked.value, '$[1]')"
)

Deliver = Callable[[Sequence[Step], Sequence[tuple[Work, Outcome]]], None]


@dataclass(slots=True)
class _Batch:
    """What one transaction is made of."""

    head: str
    change: int = 0  # the last change beside the journal, where a standby follows
    steps: list[Step] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)  # of the table `answers`
    known: dict[tuple[str, str], tuple[bytes, Answer]] = field(default_factory=dict)
    details: list[dict[str, str]] = field(default_factory=list)  # of the table `visit_details`
    past: list[dict[str, str]] = field(default_factory=list)  # of the table `past_visits`
    guests: list[dict[str, Any]] = field(default_factory=list)  # of the table `people`
    outcomes: list[tuple[Work, Outcome]] = field(default_factory=list)


def find_answer(connection: Connection, repeat: Repeat) -> Answer | None:
    """The first answer to a request, if it was asked before. Raises KeyReused."""
    same = (answers.c.scope == repeat.scope) & (answers.c.key == repeat.key)
    row = connection.execute(select(answers).where(same)).one_or_none()
    if row is not None and row.digest != repeat.digest:
        raise KeyReused
    return Answer(row.status, row.body, row.person) if row else None


class Writer:
    """The only one that changes the database. `deliver` is called in the writer's thread, once a batch.

    `last_change` is then the number of the last change beside the journal (0: none is logged).
    """

    def __init__(
        self,
        database: Database,
        standing: Standing,
        faces: Faces,
        clock: Clock,
        deliver: Deliver,
        took: Callable[[float], None],
    ) -> None:
        """`took` hears how many seconds each transaction took."""
        self._database = database
        self._connection = database.writing
        self._stale = False
        self._next_end = _UNKNOWN
        self._line, self._head = standing.line, standing.head
        self._faces = faces
        self._clock = clock
        self._deliver = deliver
        self._took = took
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="site-writer", daemon=True)
        self._stopping = False
        self._closed = False
        self._fenced = False
        self.logs_changes = False  # a standby follows
        self.last_change = 0

    def start(self) -> None:
        self._thread.start()

    def fence(self) -> None:
        """Write nothing from the start: this machine was fenced before."""
        self._fenced = True

    def submit(self, work: Work) -> None:
        """Put work on the queue; `work.done` is called later, by whoever delivers."""
        if self._closed:
            work.done(Stopped())
        else:
            self._queue.put(work)

    def stop(self) -> None:
        """Finish what is queued and end the thread."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join()
        self._closed = True
        while not self._queue.empty():
            if (late := self._queue.get()) is not None:
                late.done(Stopped())

    def _run(self) -> None:
        while not self._stopping:
            batch = self._take()
            if batch:
                self._commit(batch)
                self._fenced = self._fenced or batch[-1].last

    def _take(self) -> list[Work]:
        """Wait for work, then take what else is there."""
        found: list[Work] = []
        item = self._queue.get()
        while item is not None:
            found.append(item)
            if len(found) == BATCH or item.last or self._queue.empty():
                return found
            item = self._queue.get()
        self._stopping = True
        return found

    def _commit(self, works: list[Work]) -> None:
        """One transaction for all of `works`, again without the one that turned out to be a bug."""
        failed: list[tuple[Work, Outcome]] = []
        if self._fenced:
            self._deliver((), [(work, Fenced()) for work in works])
            return
        while True:
            try:
                if self._stale:
                    self._start_anew()
                began = time.perf_counter()
                batch, guilty = self._store(works)
                self._took(time.perf_counter() - began)
            except SQLAlchemyError as error:
                log.error("not_stored", works=len(works), why=str(error.__cause__ or error))
                self._give_up([*failed, *((work, StorageFull()) for work in works)])
                return
            except Exception as error:
                log.exception("bug", works=len(works))
                self._give_up([*failed, *((work, error) for work in works)])
                return
            if guilty is None:
                break
            self._stale = True
            failed.append(guilty)
            works = [work for work in works if work is not guilty[0]]
        self._head = batch.head
        if any(isinstance(step.event, DayEnded) for step in batch.steps):
            self._faces.keep_only(self._line)
        self.last_change = batch.change or self.last_change
        self._deliver(batch.steps, [*failed, *batch.outcomes])

    def _give_up(self, outcomes: list[tuple[Work, Outcome]]) -> None:
        """Nothing was stored: say so, and read the line anew before the next turn."""
        self._stale = True
        self._deliver((), outcomes)

    def _start_anew(self) -> None:
        """Forget what was not stored: the line as the disk has it. Raises SQLAlchemyError when unreadable."""
        with closing(self._database.reader()) as reading:
            standing = load(reading)
        self._line, self._head, self._stale = standing.line, standing.head, False
        self._next_end = _UNKNOWN

    def _store(self, works: list[Work]) -> tuple[_Batch, tuple[Work, Exception] | None]:
        batch = _Batch(self._head)
        with self._connection.begin() as transaction:
            self._end_day_if_over(batch)
            self._find_repeats(batch, works)
            for work in works:
                try:
                    batch.outcomes.append((work, self._one(batch, work)))
                except SQLAlchemyError:
                    raise
                except Exception as error:  # a bug in one must not stop the rest
                    log.exception("bug", command=type(work.command).__name__)
                    transaction.rollback()
                    return batch, (work, error)
            append(self._connection, [step.entry for step in batch.steps])
            _ANSWERS.put(self._connection, batch.rows)
            _PEOPLE.put(self._connection, batch.guests)
            _DETAILS.put(self._connection, batch.details)
            _PAST.put(self._connection, batch.past)
            if self.logs_changes:
                batch.change = last_change(self._connection)
        return batch, None

    def _end_day_if_over(self, batch: _Batch) -> None:
        """Before anybody else's turn: who comes after midnight must not be cleared with yesterday's line."""
        now = self._clock.now()
        if self._next_end is not _UNKNOWN and self._next_end - LONGEST_DAY < now < self._next_end:
            return
        ended = day_to_end(self._line, now)
        if ended is not None:
            decision = decide(self._line, EndDay(), ended)
            if isinstance(decision, Decided):
                self._append(batch, Work("site:clock", lambda _: None), decision.events, None)
            old = (now - ANSWERS_KEPT).timestamp()
            self._connection.execute(delete(answers).where(answers.c.at < old))
        self._next_end = next_end(self._line, now)

    def _find_repeats(self, batch: _Batch, works: list[Work]) -> None:
        """Look up the first answers to what was asked before."""
        asked = json.dumps([(work.repeat.scope, work.repeat.key) for work in works if work.repeat])
        for scope, key, digest, *answer in run(self._connection, FIND_ANSWERS, [asked]):
            batch.known[scope, key] = (digest, Answer(*answer))

    def _one(self, batch: _Batch, work: Work) -> Outcome:
        if work.repeat and (first := batch.known.get((work.repeat.scope, work.repeat.key))):
            digest, answer = first
            return Result(answer) if digest == work.repeat.digest else KeyReused()
        result = self._decide(batch, work)
        if result.answer is not None and work.repeat is not None:
            self._keep_answer(batch, work.repeat, result.answer)
        return result

    def _decide(self, batch: _Batch, work: Work) -> Result:
        if work.command is None:
            if work.write:
                work.write(self._connection)
            return Result()
        decision = decide(self._line, work.command, self._clock.now())
        events = decision.events
        if isinstance(decision, Refusal):
            work.guest = None  # whoever was turned away leaves nothing but the event that says so
        if work.write and (work.write_always or (events and isinstance(decision, Decided))):
            work.write(self._connection)
        if events:
            self._append(batch, work, events, decision.visit if isinstance(decision, Decided) else None)
        answer = work.respond(self._line, decision) if work.respond else None
        return Result(answer, decision, tuple(events))

    def _append(self, batch: _Batch, work: Work, events: Sequence[Event], visit: str | None) -> None:
        command = work.command_id or new_id()
        for event in events:
            entry: Written = write_down(event, self._line.sequence + 1, batch.head, work.actor, command)
            fold(self._line, event)
            batch.head = entry.hash
            batch.steps.append(Step(entry, event))
            if isinstance(event, SettingsChanged):
                self._next_end = _UNKNOWN
            if isinstance(event, ENDING):
                batch.past.append(past_row(self._line.visits[event.visit]))
        if work.guest is not None:
            batch.guests.append(work.guest)
        if (face := work.face) is not None and visit is not None:
            self._faces.put(visit, face)
            batch.details.append(
                {"visit": visit, "person": face.person, "note": face.note, "follow": face.follow}
            )

    def _keep_answer(self, batch: _Batch, repeat: Repeat, answer: Answer) -> None:
        batch.known[repeat.scope, repeat.key] = (repeat.digest, answer)
        row = {
            "scope": repeat.scope,
            "key": repeat.key,
            "digest": repeat.digest,
            "status": answer.status,
            "body": answer.body,
            "at": self._clock.now().timestamp(),
            "person": answer.person,
        }
        batch.rows.append(row)
