"""A badge reader that types: tells the number of a badge, wherever the focus is."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, Signal, Slot

from kiosk.devices.typed import TypingDevices, is_pass

_BADGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{3,63}")


class BadgeReader(QObject):
    """`seen(number)`: a badge was held to the reader; its check marks (`;…?`, `%…?`) are taken off."""

    seen = Signal(str)

    def __init__(self, typing: TypingDevices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        typing.burst.connect(self._heard)

    @Slot(str)
    def _heard(self, text: str) -> None:
        number = text.strip().strip(";%?")
        if not is_pass(number) and _BADGE.fullmatch(number):
            self.seen.emit(number)
