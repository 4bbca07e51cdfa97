"""`mostrador kiosk`: the touch screen as a program."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from common.clock import SystemClock
from common.qt.fonts import load_fonts
from common.qt.messages import route_messages
from common.settings import KioskSection, Settings
from common.theme import load_theme
from kiosk.ui.assembly import assemble


def run_kiosk(settings: Settings) -> int:
    """Show the touch screen until it is closed; returns the exit code."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert isinstance(app, QGuiApplication)
    app.setApplicationName("mostrador-kiosk")
    route_messages()
    load_fonts(load_theme(settings.theme))
    _quit_on_signals(app)
    screen = assemble(app, settings, SystemClock())
    show(screen.window, settings.kiosk)
    if hook := os.environ.get("MOSTRADOR_DRIVE"):
        from common.qt import drive

        drive.attach(app, hook)
    code = app.exec()
    screen.close()
    return code


def show(window: QQuickWindow, settings: KioskSection) -> None:
    """Fill the screen, or be a window of the size in the settings."""
    if settings.full_screen:
        window.showFullScreen()
        return
    width, height = (int(side) for side in settings.window.split("x"))
    window.resize(width, height)
    window.show()


def _quit_on_signals(app: QGuiApplication) -> None:
    """End cleanly when asked to. Python sees a signal at the screen's next tick, 250 ms at most."""

    def leave(number: int, frame: FrameType | None) -> None:
        app.quit()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
