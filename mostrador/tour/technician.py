"""A technician at the console: every gesture is a click or a key on the real program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mostrador.tour.hand import Hand


@dataclass
class Technician:
    """Somebody behind the counter."""

    console: Hand
    pictures: Path

    def picture(self, name: str) -> None:
        self.console.grab(self.pictures / f"console-{name}.png")

    def sign_in(self, site: str, login: str, password: str, counter: str) -> None:
        """Sign in and open a counter."""
        self.console.wait("console-sign-in-name", 30)
        if self.console.read("console-sign-in-address") != site:
            self._fill("console-sign-in-address", site)
        self._fill("console-sign-in-name", login)
        self._fill("console-sign-in-password", password)
        self.picture("01-sign-in")
        self.console.tap("console-sign-in-submit")
        self.console.wait(f"console-counter-{counter}", 20)
        self.picture("02-counters")
        self.console.tap(f"console-counter-{counter}")
        self.console.wait("console-queue-table", 20)
        self.picture("03-queue")

    def _fill(self, field: str, text: str) -> None:
        """Click into a field and type over what is there."""
        self.console.tap(field)
        self.console.key("Ctrl+A")
        self.console.type(text)

    def call_next(self) -> str:
        """Call by the button; what the console says of who was called, the number first."""
        self.console.tap("console-call-next")
        self.console.wait("console-start", 15)
        return str(self.console.read("console-person-title"))

    def recall(self) -> None:
        self.console.tap("console-recall")

    def serve(self, title: str, resolution: str, picture: str) -> None:
        """Greet, write the record while the person is there, record and finish."""
        self.console.wait("console-start", 15)
        self.console.tap("console-start")
        self.console.wait("console-record-title", 15)
        self._fill("console-record-title", title)
        self._fill("console-record-resolution", resolution)
        self.picture(f"{picture}-serving")
        self.console.tap("console-record-save")
        self.console.wait("console-finish", 15)
        self.console.tap("console-finish")
        self.console.wait_for("console-person-title", "", 20)
        self.console.wait_gone("console-finish", 20)
        self.picture(f"{picture}-done")

    def records(self) -> int:
        """How many records of the day the list shows."""
        return int(self.console.read("console-records-list", "rows"))
