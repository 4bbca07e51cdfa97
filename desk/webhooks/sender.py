"""Delivers to receivers: one thread a desk process looks what is due, and a thread each delivers.

A receiver that is slow, or that hangs, keeps its own thread busy and nobody else waiting.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping

import structlog

from desk.context import Desk
from desk.engine import StorageFull
from desk.webhooks.posting import Allowed, Post
from desk.webhooks.rules import Answer, Outcome, State, accepted, after, headers
from desk.webhooks.store import Delivery, Subscription, line

log = structlog.get_logger()

PAUSE_SECONDS = 0.5
MOST_AT_ONCE = 32
STOP_SECONDS = 1.0
Poster = Callable[[str, Mapping[str, str], bytes], Outcome]


def poster(desk: Desk) -> Post:
    """How this desk posts, as its settings allow."""
    return Post(Allowed(http=desk.webhooks_http, private=desk.webhooks_private))


def post_one(desk: Desk, post: Poster, to: Subscription, delivery: Delivery) -> Outcome:
    """Sign and send one delivery, now."""
    now, body = desk.now(), delivery.body.encode()
    return post(to.url, headers(to.secrets(now), delivery.id, now, body), body)


class Sender:
    """Delivers what is due until it is stopped. As many processes as there are may each have one."""

    def __init__(self, desk: Desk, post: Poster | None = None) -> None:
        self._desk = desk
        self._post: Poster = post or poster(desk)
        self._stop = threading.Event()
        self._free = threading.Semaphore(MOST_AT_ONCE)
        self._at_work: set[threading.Thread] = set()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more; what is in hand is waited for a moment only, since it can be sent again."""
        self._stop.set()
        for thread in (self._thread, *self._at_work):
            thread.join(STOP_SECONDS)

    def run_due(self) -> int:
        """Deliver everything that is due, one subscription after the other; how many tries there were."""
        tries = 0
        while not self._stop.is_set() and (claimed := self._claim()) is not None:
            tries += self._deliver(claimed)
        return tries

    def _claim(self) -> Subscription | None:
        now = self._desk.now()
        with self._desk.database.read() as connection:
            if not line.anything_due(connection, now):
                return None
        with self._desk.database.begin() as connection:
            return line.claim(connection, now)

    def _deliver(self, mine: Subscription) -> int:
        """Send what waits for one receiver, until it has all or does not take one."""
        tries = 0
        while not self._stop.is_set():
            with self._desk.database.begin() as connection:
                found = line.next_delivery(connection, mine, self._desk.now())
            if found is None:
                break
            held, delivery = found
            outcome = post_one(self._desk, self._post, held, delivery)
            tries += 1
            now = self._desk.now()
            then = after(held.standing, outcome, now, random.random())
            with self._desk.database.begin() as connection:
                goes_on = line.note_outcome(connection, held, delivery, outcome, then, now)
            _log(held, delivery, outcome, then.state)
            if not goes_on:
                break
        return tries

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            try:
                self._begin_due()
            except StorageFull:
                log.error("storage_full")
            except Exception as error:  # the database may be back in a second
                log.error("webhooks", why=type(error).__name__, exc_info=error)

    def _begin_due(self) -> None:
        while not self._stop.is_set() and self._free.acquire(blocking=False):
            try:
                claimed = self._claim()
            except BaseException:
                self._free.release()
                raise
            if claimed is None:
                self._free.release()
                return
            thread = threading.Thread(target=self._work, args=(claimed,), name="webhook", daemon=True)
            self._at_work.add(thread)
            thread.start()

    def _work(self, claimed: Subscription) -> None:
        try:
            self._deliver(claimed)
        except StorageFull:
            log.error("storage_full")
        except Exception as error:  # the claim ends by itself, and another round begins
            log.error("webhook", subscription=claimed.id, why=type(error).__name__, exc_info=error)
        finally:
            self._free.release()
            self._at_work.discard(threading.current_thread())


def _log(to: Subscription, delivery: Delivery, outcome: Outcome, state: State) -> None:
    """The address is no matter of the log: keys stand in some."""
    if accepted(outcome):
        log.info("webhook_sent", subscription=to.id, id=delivery.id, type=delivery.type)
        return
    why = str(outcome.status) if isinstance(outcome, Answer) else outcome.why
    log.info("webhook_not_taken", subscription=to.id, id=delivery.id, tries=delivery.tries + 1, why=why)
    if state is State.GIVEN_UP:
        log.warning("webhook_given_up", subscription=to.id, why=why)
