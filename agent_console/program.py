"""`mostrador console`: builds the application and runs it."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from agent_console.console import Console
from common.clock import SystemClock
from common.qt.background import finish_background
from common.qt.fonts import load_fonts
from common.qt.messages import route_messages
from common.qt.program import run_until_ended
from common.settings import Settings
from common.theme import load_theme


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
    console.start()
    code = run_until_ended(application)
    console.close()
    finish_background(2.0)
    return code
