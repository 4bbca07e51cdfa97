"""The main window: the queue, the person and their record, today's records."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QCursor
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QMenuBar, QSplitter, QVBoxLayout, QWidget

from agent_console.look import Look
from agent_console.speaker import Speaker
from agent_console.windows.actions import Actions
from agent_console.windows.gestures import Gestures
from agent_console.windows.leaving import Leaving
from agent_console.windows.menus import build_menus
from agent_console.windows.named import named
from agent_console.windows.notice_bar import NoticeBar
from agent_console.windows.person_panel import PersonPanel
from agent_console.windows.queue_panel import QueuePanel
from agent_console.windows.record_panel import RecordPanel
from agent_console.windows.record_window import RecordWindow
from agent_console.windows.records_panel import RecordsPanel
from agent_console.windows.status_strip import StatusStrip
from agent_console.windows.told import PauseBar, Tidings
from agent_console.windows.visit_menu import VisitMenu
from agent_console.workplace import Workplace
from kiosk.queue.visits import Remaining

_PANES = [590, 550]


class MainWindow(QMainWindow):
    """Puts the panels together and shows what the workplace tells. `leaving` asks the program to go."""

    leaving = Signal(str, Remaining)  # "quit", "sign-out", "change-counter"; what becomes of who waits

    def __init__(self, work: Workplace, speaker: Speaker, look: Look) -> None:
        super().__init__()
        self.setObjectName("console-main")
        self.work = work
        self.may_close = False
        self._speaker = speaker
        self._look = look
        self.actions_ = Actions(self, speaker, look)
        self.notice = NoticeBar(speaker, look, "console-notice", self)
        self.paused = NoticeBar(speaker, look, "console-paused", self, closable=False)
        self.queue = QueuePanel(work, speaker, look, self.actions_)
        self.person = PersonPanel(work, speaker, look, self.actions_)
        self.record = RecordPanel(work, speaker, look, self.actions_)
        self.records = RecordsPanel(work, speaker, look)
        self.menu_bar = QMenuBar(self)
        self.splitter = named(QSplitter(Qt.Orientation.Horizontal), "console-splitter")
        self.dock = named(QDockWidget(self), "console-records-dock")
        self._put_together()
        build_menus(self.menu_bar, speaker, look, self.actions_, self.dock.toggleViewAction())
        self.visit_menu = VisitMenu(self, work, speaker, look)
        self.leaving_ = Leaving(self, work, speaker, look)
        self.gestures = Gestures(self, work, speaker, look)
        Tidings(self.notice, work, speaker)
        PauseBar(self.paused, work, speaker)
        self.records.opened.connect(self.open_record)
        self.queue.menu_wanted.connect(self._queue_menu)
        self.resize(QSize(1440, 860))
        speaker.when_changed(self, self._word)
        work.changed.connect(self._word_title)
        self.queue.table.setFocus()

    def _put_together(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._look.gap)
        column.addWidget(self.person)
        column.addWidget(self.record, 100)
        column.addStretch(1)
        self.splitter.addWidget(self.queue)
        self.splitter.addWidget(middle)
        self.splitter.setSizes(_PANES)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setHandleWidth(1)
        top = QWidget(self)
        rows = QVBoxLayout(top)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.menu_bar)
        rows.addWidget(StatusStrip(self.work, self._speaker, self._look, self.actions_))
        rows.addWidget(self.paused)
        rows.addWidget(self.notice)
        self.setMenuWidget(top)  # above the docks too
        self.setCentralWidget(self.splitter)
        self.dock.setWidget(self.records)
        self.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.resizeDocks([self.dock], [280], Qt.Orientation.Horizontal)

    # --- layout that is remembered
    def layout_text(self) -> str:
        """Docks and panes as text for the preferences."""
        parts = (self.saveState(), self.splitter.saveState())
        return "|".join(bytes(part.toBase64().data()).decode() for part in parts)

    def restore_layout(self, text: str) -> None:
        """As `layout_text` gave it; anything else changes nothing."""
        state, _, panes = text.partition("|")
        self.restoreState(QByteArray.fromBase64(state.encode()))
        self.splitter.restoreState(QByteArray.fromBase64(panes.encode()))

    def open_record(self, incident: str) -> None:
        """Show a record; the one that is being written here is shown in its own form."""
        writing = self.record.keeper.draft
        if writing is not None and writing.incident == incident:
            self.record.form.title.setFocus()
            return
        RecordWindow(self.work, self._speaker, self._look, self, incident).show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing goes through the same question as the menu."""
        if self.may_close:
            event.accept()
            return
        event.ignore()
        self.leaving_.leave("quit")

    def _queue_menu(self, at: QPoint) -> None:
        visit = self.work.situation().looked_at
        if visit is None:
            return
        menu = named(QMenu(self), "console-row-menu")
        menu.aboutToHide.connect(menu.deleteLater)
        self.visit_menu.fill(menu, visit)
        if not menu.isEmpty():
            menu.popup(at if not at.isNull() else QCursor.pos())

    def _word(self) -> None:
        self.dock.setWindowTitle(self._speaker.say("console-records-title"))
        self._word_title()

    def _word_title(self) -> None:
        visit = self.work.situation().at_counter
        title = self._speaker.say("console-window-title")
        self.setWindowTitle(f"{visit.number} · {title}" if visit and visit.number else title)
