"""What a site is to the desk: its rules for the line, and how its services can be booked. Pure."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from kiosk.queue.settings import Hours, Service, SiteSettings, Span

SITE_ID = re.compile(r"[a-z0-9-]{1,40}")
SERVICE_ID = re.compile(r"[a-z0-9-]{1,40}")
COUNTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{0,15}")
WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service and how it is booked: every `slot_minutes` there are `per_slot` places."""

    service: Service
    slot_minutes: int = 30
    per_slot: int = 1
    bookable: bool = True


@dataclass(frozen=True, slots=True)
class Site:
    """A site. `rules` has neither services nor counters nor hours left out: it is what the line follows.

    `directions`: where it is and how to find it, by language. Appointments can be booked `days_ahead`
    days ahead and changed until `change_minutes` before they begin. `overbook_percent`: more are booked
    into a slot than there is room for, by the measured no-show rate, as long as the chance that too many
    come stays within it; 0: never.
    """

    rules: SiteSettings
    offers: tuple[Offer, ...] = ()
    directions: dict[str, str] = field(default_factory=dict)
    days_ahead: int = 28
    change_minutes: int = 0
    overbook_percent: int = 0

    @property
    def id(self) -> str:
        return self.rules.site

    @property
    def zone(self) -> ZoneInfo:
        return self.rules.zone

    def name(self, language: str) -> str:
        """The site's name in a language, else in any."""
        return said(self.rules.names, language) or self.id

    def offer(self, service: str) -> Offer | None:
        """The offer of a service that can be booked now; None if there is none."""
        found = next((o for o in self.offers if o.service.id == service), None)
        return found if found and found.bookable and found.service.active else None

    def bookable(self) -> tuple[Offer, ...]:
        """What can be booked, in the catalogue's order."""
        return tuple(o for o in self.offers if o.bookable and o.service.active)

    def with_offers(self, offers: tuple[Offer, ...]) -> Site:
        """The site with other services, in the line's rules too."""
        return replace(
            self, offers=offers, rules=replace(self.rules, services=tuple(o.service for o in offers))
        )


def said(texts: dict[str, str], language: str) -> str:
    """A text in a language, else in English, else in any; "" when there is none."""
    return texts.get(language) or texts.get("en") or next((t for t in texts.values() if t), "")


def is_timezone(name: str) -> bool:
    """Whether the machine knows this zone ("Europe/Madrid")."""
    return name in available_timezones()


class HoursUnreadable(ValueError):
    """Hours that were typed cannot be understood; `why` is a code, `what` the part that is wrong."""

    def __init__(self, why: str, what: str) -> None:
        super().__init__(why)
        self.why = why
        self.what = what


_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to|a)\s*(\d{1,2})(?:[:.](\d{2}))?")


def spans_in(text: str) -> tuple[Span, ...]:
    """Opening spans as people type them: "9-13, 14:30-18". Empty text: closed.

    Raises HoursUnreadable: `unreadable`, `order` (closes before it opens), `overlap`.
    """
    found = []
    for part in filter(None, (p.strip() for p in re.split(r"[,;]", text))):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise HoursUnreadable("unreadable", part)
        opens, closes = _time(match[1], match[2], part), _time(match[3], match[4], part)
        if closes <= opens:
            raise HoursUnreadable("order", part)
        found.append(Span(opens, closes))
    found.sort(key=lambda span: span.opens)
    for earlier, later in itertools.pairwise(found):
        if later.opens < earlier.closes:
            raise HoursUnreadable("overlap", f"{later.opens:%H:%M}")
    return tuple(found)


def _time(hour: str, minute: str | None, part: str) -> time:
    if int(hour) == 24 and not int(minute or 0):
        return time(23, 59, 59)
    if int(hour) > 23 or int(minute or 0) > 59:
        raise HoursUnreadable("unreadable", part)
    return time(int(hour), int(minute or 0))


def spans_text(spans: tuple[Span, ...]) -> str:
    """Spans as they are typed: "09:00–13:00, 14:30–18:00"."""
    return ", ".join(f"{s.opens:%H:%M}–{_closing(s.closes)}" for s in spans)


def _closing(at: time) -> str:
    return "24:00" if at == time(23, 59, 59) else f"{at:%H:%M}"


def exceptions_in(text: str) -> dict[date, tuple[Span, ...]]:
    """Days that differ, one a line: "2026-12-25" (closed) or "2026-12-24 9-13". Raises HoursUnreadable."""
    found: dict[date, tuple[Span, ...]] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        day, _, rest = line.partition(" ")
        try:
            when = date.fromisoformat(day)
        except ValueError:
            raise HoursUnreadable("day", day) from None
        found[when] = spans_in(rest)
    return found


def exceptions_text(hours: Hours) -> str:
    """The days that differ as they are typed."""
    return "\n".join(f"{d.isoformat()} {spans_text(s)}".strip() for d, s in sorted(hours.exceptions.items()))


def next_opening(hours: Hours, local: datetime, days: int = 14) -> datetime | None:
    """When a site opens next after the local time `local`; None within `days`, and when it is open."""
    if hours.closing(local) is not None:
        return None
    for ahead in range(days):
        day = local.date() + timedelta(days=ahead)
        for span in hours.spans(day):
            opens = datetime.combine(day, span.opens, local.tzinfo)
            if opens > local:
                return opens
    return None
