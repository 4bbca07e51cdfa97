"""Fields of the record form: a searchable category, choices that a wheel does not change by accident."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QPlainTextEdit, QSpinBox, QWidget

from agent_console.look import Look
from agent_console.presenters.record import CategoryChoice


class CalmComboBox(QComboBox):
    """Ignores the wheel while it has no focus, so that scrolling past it changes nothing."""

    def __init__(self, name: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet's combo box has no arrow; this is ours."""
        super().paintEvent(event)
        painter = QPainter(self)
        token = "ink_soft" if self.isEnabled() else "divider"
        side, top = 16, (self.height() - 16) // 2
        self._look.icon("chevron-down", token, side).paint(painter, self.width() - side - 8, top, side, side)
        painter.end()


class Tick(QCheckBox):
    """A check box drawn from the theme's tokens, so that it can be seen in every scheme."""

    def __init__(self, name: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        side, top = 16, (self.height() - 16) // 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on, enabled = self.isChecked(), self.isEnabled()
        edge = "focus" if self.hasFocus() else "accent" if on and enabled else "hairline"
        painter.setPen(QPen(self._look.colour(edge if enabled else "divider"), 2 if self.hasFocus() else 1))
        painter.setBrush(self._look.colour("surface" if not on else "accent" if enabled else "divider"))
        painter.drawRoundedRect(QRectF(1.5, top + 0.5, side - 1, side - 1), 4, 4)
        if on:
            self._look.icon("check", "accent_ink", 12).paint(painter, 3, top + 2, 12, 12)
        painter.setPen(self._look.colour("ink" if enabled else "ink_soft"))
        room = self.rect().adjusted(side + 8, 0, 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()


class MinutesBox(QSpinBox):
    """Whole minutes, up to a day."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, minimum=0, maximum=1440, singleStep=1)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class CategoryField(CalmComboBox):
    """Type any part of a category's words; only what the tree has can be chosen."""

    chosen = Signal(tuple)

    def __init__(self, name: str, look: Look, parent: QWidget) -> None:
        super().__init__(name, look, parent)
        self._choices: list[CategoryChoice] = []
        self._path: tuple[str, ...] = ()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.activated.connect(self._activated)
        line = self.lineEdit()
        if line is not None:
            line.setObjectName(f"{name}-text")
            line.setClearButtonEnabled(True)
            line.editingFinished.connect(self._finished)

    def set_choices(self, choices: Sequence[CategoryChoice]) -> None:
        """Offer these; what is chosen stays."""
        if self._choices == [*choices]:
            return
        self._choices = [*choices]
        self.blockSignals(True)
        self.clear()
        self.addItems([choice.label for choice in choices])
        self.blockSignals(False)
        self.set_path(self._path)

    def set_path(self, path: tuple[str, ...]) -> None:
        """Show this one; a path that the tree does not have shows as its ids."""
        self._path = path
        place = next((i for i, choice in enumerate(self._choices) if choice.path == path), -1)
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText(" › ".join(path))

    def path(self) -> tuple[str, ...]:
        return self._path

    def _activated(self, place: int) -> None:
        self._choose(self._choices[place].path)

    def _finished(self) -> None:
        typed = self.currentText().strip().casefold()
        if not typed:
            self._choose(())
            return
        exact = [c for c in self._choices if c.label.casefold() == typed]
        parts = [c for c in self._choices if typed in c.label.casefold()]
        found = exact or (parts if len(parts) == 1 else [])
        if found:
            self._choose(found[0].path)
        else:
            self.set_path(self._path)

    def _choose(self, path: tuple[str, ...]) -> None:
        changed = path != self._path
        self.set_path(path)
        if changed:
            self.chosen.emit(path)


class ProseField(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next field; no more than `most` characters."""

    def __init__(self, name: str, most: int, lines: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._most = most
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 16)
        self.textChanged.connect(self._cut)

    def _cut(self) -> None:
        text = self.toPlainText()
        if len(text) > self._most:
            at = min(self.textCursor().position(), self._most)
            self.setPlainText(text[: self._most])
            cursor = self.textCursor()
            cursor.setPosition(at)
            self.setTextCursor(cursor)
