"""Work leaves the UI thread, its result comes back there, and nothing is delivered to who is gone."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from common.assets import asset
from common.qt.background import Follower, finish_background, run_in_background


def fail(error: object) -> None:
    """For callbacks that must not be called."""
    raise AssertionError(f"called with {error!r}")


@pytest.fixture
def owner(qtbot: QtBot) -> Iterator[QObject]:
    """An object of the UI thread; at the end all background work is over."""
    made = QObject()
    yield made
    assert finish_background(5.0)


class Stream:
    """A source fed by the test: blocks until something is put in, ends when it is closed."""

    _END = object()

    def __init__(self) -> None:
        self._waiting: SimpleQueue[object] = SimpleQueue()
        self.closed = 0

    def put(self, item: int | Exception) -> None:
        self._waiting.put(item)

    def items(self) -> Iterator[int]:
        while True:
            item = self._waiting.get()
            if item is Stream._END:
                return
            if isinstance(item, Exception):
                raise item
            assert isinstance(item, int)
            yield item

    def close(self) -> None:
        self.closed += 1
        self._waiting.put(Stream._END)


class DeafStream(Stream):
    """A faulty source that does not listen to `close`."""

    def close(self) -> None:
        self.closed += 1


def test_the_result_arrives_in_the_ui_thread(qtbot: QtBot, owner: QObject) -> None:
    worked_in: list[int] = []
    arrived: list[tuple[str, int]] = []

    def work() -> str:
        worked_in.append(threading.get_ident())
        return "done"

    run_in_background(owner, work, lambda text: arrived.append((text, threading.get_ident())), fail)
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == [("done", threading.get_ident())]
    assert worked_in != [threading.get_ident()]


def test_a_failure_arrives_as_it_was_raised(qtbot: QtBot, owner: QObject) -> None:
    failures: list[Exception] = []
    fault = ConnectionError("no network")

    def work() -> str:
        raise fault

    run_in_background(owner, work, fail, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == [fault]


def test_many_pieces_of_work_all_come_back(qtbot: QtBot, owner: QObject) -> None:
    squares: list[int] = []

    def start(number: int) -> None:
        run_in_background(owner, lambda: number * number, squares.append, fail)

    for number in range(200):
        start(number)
    qtbot.waitUntil(lambda: len(squares) == 200)
    assert sorted(squares) == [number * number for number in range(200)]


class Mortal(QObject):
    """Tells in which thread it was destroyed."""

    def __init__(self, destroyed_in: list[int]) -> None:
        super().__init__()
        self._destroyed_in = destroyed_in

    def __del__(self) -> None:
        self._destroyed_in.append(threading.get_ident())

    def take(self, item: object) -> None:
        """A callback through which the work knows its owner."""


class Few:
    """A source that ends by itself."""

    def items(self) -> Iterator[int]:
        return iter(range(3))

    def close(self) -> None:
        """There is nothing to end."""


def test_an_owner_that_is_let_go_is_destroyed_in_the_ui_thread(qtbot: QtBot) -> None:
    destroyed_in: list[int] = []

    def start() -> None:
        working, following = Mortal(destroyed_in), Mortal(destroyed_in)
        run_in_background(working, lambda: working.take(1), working.take, fail)
        Follower(following, Few(), following.take, fail).start()

    def wait_for(many: int) -> None:
        qtbot.waitUntil(lambda: len(destroyed_in) == many)

    for count in range(1, 201):
        start()
        wait_for(2 * count)
    assert set(destroyed_in) == {threading.get_ident()}


def test_cancelled_work_is_not_delivered(qtbot: QtBot, owner: QObject) -> None:
    gate = threading.Event()
    after: list[None] = []
    running = run_in_background(owner, gate.wait, fail, fail)
    running.cancel()
    gate.set()
    assert finish_background(5.0)
    run_in_background(owner, lambda: None, after.append, fail)
    qtbot.waitUntil(lambda: bool(after))


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot: QtBot, owner: QObject) -> None:
    gate = threading.Event()
    after: list[None] = []
    gone = QObject()
    run_in_background(gone, gate.wait, fail, fail)
    delete(gone)
    gate.set()
    assert finish_background(5.0)
    run_in_background(owner, lambda: None, after.append, fail)
    qtbot.waitUntil(lambda: bool(after))


def test_it_is_refused_outside_the_ui_thread(qtbot: QtBot, owner: QObject) -> None:
    refused: list[Exception] = []

    def from_elsewhere() -> None:
        run_in_background(owner, lambda: None, fail, fail)

    run_in_background(owner, from_elsewhere, fail, refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert isinstance(refused[0], RuntimeError)


def test_finishing_says_when_work_still_runs(qtbot: QtBot, owner: QObject) -> None:
    gate = threading.Event()
    run_in_background(owner, gate.wait, lambda _: None, fail)
    assert not finish_background(0.05)
    gate.set()
    assert finish_background(5.0)


def test_a_program_that_ends_in_the_middle_of_work_ends_quietly() -> None:
    program = """
