"""A calm bar below the status line: what happened, what to do. It never takes the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from agent_console.look import ICON_SIZE, Look, mark
from agent_console.speaker import Speaker
from agent_console.windows.named import named

Tone = Literal["info", "good", "careful", "wrong"]
_ICONS: dict[Tone, str] = {
    "info": "info",
    "good": "circle-check",
    "careful": "triangle-alert",
    "wrong": "circle-alert",
}


class NoticeBar(QFrame):
    """One notice at a time; a newer one replaces it. Its text is made again when the language changes."""

    def __init__(
        self, speaker: Speaker, look: Look, name: str, parent: QWidget | None = None, closable: bool = True
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look = look
        self._speaker = speaker
        self._tone: Tone = "info"
        self._say: Callable[[], str] | None = None
        self._act: Callable[[], None] | None = None
        self.topic = ""
        self._icon = QLabel(self)
        self._text = named(QLabel(self, wordWrap=True, textFormat=Qt.TextFormat.PlainText), f"{name}-text")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = named(QPushButton(self), f"{name}-action")
        self._button.clicked.connect(self._pressed)
        self._close = named(QToolButton(self), f"{name}-close")
        self._close.clicked.connect(self.clear)
        self._close.setVisible(closable)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.wide, look.gap, look.gap, look.gap)
        for widget in (self._icon, self._text, self._button, self._close):
            row.addWidget(widget)
        row.setStretch(1, 1)
        speaker.tell(self, "console-close-notice", self._close.setAccessibleName, self._close.setToolTip)
        speaker.changed.connect(self._word)
        look.when_changed(self, self._paint)
        self.hide()

    def tell(
        self,
        tone: Tone,
        say: Callable[[], str],
        topic: str = "",
        button: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Show what `say` gives. `topic`: `clear` takes back its own notice only; `button`: a message key."""
        self._tone, self._say, self._act, self.topic = tone, say, act, topic
        self._button.setVisible(bool(button))
        self._button.setProperty("key", button)
        self._paint()
        self._word()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._text, QAccessible.Event.Alert))

    def clear(self, topic: str | bool = "") -> None:
        """Take the notice away; with a topic only if it is of that topic."""
        if isinstance(topic, str) and topic and topic != self.topic:
            return
        self._say, self._act, self.topic = None, None, ""
        self.hide()

    def text(self) -> str:
        """What it says now; "" when it is not shown."""
        return self._text.text() if self._say else ""

    def _pressed(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()

    def _word(self) -> None:
        if self._say is not None:
            self._text.setText(self._say())
            self._text.setAccessibleName(self._text.text())
        if key := self._button.property("key"):
            self._button.setText(self._speaker.say(key))

    def _paint(self) -> None:
        mark(self, "bar", self._tone)
        size = QSize(ICON_SIZE, ICON_SIZE)
        self._icon.setPixmap(self._look.icon(_ICONS[self._tone], self._tone).pixmap(size))
        self._close.setIcon(self._look.icon("x"))
