"""Moments as a visitor reads them: "today at 10:30"."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from common.i18n import Words, say_date, say_time


def say_when(words: Words, at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`at` in the site's time, near days by name. Needs the face `common`."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = say_time(local, words.language)
    if local.date() == today:
        return words.say("day-today-at", time=time)
    if local.date() == today + timedelta(days=1):
        return words.say("day-tomorrow-at", time=time)
    return words.say("day-date-at", date=say_date(local.date(), words.language), time=time)
