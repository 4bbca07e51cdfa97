"""Cells with a badge: a word on a soft ground."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_console.look import Look

_PAD = 8


def badge_font(look: Look, base: QFont) -> QFont:
    font = QFont(base)
    font.setPixelSize(look.tokens.type.console.secondary)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def badge_width(look: Look, base: QFont, text: str) -> int:
    return QFontMetrics(badge_font(look, base)).horizontalAdvance(text) + 2 * _PAD


def draw_badge(painter: QPainter, look: Look, rect: QRect, text: str, tone: str) -> None:
    """A badge filling `rect`; `tone` is plain, info, good, careful or wrong."""
    plain = tone == "plain"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.colour("divider" if plain else f"{tone}_soft"))
    painter.setBrush(Qt.BrushStyle.NoBrush if plain else look.colour(f"{tone}_soft"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(look.colour("ink_soft" if plain else tone))
    painter.setFont(badge_font(look, painter.font()))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()


class BadgeDelegate(QStyledItemDelegate):
    """Draws the cell's text as a badge in the tone that `role` gives; plain text where it gives none."""

    def __init__(self, look: Look, role: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tone = index.data(self._role)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row is marked
        if not tone:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        metrics = QFontMetrics(badge_font(self._look, option.font))
        room = option.rect.width() - _PAD
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - 2 * _PAD)
        width = min(room, metrics.horizontalAdvance(shown) + 2 * _PAD)
        height = metrics.height() + 2
        top = option.rect.top() + (option.rect.height() - height) // 2
        draw_badge(painter, self._look, QRect(option.rect.left() + 4, top, width, height), shown, str(tone))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * _PAD, hint.height())
