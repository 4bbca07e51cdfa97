"""The time of one attempt at making something that is to be there once, however many calls that takes.

Others take a delivery up when its request must be over and the tool has settled, and then search for what it
made. A sign-in, a look-up of the requester or an upload comes before the request, and a tool that is slow is
so at each of them: so the time that they take is the attempt's, and a call that would begin too late is none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _InHand(threading.local):
    ends: float | None = None
    latest: float = 0.0


_in_hand = _InHand()


@contextmanager
def attempt(seconds: float) -> Iterator[None]:
    """The calls of this thread belong to one attempt, which is over in so many seconds: none begins in its
    second half, none goes on after its end.
    """
    now = time.monotonic()
    _in_hand.ends, _in_hand.latest = now + seconds, now + seconds / 2
    try:
        yield
    finally:
        _in_hand.ends = None


def time_for(seconds: float) -> float | None:
    """How long a call that begins now may take, which alone would have these seconds; None: not at all."""
    if _in_hand.ends is None:
        return seconds
    now = time.monotonic()
    return min(seconds, _in_hand.ends - now) if now < _in_hand.latest else None
