"""Which kiosks' own clocks are wrong, as they tell with their questions, for the staff."""

from __future__ import annotations

from datetime import datetime, timedelta

WRONG_FROM = timedelta(minutes=2)
HEARD_WITHIN = timedelta(minutes=2)  # a kiosk that is there says its time at least every 20 seconds


class DeviceClocks:
    """Lives on the event loop. In memory: a kiosk that still is wrong says so again."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[timedelta, datetime]] = {}

    def note(self, device: str, told: str, now: datetime) -> None:
        """A device's clock says `told` (RFC 3339); `now` is the site's time. What is no time is left out."""
        try:
            apart = datetime.fromisoformat(told) - now
        except (ValueError, TypeError, OverflowError):
            return
        if abs(apart) >= WRONG_FROM:
            self._wrong[device] = (apart, now)
        else:
            self._wrong.pop(device, None)

    def wrong(self, now: datetime) -> dict[str, int]:
        """By how many seconds which device's clock is ahead (or, negative, behind), as heard lately."""
        lately = {name: apart for name, (apart, at) in self._wrong.items() if now - at <= HEARD_WITHIN}
        return {name: round(apart.total_seconds()) for name, apart in sorted(lately.items())}
