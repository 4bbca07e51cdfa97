"""What a site has decided about itself; reaches the line as the event `SettingsChanged`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import inf
from zoneinfo import ZoneInfo

from kiosk.queue.visits import CallRule


@dataclass(frozen=True, slots=True)
class Service:
    """What a visitor comes for. `prefix`: one capital letter, first of its ticket numbers.

    `capacity`: the most who may wait for it at a time. `needs`: skills without which nobody serves it;
    `prefers`: skills whose owner is given it first. `agents`: how many it takes to serve it (1 or 2).
    `remote`: may be served by phone or video.
    """

    id: str
    prefix: str
    names: dict[str, str]
    icon: str = "circle-help"
    expected_minutes: float = 10.0
    active: bool = True
    capacity: int | None = None
    needs: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    agents: int = 1
    remote: bool = False

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
    # who is next
    urgent_credit: int = 15  # urgent visits count this much earlier
    accessibility_credit: int = 10
    vip_credit: int = 5
    most_passed: int = 6  # a walk-up whom so many later ones have passed is next; 0: no bound
    walk_up_points: float = 1.0  # a minute of waiting, where points accumulate
    booked_points: float = 2.0
    marked_points: float = 3.0
    quick_minutes: float = 3.0  # services expected to take no longer are quick
    quick_every: int = 0  # every so many calls the quick lane is next; 0: no quick lane
    quick_counters: tuple[str, ...] = ()  # counters for quick matters alone
    hold_keeps: int = 60  # who goes back to the line within this keeps the place
    return_within: int = 15  # a no-show who comes within this has the old place again
    calls_before_no_show: int = 1
    # who may serve
    agent_skills: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counter_services: dict[str, tuple[str, ...]] = field(default_factory=dict)  # absent or empty: all
    prefer_within: int = 5  # how much earlier preferred visits count for an agent who has the skills
    reserved_wait: int = 15  # so long after a reserved visit is due, anybody may take it
    # how many, and how long
    closing_work: bool = True  # no check-in that cannot be expected to be served by closing
    accept_within: int = 10  # a call that its agent leaves alone so long goes back to the front; 0: never
    remote_join: bool = False  # visitors may join by phone before they come
    most_on_the_way: int = 10
    shifts: dict[str, dict[int, tuple[Span, ...]]] = field(default_factory=dict)  # agent, weekday -> at work

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def service(self, service_id: str) -> Service | None:
        """The service with this id, also an inactive one; None if there is none."""
        return next((s for s in self.services if s.id == service_id), None)

    def serves(self, agent: str, service_id: str, counter: str | None = None) -> bool:
        """Whether the agent takes visitors of this service, at this counter if one is named."""
        mine = self.agent_services.get(agent)
        if mine and service_id not in mine:
            return False
        return self.skilled(agent, service_id) and (
            counter is None or self.counter_takes(counter, service_id)
        )

    def skilled(self, agent: str, service_id: str) -> bool:
        """Whether the agent has every skill without which nobody serves it."""
        service = self.service(service_id)
        return service is None or set(service.needs) <= set(self.agent_skills.get(agent, ()))

    def counter_takes(self, counter: str, service_id: str) -> bool:
        """Whether visitors of this service may be called to the counter."""
        here = self.counter_services.get(counter)
        if here and service_id not in here:
            return False
        return counter not in self.quick_counters or self.is_quick(service_id)

    def prefers(self, agent: str, service_id: str) -> bool:
        """Whether this agent has the skills that the service would rather have."""
        service = self.service(service_id)
        wanted = set(service.prefers) if service else set()
        return bool(wanted) and wanted <= set(self.agent_skills.get(agent, ()))

    def is_quick(self, service_id: str) -> bool:
        """Whether a matter of this service is expected to be quick."""
        service = self.service(service_id)
        return service is not None and service.expected_minutes <= self.quick_minutes

    def planned(self, agent: str, day: date) -> tuple[Span, ...] | None:
        """When the agent is planned to be at a counter that day; None when no plan is known."""
        week = self.shifts.get(agent)
        return None if week is None else tuple(sorted(week.get(day.weekday(), ()), key=lambda s: s.opens))

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


MOST_MINUTES = 366 * 24 * 60  # times are reckoned with these: more than a year is a slip of the hand
_NOT_NEGATIVE = (
    "walk_up_credit",
    "late_grace",
    "early_check_in",
    "last_check_in",
    "clear_after",
    "urgent_credit",
    "accessibility_credit",
    "vip_credit",
    "most_passed",
    "quick_minutes",
    "quick_every",
    "hold_keeps",
    "return_within",
    "prefer_within",
    "reserved_wait",
    "accept_within",
    "most_on_the_way",
)


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
    if not all(s.id for s in settings.services):
        found["services"] = "without an id"
    for service in settings.services:
        if len(service.prefix) != 1 or not "A" <= service.prefix <= "Z":
            found["prefix"] = f"{service.id}: not one capital letter"
        if not 0 < service.expected_minutes < inf:
            found["expected_minutes"] = f"{service.id}: not positive"
        if service.capacity is not None and service.capacity < 1:
            found["capacity"] = f"{service.id}: below 1"
        if service.agents not in (1, 2):
            found["agents"] = f"{service.id}: neither 1 nor 2"
    points = (settings.walk_up_points, settings.booked_points, settings.marked_points)
    if not all(0 < rate < inf for rate in points):
        found["points"] = "not positive"
    for name in _NOT_NEGATIVE:
        if not 0 <= getattr(settings, name) <= MOST_MINUTES:
            found[name] = "negative, or more than a year"
    if settings.calls_before_no_show < 1:
        found["calls_before_no_show"] = "below 1"
    days = [*settings.hours.weekly.values(), *settings.hours.exceptions.values()]
    if any(span.closes <= span.opens for day in days for span in day):
        found["hours"] = "closes before it opens"
    shifts = [day for week in settings.shifts.values() for day in week.values()]
    if any(span.closes <= span.opens for day in shifts for span in day):
        found["shifts"] = "end before they begin"
    return found
