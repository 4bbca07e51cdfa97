"""Badges and signs: a word on a soft ground, an icon with a number or a word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from agent_console.look import Look
from agent_console.presenters.signs import Sign

SIGN_SIZE = 16
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


def sign_width(look: Look, base: QFont, text: str) -> int:
    """How wide a sign is with the text beside its icon ("": the icon alone)."""
    if not text:
        return SIGN_SIZE
    return SIGN_SIZE + 3 + QFontMetrics(badge_font(look, base)).horizontalAdvance(text)


def draw_sign(painter: QPainter, look: Look, rect: QRect, sign: Sign, text: str) -> None:
    """A sign at the left of `rect`: its icon, and the text beside it."""
    token = "careful" if sign.icon == "flag" else "ink_soft"
    top = rect.top() + (rect.height() - SIGN_SIZE) // 2
    look.icon(sign.icon, token, SIGN_SIZE).paint(painter, QRect(rect.left(), top, SIGN_SIZE, SIGN_SIZE))
    if not text:
        return
    painter.save()
    painter.setFont(badge_font(look, painter.font()))
    painter.setPen(look.colour(token))
    beside = rect.adjusted(SIGN_SIZE + 3, 0, 0, 0)
    painter.drawText(beside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()


class BadgeDelegate(QStyledItemDelegate):
    """Draws the cell's text as a badge in the tone that `role` gives; plain text where it gives none.

    Where `signs_role` gives signs, these are drawn in place of the text, as many as there is room for.
    """

    def __init__(self, look: Look, role: int, parent: QWidget, signs_role: int | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._role = role
        self._signs_role = signs_role

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tone = index.data(self._role)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row is marked
        found = index.data(self._signs_role) if self._signs_role is not None else ()
        if found:
            self._paint_signs(painter, option, index, found)
            return
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

    def _paint_signs(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        found: tuple[Sign, ...],
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        painter.setFont(option.font)
        place = option.rect.adjusted(_PAD + 2, 0, -2, 0)
        for sign in found:
            text = str(sign.count) if sign.count is not None else ""
            width = sign_width(self._look, option.font, text)
            if width > place.width():
                return
            draw_sign(painter, self._look, place, sign, text)
            place.setLeft(place.left() + width + 6)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * _PAD, hint.height())
