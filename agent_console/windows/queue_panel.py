"""The live queue: filter, table, and the button that calls the next one."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from agent_console.look import Look
from agent_console.models.queue_model import BADGE_ROLE, SIGNS_ROLE, VISIT_ROLE, Column, QueueModel
from agent_console.models.rows import Index
from agent_console.presenters.queue_rows import filtered, queue_rows
from agent_console.speaker import Speaker
from agent_console.windows.actions import ActionButton, Actions
from agent_console.windows.badges import BadgeDelegate, badge_font
from agent_console.windows.named import named
from agent_console.workplace import Workplace
from kiosk.queue.visits import VisitState

_LARGE = (Column.NUMBER, Column.WAITED)
_STATES = (VisitState.WAITING, VisitState.BOOKED, VisitState.HELD, VisitState.NO_SHOW)
_LEAST_NAME = 100
_ROOM = 20  # on both sides of a cell
_BADGE_ROOM = 30


class QueueTable(QTableView):
    """The table keeps its selection and what it shows at the top while rows come and go."""

    chosen = Signal()  # double click or Return on a row

    def __init__(self, model: QueueModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("console-queue-table")
        self.setModel(model)
        self._model = model
        self._look = look
        self._widths: dict[Column, int] = {}
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(BadgeDelegate(look, BADGE_ROLE, self, SIGNS_ROLE))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(48)
        self.empty = named(QLabel(self.viewport(), wordWrap=True), "console-queue-empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.empty.setProperty("role", "soft")
        self.doubleClicked.connect(lambda _: self.chosen.emit())

    def fit_columns(self, speaker: Speaker) -> None:
        """As wide as the longest that they say in this language; the name has what is left."""
        say, header = speaker.say, self.horizontalHeader()
        states = [say(f"console-state-{state.value.replace('_', '-')}") for state in _STATES]
        samples = {
            Column.NUMBER: ["AA999"],
            Column.SERVICE: ["x" * 13],
            Column.WAITED: [say("unit-minutes-short", count=88)],
            Column.LEFT: [
                self._model.left(100, 105),
                say("console-queue-booked-for", time="20:00"),
                say("console-queue-overdue"),
            ],
            Column.STATE: [*states, say("console-state-mine-serving"), say("console-state-at", counter="10")],
        }
        for column, texts in samples.items():
            role = Qt.ItemDataRole.DisplayRole
            title = str(self._model.headerData(column, Qt.Orientation.Horizontal, role))
            small = badge_font(self._look, self.font())
            words = QFontMetrics(self.font() if column in _LARGE else small)
            widest = max(words.horizontalAdvance(text) for text in texts)
            head = QFontMetrics(small).horizontalAdvance(title)
            self._widths[column] = max(widest, head) + (_BADGE_ROOM if column is Column.STATE else _ROOM)
            self.setColumnHidden(column, False)  # a hidden section cannot be given a size
            header.resizeSection(column, self._widths[column])
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.setGeometry(24, 40, max(0, self.viewport().width() - 48), 80)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow pane the name stays readable: first the service goes (the number's letter tells it)."""
        left = self.viewport().width() - _LEAST_NAME - sum(self._widths.values())
        for column in (Column.SERVICE, Column.LEFT):
            hidden = left < 0
            if self.isColumnHidden(column) != hidden:
                self.setColumnHidden(column, hidden)
            left += self._widths.get(column, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return does what a double click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit()
            return
        super().keyPressEvent(event)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Qt would select the next row for one that goes; nobody asked to look at that person."""
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clearCurrentIndex()
        super().rowsAboutToBeRemoved(parent, start, end)

    def chosen_visit(self) -> str | None:
        """The visit of the selected row."""
        rows = self.selectionModel().selectedRows()
        return str(rows[0].data(VISIT_ROLE)) if rows else None

    def top_visit(self) -> tuple[str, int] | None:
        """What is at the top of the viewport, with its distance; None when the table stands at its start."""
        if self.verticalScrollBar().value() == 0:
            return None
        row = self.rowAt(0)
        if not 0 <= row < len(self._model.rows):
            return None
        return self._model.rows[row].visit, self.rowViewportPosition(row)

    def bring_back(self, top: tuple[str, int] | None) -> None:
        """Scroll so that the same visit is at the top as before."""
        if top is None:
            return
        row = self._model.row_of(top[0])
        if row is not None:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rowViewportPosition(row) - top[1])


class QueuePanel(QWidget):
    """Follows the workplace; tells it whom the eye is on."""

    menu_wanted = Signal(QPoint)

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("console-queue")
        self._work = work
        self._speaker = speaker
        self.filter = named(QLineEdit(self, clearButtonEnabled=True, maxLength=60), "console-queue-filter")
        self.model = QueueModel(speaker, look, self)
        self.table = QueueTable(self.model, look, self)
        self.call_next = ActionButton(actions["call-next"], "console-call-next", look)
        self.call_next.setMinimumHeight(40)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.wide, look.gap, look.gap, look.wide)
        column.setSpacing(look.gap)
        for widget in (self.filter, self.table, self.call_next):
            column.addWidget(widget)
        self.filter.textChanged.connect(lambda _: self.refresh())
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.customContextMenuRequested.connect(self._menu)
        work.changed.connect(self.refresh)
        speaker.when_changed(self, self._word)
        self.setMinimumWidth(440)

    def refresh(self) -> None:
        """Bring the table to the line's state, in place."""
        work = self._work
        now = work.live.now()
        agent, language = work.session.agent, self._speaker.language
        wanted = self.filter.text()
        rows = queue_rows(work.live.line, work.live.names, agent, language, now, bool(wanted.strip()))
        top = self.table.top_visit()
        self.model.show(filtered(rows, wanted))
        self.table.bring_back(top)
        self._show_empty(bool(rows))

    def _show_empty(self, there_are_some: bool) -> None:
        key = "console-queue-none-found" if there_are_some else "console-queue-none"
        self.table.empty.setText(self._speaker.say(key))
        self.table.empty.setVisible(not self.model.rows and self._work.live.loaded)

    def _selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._work.look_at(self.table.chosen_visit())

    def _menu(self, at: QPoint) -> None:
        if self.table.chosen_visit():
            self.menu_wanted.emit(self.table.viewport().mapToGlobal(at))

    def _word(self) -> None:
        say = self._speaker.say
        self.filter.setPlaceholderText(say("console-queue-filter"))
        self.filter.setAccessibleName(say("console-queue-filter"))
        self.table.setAccessibleName(say("console-queue-title"))
        self.table.fit_columns(self._speaker)
        self.refresh()
