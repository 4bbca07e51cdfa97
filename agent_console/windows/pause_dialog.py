"""Pausing check-in: for which services, and what visitors are told."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from agent_console.look import Look
from agent_console.presenters.pauses import (
    LONGEST_MESSAGE,
    message_languages,
    pause_body,
    suggested_message,
)
from agent_console.presenters.person import language_name
from agent_console.speaker import Speaker
from agent_console.windows.fields import Tick
from agent_console.windows.named import named
from agent_console.workplace import Workplace
from common.wire_changes import PauseBody

_COLUMNS = 2


class PauseDialog(QDialog):
    """Emits `agreed` with what the site shall be asked for."""

    agreed = Signal(PauseBody)

    def __init__(self, work: Workplace, speaker: Speaker, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("console-pause")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._speaker = speaker
        say = speaker.say
        self.setWindowTitle(say("console-pause-title"))
        title = QLabel(say("console-pause-title"), self)
        title.setProperty("role", "title")
        lead = QLabel(say("console-pause-lead"), self, wordWrap=True)
        lead.setMinimumWidth(560)
        self._all = named(QRadioButton(say("console-pause-all"), self), "console-pause-all")
        self._some = named(QRadioButton(say("console-pause-some"), self), "console-pause-some")
        self._all.setChecked(True)
        self._services = {
            service.id: self._tick(look, service.id, service.name(speaker.language))
            for service in work.live.line.settings.services
            if service.active
        }
        self._messages = {
            language: named(
                QLineEdit(suggested_message(language), self, maxLength=LONGEST_MESSAGE),
                f"console-pause-message-{language}",
            )
            for language in message_languages(work.live.languages)
        }
        self._pause = named(QPushButton(say("console-pause-do"), self), "console-pause-do")
        self._pause.setProperty("accent", "yes")
        self._pause.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, look.wide)
        column.setSpacing(look.wide)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # follows what is shown
        column.addWidget(title)
        column.addWidget(lead)
        column.addLayout(self._choices(look))
        column.addLayout(self._texts())
        column.addLayout(self._foot(look))
        self._connect()

    def _tick(self, look: Look, service: str, words: str) -> Tick:
        box = Tick(f"console-pause-service-{service}", look, self)
        box.setText(words)
        return box

    def _choices(self, look: Look) -> QVBoxLayout:
        self._which = QWidget(self)
        grid = QGridLayout(self._which)
        grid.setContentsMargins(24, 0, 0, 0)
        grid.setVerticalSpacing(look.gap)
        for place, box in enumerate(self._services.values()):
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        choices = QVBoxLayout()
        choices.setSpacing(look.gap)
        choices.addWidget(self._all)
        choices.addWidget(self._some)
        choices.addWidget(self._which)
        return choices

    def _texts(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)
        for language, field in self._messages.items():
            words = self._speaker.say("console-pause-message", language=language_name(language))
            label = QLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words)
            field.setCursorPosition(0)
            form.addRow(label, field)
        return form

    def _foot(self, look: Look) -> QHBoxLayout:
        back = named(QPushButton(self._speaker.say("console-ask-back"), self), "console-pause-back")
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(look.gap)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(self._pause)
        return foot

    def _connect(self) -> None:
        for box in self._services.values():
            box.toggled.connect(lambda _: self._enable())
        self._all.toggled.connect(lambda _: self._enable())
        self._pause.clicked.connect(self._agree)
        self._enable()

    def _chosen(self) -> list[str]:
        return [service for service, box in self._services.items() if box.isChecked()]

    def _enable(self) -> None:
        self._which.setVisible(self._some.isChecked())
        self._pause.setEnabled(self._all.isChecked() or bool(self._chosen()))

    def _agree(self) -> None:
        services = [] if self._all.isChecked() else self._chosen()
        texts = {language: field.text() for language, field in self._messages.items()}
        self.accept()
        self.agreed.emit(pause_body(services, texts))
