"""What a visitor is told of a forecast: a range in steps of five minutes that does not flicker.

A forecast is made anew at every event; what was told stays until it would mislead: until the range in steps
differs, and one of its ends would differ as well if it were a minute longer or shorter.
"""

from __future__ import annotations

from datetime import datetime
from math import ceil, floor

from kiosk.queue.visits import Visit, Wait
from kiosk.queue.wait import in_steps

SLACK_MINUTES = 1  # by so much a forecast must pass the edge of a step before it is told


def rounded(low: float, mid: float, high: float) -> Wait:
    """A forecast in whole minutes, rounded outwards; all from now, in minutes."""
    least = max(0, floor(low))
    most = max(least, ceil(high))
    return Wait(least, most, min(max(round(mid), least), most))


def remaining(told: Wait, at: datetime, now: datetime) -> Wait:
    """What is left of a range that was told `at`; a clock set back takes nothing away."""
    gone = max(0, int((now - at).total_seconds() // 60))
    mid = None if told.mid_minutes is None else max(0, told.mid_minutes - gone)
    return Wait(max(0, told.low_minutes - gone), max(0, told.high_minutes - gone), mid)


def told_now(visit: Visit, now: datetime) -> Wait | None:
    """What is left of what this visitor was told; None when nothing was."""
    if visit.promise is None:
        return None
    at = visit.promised_at or visit.checked_in_at
    return visit.promise if at is None else remaining(visit.promise, at, now)


def worth_telling(left: Wait | None, found: Wait | None) -> bool:
    """Whether a forecast should replace what is left of the range that was told."""
    if left is None or found is None:
        return left is not found
    if left.mid_minutes is None and found.mid_minutes is not None:
        return True  # what was told was no forecast yet
    shown, slack = in_steps(left), range(-SLACK_MINUTES, SLACK_MINUTES + 1)
    low, high = found.low_minutes, found.high_minutes
    return all(in_steps(Wait(max(0, low + by), high))[0] != shown[0] for by in slack) or all(
        in_steps(Wait(low, max(0, high + by)))[1] != shown[1] for by in slack
    )
