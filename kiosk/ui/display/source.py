"""What the site tells the display, as one stream that comes back by itself after each loss."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import structlog

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff
from common.clients.stream import Beat, JournalStream
from common.wire import EntryOut, LineOut, SiteOut
from kiosk.ui.connection import SiteConnection

_log = structlog.get_logger("display.source")


@dataclass(frozen=True, slots=True)
class Lost:
    """The site is out of reach; sent at each loss."""


News = SiteOut | LineOut | EntryOut | Beat | Lost


class DisplaySource:
    """A `Source` for common.qt.background.Follower. After a loss it goes on behind the last entry heard, so
    that no call is missed; where the journal cannot go on from there it begins with the whole line again.
    """

    def __init__(self, connection: SiteConnection, rng: random.Random) -> None:
        self._connection = connection
        self._rng = rng
        self._closed = threading.Event()
        self._anew = threading.Event()
        self._stream: JournalStream | None = None
        self._heard: int | None = None
        self._term = 0

    def items(self) -> Iterator[News]:
        """Blocks between items; ends within a second after `close`."""
        backoff, tries = Backoff(0.2, 2.0), 0
        while not self._closed.is_set():
            try:
                for item in self._visit():
                    tries = 0
                    yield item
            except (Unreachable, ApiRefused) as failure:
                if isinstance(failure, ApiRefused):
                    self._heard = None
                if tries == 0 and not self._closed.is_set() and not self._anew.is_set():
                    _log.info("the site is out of reach", why=str(failure))
                    yield Lost()
                tries += 1
                self._closed.wait(0 if self._anew.is_set() else backoff.pause(tries, self._rng))

    def begin_anew(self) -> None:
        """Fetch the whole line again: what came does not fit what was known. From the UI thread."""
        self._anew.set()
        if (stream := self._stream) is not None:
            stream.stop()

    def close(self) -> None:
        self._closed.set()
        if (stream := self._stream) is not None:
            stream.stop()

    def _visit(self) -> Iterator[News]:
        """Everything from one connection. Raises Unreachable or ApiRefused at its end."""
        client = self._connection.client()
        yield client.site()
        if self._term != client.addresses.term:  # another machine took over: it may lack what was heard
            self._term, self._heard = client.addresses.term, None
        if self._heard is None or self._anew.is_set():
            self._anew.clear()
            whole = client.line()
            self._heard = whole.sequence
            yield whole
        stream = self._stream = JournalStream(client.addresses, client.token)
        if self._closed.is_set() or self._anew.is_set():
            return
        for item in stream.follow(self._heard):
            if isinstance(item, EntryOut):
                self._heard = item.seq
            if isinstance(item, EntryOut | Beat):
                yield item
