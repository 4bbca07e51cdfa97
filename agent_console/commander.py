"""One command to the site at a time, never optimistic: the screen waits for the answer and for its event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from common.clients.errors import ApiRefused, Unreachable
from common.clients.site import SiteClient
from common.ids import new_id
from common.qt.background import run_in_background
from common.wire import Problem

EVENT_PATIENCE_MS = 1000  # an answer's event is on its way; after so long the buttons come back without it


@dataclass(frozen=True)
class Command:
    """What to ask: `name` tells equal commands apart from others (for the idempotency key)."""

    name: str
    send: Callable[[SiteClient, str], object]


class Commander(QObject):
    """Sends commands in the background; one without an answer keeps its key, so that asking again is safe."""

    busy_changed = Signal(bool)
    answered = Signal(str)  # the command's name
    refused = Signal(str, Problem)  # the command's name, why
    unanswered = Signal(str)  # the command's name: nobody knows whether it took effect
    broken = Signal(Exception)  # a bug

    def __init__(self, client: SiteClient, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._keys: dict[str, str] = {}
        self._under_way = ""  # the key of the command
        self._is_answered = False
        self._is_seen = False
        self._patience = QTimer(self, singleShot=True, interval=EVENT_PATIENCE_MS)
        self._patience.timeout.connect(self._free)
        self.is_busy = False

    def give(
        self,
        command: Command,
        then: Callable[[], None] | None = None,
        refused: Callable[[Problem], bool] | None = None,
    ) -> bool:
        """Send it; False when another one is under way.

        `then` is called after a yes; `refused` after a no, and answers whether it dealt with that no.
        """
        if self.is_busy:
            return False
        self._set_busy(True)
        key = self._keys.setdefault(command.name, new_id())
        self._under_way, self._is_answered, self._is_seen = key, False, False

        def answered(_: object) -> None:
            self._keys.pop(command.name, None)
            self._is_answered = True
            self._patience.start()
            self.answered.emit(command.name)
            self._free_when_seen()
            if then is not None:
                then()

        def failed(error: Exception) -> None:
            self._failed(command.name, error, refused)

        run_in_background(self, lambda: command.send(self._client, key), answered, failed)
        return True

    def event_came(self, key: str) -> None:
        """The journal has what a command led to: it is on the screen now, perhaps before its answer."""
        if key == self._under_way:
            self._is_seen = True
            self._free_when_seen()

    def forget_keys(self) -> None:
        """The line was seen afresh: whatever was unanswered shows in it, so asking again is a new command."""
        if not self.is_busy:
            self._keys.clear()

    def _failed(self, name: str, error: Exception, refused: Callable[[Problem], bool] | None) -> None:
        self._free()
        if isinstance(error, ApiRefused):
            self._keys.pop(name, None)
            if refused is None or not refused(error.problem):
                self.refused.emit(name, error.problem)
        elif isinstance(error, Unreachable):
            self.unanswered.emit(name)
        else:
            self.broken.emit(error)

    def _free_when_seen(self) -> None:
        if self._is_answered and self._is_seen:
            self._free()

    def _free(self) -> None:
        self._under_way = ""
        self._patience.stop()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        if busy != self.is_busy:
            self.is_busy = busy
            self.busy_changed.emit(busy)
