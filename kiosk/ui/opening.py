"""Whether somebody may check in now, by the site's hours: told before anybody taps in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from kiosk.queue.settings import SiteSettings

LAST_CALL_MINUTES = 30
DAYS_AHEAD = 14


class Standing(StrEnum):
    """What a visitor must know of the hours."""

    OPEN = "open"
    LAST_CALL = "last_call"  # soon no more check-ins
    OVER = "over"  # still open, but no more check-ins
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Opening:
    """`until`: the last check-in (while open) or the closing (when over). `opens`: the next opening when
    closed, if it is known.
    """

    standing: Standing
    until: time | None = None
    opens: datetime | None = None

    @property
    def may_check_in(self) -> bool:
        return self.standing in (Standing.OPEN, Standing.LAST_CALL)


def opening(settings: SiteSettings, now: datetime) -> Opening:
    """The standing at `now` (aware)."""
    local = now.astimezone(settings.zone)
    if settings.hours.always:
        return Opening(Standing.OPEN)
    closing = settings.hours.closing(local)
    if closing is None:
        return Opening(Standing.CLOSED, opens=_next_opening(settings, local))
    closes = datetime.combine(local.date(), closing, local.tzinfo)
    last = closes - timedelta(minutes=settings.last_check_in)
    if local >= last:
        return Opening(Standing.OVER, until=closing, opens=_next_opening(settings, local))
    soon = last - local <= timedelta(minutes=LAST_CALL_MINUTES)
    return Opening(Standing.LAST_CALL if soon else Standing.OPEN, until=last.time())


def _next_opening(settings: SiteSettings, local: datetime) -> datetime | None:
    for days in range(DAYS_AHEAD):
        day = local.date() + timedelta(days=days)
        for span in settings.hours.spans(day):
            opens = datetime.combine(day, span.opens, local.tzinfo)
            if opens > local:
                return opens
    return None
