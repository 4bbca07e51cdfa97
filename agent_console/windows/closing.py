"""Closing a counter when people wait whom nobody else at work serves: what becomes of them?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from agent_console.look import Look
from agent_console.speaker import Speaker
from agent_console.windows.ask_dialog import Answer, ask
from kiosk.queue.visits import Remaining


def ask_what_becomes(
    parent: QWidget, look: Look, speaker: Speaker, people: int, choose: Callable[[Remaining], None]
) -> QDialog:
    """Ask, gently; `choose` follows an answer, nothing follows staying."""
    say = speaker.say
    answers = [
        Answer("console-closing-keep", say("console-closing-keep"), lambda: choose(Remaining.KEEP)),
        Answer("console-closing-home", say("console-closing-home"), lambda: choose(Remaining.SEND_HOME)),
    ]
    title, text = say("console-closing-title", count=people), say("console-closing-text", count=people)
    return ask(parent, look, "console-closing", title, text, answers, say("console-closing-back"))
