"""Send until answered: the same request, with the same idempotency key, again and again with pauses."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from common.clients.errors import ApiRefused, Unreachable

T = TypeVar("T")
PASSING_STATUSES = frozenset({429, 500, 503, 507})  # the same request may be answered yes later


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `first_seconds` to `most_seconds`, each cut by a random half.

    The dice keep a room full of screens from coming back all at the same moment.
    """

    first_seconds: float = 0.2
    most_seconds: float = 10.0

    def pause(self, tries: int, rng: random.Random) -> float:
        """Seconds to wait after the `tries`-th failure in a row (1: the first)."""
        full = min(self.most_seconds, self.first_seconds * 2.0 ** min(tries - 1, 30))
        return full * (0.5 + 0.5 * rng.random())


def may_pass(failure: Exception) -> bool:
    """Whether the same request may succeed later without anybody doing anything."""
    return isinstance(failure, Unreachable) or (
        isinstance(failure, ApiRefused) and failure.problem.status in PASSING_STATUSES
    )


class Stopped(Exception):
    """The caller gave up waiting; the request may or may not have been acted upon."""


def send_until_answered(
    send: Callable[[], T],
    rng: random.Random,
    stop: threading.Event,
    backoff: Backoff | None = None,
    attempts: int | None = None,
    on_failure: Callable[[Exception], None] | None = None,
) -> T:
    """What `send` returns once the service answers. `send` must use the same idempotency key each time.

    `attempts`: give up after so many (None: never), raising the last failure. Raises ApiRefused for a no that
    will stay a no, and Stopped once `stop` is set.
    """
    pauses = backoff or Backoff()
    tries = 0
    while not stop.is_set():
        try:
            return send()
        except (ApiRefused, Unreachable) as failure:
            tries += 1
            if not may_pass(failure) or tries == attempts:
                raise
            if on_failure is not None:
                on_failure(failure)
        stop.wait(pauses.pause(tries, rng))
    raise Stopped
