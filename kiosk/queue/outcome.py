"""What `decide` answers."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.queue.events import Event
from kiosk.queue.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Decided:
    """Yes: these events follow (none if the work was done before); `visit` is whom it was about."""

    events: tuple[Event, ...]
    visit: str | None = None


Decision = Decided | Refusal
