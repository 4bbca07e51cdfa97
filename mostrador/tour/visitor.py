"""A visitor at the touch screen: every gesture is a touch on the real kiosk."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from mostrador.tour.booker import Booked
from mostrador.tour.hand import Hand


@dataclass
class Visitor:
    """Somebody in front of the kiosk. `tag` is part of every picture's name: orientation and language."""

    kiosk: Hand
    pictures: Path
    camera: Path
    tag: str
    language: str

    def picture(self, name: str) -> None:
        self.kiosk.grab(self.pictures / f"kiosk-{self.tag}-{name}.png")

    def greet(self) -> None:
        """Stand in front of the first page and choose a language."""
        self.kiosk.wait("welcome-help", 20)
        if self.kiosk.sees(f"language-{self.language}"):  # the bar offers the languages that are not shown
            self.kiosk.tap(f"language-{self.language}")
            self.kiosk.wait_gone(f"language-{self.language}")
        self.picture("01-welcome")

    def show_pass(self, booked: Booked) -> str:
        """Hold the phone's QR code in front of the camera, confirm, and take the number."""
        self.greet()
        self.kiosk.tap("welcome-appointment")
        self.kiosk.wait("pass-type")
        self.picture("02-scan")
        held = self.camera / f"{self.tag}.png"
        shutil.copy(booked.picture, held.with_suffix(".part"))
        held.with_suffix(".part").rename(held)
        self.kiosk.wait("call-as-number", 20)
        held.unlink()
        self.picture("03-recognised")
        named = self.kiosk.sees("call-as-first_name")  # a kiosk that is cut off knows no name, only the pass
        self.kiosk.tap("call-as-first_name" if named else "call-as-number")
        return self._confirm("appointment")

    def walk_in(self, name: str, service: str) -> str:
        """Come as a guest who types the name on the screen."""
        self._come_as_guest(name, service)
        return self._confirm("walk-in")

    def change_mind(self, name: str, service: str) -> None:
        """Go as far as the last question, then back to the first page by "back" alone."""
        self._come_as_guest(name, service)
        self.kiosk.wait("confirm-check-in")
        self.picture("09-confirm-walk-in")
        for page in ("call-as-first_name", "note-next", f"services-{service}", "guest-next", "person-guest"):
            self.kiosk.tap("back")
            self.kiosk.wait(page)
        self.kiosk.tap("back")
        self.kiosk.wait("welcome-help")

    def _come_as_guest(self, name: str, service: str) -> None:
        self.greet()
        self.kiosk.tap("welcome-help")
        self.kiosk.wait("person-guest")
        self.kiosk.tap("key-a")
        self.kiosk.tap("key-n")
        self.picture("04-find-yourself")
        self.kiosk.tap("person-guest")
        self.kiosk.wait("guest-name")
        for letter in name.lower():
            self.kiosk.tap("key-space" if letter == " " else f"key-{letter}")
        self.picture("05-guest")
        self.kiosk.tap("guest-next")
        self.kiosk.wait(f"services-{service}")
        self.picture("06-service")
        self.kiosk.tap(f"services-{service}")
        self.kiosk.wait("note-next")
        self.picture("07-note")
        self.kiosk.tap("note-next")
        self.kiosk.wait("call-as-first_name")
        self.picture("08-call-as")
        self.kiosk.tap("call-as-first_name")

    def _confirm(self, way: str) -> str:
        self.kiosk.wait("confirm-check-in")
        self.picture(f"09-confirm-{way}")
        self.kiosk.tap("confirm-check-in")
        self.kiosk.wait("done-number", 20)
        self.picture(f"10-done-{way}")
        number = str(self.kiosk.read("done-number"))
        self.kiosk.tap("done")
        self.kiosk.wait("welcome-help")
        return number

    def look_around(self) -> None:
        """The pages beside the way: scanning, typing a code, help, and booking for later."""
        self.greet()
        self.kiosk.tap("welcome-appointment")
        self.kiosk.wait("pass-type")
        self.picture("02-scan")
        self.kiosk.tap("pass-type")
        self.kiosk.wait("code-field")
        self.picture("13-type-the-code")
        self.kiosk.tap("code-scan")
        self.kiosk.wait("pass-type")
        self.kiosk.tap("back")
        self.kiosk.wait("welcome-help")
        self.kiosk.tap("help")
        self.kiosk.wait("help-close")
        self.picture("11-help")
        self.kiosk.tap("help-close")
        self.kiosk.wait_gone("help-close")
        self.kiosk.tap("welcome-book")
        self.kiosk.wait("booking-qr")
        self.picture("12-book-for-later")
        self.kiosk.tap("back")
        self.kiosk.wait("welcome-help")
