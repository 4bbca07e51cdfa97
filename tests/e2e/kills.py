"""`python -m tests.e2e.kills --times 500`: the real site service under load, killed again and again.

Kiosks check people in and agents call, start and finish over HTTP, each asking again with the same key until
answered, as the programs do. Meanwhile the service is killed by SIGKILL: every other time at a random moment,
every other time while SQLite's log grows, which is in the middle of a commit. In the end the journal is held
against what everybody was told. Exit code 0 only if all of it agrees.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine

from common.clients.site import SiteClient
from common.clock import SystemClock
from common.waiting import until
from common.wire import AgentRecord, VisitOut
from kiosk.queue import codec
from kiosk.queue import events as e
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.database import Database
from kiosk.site.journal import all_entries
from kiosk.site.staff import put_agent
from kiosk.site.tokens import create
from kiosk.site.verify import check
from tests.e2e.crowd import Patient
from tests.fixtures.killable import Killable

KIOSKS, AGENTS = 3, 3
QUIET = {"lease_seconds": 600, "forecasts": False}  # no lease lapses; a forecast writes nothing of its own
LONGEST_SECONDS = 0.15  # a service lives at most so long once it has answered
MANY_TRIES = 100_000  # the service is killed again and again: no program gives up either
PATIENCE_SECONDS = 2.0  # for a first answer, and for its log to grow


@dataclass
class Told:
    """What the service acknowledged, of one client: check-ins, calls and what became of each call."""

    checked_in: dict[str, str] = field(default_factory=dict)  # visit -> number
    called: list[tuple[str, str]] = field(default_factory=list)  # visit, counter
    finished: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kills`, of which `in_commit` while the log grew; what was acknowledged; `wrong`: none, or what is."""

    kills: int
    in_commit: int
    entries: int
    check_ins: int
    calls: int
    seconds: float
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.seconds:.0f} s, {self.in_commit} while a commit was being written: "
            f"{self.check_ins:,} check-ins and {self.calls:,} calls acknowledged, {self.entries:,} entries; "
            + ("all as it was told" if not self.wrong else f"WRONG: {'; '.join(self.wrong[:5])}")
        )


def kills(folder: Path, times: int, seed: int) -> Outcome:
    """Do it; `folder` is empty and is left with the journal in it."""
    dice, began, stop = random.Random(seed), time.perf_counter(), threading.Event()
    told = [Told() for _ in range(KIOSKS + AGENTS)]
    database = folder / "data" / "site" / "journal.db"
    with Killable("site", folder, site=QUIET) as site:
        local = (database.parent / "local-token").read_text(encoding="utf-8").strip()
        agents = _agents(database)
        in_commit = 0
        with ThreadPoolExecutor(KIOSKS + AGENTS) as pool:
            clients: list[Future[None]] = [
                pool.submit(_kiosk, site, local, told[n], stop, seed + n) for n in range(KIOSKS)
            ]
            clients += [
                pool.submit(_agent, site, token, str(n + 1), told[KIOSKS + n], stop, seed + n)
                for n, token in enumerate(agents)
            ]
            try:
                for number in range(times):
                    until(partial(_more_than, _answers(told), told), PATIENCE_SECONDS, 0.005)
                    in_commit += _wait_for_the_moment(database, dice, in_commit=number % 2 == 1)
                    site.kill()
                    site.start()
                    broken = next((f.exception() for f in clients if f.done()), None)
                    if broken is not None:
                        raise broken
            finally:
                stop.set()
            for client in clients:
                client.result(60)
        assert site.stop() == 0
    wrong = tuple(_held_against(database, told))
    report = check(database)
    return Outcome(
        times,
        in_commit,
        report.entries,
        sum(len(each.checked_in) for each in told),
        sum(len(each.called) for each in told),
        time.perf_counter() - began,
        (*wrong, *((f"journal: {report}",) if not report.good else ())),
    )


def _answers(told: list[Told]) -> int:
    """How much was acknowledged so far."""
    return sum(len(each.checked_in) + len(each.called) + len(each.finished) for each in told)


def _more_than(known: int, told: list[Told]) -> bool:
    return _answers(told) > known


def _agents(database: Path) -> list[str]:
    """Tokens of agents who are signed in."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        names = [f"agent-{n}" for n in range(AGENTS)]
        for name in names:
            put_agent(connection, AgentRecord(id=name, login=name, name=name, password_hash="none"))
        tokens = [create(connection, "agent", name, expires=4e9) for name in names]
    engine.dispose()
    return tokens


def _wait_for_the_moment(database: Path, dice: random.Random, in_commit: bool) -> bool:
    """Some time, and then, if `in_commit`, until the log grows; whether it did."""
    threading.Event().wait(dice.random() * LONGEST_SECONDS)
    if not in_commit:
        return False
    wal = database.with_name("journal.db-wal")
    size, until = _size(wal), time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < until:
        if _size(wal) > size:
            return True
    return False


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _kiosk(site: Killable, token: str, told: Told, stop: threading.Event, seed: int) -> None:
    client = SiteClient(site.url, token, 10.0)
    patient = Patient(client, random.Random(seed), threading.Event(), MANY_TRIES)
    number = 0
    while not stop.is_set():
        number += 1
        visit = patient.check_in(f"Guest {number}", ("laptop", "phone", "password")[number % 3])
        told.checked_in[visit.id] = visit.number or ""
    client.hang_up()


def _agent(site: Killable, token: str, counter: str, told: Told, stop: threading.Event, seed: int) -> None:
    client = SiteClient(site.url, token, 10.0)
    patient = Patient(client, random.Random(seed), threading.Event(), MANY_TRIES)
    patient.open(counter)
    while not stop.is_set():
        visit: VisitOut | None = patient.call(counter)
        if visit is None:
            stop.wait(0.01)
            continue
        told.called.append((visit.id, counter))
        patient.start(visit)
        patient.finish(visit)
        told.finished.append(visit.id)
    client.hang_up()


def _held_against(database: Path, told: list[Told]) -> list[str]:
    """Where the journal and what was told differ."""
    opened = Database(database)
    line, wrong = Line(), list[str]()
    check_ins, calls, finished = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[str]()
    for one in all_entries(opened.reading):
        event = codec.from_json(one.type, one.entry().data)
        if isinstance(event, e.VisitCalled):
            at = line.visits[event.visit]
            if at.counter is not None:
                wrong.append(f"{event.visit} was called to {event.counter} while at {at.counter}")
            calls[event.visit, event.counter] += 1
        elif isinstance(event, e.VisitCheckedIn):
            check_ins[event.visit, event.number] += 1
        elif isinstance(event, e.VisitFinished):
            finished[event.visit] += 1
        fold(line, event)
    opened.close()
    numbers = Counter(number for _, number in check_ins)
    wrong += [f"number {number} was given {count} times" for number, count in numbers.items() if count > 1]
    for each in told:
        wrong += [
            f"check-in {c} is there {check_ins[c]} times"
            for c in each.checked_in.items()
            if check_ins[c] != 1
        ]
        wrong += [f"call {c} is there {calls[c]} times" for c in each.called if calls[c] != 1]
        wrong += [f"{v} was finished {finished[v]} times" for v in each.finished if finished[v] != 1]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(SystemClock().now().timestamp()))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mostrador-kills-") as folder:
        outcome = kills(Path(folder), chosen.times, chosen.seed)
    sys.stdout.write(f"seed {chosen.seed}: {outcome}\n")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