import threading
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from common.qt.background import Follower, run_in_background

class Ticks:
    def items(self):
        while not ended.wait(0.01):
            yield 1

    def close(self):
        ended.set()

app, owner, ended = QCoreApplication([]), QObject(), threading.Event()
run_in_background(owner, lambda: threading.Event().wait(0.5), print, print)
Follower(owner, Ticks(), lambda item: None, print).start()
QTimer.singleShot(100, app.quit)
app.exec()
"""
    command = [sys.executable, "-c", program]
    root = asset().parent
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_follower_hands_over_every_item_in_order(qtbot: QtBot, owner: QObject) -> None:
    stream, arrived, threads = Stream(), list[int](), set[int]()

    def take(item: int) -> None:
        arrived.append(item)
        threads.add(threading.get_ident())

    follower = Follower(owner, stream, take, fail)
    follower.start()
    for number in range(100):
        stream.put(number)
    qtbot.waitUntil(lambda: len(arrived) == 100)
    assert follower.stop()
    assert arrived == list(range(100))
    assert threads == {threading.get_ident()}


def test_a_stopped_follower_delivers_nothing_more(qtbot: QtBot, owner: QObject) -> None:
    stream, after = Stream(), list[None]()
    follower = Follower(owner, stream, fail, fail)
    follower.start()
    stream.put(1)
    assert follower.stop()
    assert follower.stop()
    assert stream.closed == 1
    run_in_background(owner, lambda: None, after.append, fail)
    qtbot.waitUntil(lambda: bool(after))


def test_a_follower_that_never_started_can_be_stopped(qtbot: QtBot, owner: QObject) -> None:
    assert Follower(owner, Stream(), fail, fail).stop()


def test_a_source_that_fails_is_told_once(qtbot: QtBot, owner: QObject) -> None:
    stream, failures = Stream(), list[Exception]()
    follower = Follower(owner, stream, fail, failures.append)
    follower.start()
    fault = ConnectionError("gone")
    stream.put(fault)
    qtbot.waitUntil(lambda: bool(failures))
    assert failures == [fault]
    assert follower.stop()


def test_a_follower_ends_with_its_owner(qtbot: QtBot, owner: QObject) -> None:
    stream, before = Stream(), threading.active_count()
    gone = QObject()
    follower = Follower(gone, stream, fail, fail)
    follower.start()
    stream.put(1)
    delete(gone)
    assert stream.closed == 1
    assert follower.stop()
    assert threading.active_count() == before


@pytest.mark.expect_log("did not end in time")
def test_a_source_that_does_not_end_is_reported(qtbot: QtBot, owner: QObject) -> None:
    stream = DeafStream()
    follower = Follower(owner, stream, fail, fail)
    follower.start()
    assert not follower.stop(seconds=0.05)
    Stream.close(stream)
    assert follower.stop()
