"""The queue for a table view: one row a visit, six columns."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from agent_console.look import Look
from agent_console.models.rows import NOWHERE, Index, RowsModel
from agent_console.presenters.queue_rows import QueueRow
from agent_console.speaker import Speaker
from common.i18n import say_time
from kiosk.queue.visits import VisitState

BADGE_ROLE = int(Qt.ItemDataRole.UserRole) + 1  # the tone of a cell that is drawn as a badge
VISIT_ROLE = int(Qt.ItemDataRole.UserRole) + 2
SIGNS_ROLE = int(Qt.ItemDataRole.UserRole) + 3  # icons that are drawn in place of a cell's text


class Column(IntEnum):
    NUMBER = 0
    NAME = 1
    SERVICE = 2
    WAITED = 3
    LEFT = 4
    STATE = 5


_HEADERS = {
    Column.NUMBER: "console-queue-number",
    Column.NAME: "console-queue-name",
    Column.SERVICE: "console-queue-service",
    Column.WAITED: "console-queue-waited",
    Column.LEFT: "console-queue-left",
    Column.STATE: "console-queue-state",
}
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class QueueModel(RowsModel[QueueRow]):
    """Says each row in the language of the moment."""

    def __init__(self, speaker: Speaker, look: Look, parent: QObject) -> None:
        super().__init__(lambda row: row.visit, parent)
        self._speaker = speaker
        self._look = look
        speaker.changed.connect(self._words_changed)
        look.changed.connect(self.refresh)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _SHOWN) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._speaker.say(_HEADERS[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column is Column.WAITED else _LEFT
        return None

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._read_out(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column is Column.WAITED else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, column)
        if role == Qt.ItemDataRole.FontRole:
            return self._font(row, column)
        if role == BADGE_ROLE and column is Column.STATE and row.state is not VisitState.WAITING:
            return row.tone
        if role == SIGNS_ROLE and column is Column.STATE and row.state is VisitState.WAITING:
            return row.signs
        return row.visit if role == VISIT_ROLE else None

    def text(self, row: QueueRow, column: Column) -> str:
        """What a cell says."""
        say = self._speaker.say
        if column is Column.WAITED:
            return "" if row.waited_minutes is None else say("unit-minutes-short", count=row.waited_minutes)
        if column is Column.LEFT:
            if row.booked_for is not None:
                return say("console-queue-booked-for", time=say_time(row.booked_for, self._speaker.language))
            if row.late:
                return say("console-queue-overdue")
            return self.left(*row.left) if row.left else "–"
        if column is Column.STATE:
            return self._state(row)
        return {Column.NUMBER: row.number or "–", Column.NAME: row.name or "–", Column.SERVICE: row.service}[
            column
        ]

    def left(self, low: int, high: int) -> str:
        """What is left of the range told, without its unit: the column beside says minutes."""
        if high < 3:
            return self._speaker.say("wait-short-now")
        return self._speaker.say("console-queue-left-range", low=low, high=high)

    def _state(self, row: QueueRow) -> str:
        if row.mine:
            return self._speaker.say(f"console-state-mine-{row.state.value.replace('_', '-')}")
        if row.counter:
            return self._speaker.say("console-state-at", counter=row.counter)
        return self._speaker.say(f"console-state-{row.state.value.replace('_', '-')}")

    def _font(self, row: QueueRow, column: Column) -> QFont | None:
        small = column in (Column.SERVICE, Column.LEFT, Column.STATE)
        if not (small or row.mine):
            return None
        font = QApplication.font()
        if small:
            font.setPixelSize(self._look.tokens.type.console.secondary)
        if row.mine:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _read_out(self, row: QueueRow, column: Column) -> str:
        """A cell for who does not see it."""
        parts = [self.text(row, column)]
        if column is Column.STATE:
            parts += [sign.text(self._speaker.words) for sign in row.signs]
        return f"{self._speaker.say(_HEADERS[column])}: {', '.join(parts)}"

    def _tip(self, row: QueueRow) -> str | None:
        lines = [self._speaker.say("console-queue-late")] if row.late else []
        lines += [] if row.serves else [self._speaker.say("console-queue-not-served")]
        lines += [sign.text(self._speaker.words) for sign in row.signs]
        return "\n".join(lines) or None

    def _ink(self, row: QueueRow, column: Column) -> Any:
        if row.late and column in (Column.WAITED, Column.LEFT):
            return self._look.colour("careful")
        small = column in (Column.LEFT, Column.SERVICE, Column.STATE)
        soft = row.state is VisitState.BOOKED or row.away or not row.serves or small
        return self._look.colour("ink_soft") if soft else None

    def _words_changed(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        self.refresh()
