"""The site's line and all that happens to it, as one source for a `common.qt.background.Follower`."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff, may_pass
from common.clients.site import SiteClient
from common.clients.stream import Item as StreamItem
from common.clients.stream import JournalStream
from common.wire import LineOut, SiteOut
from kiosk.queue.refusals import Code

_PAUSES = Backoff(0.2, 2.0)


@dataclass(frozen=True)
class Loaded:
    """The whole line, and what there is to know of the site. Entries after `line.sequence` follow."""

    site: SiteOut
    line: LineOut


@dataclass(frozen=True)
class OutOfTouch:
    """The site does not answer, or has been silent for five seconds.

    `why`: the code of its refusal, if it did answer: that another machine runs the site.
    """

    why: str = ""


FeedItem = Loaded | OutOfTouch | StreamItem


class SiteFeed:
    """Loads the line, follows the journal, comes back after each loss from where it was.

    `items` raises ApiRefused for a no that stays one: a token that has ended.
    """

    def __init__(self, client: SiteClient, rng: random.Random | None = None) -> None:
        self._client = client
        self._dice = rng or random.Random()
        self._stop = threading.Event()
        self._stream = JournalStream(client.addresses, client.token)
        self._afresh = True
        self._at = 0

    def items(self) -> Iterator[FeedItem]:
        """Blocks between items; ends after `close`."""
        tries = 0
        while not self._stop.is_set():
            try:
                for item in self._round():
                    tries = 0
                    yield item
                    if self._afresh:
                        break
            except (ApiRefused, Unreachable) as failure:
                if isinstance(failure, ApiRefused) and failure.problem.code == Code.OUT_OF_ORDER:
                    self._afresh = True  # the journal is not the one that we knew
                elif not may_pass(failure):
                    raise
                if self._stop.is_set():
                    return
                yield OutOfTouch(failure.problem.code if isinstance(failure, ApiRefused) else "")
                tries += 1
                self._stop.wait(_PAUSES.pause(tries, self._dice))

    def load_afresh(self) -> None:
        """What was folded does not fit: fetch the whole line again. Any thread."""
        self._afresh = True

    def close(self) -> None:
        self._stop.set()
        self._stream.stop()

    def _round(self) -> Iterator[FeedItem]:
        """From one loss to the next."""
        if self._afresh:
            loaded = Loaded(self._client.site(), self._client.line())
            self._afresh = False
            self._at = loaded.line.sequence
            yield loaded
        for item in self._stream.follow(self._at):
            self._at = self._stream.after
            yield item
