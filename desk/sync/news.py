"""Wakes who waits for a site's feed as soon as anything was committed.

On PostgreSQL every process listens on one channel, so another process's news arrives at once. On SQLite who
waits looks again after a short while. Either way who is woken reads the database: a notice says only "look".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg
import structlog

from desk.engine import Database
from desk.feed import CHANNEL

LOOK_AGAIN_SECONDS = 0.15  # without notices
LOOK_ANYWAY_SECONDS = 2.0  # with notices: one that was lost costs no more than this
RECONNECT_SECONDS = 1.0

log = structlog.get_logger()


class News:
    """Notices of one process; made inside its event loop."""

    def __init__(self, database: Database) -> None:
        self._url = database.url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._on_postgres = database.on_postgres
        self.stopping = False
        self._listening = False
        self._events: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Listen for as long as this lasts."""
        task = asyncio.create_task(self._listen_for_ever()) if self._on_postgres else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def event(self, site: str) -> asyncio.Event:
        """Is set at the site's next notice. Get it before you look, so that none is missed between."""
        return self._events.setdefault(site, asyncio.Event())

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return at the notice, or when it is time to look again, after `seconds` at the latest."""
        patience = LOOK_ANYWAY_SECONDS if self._listening else LOOK_AGAIN_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), min(seconds, patience))

    def stop(self) -> None:
        """Wake everybody; whoever looks at `stopping` waits no more."""
        self.stopping = True
        self._wake_all()

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}".encode())
                    self._listening = True
                    self._wake_all()  # whatever was told while nobody listened
                    async for notice in connection.notifies():
                        self._wake(notice.payload)
            except psycopg.Error as error:
                log.info("not_listening", why=type(error).__name__)
            finally:
                self._listening = False
            await asyncio.sleep(RECONNECT_SECONDS)

    def _wake(self, site: str) -> None:
        event = self._events.pop(site, None)
        if event is not None:
            event.set()

    def _wake_all(self) -> None:
        for site in list(self._events):
            self._wake(site)
