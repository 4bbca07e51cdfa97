"""The threads that the reading and the writing of calendars have in common: begin, look again, end."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import structlog

from desk.calendars.fetching import Fetch
from desk.context import Desk
from desk.engine import StorageFull
from desk.webhooks.posting import Allowed

log = structlog.get_logger()

PAUSE_SECONDS = 2.0
STOP_SECONDS = 1.0


def allowed(desk: Desk) -> Allowed:
    """Where calendars may be: as webhooks, by the same settings."""
    return Allowed(http=desk.webhooks_http, private=desk.webhooks_private)


class CalendarThreads(ABC):
    """Does what is due until it is stopped. As many processes as there are may each have one."""

    def __init__(self, desk: Desk, fetch: Fetch | None, name: str, threads: int) -> None:
        self._desk = desk
        self._fetch = fetch or Fetch(allowed(desk))
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._run, name=name, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing more; what is in hand is given up, another process does it when its claim ends."""
        self._stop.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)

    def run_due(self) -> int:
        """Do all that is due; how much there was."""
        count = 0
        while not self._stop.is_set() and self._do_one():
            count += 1
        return count

    @abstractmethod
    def _do_one(self) -> bool:
        """Claim one thing that is due and do it; False when nothing is."""

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            try:
                self.run_due()
            except StorageFull:
                log.error("storage_full")
            except Exception as error:  # the database may be back in a second
                log.error("calendars", why=type(error).__name__, exc_info=error)
