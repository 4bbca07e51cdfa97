"""What a site has decided about itself; reaches the line as the event `SettingsChanged`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from kiosk.queue.visits import CallRule


@dataclass(frozen=True, slots=True)
class Service:
    """What a visitor comes for. `prefix`: one capital letter, first of its ticket numbers."""

    id: str
    prefix: str
    names: dict[str, str]
    icon: str = "circle-help"
    expected_minutes: float = 10.0
    active: bool = True

    def name(self, language: str) -> str:
        """The name in `language`, else in English, else any."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()), self.id)


@dataclass(frozen=True, slots=True)
class Span:
    """Open from `opens` to `closes`, local wall time of one day; closes > opens."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours (Monday 0 … Sunday 6) and days that differ. `always` is a site without hours."""

    always: bool = True
    weekly: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: dict[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The opening spans of one local day, earliest first."""
        if self.always:
            return (Span(time(0, 0), time(23, 59, 59)),)
        return tuple(
            sorted(self.exceptions.get(day, self.weekly.get(day.weekday(), ())), key=lambda s: s.opens)
        )

    def closing(self, local: datetime) -> time | None:
        """When the span that `local` lies in closes, spans that touch being one; None when closed then."""
        closes: time | None = None
        for span in self.spans(local.date()):
            if closes is not None and span.opens <= closes:
                closes = max(closes, span.closes)
            elif span.opens <= local.time() < span.closes or self.always:
                closes = span.closes
        return closes


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Everything that the rules need to know of a site. Minutes unless a name says otherwise."""

    site: str = "main"
    names: dict[str, str] = field(default_factory=lambda: {"en": "Main site", "es": "Sede principal"})
    timezone: str = "UTC"
    services: tuple[Service, ...] = ()
    counters: tuple[str, ...] = ()
    agent_services: dict[str, tuple[str, ...]] = field(default_factory=dict)  # absent or empty: all services
    hours: Hours = field(default_factory=Hours)
    rule: CallRule = CallRule.DUE_TIME
    walk_up_credit: int = 20  # a walk-up is due this long after check-in
    late_grace: int = 10  # later than this for an appointment: joins as a walk-up
    early_check_in: int = 120  # a pass works from this long before its time
    last_check_in: int = 10  # no more check-ins this long before closing
    clear_after: int = 60  # the day ends this long after the last closing
    message: dict[str, str] = field(default_factory=dict)  # the one line on the public screen

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def service(self, service_id: str) -> Service | None:
        """The service with this id, also an inactive one; None if there is none."""
        return next((s for s in self.services if s.id == service_id), None)

    def serves(self, agent: str, service_id: str) -> bool:
        """Whether the agent takes visitors of this service."""
        mine = self.agent_services.get(agent)
        return not mine or service_id in mine

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def day_over_at(self, day: date) -> datetime:
        """When the day ends for good: `clear_after` past the last closing, else the next midnight."""
        midnight = datetime.combine(day + timedelta(days=1), time(0, 0), self.zone)
        spans = self.hours.spans(day)
        if self.hours.always or not spans:
            return midnight
        closing = datetime.combine(day, max(s.closes for s in spans), self.zone)
        return min(midnight, closing + timedelta(minutes=self.clear_after))


def faults(settings: SiteSettings) -> dict[str, str]:
    """What makes these settings unusable: field -> what; empty when they can be used."""
    found: dict[str, str] = {}
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError):
        found["timezone"] = "unknown"
    if settings.rule is CallRule.CHOSEN:
        found["rule"] = "not an order"
    if len({s.id for s in settings.services}) < len(settings.services):
        found["services"] = "an id twice"
    for service in settings.services:
        if len(service.prefix) != 1 or not "A" <= service.prefix <= "Z":
            found["prefix"] = f"{service.id}: not one capital letter"
        if not 0 < service.expected_minutes < inf:
            found["expected_minutes"] = f"{service.id}: not positive"
    days = [*settings.hours.weekly.values(), *settings.hours.exceptions.values()]
    if any(span.closes <= span.opens for day in days for span in day):
        found["hours"] = "closes before it opens"
    return found
