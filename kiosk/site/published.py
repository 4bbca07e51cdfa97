"""The read side: the line as far as it is durable, and those who follow it. Lives on the event loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.queue.events import Event
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.journal import Written


@dataclass(frozen=True, slots=True)
class Step:
    """A durable entry and the event in it."""

    entry: Written
    event: Event


class Published:
    """What every reader sees. Changed only by `publish`, after a commit."""

    def __init__(self, line: Line, head: str) -> None:
        self.line = line
        self.head = head
        self._listeners: list[Callable[[Sequence[Step]], None]] = []

    @property
    def sequence(self) -> int:
        return self.line.sequence

    def listen(self, listener: Callable[[Sequence[Step]], None]) -> None:
        """Call `listener` with each run of new entries, after they were folded."""
        self._listeners.append(listener)

    def publish(self, steps: Sequence[Step]) -> None:
        for step in steps:
            fold(self.line, step.event)
            self.head = step.entry.hash
        for listener in self._listeners:
            listener(steps)
