"""While somebody signs in by the browser: what to do there, the letters to compare, again, cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from agent_console.look import Look
from agent_console.speaker import Speaker
from agent_console.windows.named import named


class BrowserPanel(QWidget):
    """Emits `again` and `cancelled`; is told what to show."""

    again = Signal()
    cancelled = Signal()

    def __init__(self, speaker: Speaker, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._finishing = False
        self._by_hand = False
        plain = Qt.TextFormat.PlainText
        self._title = named(QLabel(self, wordWrap=True, textFormat=plain), "console-sign-on-title")
        self._title.setProperty("role", "title")
        self._text = named(QLabel(self, wordWrap=True, textFormat=plain), "console-sign-on-text")
        self._address = named(QLineEdit(self, readOnly=True), "console-sign-on-address")
        self._compare = QLabel(self, wordWrap=True, textFormat=plain)
        self._mark = named(QLabel(self, textFormat=plain), "console-sign-on-mark")
        self._mark.setProperty("role", "letters")
        self._again = named(QPushButton(self), "console-sign-on-again")
        self._again.clicked.connect(self._open_or_copy)
        self._cancel = named(QPushButton(self), "console-sign-on-cancel")
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self._cancel)
        row.addStretch(1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.wide)
        for widget in (self._title, self._text, self._address, self._compare, self._mark):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)
        speaker.when_changed(self, self._word)

    def wait_for(self, mark: str, address: str, opened: bool) -> None:
        """`opened`: the browser shows the page; else its address is shown, to be opened by hand."""
        self._mark.setText(mark)
        self._address.setText(address)
        self._address.setCursorPosition(0)
        self._by_hand, self._finishing = not opened, False
        self._word()
        self._again.setFocus()

    def _open_or_copy(self) -> None:
        if self._by_hand:
            QGuiApplication.clipboard().setText(self._address.text())
        else:
            self.again.emit()

    def finish(self) -> None:
        """The browser is done."""
        self._finishing = True
        self._word()

    def _word(self) -> None:
        say = self._speaker.say
        busy = self._finishing
        self._title.setText(say("console-sign-in-busy" if busy else "console-sign-on-wait-title"))
        key = "console-sign-on-no-browser" if self._by_hand else "console-sign-on-wait"
        self._text.setText(say("console-sign-on-finishing" if busy else key))
        self._compare.setText(say("console-sign-on-compare"))
        self._mark.setAccessibleName(" ".join(self._mark.text()))
        self._address.setAccessibleName(say("console-sign-on-no-browser"))
        self._again.setText(say("console-sign-on-copy" if self._by_hand else "console-sign-on-again"))
        self._cancel.setText(say("console-sign-on-cancel"))
        for widget in (self._compare, self._mark):
            widget.setVisible(not busy)
        self._address.setVisible(self._by_hand and not busy)
        self._again.setVisible(not busy)
