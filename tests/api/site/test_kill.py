"""SIGKILL at any moment, under load: nothing that was acknowledged is lost, nothing is there twice.

A small child process has the real parts (database, writer, line) without the HTTP face, so that it starts
in a few milliseconds after a fork and can be killed a few hundred times. It tells each answer by a pipe as
the service would by HTTP. Beside it the whole service is killed some times under load over real HTTP.
"""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from common.clients.errors import Unreachable
from common.clock import SystemClock
from common.ids import new_id
from common.wire import VisitOut
from kiosk.queue import commands as c
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site.database import Database
from kiosk.site.defaults import default_settings
from kiosk.site.faces import Faces
from kiosk.site.journal import load
from kiosk.site.schema import answers
from kiosk.site.verify import check
from kiosk.site.work import Answer, Outcome, Repeat, Result, Work
from kiosk.site.writer import Writer
from tests.api.site.asking import a_check_in
from tests.api.site.running import SiteProcess

DAYS, KILLS = 8, 25
WHOLE_KILLS = 4
LONGEST_SECONDS = 0.02  # a child lives at most so long after its first answer


def answered_kept(database: Path, told: dict[str, str]) -> None:
    """Everything that was told is stored, once; the chain is whole; what the line says follows from it."""
    report = check(database)
    assert report.good, report
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        stored = {row.key: row.body.decode() for row in connection.execute(select(answers))}
        line = load(connection).line
    engine.dispose()
    assert {key: stored.get(key) for key in told} == told
    numbers = [visit.number for visit in line.visits.values()]
    assert len(numbers) == len(set(numbers))


def child_at_work(database: Path, pipe: int) -> None:
    """Checks people in, several at a time, telling each answer once it is durable. Never returns."""
    store = Database(database)
    standing = load(store.reading)

    def deliver(_: object, outcomes: object) -> None:
        for work, outcome in outcomes:  # type: ignore[attr-defined]  # pairs of work and outcome
            work.done(outcome)

    writer = Writer(store, standing, Faces(), SystemClock(), deliver, lambda _: None)
    writer.start()
    writer.submit(Work("test", lambda _: None, c.ApplySettings(default_settings("main"))))
    while True:
        batch = [new_id() for _ in range(4)]
        done = [threading.Event() for _ in batch]
        for key, event in zip(batch, done, strict=True):
            writer.submit(one_check_in(key, event, pipe))
        for event in done:
            event.wait()


def one_check_in(key: str, event: threading.Event, pipe: int) -> Work:
    def respond(line: Line, decision: Decided | Refusal) -> Answer:
        assert isinstance(decision, Decided)
        return Answer(201, (line.visits[decision.visit or ""].number or "").encode())

    def told(outcome: Outcome) -> None:
        if isinstance(outcome, Result) and outcome.answer:
            os.write(pipe, f"{key} {outcome.answer.body.decode()}\n".encode())
        event.set()

    command = c.CheckIn(f"visit-{key}", "laptop", f"person-{key}")
    return Work("test", told, command, key, Repeat("test", key, b"same"), respond)


def killed_child(database: Path, lives_seconds: float) -> dict[str, str]:
    """Start a child, kill it `lives_seconds` after its first answer; what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            child_at_work(database, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        first = told.readline()
        threading.Event().wait(lives_seconds)
        os.kill(child, signal.SIGKILL)
        lines = [first, *told.readlines()]
    os.waitpid(child, 0)
    return dict(line.split(" ", 1) for line in (one.strip() for one in lines) if " " in line)


@pytest.mark.parametrize("day", range(DAYS))
def test_200_kills_lose_nothing_that_was_told(tmp_path: Path, day: int) -> None:
    """KILLS kills for each of DAYS journals: 200 a run."""
    database, dice, told = tmp_path / "journal.db", random.Random(day), dict[str, str]()
    for _ in range(KILLS):
        new = killed_child(database, dice.random() * LONGEST_SECONDS)
        assert new, "each child told something before it died"
        told |= new
    answered_kept(database, told)
    assert len(told) >= KILLS


def test_the_whole_service_is_killed_under_load(start_process: Callable[..., SiteProcess]) -> None:
    """Over HTTP, with several senders that repeat what was not answered, as kiosks do."""
    site, dice = start_process(), random.Random(11)
    told: dict[str, VisitOut] = {}
    unanswered = [(a_check_in(f"Guest {n}"), new_id()) for n in range(400)]
    for _ in range(WHOLE_KILLS):
        kiosk = site.local()
        killer = threading.Timer(0.05 + dice.random() * 0.25, site.process.kill)
        killer.start()
        try:
            while unanswered:
                body, key = unanswered[-1]
                told[key] = kiosk.check_in(body, key)
                unanswered.pop()
        except Unreachable:
            pass
        killer.join()
        site.kill()
        answered_kept(site.database, {key: visit.model_dump_json() for key, visit in told.items()})
        site.start()
    assert len(told) > WHOLE_KILLS
    kiosk = site.local()
    for body, key in unanswered[-3:]:
        told[key] = kiosk.check_in(body, key)
    visits = kiosk.line().line["visits"]
    assert len({visit["number"] for visit in visits}) == len(visits) >= len(told)
    assert site.stop() == 0
