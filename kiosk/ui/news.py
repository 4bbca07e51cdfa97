"""What the site tells this kiosk, as one stream: settings, waits, pauses, and whether it is in reach."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff
from common.clients.site import SiteClient
from common.clients.stream import Beat, JournalStream
from common.wire import EntryOut, ServiceWaitOut, SiteOut
from common.wire_changes import PausesOut
from kiosk.ui.connection import SiteConnection
from kiosk.ui.site_clock import SiteClock, steady_seconds

WAITS_APART = 1.0  # seconds
WAITS_FRESH = 20.0
PAUSES = frozenset({"CheckInPaused", "CheckInReopened", "DayEnded"})  # after these the pauses may differ

_log = structlog.get_logger("kiosk.news")


@dataclass(frozen=True, slots=True)
class InTouch:
    """Whether the site answers; sent at each change."""

    yes: bool


News = SiteOut | PausesOut | list[ServiceWaitOut] | InTouch


class SiteNews:
    """A `Source` for common.qt.background.Follower: comes back by itself after each loss, until closed."""

    def __init__(self, connection: SiteConnection, clock: SiteClock, rng: random.Random) -> None:
        self._connection = connection
        self._clock = clock
        self._rng = rng
        self._closed = threading.Event()
        self._stream: JournalStream | None = None
        self._asked_waits = 0.0  # steadily growing seconds

    def items(self) -> Iterator[News]:
        """Blocks between items; ends within a second after `close`."""
        backoff, tries = Backoff(0.2, 3.0), 0
        while not self._closed.is_set():
            try:
                for item in self._visit():
                    tries = 0
                    yield item
            except (Unreachable, ApiRefused) as failure:
                if tries == 0:
                    yield InTouch(False)
                    _log.info("the site is out of reach", why=str(failure))
                tries += 1
                self._closed.wait(backoff.pause(tries, self._rng))

    def close(self) -> None:
        self._closed.set()
        if self._stream is not None:
            self._stream.stop()

    def _visit(self) -> Iterator[News]:
        """Everything from one connection. Raises Unreachable or ApiRefused at its end."""
        client = self._connection.client()
        after = int(client.healthz()["sequence"])
        yield self._site(client)
        yield client.pauses()
        yield self._waits(client)
        yield InTouch(True)
        self._stream = JournalStream(client.addresses, client.token)
        if self._closed.is_set():
            return
        changed = False
        for item in self._stream.follow(after):
            if isinstance(item, Beat):
                self._clock.hear(item.now)
            if isinstance(item, EntryOut):
                changed = True
                if item.type == "SettingsChanged":
                    yield self._site(client)
                if item.type in PAUSES:
                    yield client.pauses()
            if self._is_time(changed, isinstance(item, Beat)):
                changed = False
                yield self._waits(client)

    def _is_time(self, changed: bool, is_beat: bool) -> bool:
        """After a change, a second apart; and now and then, since waits shrink while nothing happens."""
        age = steady_seconds() - self._asked_waits
        return (changed and (is_beat or age >= WAITS_APART)) or age >= WAITS_FRESH

    def _waits(self, client: SiteClient) -> list[ServiceWaitOut]:
        self._asked_waits = steady_seconds()
        return client.waits(self._clock.own_time())

    def _site(self, client: SiteClient) -> SiteOut:
        site = client.site()
        self._clock.hear(site.now)
        return site
