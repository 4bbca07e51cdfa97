"""A long journal for benchmarks: years of working days, through the real writer, kept for the next run."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from common.clock import ManualClock
from common.ids import new_id
from kiosk.queue import commands as c
from kiosk.queue.chain import GENESIS
from kiosk.queue.events import VERSION
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.queue.settings import Service, SiteSettings
from kiosk.site.database import Database
from kiosk.site.faces import Face, Faces
from kiosk.site.journal import keep_snapshot, load, tail
from kiosk.site.published import Step
from kiosk.site.snapshots import as_text
from kiosk.site.work import Answer, Outcome, Repeat, Work
from kiosk.site.writer import Writer

FIRST_DAY = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
AGENTS = 10
VISITS_A_DAY = 800
SERVICES = ("laptop", "phone", "password")
SITE = SiteSettings(
    site="main",
    services=tuple(Service(s, p, {"en": s}) for s, p in zip(SERVICES, "ABC", strict=True)),
    counters=tuple(str(n + 1) for n in range(64)),
)
BODY = b'{"visit": "' + b"x" * 600 + b'"}'  # about as long as a check-in's answer


def kept() -> Path:
    """Where long journals lie between runs."""
    return Path(tempfile.gettempdir()) / "mostrador-bench-journals"


def long_journal(entries: int) -> Path:
    """A database whose journal has at least that many entries; the first call takes minutes to make it."""
    path = kept() / f"v{VERSION}-{entries}.db"
    if not path.exists():
        kept().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept()) as folder:
            made = Path(folder) / "journal.db"
            _Days(made).play(entries)
            with closing(sqlite3.connect(made)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.move(made, path)
    return path


class _Days:
    """Gives the writer a day's commands at a time, and waits until they are on the disk."""

    def __init__(self, path: Path) -> None:
        self.clock = ManualClock(FIRST_DAY)
        self.database = Database(path)
        self._writer = Writer(
            self.database, load(self.database.reading), Faces(), self.clock, self._deliver, lambda _: None
        )
        self._line, self._head = Line(), GENESIS

    def play(self, entries: int) -> None:
        """Days until there are enough entries, and one more after a snapshot: a start has that to fold."""
        self._writer.start()
        self._put([c.ApplySettings(SITE)])
        while tail(self.database.reading)[0] < entries:
            self._put(list(_one_day()))
            self.clock.forward(timedelta(days=1))
        with self.database.writing.begin():
            keep_snapshot(self.database.writing, self._line.sequence, self._head, as_text(self._line))
        self._put(list(_one_day()))
        self._writer.stop()
        self.database.close()

    def _put(self, commands: Sequence[c.Command]) -> None:
        done = threading.Event()
        for number, command in enumerate(commands):
            self._writer.submit(_work(command, done if number == len(commands) - 1 else None))
        done.wait()

    def _deliver(self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]], *_: object) -> None:
        for step in steps:
            fold(self._line, step.event)
            self._head = step.entry.hash
        for work, outcome in outcomes:
            work.done(outcome)


def _one_day() -> Iterator[c.Command]:
    """Ten agents and their visitors, who come in twenties."""
    agents = [(str(n + 1), f"agent-{n}") for n in range(AGENTS)]
    yield from (c.OpenCounter(counter, agent) for counter, agent in agents)
    for _ in range(VISITS_A_DAY // AGENTS):
        visits = [new_id() for _ in agents]
        for number, visit in enumerate(visits):
            yield c.CheckIn(visit, SERVICES[number % 3], new_id())
        yield from (c.CallNext(counter, agent) for counter, agent in agents)
        for visit, (_, agent) in zip(visits, agents, strict=True):
            yield c.Start(visit, agent)
            yield c.Finish(visit, agent)


def _work(command: c.Command, done: threading.Event | None) -> Work:
    def told(outcome: Outcome) -> None:
        if isinstance(outcome, Exception):
            raise outcome
        if done is not None:
            done.set()

    work = Work("agent:bench", told, command, respond=_respond)
    work.repeat = Repeat("agent:bench", new_id(), b"same")
    if isinstance(command, c.CheckIn) and command.person:
        work.face = Face(command.person, "Ana Gil", "", command.visit)
        work.guest = _guest(command.person)
    return work


def _guest(person: str) -> dict[str, Any]:
    names = ("mail", "badge", "language", "department")
    return {"id": person, "name": "Ana Gil", "listed": 0, "erased": 0} | dict.fromkeys(names, "")


def _respond(line: Line, decision: Decided | Refusal) -> Answer:
    assert isinstance(decision, Decided), decision
    return Answer(200, BODY)
