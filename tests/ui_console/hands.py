"""What a technician's hands and eyes do: type, click, press keys, look for words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from agent_console.browser_sign_in import Ways
from agent_console.console import Console
from agent_console.windows.main_window import MainWindow
from common.clock import SystemClock
from common.settings import ConsoleSection, Settings
from tests.ui_console.site_process import PASSWORD

Thing = TypeVar("Thing", bound=QWidget)
PATIENCE_MS = 8000


class Hands:
    """`open_console`, then everything by object names, as the tour does."""

    def __init__(self, qtbot: QtBot, application: QApplication, folder: Path) -> None:
        self.qtbot = qtbot
        self._application = application
        self._folder = folder
        self._consoles: list[Console] = []

    def open_console(
        self, url: str, folder: str = "console-data", ways: Ways | None = None, **more: object
    ) -> Console:
        """The program as `program.run` builds it, without its event loop."""
        settings = Settings.model_validate(
            {"data_folder": self._folder / folder, "console": ConsoleSection(site_url=url), **more}
        )
        console = Console(settings, SystemClock(), self._application, ways)
        self._consoles.append(console)
        console.start()
        return console

    def put_down(self) -> None:
        for console in self._consoles:
            console.close()
            console.deleteLater()
        self._consoles.clear()

    def find(self, console: Console, kind: type[Thing], name: str) -> Thing:
        """A visible thing by its object name."""
        window = console.window
        assert window is not None
        found = [window] if window.objectName() == name else window.findChildren(QWidget, name)
        shown = [one for one in found if isinstance(one, kind) and one.isVisible()]
        assert len(shown) == 1, f"{name}: {len(shown)} visible of {len(found)}"
        return shown[0]

    def is_shown(self, console: Console, name: str) -> bool:
        window = console.window
        if window is None:
            return False
        return window.objectName() == name or any(w.isVisible() for w in window.findChildren(QWidget, name))

    def until(self, sure: Callable[[], bool], patience_ms: int = PATIENCE_MS) -> None:
        """Wait for it; fails when it does not come true in time."""
        self.qtbot.waitUntil(sure, timeout=patience_ms)

    # --- gestures
    def click(self, console: Console, name: str) -> None:
        button = self.find(console, QAbstractButton, name)
        self.until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, console: Console, name: str, text: str) -> None:
        field = self.find(console, QWidget, name)
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        QTest.mouseClick(field if isinstance(field, QLineEdit) else field.viewport(), LEFT)
        field.selectAll()
        if text.isascii():
            QTest.keyClicks(field, text)
        elif isinstance(field, QLineEdit):  # no key gives these; they come by the clipboard
            field.insert(text)
        else:
            field.insertPlainText(text)

    def press(self, console: Console, key: Qt.Key, control: bool = False) -> None:
        """A key in the window, wherever the keyboard is."""
        assert console.window is not None
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        console.window.activateWindow()
        target = console.window.focusWidget() or console.window
        QTest.keyClick(target, key, modifier)

    def shortcut(self, console: Console, name: str) -> None:
        """The key of an action, once the action may be used."""
        action = self.action(console, f"console-action-{name}")
        self.until(action.isEnabled)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        _, control, key = keys.rpartition("Ctrl+")
        self.press(console, getattr(Qt.Key, f"Key_{key}"), bool(control))

    def action(self, console: Console, name: str) -> QAction:
        assert console.window is not None
        action = console.window.findChild(QAction, name)
        assert isinstance(action, QAction)
        return action

    def pick(self, menu_name: str, entry_name: str) -> None:
        """An entry of the menu that is open."""

        def open_menu() -> QMenu | None:
            popup = QApplication.activePopupWidget()
            return popup if isinstance(popup, QMenu) and popup.objectName() == menu_name else None

        self.until(lambda: open_menu() is not None)
        menu = open_menu()
        assert menu is not None
        entry = next(action for action in menu.actions() if action.objectName() == entry_name)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())

    def row_menu(self, console: Console, number: str) -> QMenu:
        """The menu of a row, by a right click on it."""
        self.select(console, number)
        table, point = self.row_point(console, number)
        where = table.viewport().mapToGlobal(point)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, where)
        QApplication.sendEvent(table.viewport(), event)
        return self.open_menu("console-row-menu")

    def open_menu(self, name: str) -> QMenu:
        """The menu that is open, once it is."""

        def found() -> QMenu | None:
            popup = QApplication.activePopupWidget()
            return popup if isinstance(popup, QMenu) and popup.objectName() == name else None

        self.until(lambda: found() is not None)
        menu = found()
        assert menu is not None
        return menu

    def pick_from(self, menu: QMenu, entry: str, under: str = "") -> None:
        """An entry of this menu, or of its submenu `under`."""
        holder = menu.findChild(QMenu, under) if under else menu
        assert isinstance(holder, QMenu), f"no {under} in {[one.text() for one in menu.actions()]}"
        action = next(one for one in holder.actions() if one.objectName() == entry)
        assert action.isEnabled()
        action.trigger()
        menu.close()

    def trigger(self, console: Console, name: str) -> None:
        """A menu's entry, by its action."""
        action = self.action(console, name)
        self.until(action.isEnabled)
        action.trigger()

    # --- ways
    def sign_in(self, console: Console, login: str = "lena", counter: str = "1") -> MainWindow:
        """To the main window, in touch."""
        self.type_into(console, "console-sign-in-name", login)
        self.type_into(console, "console-sign-in-password", PASSWORD)
        self.click(console, "console-sign-in-submit")
        self.until(lambda: self.is_shown(console, "console-counters"))
        self.click(console, f"console-counter-{counter}")
        self.until(lambda: self.is_shown(console, "console-main"))
        self.until(lambda: "site in touch" in self.text(console, "console-status-touch"))
        assert isinstance(console.window, MainWindow)
        return console.window

    # --- eyes
    def text(self, console: Console, name: str) -> str:
        """What a label or button says."""
        thing = self.find(console, QWidget, name)
        assert isinstance(thing, QLabel | QAbstractButton | QLineEdit)
        return thing.text()

    def table(self, console: Console) -> list[list[str]]:
        """The queue as it is shown, row by row."""
        table = self.find(console, QTableView, "console-queue-table")
        model = table.model()
        rows, columns = range(model.rowCount()), range(model.columnCount())
        return [[str(model.index(row, column).data()) for column in columns] for row in rows]

    def numbers(self, console: Console) -> list[str]:
        return [row[0] for row in self.table(console)]

    def row_point(self, console: Console, number: str) -> tuple[QTableView, QPoint]:
        """Where to click to hit a row."""
        table = self.find(console, QTableView, "console-queue-table")
        index = table.model().index(self.numbers(console).index(number), 0)
        table.scrollTo(index)
        return table, table.visualRect(index).center()

    def double_click_first(self, console: Console, name: str) -> None:
        """The first entry of a list."""
        entries = self.find(console, QListView, name)
        at = entries.visualRect(entries.model().index(0, 0)).center()
        QTest.mouseClick(entries.viewport(), LEFT, pos=at)
        QTest.mouseDClick(entries.viewport(), LEFT, pos=at)

    def select(self, console: Console, number: str) -> None:
        table, point = self.row_point(console, number)
        QTest.mouseClick(table.viewport(), LEFT, pos=point)


LEFT = Qt.MouseButton.LeftButton
