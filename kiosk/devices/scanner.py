"""A QR scanner that types: tells passes and the addresses of their pages, wherever the focus is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.devices.typed import TypingDevices, is_pass


class Scanner(QObject):
    """`seen(text)`: a pass was scanned. Signals of every `TypingDevices` of the machine come here."""

    seen = Signal(str)

    def __init__(self, typing: TypingDevices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        typing.burst.connect(self._heard)

    @Slot(str)
    def _heard(self, text: str) -> None:
        if is_pass(text.strip()):
            self.seen.emit(text.strip())
