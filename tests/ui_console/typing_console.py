"""A console in a process of its own that types into its record for ever: it waits to be killed.

Arguments: data folder, site's address, password. Prints "typed" once the first words are down.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from agent_console.console import Console
from common.clock import SystemClock
from common.qt.fonts import load_fonts
from common.settings import Settings

LEFT = Qt.MouseButton.LeftButton


def until(sure: Callable[[], bool]) -> None:
    while not sure():
        turn = QEventLoop()
        QTimer.singleShot(20, turn.quit)
        turn.exec()


def kept(folder: str) -> str:
    """All that is in the files of drafts."""
    return "".join(path.read_text(encoding="utf-8") for path in Path(folder).rglob("drafts/*/*.json"))


def main(folder: str, url: str, password: str) -> None:
    application = QApplication([])
    load_fonts()
    settings = Settings.model_validate({"data_folder": folder, "console": {"site_url": url}})
    console = Console(settings, SystemClock(), application)
    console.start()

    def ready(name: str) -> bool:
        found = console.window.findChild(QWidget, name) if console.window else None
        return found is not None and found.isVisible() and found.isEnabled()

    def find(name: str) -> QWidget:
        until(lambda: ready(name))
        assert console.window is not None
        return cast(QWidget, console.window.findChild(QWidget, name))

    def press(name: str) -> None:
        QTest.mouseClick(find(name), LEFT)

    for name, text in (("console-sign-in-name", "lena"), ("console-sign-in-password", password)):
        QTest.keyClicks(find(name), text)
    press("console-sign-in-submit")
    for name in ("console-counter-1", "console-call-next", "console-start"):
        press(name)
    find("console-finish")
    title = find("console-record-title")
    assert isinstance(title, QLineEdit)
    QTest.keyClicks(title, "Laptop will not start")
    until(lambda: title.text() in kept(folder))
    sys.stdout.write("typed\n")
    sys.stdout.flush()
    while True:
        QTest.keyClicks(title, " again"[: max(0, 190 - len(title.text()))])
        until(partial(next, iter((False, True))))


if __name__ == "__main__":
    main(*sys.argv[1:])
