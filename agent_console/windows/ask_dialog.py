"""A gentle question with verbs on its buttons. Never blocks: the answer comes by a signal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from agent_console.look import Look
from agent_console.windows.named import named


@dataclass(frozen=True)
class Answer:
    """One button: its object name, its words, what follows. The first one of a question wears the accent."""

    name: str
    text: str
    act: Callable[[], None]


def ask(
    parent: QWidget, look: Look, name: str, title: str, text: str, answers: Sequence[Answer], back: str
) -> QDialog:
    """Show the question over `parent`; `back` is the button that changes nothing (Escape does the same)."""
    dialog = named(QDialog(parent), name)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    heading = QLabel(title, dialog)
    heading.setProperty("role", "title")
    body = QLabel(text, dialog, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    body.setMinimumWidth(400)
    buttons = QHBoxLayout()
    buttons.setSpacing(look.gap)
    stay = named(QPushButton(back, dialog), f"{name}-back")
    stay.clicked.connect(dialog.reject)
    if answers:
        buttons.addWidget(stay)
    buttons.addStretch(1)
    if not answers:  # something is told, and this button ends it
        buttons.addWidget(stay)
    for place, answer in reversed([*enumerate(answers)]):
        button = named(QPushButton(answer.text, dialog), answer.name)
        button.setAutoDefault(place == 0)
        button.setDefault(place == 0)
        if place == 0:
            button.setProperty("accent", "yes")
        button.clicked.connect(dialog.accept)
        button.clicked.connect(answer.act)
        buttons.addWidget(button)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 24, 24, look.wide)
    column.setSpacing(look.wide)
    column.addWidget(heading)
    column.addWidget(body)
    column.addLayout(buttons)
    dialog.open()
    return dialog
