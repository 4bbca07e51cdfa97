"""The calendar that planning needs: which half hours of a day are open, and what kind of day it is.

A day is a local day of the site, cut into 48 half hours from midnight. Holidays come in two ways: as a day on
which the site's own `Hours` differ, and as a set of dates for a site that stays open on them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from kiosk.queue.settings import Hours

HALF_HOURS = 48
MINUTES = 30
Floats = NDArray[np.float64]


class DayKind(IntEnum):
    """What is special about a day on which the site is open."""

    USUAL = 0
    HOLIDAY = 1  # open on a holiday
    AFTER = 2  # the first open day after a holiday, or after a day closed that is open in other weeks


@dataclass(frozen=True, slots=True)
class Calendar:
    """A site's hours, its zone, and the holidays on which it may be open."""

    hours: Hours
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def open_share(self, day: date) -> Floats:
        """How much of each half hour the site is open, 0 to 1; shape (48,)."""
        share = np.zeros(HALF_HOURS)
        for span in self.hours.spans(day):
            opens, closes = _minutes(span.opens), _minutes(span.closes)
            edges = np.arange(HALF_HOURS) * MINUTES
            covered = np.minimum(closes, edges + MINUTES) - np.maximum(opens, edges)
            share += np.clip(covered, 0, MINUTES) / MINUTES
        return np.minimum(share, 1.0)

    def is_open(self, day: date) -> bool:
        return bool(self.hours.spans(day))

    def kind(self, day: date) -> DayKind:
        """What kind of day this is; of a closed day it means nothing."""
        if day in self.holidays:
            return DayKind.HOLIDAY
        before = day - timedelta(days=1)
        for _ in range(10):  # look back over the closed days just before
            if before in self.holidays or self._unusually_closed(before):
                return DayKind.AFTER
            if self.is_open(before):
                return DayKind.USUAL
            before -= timedelta(days=1)
        return DayKind.USUAL

    def _unusually_closed(self, day: date) -> bool:
        return not self.is_open(day) and bool(self.hours.always or self.hours.weekly.get(day.weekday()))

    def place(self, at: datetime) -> tuple[date, float]:
        """The local day of a moment, and the minutes since its midnight by the clock on the wall."""
        local = at.astimezone(self.zone)
        return local.date(), local.hour * 60 + local.minute + local.second / 60


def _minutes(at: time) -> float:
    exact = at.hour * 60 + at.minute + at.second / 60
    return 1440.0 if exact > 1439 else exact


def span_of_days(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range(count))


def special_days(hours: Hours, holidays: Collection[date] = ()) -> frozenset[date]:
    """Holidays on which the site is open, by its own hours."""
    return frozenset(day for day in holidays if hours.spans(day))
