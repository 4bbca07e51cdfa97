"""How the site stands with the desk: told to screens by beats, and by /healthz."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class DeskState:
    """Written by the sync threads, read by all. `held`: the last entry that the desk said it holds."""

    configured: bool = False
    in_touch: bool = False
    held: int = 0
    feed_sequence: int = 0
    last_contact: datetime | None = None
    fault: str = ""  # a code, when the desk says that our journal is not the one it knows

    def heard(self, at: datetime) -> None:
        self.in_touch, self.last_contact = True, at

    def lost(self) -> None:
        self.in_touch = False
