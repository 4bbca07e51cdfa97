"""The site's time on a kiosk whose own clock may be wrong.

Theory of operation. Each answer of the site says what time it is there. From then on a counter that nobody
sets carries that time on, also while the kiosk is cut off: what its own clock says, or jumps to, makes no
difference. How far the two are apart is kept on disk. A kiosk that starts while it is cut off goes by its own
clock and that difference, and is *unsure*: it then turns nobody away because of the time, and what it notes
is put right as soon as the site has answered (`settled`).
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from common.clock import Clock
from common.files import write_whole
from common.ids import new_id

KEPT_FROM = timedelta(seconds=5)  # a smaller change of the difference is not worth a write
_log = structlog.get_logger("kiosk.clock")


def steady_seconds() -> float:
    """Grows evenly, also while the machine sleeps where the system can tell."""
    counter = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(counter) if counter is not None else time.monotonic()


@dataclass(frozen=True, slots=True)
class Unsure:
    """By what a time was noted while nobody could tell it: run, its count, difference of the clocks."""

    run: str
    steady: float
    apart_seconds: float


class SiteClock:
    """A `common.clock.Clock`. Used from several threads; `hear` is told each time that the site says."""

    def __init__(self, own: Clock, folder: Path, steady: Callable[[], float] = steady_seconds) -> None:
        self._own, self._steady = own, steady
        self._path = folder / "clock.json"
        self._lock = threading.Lock()
        self._run = new_id()
        self._apart = self._load()  # the site's clock over our own
        self._heard: tuple[datetime, float] | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the site has said the time since this program started."""
        return self._heard is not None

    def now(self) -> datetime:
        with self._lock:
            if self._heard is not None:
                at, count = self._heard
                return at + timedelta(seconds=self._steady() - count)
            return self._own.now() + self._apart

    def own_time(self) -> str:
        """What this machine's own clock says: the site compares, and tells the staff of one that is wrong."""
        return self._own.now().isoformat()

    def hear(self, site_now: datetime) -> None:
        """The site says that it is `site_now`."""
        apart = site_now - self._own.now()
        with self._lock:
            self._heard = (site_now, self._steady())
            kept, self._apart = self._apart, apart
        if abs(apart - kept) >= KEPT_FROM:
            self._keep(apart)

    def unsure(self) -> Unsure | None:
        """To be noted beside a time of this moment; None when the time is known."""
        if self.is_sure:
            return None
        return Unsure(self._run, self._steady(), self._apart.total_seconds())

    def settled(self, noted: datetime, by: Unsure) -> datetime:
        """The site's time at a moment that was noted while unsure. Only after the site has said the time."""
        if by.run == self._run:
            return self.now() - timedelta(seconds=self._steady() - by.steady)
        return noted - timedelta(seconds=by.apart_seconds) + self._apart

    def _load(self) -> timedelta:
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
            return timedelta(seconds=float(told["apart_seconds"]))
        except FileNotFoundError:
            return timedelta()
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            _log.warning("the difference of the clocks cannot be read", error=type(error).__name__)
            return timedelta()

    def _keep(self, apart: timedelta) -> None:
        _log.info("the clock here differs from the site's", seconds=round(apart.total_seconds()))
        try:
            write_whole(self._path, json.dumps({"apart_seconds": apart.total_seconds()}))
        except OSError as error:
            _log.warning("the difference of the clocks cannot be kept", error=type(error).__name__)
