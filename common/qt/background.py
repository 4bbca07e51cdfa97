"""The one way off the UI thread. Nobody else starts a thread in a window, a page or a view-model.

Work that ends is given to `run_in_background`; what goes on for hours (a stream of events) to a `Follower`.
Both bring typed results back to the UI thread. Each belongs to an `owner`, a QObject of the UI thread: once
that is gone, nothing is delivered any more. Delivery passes through one object that lives as long as the
process, so that a thread never touches an object that the UI thread may be deleting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import structlog
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QThreadPool, Signal, Slot
from shiboken6 import isValid

T = TypeVar("T")
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


class _Machinery:
    """Made at the first use, in the UI thread, and kept until the process ends."""

    def __init__(self) -> None:
        self.postbox = _Postbox()
        self.pool = QThreadPool()
        self.pool.setMaxThreadCount(_THREADS)


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

    def deliver(callback: Callable[[], None]) -> None:
        def on_ui_thread() -> None:
            if running.is_wanted():
                callback()

        machinery.postbox.post(on_ui_thread)

    def in_thread() -> None:
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 whatever went wrong, `failed` hears of it
            fault = error
            deliver(lambda: failed(fault))
        else:
            deliver(lambda: done(result))

    machinery.pool.start(in_thread)
    return running


def finish_background(seconds: float = 5.0) -> bool:
    """Before the program ends: drops what has not begun, waits for the rest; False when some still runs."""
    if not _made:
        return True
    _made[0].pool.clear()
    return _made[0].pool.waitForDone(int(seconds * 1000))


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
        self._running = Running(owner)
        self._source: Source[object] = source
        self._postbox = _machinery().postbox
        self._thread = threading.Thread(
            target=self._follow, args=(source, arrived, failed), name="follower", daemon=True
        )
        owner.destroyed.connect(self._close)

    def start(self) -> None:
        """Begin; RuntimeError when called twice."""
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

    def _follow(
        self, source: Source[T], arrived: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        try:
            for item in source.items():
                if self._running.is_cancelled:
                    return
                self._post(arrived, item)
        except Exception as error:  # noqa: BLE001 whatever went wrong, `failed` hears of it
            self._post(failed, error)

    def _post(self, callback: Callable[[T], None], value: T) -> None:
        def on_ui_thread() -> None:
            if self._running.is_wanted():
                callback(value)

        self._postbox.post(on_ui_thread)
