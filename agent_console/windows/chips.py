"""Signs with their words, one beside the other, on as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from agent_console.look import Look
from agent_console.presenters.signs import Sign
from agent_console.windows.badges import badge_font, draw_sign, sign_width

_APART = 16


class Chips(QWidget):
    """Takes no room when there is nothing to show; screen readers hear all of it."""

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._shown: list[tuple[Sign, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.update)
        self.hide()

    def show_signs(self, shown: list[tuple[Sign, str]]) -> None:
        """Each with its words."""
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleName(", ".join(text for _, text in shown))
            self.updateGeometry()
            self.update()
        self.setVisible(bool(shown))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((place.bottom() + 1 for place, _, _ in self._places(width)), default=0)

    def sizeHint(self) -> QSize:
        widths = [sign_width(self._look, self.font(), text) for _, text in self._shown]
        return QSize(sum(widths) + _APART * max(0, len(widths) - 1), self._line())

    def minimumSizeHint(self) -> QSize:
        widths = [sign_width(self._look, self.font(), text) for _, text in self._shown]
        return QSize(max(widths, default=0), self._line())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, sign, text in self._places(self.width()):
            draw_sign(painter, self._look, place, sign, text)
        painter.end()

    def _line(self) -> int:
        return QFontMetrics(badge_font(self._look, self.font())).height() + 4

    def _places(self, width: int) -> Iterator[tuple[QRect, Sign, str]]:
        """Where each is drawn, line after line."""
        left, top, line = 0, 0, self._line()
        for sign, text in self._shown:
            wide = sign_width(self._look, self.font(), text)
            if left and left + wide > width:
                left, top = 0, top + line
            yield QRect(left, top, wide, line), sign, text
            left += wide + _APART
