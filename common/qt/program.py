"""What every program with a window does alike: show itself, end when it is asked to, let the tour in."""

from __future__ import annotations

import os
import signal

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

SIGNAL_LOOK_MS = 200  # how often Python gets a turn, so that a signal is noticed


def run_until_ended(app: QGuiApplication) -> int:
    """Run the event loop until the program is left, or SIGTERM or SIGINT comes; the exit code.

    `exit`, not `quit`: the latter asks the windows first, and ours might ask a person.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: app.exit(0))
    turn = QTimer(interval=SIGNAL_LOOK_MS)
    turn.timeout.connect(lambda: None)  # Python runs signal handlers only between its own steps
    turn.start()
    if hook := os.environ.get("MOSTRADOR_DRIVE"):
        from common.qt import drive

        drive.attach(app, hook)
    code = app.exec()
    turn.stop()
    return int(code)


def show(window: QQuickWindow, full_screen: bool, size: str) -> None:
    """Fill the screen, or be a window of `size`, for example `1080x1920`."""
    if full_screen:
        window.showFullScreen()
        return
    width, height = (int(side) for side in size.split("x"))
    window.resize(width, height)
    window.show()
