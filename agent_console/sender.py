"""Sends recorded records in the background, in order, with the same id and key until the site answers."""

from __future__ import annotations

import random

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from agent_console.drafts import Draft, DraftStore
from common.clients.errors import ApiRefused
from common.clients.retry import Backoff, may_pass
from common.clients.site import SiteClient
from common.qt.background import run_in_background
from common.wire import IncidentOut
from kiosk.queue.refusals import Code

_log = structlog.get_logger("console")
_PAUSES = Backoff(0.5, 15.0)


class RecordSender(QObject):
    """One record at a time. A refused one is marked and does not hold up those behind it."""

    changed = Signal()
    recorded = Signal(IncidentOut)
    refused = Signal(Draft)
    session_ended = Signal()

    def __init__(
        self, client: SiteClient, store: DraftStore, parent: QObject, rng: random.Random | None = None
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._store = store
        self._dice = rng or random.Random()
        self._tries = 0
        self._under_way = False
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.wake)

    def wake(self) -> None:
        """Send the next one now, if there is one and none is under way."""
        self._pause.stop()
        waiting = self._store.unsent()
        if self._under_way or not waiting:
            return
        draft = waiting[0]
        body = draft.body()
        self._under_way = True
        run_in_background(
            self,
            lambda: self._client.record(body, draft.key),
            lambda answer: self._answered(draft, answer),
            lambda error: self._failed(draft, error),
        )

    def _answered(self, draft: Draft, answer: IncidentOut) -> None:
        self._under_way, self._tries = False, 0
        self.recorded.emit(answer)
        try:
            self._store.remove(draft.incident)
        except OSError as error:  # sent again, with the same key, until the file can go
            self._later(error)
            return
        self.changed.emit()
        self.wake()

    def _failed(self, draft: Draft, error: Exception) -> None:
        self._under_way = False
        if isinstance(error, ApiRefused) and error.problem.code == Code.UNAUTHENTICATED:
            self.session_ended.emit()
        elif isinstance(error, ApiRefused) and not may_pass(error):
            self._refuse(draft, error)
        else:
            self._later(error)

    def _later(self, error: Exception) -> None:
        self._tries += 1
        _log.info("a record waits to be sent", error=type(error).__name__, tries=self._tries)
        self._pause.start(int(1000 * _PAUSES.pause(self._tries, self._dice)))
        self.changed.emit()

    def _refuse(self, draft: Draft, error: ApiRefused) -> None:
        self._tries = 0
        marks = {
            "state": "refused",
            "refusal_code": error.problem.code,
            "refusal_data": error.problem.data,
        }
        refused = draft.model_copy(update=marks)
        try:
            self._store.save(refused)
        except OSError as fault:  # asked again later, and refused again
            self._later(fault)
            return
        self.refused.emit(refused)
        self.changed.emit()
        self.wake()
