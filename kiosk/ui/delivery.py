"""Brings arrivals that were kept while cut off to the site: in order, with the same ids, in effect once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import may_pass
from common.wire import CheckInBody, VisitOut
from kiosk.ui.arrivals import Arrivals

_log = structlog.get_logger("kiosk.delivery")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round did. `left`: arrivals that still wait, because the site was out of reach again."""

    delivered: int
    refused: int
    left: int


def deliver_waiting(arrivals: Arrivals, check_in: Callable[[CheckInBody, str], VisitOut]) -> Outcome:
    """Send what waits, the oldest first, and stop at the first that the site does not answer.

    `check_in`: sends a body with an idempotency key; raises ApiRefused or Unreachable. Blocks: run it off the
    UI thread, one round at a time.
    """
    delivered = refused = 0
    waiting = arrivals.waiting()
    for arrival in waiting:
        try:
            check_in(arrival.body, arrival.key)
        except (ApiRefused, Unreachable) as failure:
            if may_pass(failure) or not isinstance(failure, ApiRefused):
                break
            _log.warning("a kept arrival was refused", visit=arrival.body.id, code=failure.problem.code)
            arrivals.was_refused(arrival, failure.problem.code)
            refused += 1
        else:
            arrivals.delivered(arrival)
            delivered += 1
    if delivered:
        _log.info("kept arrivals were delivered", count=delivered)
    return Outcome(delivered, refused, len(waiting) - delivered - refused)
