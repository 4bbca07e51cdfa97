"""Pull the desk's feed: each item and its number are stored in one transaction, so each is applied once."""

from __future__ import annotations

import random
import threading
from functools import partial

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, insert

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff
from common.wire import FeedItem
from kiosk.site.documents import remember
from kiosk.site.schema import feed_refused
from kiosk.site.service import Site
from kiosk.site.sync.items import Applied, apply
from kiosk.site.work import Work
from kiosk.site.writer import Stopped, StorageFull

PAUSES = Backoff(0.3, 15.0)
log = structlog.get_logger("site.feed")


class Feed:
    """One thread's loop."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._id = site.settings.site.id
        self._desk = DeskClient(site.settings.site.desk_url, site.settings.site.desk_token.get_secret_value())
        self._rng = random.Random()

    def run(self, stop: threading.Event) -> None:
        """Pull until `stop` is set. The first question is answered at once, so that we know where we are."""
        failures, wait = 0, 0.0
        while not stop.is_set():
            try:
                page = self._desk.feed(self._id, self._site.desk.feed_sequence, wait)
                self._site.desk.heard(self._site.clock.now())
                if page.next < self._site.desk.feed_sequence:
                    self._site.desk.feed_sequence = (
                        0  # the desk was restored from an older copy: hear all anew
                    )
                for item in page.items:
                    if stop.is_set():
                        return
                    self._take(item)
                failures, wait = 0, (0.0 if page.items else self._site.tuning.poll_seconds)
            except (ApiRefused, Unreachable, StorageFull, TimeoutError) as failure:
                failures += 1
                wait = 0.0
                if isinstance(failure, ApiRefused):
                    log.warning("desk_refuses", code=failure.problem.code, status=failure.problem.status)
                self._site.desk.lost()
                stop.wait(PAUSES.pause(failures, self._rng))
            except Stopped:
                return

    def _take(self, item: FeedItem) -> None:
        """Apply one item. One that makes no sense is kept aside with the reason, so that the rest goes on."""
        if item.seq <= self._site.desk.feed_sequence:
            return
        try:
            applied = apply(self._site, item)
        except (ValidationError, ValueError, KeyError) as error:
            log.error("feed_item_refused", seq=item.seq, kind=item.kind, why=type(error).__name__)
            applied = Applied(write=partial(_keep_aside, item=item, why=type(error).__name__))
        self._store(item, applied)
        self._site.desk.feed_sequence = item.seq

    def _store(self, item: FeedItem, applied: Applied) -> None:
        def write(connection: Connection) -> None:
            if applied.write is not None:
                applied.write(connection)
            remember(connection, "feed", item.seq)

        work = Work(
            "desk",
            lambda _: None,
            applied.command,
            f"feed:{item.seq}",
            face=applied.face,
            guest=applied.guest,
            write=write,
            write_always=True,
            after_commit=applied.after_commit,
        )
        result = self._site.carry_out_from_thread(work)
        if applied.command is not None and result.decision is not None and not result.events:
            log.info("feed_item_without_event", seq=item.seq, kind=item.kind)


def _keep_aside(connection: Connection, item: FeedItem, why: str) -> None:
    row = {"seq": item.seq, "kind": item.kind, "key": item.key, "why": why}
    connection.execute(insert(feed_refused).prefix_with("OR REPLACE").values(row))
