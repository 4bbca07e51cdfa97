"""The one way off the UI thread. Nobody else starts a thread in a window, a page or a view-model.

Work that ends is given to `run_in_background`; what goes on for hours (a stream of events) to a `Follower`.
Both bring typed results back to the UI thread. Each belongs to an `owner`, a QObject of the UI thread: once
that is gone, nothing is delivered any more. Delivery passes through one object that lives as long as the
process, so that a thread never touches an object that the UI thread may be deleting. Nor does a thread ever
hold the last reference to an owner, which would be destroyed in that thread: what belongs to work is kept in
a table, to which the thread has only the number, and is let go in the UI thread.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

import structlog
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QThreadPool, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
V = TypeVar("V")
T_co = TypeVar("T_co", covariant=True)

STOP_SECONDS = 1.0
_THREADS = 8

_log = structlog.get_logger("background")


class _Postbox(QObject):
    """Carries calls from any thread to the UI thread, in the order of posting."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        try:
            self._posted.emit(call)
        except RuntimeError:
            if isValid(self):
                raise  # else the process is ending, and nobody is left to be told

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        call()


class _Task(Protocol):
    """What a thread does, and all that it needs for it."""

    has_begun: bool

    def work(self) -> None:
        """In the thread. Raises nothing."""
        ...

    def end(self) -> None:
        """Afterwards, in the UI thread."""
        ...


class _Machinery:
    """Made at the first use, in the UI thread, and kept until the process ends."""

    def __init__(self) -> None:
        self.postbox = _Postbox()
        self.pool = QThreadPool()
        self.pool.setMaxThreadCount(_THREADS)
        self.kept: dict[int, _Task] = {}
        self.numbers = itertools.count()

    def perform(self, number: int) -> None:
        """Does a task's work in this thread, which has no reference to it left when the UI thread ends it."""
        try:
            self.kept[number].work()
        finally:
            self.postbox.post(lambda: self._end(number))

    def _end(self, number: int) -> None:
        task = self.kept.pop(number, None)
        if task is not None:
            task.end()


_made: list[_Machinery] = []


def _machinery() -> _Machinery:
    application = QCoreApplication.instance()
    if application is None or QThread.currentThread() != application.thread():
        raise RuntimeError("background work is started from the UI thread of a running application")
    if not _made:
        _made.append(_Machinery())
    return _made[0]


class Running:
    """Work that was started. After `cancel` (UI thread) neither of its callbacks is called any more."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def is_wanted(self) -> bool:
        """Whether somebody still waits for the result."""
        return not self.is_cancelled and isValid(self._owner)


def run_in_background(
    owner: QObject,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[Exception], None],
) -> Running:
    """Runs `work` in another thread, then in this one `done` with its result or `failed` with its exception.

    Call it from the UI thread (RuntimeError otherwise). `work` must touch no Qt object of the UI thread and
    must end by itself (give network calls a timeout).
    """
    machinery = _machinery()
    running = Running(owner)
    number = next(machinery.numbers)
    machinery.kept[number] = _Errand(running, work, done, failed)
    machinery.pool.start(lambda: machinery.perform(number))
    return running


class _Errand(Generic[T]):
    """One call of `run_in_background`."""

    def __init__(
        self,
        running: Running,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._running = running
        self._work, self._done, self._failed = work, done, failed
        self._tell: Callable[[], None] | None = None
        self.has_begun = False

    def work(self) -> None:
        self.has_begun = True
        try:
            result = self._work()
        except Exception as error:  # noqa: BLE001 whatever went wrong, `failed` hears of it
            fault = error
            self._tell = lambda: self._failed(fault)
        else:
            self._tell = lambda: self._done(result)

    def end(self) -> None:
        tell, self._tell = self._tell, None  # it knows this errand: no circle may be left
        if tell is not None and self._running.is_wanted():
            tell()


def finish_background(seconds: float = 5.0) -> bool:
    """Before the program ends: drops what has not begun, waits for the rest; False when some still runs."""
    if not _made:
        return True
    machinery = _made[0]
    machinery.pool.clear()
    is_done = machinery.pool.waitForDone(int(seconds * 1000))
    if is_done:
        for number in [number for number, task in machinery.kept.items() if not task.has_begun]:
            del machinery.kept[number]
    return is_done


class Source(Protocol[T_co]):
    """What a `Follower` follows, for example a stream of server-sent events that reconnects by itself."""

    def items(self) -> Iterator[T_co]:
        """Called once, in the follower's thread; blocks between items."""
        ...

    def close(self) -> None:
        """Called from the UI thread: `items` must end within a second, even while it blocks."""
        ...


class Follower:
    """Follows a source in a thread of its own and hands each item to `arrived` in the UI thread.

    `failed` is called once when the source raises. It stops by `stop`, or when its owner is destroyed.
    """

    def __init__(
        self,
        owner: QObject,
        source: Source[T],
        arrived: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        machinery = _machinery()
        self._kept = machinery.kept
        self._number = next(machinery.numbers)
        self._running = Running(owner)
        self._source: Source[object] = source
        self._task: _Task = _Following(self._running, source, arrived, failed, machinery.postbox)
        self._thread = threading.Thread(
            target=machinery.perform, args=(self._number,), name="follower", daemon=True
        )
        owner.destroyed.connect(self._close)

    def start(self) -> None:
        """Begin; RuntimeError when called twice."""
        if self._thread.ident is None:
            self._kept[self._number] = self._task
        self._thread.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ends it: nothing arrives from here on. False, and a line in the log, when its thread still runs."""
        self._close()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        if self._thread.is_alive():
            _log.warning("a followed source did not end in time", source=type(self._source).__name__)
        return not self._thread.is_alive()

    def _close(self) -> None:
        if not self._running.is_cancelled:
            self._running.cancel()
            self._source.close()


class _Following(Generic[T]):
    """What a follower's thread does."""

    has_begun = True

    def __init__(
        self,
        running: Running,
        source: Source[T],
        arrived: Callable[[T], None],
        failed: Callable[[Exception], None],
        postbox: _Postbox,
    ) -> None:
        self._running = running
        self._source, self._arrived, self._failed = source, arrived, failed
        self._postbox = postbox

    def work(self) -> None:
        try:
            for item in self._source.items():
                if self._running.is_cancelled:
                    return
                self._post(self._arrived, item)
        except Exception as error:  # noqa: BLE001 whatever went wrong, `failed` hears of it
            self._post(self._failed, error)

    def end(self) -> None:
        """All was told while it ran."""

    def _post(self, callback: Callable[[V], None], value: V) -> None:
        def on_ui_thread() -> None:
            if self._running.is_wanted():
                callback(value)

        self._postbox.post(on_ui_thread)
