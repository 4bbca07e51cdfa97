"""Keeps the record that is being written on disk: the first keystroke at once, later ones within 250 ms."""

from __future__ import annotations

from typing import Any

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from agent_console.drafts import Draft, DraftStore

KEEP_AFTER_MS = 250

_log = structlog.get_logger("console")


class DraftKeeper(QObject):
    """Holds one draft. Writing takes a few milliseconds (one small file, fsync) and happens in the UI thread,
    so that a draft can never be overtaken by an older copy of itself."""

    kept = Signal()
    not_kept = Signal(OSError)

    def __init__(self, store: DraftStore, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._draft: Draft | None = None
        self._unwritten = False
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def draft(self) -> Draft | None:
        return self._draft

    def begin(self, draft: Draft | None) -> None:
        """From now on keep this one; what was typed into the one before is written first."""
        self.flush()
        self._draft = draft

    def let_go(self) -> None:
        """The draft has become a record and is written as such: never write it as a draft again."""
        self._timer.stop()
        self._draft = None
        self._unwritten = False

    def edit(self, **changes: Any) -> None:
        """Somebody typed. Nothing happens when no draft was begun or nothing is different."""
        if self._draft is None:
            return
        changed = self._draft.model_copy(update=changes)
        if changed == self._draft:
            return
        self._draft = changed
        self._unwritten = True
        if self._store.get(changed.incident) is None:
            self.flush()
        elif not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Write now what was not written yet. A draft that is blank again leaves no file."""
        self._timer.stop()
        if self._draft is None or not self._unwritten:
            return
        try:
            if self._draft.is_blank and self._draft.state == "writing":
                self._store.remove(self._draft.incident)
            else:
                self._store.save(self._draft)
        except OSError as error:
            _log.error("a draft was not written", error=type(error).__name__)
            self.not_kept.emit(error)
            self._timer.start()
            return
        self._unwritten = False
        self.kept.emit()
