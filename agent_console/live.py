"""The line as this console knows it: restored once, then every journal entry folded onto it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from common.clock import Clock
from common.wire import CategoryOut, EntryOut, LineOut, SiteOut
from kiosk.queue.codec import from_json, restore
from kiosk.queue.events import Event
from kiosk.queue.fold import fold
from kiosk.queue.line import Line


class GapError(ValueError):
    """An entry does not follow what is known: the line has to be loaded afresh."""


class LiveLine:
    """Plain Python. `now` is the site's time, whatever this machine's clock says."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()  # the site's clock over ours
        self.line = Line()
        self.names: dict[str, str] = {}
        self.categories: list[CategoryOut] = []
        self.languages: list[str] = []
        self.loaded = False

    def load(self, site: SiteOut, known: LineOut) -> None:
        """Start anew. Raises ValueError when the answer is no line."""
        self.line = restore(known.line)
        self.line.sequence = known.sequence
        self.names = dict(known.names)
        self.categories = list(site.categories)
        self.languages = list(site.languages)
        self.set_now(known.now)
        self.loaded = True

    def fold(self, entry: EntryOut) -> Event | None:
        """One more entry, answered as its event; a repeat is ignored. Raises GapError if it cannot follow."""
        if entry.seq <= self.line.sequence:
            return None
        if entry.seq != self.line.sequence + 1:
            raise GapError(f"entry {entry.seq} after {self.line.sequence}")
        self.names.update(entry.names)
        try:
            event = from_json(entry.type, entry.data)
            fold(self.line, event)
        except (KeyError, ValueError) as error:
            raise GapError(f"entry {entry.seq}: {error}") from error
        self.line.sequence = entry.seq
        return event

    def set_now(self, now: datetime) -> None:
        self._ahead = now - self._clock.now()

    def now(self) -> datetime:
        """The site's time, aware, in UTC."""
        return (self._clock.now() + self._ahead).astimezone(UTC)
