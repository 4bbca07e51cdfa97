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
from PySide6.QtGui import QDesktopServices, QFontMetrics, QMouseEvent, QPainter
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


class RecordDelegate(QStyledItemDelegate):
    """Title with its standing on the first line, details below."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, _HEIGHT)

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
        title = QRect(room.left(), room.top(), room.width() - width - _PAD, 20)
        self._text(painter, title, str(index.data(TITLE_ROLE)))
        detail = badge_font(self._look, option.font)
        detail.setWeight(detail.Weight.Normal)
        painter.setFont(detail)
        painter.setPen(self._look.colour(tone if tone in ("wrong", "careful") else "ink_soft"))
        self._text(
            painter, QRect(room.left(), room.top() + 22, room.width(), 18), str(index.data(DETAIL_ROLE))
        )
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
        width = min(badge_width(self._look, option.font, standing), room.width() * 2 // 3)
        return QRect(room.right() - width, room.top(), width, 20)

    @staticmethod
    def _text(painter: QPainter, rect: QRect, text: str) -> None:
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


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
        self.list.setUniformItemSizes(True)
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
