"""What a visitor's eyes and fingers do at the touch screen, by the names that the tour uses too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from common.clock import Clock, SystemClock
from common.qt.program import show
from common.qt.reach import NotThere, names, read, tap, type_text
from common.settings import Settings
from kiosk.devices.typed import type_like_a_device
from kiosk.ui.assembly import Screen, assemble

PATIENCE_MS = 8000
NOBODY = "http://127.0.0.1:9"  # the port "discard": nobody answers there


class Visitor:
    """Opens the screen and uses it. Every wait is for something that can be seen."""

    def __init__(self, qtbot: QtBot, app: QGuiApplication, folder: Path) -> None:
        self.qtbot = qtbot
        self._app = app
        self.folder = folder
        self._screens: list[Screen] = []

    def open(
        self,
        url: str = NOBODY,
        token: str = "",
        clock: Clock | None = None,
        hurry: dict[str, int] | None = None,
        **more: Any,
    ) -> Screen:
        """The program as `run_kiosk` builds it, without its event loop. `more`: of the section `kiosk`."""
        kiosk = {"site_url": url, "token": token, "camera": "none", "full_screen": False} | more
        window = kiosk.setdefault("window", "540x960")
        assert isinstance(window, str)
        settings = Settings.model_validate({"data_folder": self.folder / "kiosk-data", "kiosk": kiosk})
        if hurry:  # seconds below what the settings allow, so that a test need not wait
            section = settings.kiosk.model_copy(update=hurry)
            settings = settings.model_copy(update={"kiosk": section})
        screen = assemble(self._app, settings, clock or SystemClock())
        self._screens.append(screen)
        show(screen.window, settings.kiosk.full_screen, settings.kiosk.window)
        screen.parts.theme.set_reduced_motion(True)
        content = screen.window.contentItem()
        self.until(
            lambda: (content.width(), content.height()) == (screen.window.width(), screen.window.height())
        )
        return screen

    @property
    def screen(self) -> Screen:
        return self._screens[-1]

    def close(self) -> None:
        """Close the screen that was opened last."""
        self._screens.pop().close()

    def leave(self) -> None:
        while self._screens:
            self.close()

    # --- eyes
    def sees(self, name: str) -> bool:
        return name in names() and bool(read(name, "enabled"))

    def until(self, sure: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(sure, timeout=PATIENCE_MS)

    def wait_for(self, name: str) -> None:
        """Until it can be touched, which it cannot while pages move."""
        try:
            self.until(lambda: self.sees(name))
        except Exception as error:
            raise AssertionError(f"{name} did not come; there are {names()}") from error

    def text(self, name: str) -> str:
        self.wait_for(name)
        return str(read(name, "text"))

    def reads(self, name: str, part: str) -> None:
        """Until the text of `name` contains `part`."""

        def is_there() -> bool:
            try:
                return part in str(read(name, "text"))
            except NotThere:
                return False

        self.until(is_there)

    def see_a_frame(self) -> None:
        """Until what has just changed was laid out and drawn."""
        window = self.screen.window
        with self.qtbot.waitSignal(window.frameSwapped, timeout=PATIENCE_MS):
            window.update()

    # --- fingers
    def tap(self, name: str) -> None:
        self.wait_for(name)
        tap(name)

    def type(self, text: str) -> None:
        """On a keyboard that is plugged in."""
        type_text(text)

    def press_keys(self, text: str) -> None:
        """On the keyboard on the screen, a touch a letter."""
        for character in text:
            self.tap("key-space" if character == " " else f"key-{character.lower()}")

    def scan(self, text: str) -> None:
        """Hold something to the scanner or badge reader, which types it."""
        type_like_a_device(self.screen.window, text)

    # --- ways
    def to_service(self, name: str = "ana") -> None:
        """From the first page to the choice of service, as somebody from the directory."""
        self.tap("welcome-help")
        self.wait_for("person-guest")
        self.press_keys(name)
        self.tap("person-0")
        self.wait_for("services-laptop")

    def to_confirm(self, service: str = "laptop", call_as: str = "first_name") -> None:
        """From the choice of service to the page that sums up."""
        self.tap(f"services-{service}")
        self.tap("note-next")
        self.tap(f"call-as-{call_as}")
        self.wait_for("confirm-check-in")

    def as_guest(self, name: str = "Greta Guest") -> None:
        """From the first page to the choice of service, as a guest who types on a real keyboard."""
        self.tap("welcome-help")
        self.tap("person-guest")
        self.wait_for("guest-next")
        self.type(name)
        self.reads_guest(name)
        self.tap("guest-next")
        self.wait_for("services-laptop")

    def reads_guest(self, name: str) -> None:
        self.reads("guest-name", name)

    def check_in(self) -> str:
        """Touch "Check in" and read the number."""
        self.tap("confirm-check-in")
        return self.text("done-number")
