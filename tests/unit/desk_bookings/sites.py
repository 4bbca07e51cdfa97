"""Sites for the tests of booking."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from desk.catalogue.rules import Offer, Site
from kiosk.queue.settings import Hours, Service, SiteSettings, Span

MADRID = ZoneInfo("Europe/Madrid")
LAPTOP = Service("laptop", "A", {"en": "Laptop", "es": "Portátil"}, "laptop")
WORKDAY = (Span(time(9), time(13)), Span(time(14, 30), time(18)))
CHRISTMAS = date(2026, 12, 25)
OPEN = Hours(False, dict.fromkeys(range(5), WORKDAY), {CHRISTMAS: (), date(2026, 12, 24): (WORKDAY[0],)})


def office(hours: Hours = OPEN, days_ahead: int = 365, last_check_in: int = 10) -> Site:
    """A site in Madrid; on weekdays from 9 to 13 and from 14:30 to 18."""
    names = {"en": "Main site", "es": "Sede principal"}
    rules = SiteSettings(
        "main", names, "Europe/Madrid", (LAPTOP,), ("1",), hours=hours, last_check_in=last_check_in
    )
    return Site(rules, (Offer(LAPTOP),), {"en": "Room 12"}, days_ahead)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time in Madrid."""
    return datetime.combine(day, time(hour, minute), MADRID)
