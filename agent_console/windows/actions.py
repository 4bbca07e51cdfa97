"""Every command of the main window once: its words, its key, its icon; menus and buttons share it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from agent_console.look import ICON_SIZE, Look, mark
from agent_console.speaker import Speaker
from agent_console.windows.named import named

# name: (key sequence, icon)
_ACTIONS: dict[str, tuple[str, str]] = {
    "call-next": ("F2", "bell-ring"),
    "call-this": ("Ctrl+F2", "hand-helping"),
    "start": ("F5", "play"),
    "recall": ("F6", "repeat"),
    "no-show": ("F7", "user-x"),
    "hold": ("F8", "pause"),
    "resume": ("Ctrl+F8", "play"),
    "transfer": ("F9", "arrow-right-left"),
    "finish": ("Ctrl+Return", "check"),
    "leave": ("", "door-open"),
    "come-back": ("", "user-check"),
    "arrive": ("", "map-pin"),
    "withdraw": ("Ctrl+F9", "undo-2"),
    "more": ("Ctrl+M", "ellipsis"),
    "record": ("Ctrl+S", "save"),
    "break": ("Ctrl+B", "armchair"),
    "open-counter": ("Ctrl+O", "store"),
    "pause": ("", "hand"),
    "reopen": ("", "circle-check"),
    "change-counter": ("", "monitor"),
    "sign-out": ("", "log-out"),
    "quit": ("Ctrl+Q", "x"),
    "filter": ("Ctrl+F", "search"),
    "to-queue": ("Ctrl+1", "list"),
    "to-record": ("Ctrl+2", "square-pen"),
    "to-records": ("Ctrl+3", "clipboard-list"),
}


class Actions:
    """`actions["start"]` is a QAction of the window, object name `console-action-start`."""

    def __init__(self, window: QWidget, speaker: Speaker, look: Look) -> None:
        self._made: dict[str, QAction] = {}
        for name, (keys, icon) in _ACTIONS.items():
            action = named(QAction(window), f"console-action-{name}")
            if keys:
                action.setShortcut(QKeySequence(keys))
            speaker.tell(action, f"console-{name}", action.setText)
            look.when_changed(action, self._painter(action, look, icon))
            window.addAction(action)
            self._made[name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def connect(self, name: str, act: Callable[[], object]) -> None:
        self._made[name].triggered.connect(lambda _checked=False: act())

    @staticmethod
    def _painter(action: QAction, look: Look, icon: str) -> Callable[[], None]:
        return lambda: action.setIcon(look.icon(icon, "ink"))


class ActionButton(QPushButton):
    """A button for an action: the same words with the key beside them, enabled when the action is.

    With `icon_only` its words are in the tooltip and for screen readers.
    """

    def __init__(self, action: QAction, name: str, look: Look, icon_only: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._action = action
        self._look = look
        self._icon_only = icon_only
        if icon_only:
            self.setProperty("role", "icon")
        self.setAutoDefault(False)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    def set_accent(self, accent: bool) -> None:
        """Whether it is the main action of the moment."""
        mark(self, "accent", "yes" if accent else "no")
        self._follow()

    def _follow(self) -> None:
        keys = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        words = self._action.text()
        said = f"{words}  {keys}" if keys else words
        self.setText("" if self._icon_only else said)
        self.setAccessibleName(words)
        tip = self._action.toolTip() if self._action.toolTip() != words else ""
        self.setToolTip(said if self._icon_only else tip)
        self.setEnabled(self._action.isEnabled())
        if self._icon_only:
            self.setIcon(self._action.icon())
