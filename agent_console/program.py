"""`mostrador console`: builds the application and runs it."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from agent_console.console import Console
from common.clock import SystemClock
from common.qt.background import finish_background
from common.qt.fonts import load_fonts
from common.qt.messages import route_messages
from common.settings import Settings
from common.theme import load_theme

SIGNAL_LOOK_MS = 200  # how often Python gets a turn, so that SIGTERM is noticed


def run(settings: Settings) -> int:
    """Show the console until its technician leaves it, or SIGTERM or SIGINT comes; returns the exit code."""
    route_messages()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("mostrador-console")
    application.setDesktopFileName("mostrador-console")
    application.setQuitOnLastWindowClosed(False)
    theme = load_theme(settings.theme)
    load_fonts(theme, theme.type.console.body)
    console = Console(settings, SystemClock(), application)
    console.left.connect(lambda: application.exit(0))
    turn = _quit_on_signals(application)
    console.start()
    if hook := os.environ.get("MOSTRADOR_DRIVE"):
        from common.qt import drive

        drive.attach(application, hook)
    code = application.exec()
    turn.stop()
    console.close()
    finish_background(2.0)
    return int(code)


def _quit_on_signals(application: QApplication) -> QTimer:
    """Python runs signal handlers only between its own steps; the timer makes some.

    `exit`, not `quit`: the latter asks the windows first, and ours would ask the technician.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: application.exit(0))
    timer = QTimer(application, interval=SIGNAL_LOOK_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer
