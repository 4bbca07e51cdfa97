"""A primary and its standby: who is told when, by the promises that the primary gave."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from common.clock import SystemClock
from common.waiting import until
from kiosk.site.database import Database
from kiosk.site.schema import documents
from kiosk.site.standby import changes, companion, notes
from kiosk.site.standby.changes import Position, Run
from kiosk.site.standby.companion import Companion
from kiosk.site.work import Outcome, Result, Work
from kiosk.site.writer import Fenced, StorageFull

PATIENCE = 0.3
URL = "http://127.0.0.1:9"


class Primary:
    """A companion over a real database; the writer's part is played here, a transaction at a time."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.told: list[str] = []
        self.full = False
        self.was_replaced = False
        with self.database.writing.begin():
            self.log = changes.begin_log(self.database.writing)
        self.companion = self.anew()

    def anew(self) -> Companion:
        """As after a restart."""
        made = Companion(self.database, SystemClock(), self.release, self.submit, self.replaced)
        made.begin_anew("copy", self.log)
        return made

    def release(self, steps: Any, outcomes: Any) -> None:
        for work, outcome in outcomes:
            work.done(outcome)

    def submit(self, work: Work) -> None:
        outcome: Outcome = StorageFull() if self.full else Result()
        if work.write and not self.full:
            with self.database.writing.begin():
                work.write(self.database.writing)
        asyncio.get_running_loop().call_soon(work.done, outcome)

    async def replaced(self) -> bool:
        return self.was_replaced

    def command(self, name: str) -> None:
        """Somebody asks for something, and it is stored."""

        def write(connection: Connection) -> None:
            connection.execute(insert(documents).values(name=name, body=""))

        with self.database.writing.begin():
            write(self.database.writing)
            last = changes.last_change(self.database.writing)

        def done(outcome: Outcome) -> None:
            self.told.append(f"{name}: {type(outcome).__name__}")

        self.companion.committed((), [(Work("test", done), Result())], last)

    async def ask(self, at: Position) -> tuple[Run, bool]:
        return await self.companion.asked(at, "second", URL, 0.0)

    async def together(self) -> Position:
        """The standby asks until answers are held."""
        run, held = await self.ask(Position())
        while not held:
            run, held = await self.ask(run.to)
        return run.to

    def close(self) -> None:
        self.companion.release_files()
        self.database.close()


@pytest.fixture
def primary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Primary]:
    monkeypatch.setattr(companion, "PATIENCE_SECONDS", PATIENCE)
    monkeypatch.setattr(companion, "LOOK_SECONDS", 0.01)
    made = Primary(tmp_path / "journal.db")
    yield made
    made.close()


async def seconds_until(so: Callable[[], bool]) -> float:
    """How long it took until it was so."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await asyncio.to_thread(until, so, 10, 0.005)
    return loop.time() - began


def with_watch(primary: Primary, day: Callable[[], Any]) -> None:
    async def run() -> None:
        watch = asyncio.create_task(primary.companion.watch())
        await day()
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)

    asyncio.run(run())


def test_alone_everybody_is_told_at_once(primary: Primary) -> None:
    async def day() -> None:
        primary.command("a")
        assert primary.told == ["a: Result"]
        assert not (await primary.ask(Position()))[1], "a first answer promises nothing"

    with_watch(primary, day)


def test_in_touch_nobody_is_told_before_the_standby_has_it(primary: Primary) -> None:
    async def day() -> None:
        at = await primary.together()
        primary.command("a")
        primary.command("b")
        assert primary.told == []
        run, held = await primary.ask(at)
        assert held
        assert primary.told == [], "it was sent, which is not yet had"
        await primary.ask(at)
        assert primary.told == [], "an old question that comes late says nothing new"
        await primary.ask(run.to)
        assert primary.told == ["a: Result", "b: Result"]

    with_watch(primary, day)


@pytest.mark.expect_log("event='alone'")
def test_a_silent_standby_is_waited_for_until_the_last_promise_is_over(primary: Primary) -> None:
    async def day() -> None:
        await primary.together()
        primary.command("a")
        waited = await seconds_until(lambda: bool(primary.told))
        assert waited >= PATIENCE * 0.9
        noted = notes.read(primary.database.reading)
        assert (noted.together, noted.alone_after) == ("no", "0"), "noted before anybody was told"
        assert noted.alone_at
        primary.command("b")
        assert primary.told == ["a: Result", "b: Result"], "and it waits once, not each time"
        standing = primary.companion.standing()
        assert (standing.in_touch, standing.url, standing.alone_at) == (False, URL, noted.alone_at)
        await primary.together()
        assert primary.companion.standing().alone_at == "", "it came back"

    with_watch(primary, day)


@pytest.mark.expect_log("event='alone'")
def test_a_promise_is_kept_although_the_standby_never_gets_further(primary: Primary) -> None:
    """Each answer with `held` binds for the patience from its question; after that none is given."""

    async def day() -> None:
        at = await primary.together()
        loop = asyncio.get_running_loop()
        primary.command("a")
        last_promise = 0.0
        while not primary.told:
            asked = loop.time()
            _, held = await primary.ask(at)
            last_promise = asked if held else last_promise
            await asyncio.to_thread(until, lambda: bool(primary.told), 0.02, 0.005)
        assert loop.time() - last_promise >= PATIENCE

    with_watch(primary, day)


@pytest.mark.expect_log("event='alone'")
def test_after_a_restart_an_earlier_promise_still_binds(primary: Primary) -> None:
    async def day() -> None:
        await primary.together()

    with_watch(primary, day)
    primary.companion.release_files()

    async def next_day() -> None:
        primary.companion = primary.anew()
        watch = asyncio.create_task(primary.companion.watch())
        primary.command("a")
        assert primary.told == []
        assert await seconds_until(lambda: bool(primary.told)) >= PATIENCE * 0.8
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)

    asyncio.run(next_day())


@pytest.mark.expect_log("cannot_go_on_alone")
@pytest.mark.expect_log("event='alone'")
def test_what_cannot_be_noted_is_not_told(primary: Primary) -> None:
    """With a full disk nobody could say later from where on it worked alone."""

    async def day() -> None:
        await primary.together()
        primary.command("a")
        primary.full = True
        await asyncio.to_thread(until, lambda: bool(primary.told), PATIENCE * 3)
        assert primary.told == []
        primary.full = False
        await seconds_until(lambda: bool(primary.told))

    with_watch(primary, day)


def test_one_that_was_replaced_tells_nobody(primary: Primary) -> None:
    async def day() -> None:
        await primary.together()
        primary.command("a")
        primary.was_replaced = True
        await asyncio.to_thread(until, lambda: bool(primary.told), PATIENCE * 3)
        assert primary.told == []
        primary.companion.give_up_held(Fenced())
        assert primary.told == ["a: Fenced"]

    with_watch(primary, day)


def test_a_copy_that_is_not_known_cannot_go_on(primary: Primary) -> None:
    async def day() -> None:
        at = await primary.together()
        known = primary.companion.knows
        assert known("copy", primary.log, at)
        assert not known("other", primary.log, at)
        assert not known("copy", "another log", at)
        assert not known("copy", primary.log, Position(at.entry + 1, at.change)), "it has more than we"
        with primary.database.writing.begin():
            for n in range(4):
                primary.database.writing.execute(insert(documents).values(name=str(n), body=""))
            changes.trim(primary.database.writing, at.change + 3)
        assert not known("copy", primary.log, at), "what it needs is no longer logged"

    with_watch(primary, day)
