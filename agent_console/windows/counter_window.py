"""Choosing a counter: free ones to click, taken ones shown with who is there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from agent_console.look import Look, mark
from agent_console.presenters.counters import CounterChoice, counter_choices, first_choice
from agent_console.session import Session
from agent_console.speaker import Speaker
from agent_console.windows.named import named
from agent_console.windows.notice_bar import NoticeBar
from common.clients.errors import ApiRefused
from common.ids import new_id
from common.qt.background import run_in_background
from common.wire import CounterOut, LineOut
from kiosk.queue.codec import restore
from kiosk.queue.line import Line

_COLUMNS = 3


class CounterWindow(QWidget):
    """Emits `opened` with the counter's name once the site gave it to this agent."""

    opened = Signal(str)
    signed_out = Signal()

    def __init__(
        self, speaker: Speaker, look: Look, session: Session, known: LineOut, remembered: str
    ) -> None:
        super().__init__()
        self.setObjectName("console-counters")
        self._speaker = speaker
        self._look = look
        self._session = session
        self._remembered = remembered
        self._line: Line = restore(known.line)
        self._names = known.names
        self._buttons: list[QPushButton] = []
        self._heading = QLabel(self)
        self._heading.setProperty("role", "title")
        self._lead = QLabel(self, wordWrap=True)
        self.notice = NoticeBar(speaker, look, "console-counters-notice", self)
        self._grid = QGridLayout()
        self._grid.setSpacing(look.wide)
        self._again = named(QPushButton(self), "console-counters-again")
        self._again.clicked.connect(self.look_again)
        self._back = named(QPushButton(self), "console-counters-sign-out")
        self._back.clicked.connect(self.signed_out)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(look.wide)
        for widget in (self._heading, self._lead, self.notice):
            column.addWidget(widget)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addLayout(row)
        self.setMinimumSize(560, 400)
        speaker.when_changed(self, self._word)

    def look_again(self) -> None:
        """Ask the site who is where now."""
        self._enable(False)
        run_in_background(self, self._session.client.line, self._seen, self._failed)

    def _seen(self, known: LineOut) -> None:
        self._line, self._names = restore(known.line), known.names
        self._enable(True)
        self._word()

    def _take(self, counter: str) -> None:
        self._enable(False)
        self.notice.clear()
        key = new_id()
        run_in_background(self, lambda: self._session.client.open(counter, key), self._opened, self._failed)

    def _opened(self, answer: CounterOut) -> None:
        self.opened.emit(answer.counter)

    def _failed(self, error: Exception) -> None:
        self._enable(True)
        if isinstance(error, ApiRefused):
            problem = error.problem
            self.notice.tell("careful", lambda: self._speaker.refusal(problem))
            run_in_background(self, self._session.client.line, self._seen, lambda _: None)
            return
        self.notice.tell("wrong", lambda: self._speaker.say("console-unanswered"))

    def _enable(self, enabled: bool) -> None:
        for button in self._buttons:
            button.setEnabled(enabled and not button.property("taken"))
        self._again.setEnabled(enabled)

    def _word(self) -> None:
        say = self._speaker.say
        self.setWindowTitle(say("console-window-title"))
        self._heading.setText(say("console-counters-title", name=self._session.agent_name))
        self._again.setText(say("console-counters-again"))
        self._back.setText(say("console-sign-out"))
        choices = counter_choices(self._line, self._names, self._session.agent)
        preferred = first_choice(choices, self._remembered)
        self._lead.setText(say("console-counters-lead" if preferred else "console-counters-none"))
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(choice, choice.counter == preferred) for choice in choices]
        for place, button in enumerate(self._buttons):
            self._grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
            if choices[place].counter == preferred:
                button.setFocus()

    def _button(self, choice: CounterChoice, preferred: bool) -> QPushButton:
        say = self._speaker.say
        name = say("console-counter-name", counter=choice.counter)
        if choice.taken:
            agent = choice.agent_name
            state = say("console-counter-taken-by", agent=agent) if agent else say("console-counter-taken")
        else:
            state = say("console-counter-mine" if choice.mine else "console-counter-free")
        button = named(QPushButton(f"{name}\n{state}", self), f"console-counter-{choice.counter}")
        button.setAccessibleName(f"{name}, {state}")
        button.setMinimumHeight(64)
        button.setProperty("taken", choice.taken)
        button.setEnabled(not choice.taken)
        mark(button, "accent", "yes" if preferred else "no")
        button.clicked.connect(lambda: self._take(choice.counter))
        button.setAutoDefault(True)
        return button
