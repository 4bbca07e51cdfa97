"""Today's records: each with where it stands; those that need somebody first."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import (
    QDesktopServices,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from agent_console.look import Look
from agent_console.models.records_model import (
    ADDRESS_ROLE,
    DETAIL_ROLE,
    INCIDENT_ROLE,
    STANDING_ROLE,
    TITLE_ROLE,
    TONE_ROLE,
    RecordsModel,
)
from agent_console.presenters.records import found
from agent_console.speaker import Speaker
from agent_console.windows.badges import badge_font, badge_width, draw_badge
from agent_console.windows.named import named
from agent_console.workplace import Workplace

_HEIGHT = 52
_PAD = 10
_LINE = 20


class RecordDelegate(QStyledItemDelegate):
    """Title with its standing on the first line, details below; a title that is too long for the room beside
    its standing goes on in a second line. What even that does not hold, the tip says whole.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = option.widget
        width = view.viewport().width() if isinstance(view, QAbstractItemView) else option.rect.width()
        room = QRect(0, 0, width, _HEIGHT).adjusted(_PAD, 6, -_PAD, -6)
        more = len(self._lines(option, index, room)) - 1
        return QSize(160, _HEIGHT + more * _LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget
        )
        room = option.rect.adjusted(_PAD, 6, -_PAD, -6)
        standing, tone = str(index.data(STANDING_ROLE)), str(index.data(TONE_ROLE))
        badge = self._badge(option, standing)
        width = badge.width()
        standing = QFontMetrics(badge_font(self._look, option.font)).elidedText(
            standing, Qt.TextElideMode.ElideMiddle, width - 8
        )
        draw_badge(painter, self._look, badge, standing, tone)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(self._look.colour("ink"))
        lines = self._lines(option, index, room)
        for number, text in enumerate(lines):
            top = room.top() + number * _LINE
            long = room.width() if number else room.width() - width - _PAD
            self._text(painter, QRect(room.left(), top, long, _LINE), text)
        below = room.top() + 2 + len(lines) * _LINE
        detail = badge_font(self._look, option.font)
        detail.setWeight(detail.Weight.Normal)
        painter.setFont(detail)
        painter.setPen(self._look.colour(tone if tone in ("wrong", "careful") else "ink_soft"))
        self._text(painter, QRect(room.left(), below, room.width(), 18), str(index.data(DETAIL_ROLE)))
        painter.setPen(self._look.colour("divider"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """A click on the badge of a record that has a ticket outside opens it in the browser."""
        address = str(index.data(ADDRESS_ROLE) or "")
        if address and event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            badge = self._badge(option, str(index.data(STANDING_ROLE)))
            if event.button() == Qt.MouseButton.LeftButton and badge.contains(event.position().toPoint()):
                QDesktopServices.openUrl(QUrl(address))
                return True
        return super().editorEvent(event, model, option, index)

    def _badge(self, option: QStyleOptionViewItem, standing: str) -> QRect:
        """Where the badge of a row is."""
        room = option.rect.adjusted(_PAD, 6, -_PAD, -6)
        width = self._badge_width(option, standing, room)
        return QRect(room.right() - width, room.top(), width, _LINE)

    def _badge_width(self, option: QStyleOptionViewItem, standing: str, room: QRect) -> int:
        return min(badge_width(self._look, option.font, standing), room.width() * 2 // 3)

    def _lines(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex, room: QRect
    ) -> list[str]:
        """The title in one line, beside the badge, or in that and the next."""
        badge = self._badge_width(option, str(index.data(STANDING_ROLE)), room)
        return two_lines(str(index.data(TITLE_ROLE)), option.font, room.width() - badge - _PAD)

    @staticmethod
    def _text(painter: QPainter, rect: QRect, text: str) -> None:
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


def two_lines(text: str, font: QFont, width: int) -> list[str]:
    """What of a text fits into a line of this width, and the rest of it, if there is any."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1, width))
    units = 2 * line.textLength()  # of UTF-16, in which Qt counts
    layout.endLayout()
    whole = text.encode("utf-16-le")
    parts = [whole[:units].decode("utf-16-le").rstrip(), whole[units:].decode("utf-16-le").strip()]
    return [part for part in parts if part] or [text]


class RecordsPanel(QWidget):
    """`opened` carries the id of the record that somebody wants to see."""

    opened = Signal(str)

    def __init__(self, work: Workplace, speaker: Speaker, look: Look) -> None:
        super().__init__()
        self.setObjectName("console-records")
        self._work = work
        self._speaker = speaker
        self.model = RecordsModel(speaker, look, self)
        self.list = named(QListView(self), "console-records-list")
        self.list.setModel(self.model)
        self.list.setItemDelegate(RecordDelegate(look, self.list))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)  # in a wider dock a title needs fewer lines
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.search = named(QLineEdit(self, clearButtonEnabled=True, maxLength=200), "console-records-search")
        self._empty = named(QLabel(self, wordWrap=True), "console-records-empty")
        self._empty.setProperty("role", "soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(look.gap, 0, look.wide, look.wide)
        column.setSpacing(look.gap)
        column.addWidget(self.search)
        column.addWidget(self._empty)
        column.addWidget(self.list, 1)
        self.list.activated.connect(lambda index: self.opened.emit(str(index.data(INCIDENT_ROLE))))
        self.search.textChanged.connect(self.refresh)
        work.records.changed.connect(self.refresh)
        speaker.when_changed(self, self._word)
        self.setMinimumWidth(260)

    def refresh(self) -> None:
        """Bring the list to what is known, in place."""
        self.model.zone = self._work.live.line.settings.zone
        everything = self._work.records.rows(self._work.numbers())
        self.model.show(found(everything, self.search.text()))
        self.search.setVisible(bool(everything or self.search.text()))
        none = "console-records-not-found" if everything else "console-records-none"
        self._empty.setText(self._speaker.say(none))
        self._empty.setVisible(not self.model.rows and self._work.live.loaded)
        self.list.setVisible(bool(self.model.rows))
        column = self.layout()
        if column is not None:
            column.setAlignment(self._empty, Qt.AlignmentFlag.AlignTop)

    def _word(self) -> None:
        self.search.setPlaceholderText(self._speaker.say("console-records-search"))
        self.search.setAccessibleName(self._speaker.say("console-records-search"))
        self.list.setAccessibleName(self._speaker.say("console-records-title"))
        self.refresh()
