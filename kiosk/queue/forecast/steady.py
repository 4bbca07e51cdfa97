"""Keeps what is told from jumping: a time that slips does so a few minutes at a time.

Good news is told at once, bad news at most `MOST_SLIP` minutes a minute; the range itself is not held back,
so that it stays as right as it is.
"""

from __future__ import annotations

from kiosk.queue.forecast.room import Range

MOST_SLIP = 4.5  # minutes by which the told call time may move away within one minute
SPAN = 1.05  # minutes
MOST_KEPT = 12  # of what was told within this span


class Steady:
    """What each visitor was last told: visit -> the call times told in the last minute, (when, call time)."""

    def __init__(self) -> None:
        self.told: dict[str, list[tuple[float, float]]] = {}

    def steadied(self, visit: str, now: float, new: Range) -> Range:
        before = [(at, call) for at, call in self.told.get(visit, ()) if now - at <= SPAN][-MOST_KEPT:]
        call = now + new.mid
        if before:
            call = min(call, min(told for _, told in before) + MOST_SLIP)
        mid = max(call - now, 0.0)
        self.told[visit] = [*before, (now, now + mid)]
        return Range(min(new.low, mid), mid, max(new.high, mid))

    def forget(self, visit: str) -> None:
        self.told.pop(visit, None)
