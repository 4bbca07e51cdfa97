"""`mostrador kiosk`: the touch screen as a program."""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication

from common.clock import SystemClock
from common.qt.fonts import load_fonts
from common.qt.messages import route_messages
from common.qt.program import run_until_ended, show
from common.settings import Settings
from common.theme import load_theme
from kiosk.ui.assembly import assemble


def run_kiosk(settings: Settings) -> int:
    """Show the touch screen until it is closed; returns the exit code."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert isinstance(app, QGuiApplication)
    app.setApplicationName("mostrador-kiosk")
    route_messages()
    load_fonts(load_theme(settings.theme))
    screen = assemble(app, settings, SystemClock())
    show(screen.window, settings.kiosk.full_screen, settings.kiosk.window)
    code = run_until_ended(app)
    screen.close()
    return code
