"""An invented site's past: seeded, with weekdays, a peak, a trend, holidays, bookings, no-shows, a real line.

`Invented(seed).past(days)` gives the events as the site's journal would hold them, in order of time.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from kiosk.queue import events as e
from kiosk.queue.codec import event_type, to_json
from kiosk.queue.planning.days import Calendar
from kiosk.queue.planning.happened import Happened
from kiosk.queue.planning.history import History, count
from kiosk.queue.settings import Hours, Service, SiteSettings, Span
from kiosk.queue.visits import CallRule, ChosenReason, EndCause, Wait

ZONE = ZoneInfo("Europe/Madrid")
FIRST = date(2025, 1, 7)  # a Tuesday
SERVICES = (
    Service("password", "P", {"en": "Password"}, expected_minutes=8),
    Service("laptop", "L", {"en": "Laptop"}, expected_minutes=15),
    Service("phone", "T", {"en": "Phone"}, expected_minutes=12),
)
SHARES = (0.4, 0.35, 0.25)
MINUTES = ((6.0, 0.6), (18.0, 0.7), (12.0, 0.8))  # mean, spread over mean: not what the catalogue says
PEAK = (0.6, 1.0, 1.5, 1.6, 1.2, 0.9, 0.8, 1.2, 1.4, 1.1, 0.9, 0.8)  # 9:00 to 15:00
WEEKDAYS = (1.3, 1.1, 1.0, 0.9, 0.7)
AGENTS = (3, 3, 4, 4, 4, 3, 3, 4, 4, 4, 3, 3)
HOLIDAYS = frozenset({date(2025, 4, 18), date(2025, 5, 1), date(2025, 8, 15), date(2025, 10, 13)})
HOURS = Hours(
    False,
    dict.fromkeys(range(5), (Span(time(9), time(15)),)),
    dict.fromkeys(HOLIDAYS, ()),
)
SETTINGS = SiteSettings("main", timezone=str(ZONE), services=SERVICES, counters=tuple("1234"), hours=HOURS)
CALENDAR = Calendar(HOURS, ZONE)
GUESSES = {service.id: service.expected_minutes for service in SERVICES}


@dataclass
class Invented:
    """A site that is made up. `a_day`: walk-ups on an average day. `no_show`: of who is booked."""

    seed: int = 1
    a_day: float = 60.0
    growth: float = 0.0  # a year
    day_spread: float = 0.1
    booked: int = 1  # places each half hour
    no_show: float = 0.15
    after_holiday: float = 1.4
    agents: tuple[int, ...] = AGENTS
    shares: tuple[float, ...] = SHARES
    made: list[e.Event] = field(default_factory=list)
    people: int = 0

    def past(self, days: int, first: date = FIRST) -> list[e.Event]:
        """The events of so many days."""
        dice = np.random.default_rng(self.seed)
        self.made = [e.SettingsChanged(moment(first, 0), SETTINGS)]
        for n in range(days):
            day = first + timedelta(days=n)
            if HOURS.spans(day):
                self._day(day, n, dice)
        return self.made

    def rate(self, day: date, n: int) -> float:
        """What a day is made to expect, before chance."""
        kind = self.after_holiday if CALENDAR.kind(day).name == "AFTER" else 1.0
        return self.a_day * WEEKDAYS[day.weekday()] * (1 + self.growth * n / 365) * kind

    def _day(self, day: date, n: int, dice: np.random.Generator) -> None:
        factor = dice.gamma(1 / self.day_spread**2, self.day_spread**2)
        comers: list[tuple[float, int, float | None]] = []
        for half, weight in enumerate(PEAK):
            begins = 540 + half * 30.0
            expected = self.rate(day, n) * factor * weight / sum(PEAK)
            comers += [
                (begins + float(dice.uniform(0, 30)), int(dice.choice(3, p=self.shares)), None)
                for _ in range(int(dice.poisson(expected)))
            ]
            for _ in range(self.booked):
                if dice.random() >= self.no_show:
                    comers.append((begins + float(dice.uniform(-4, 4)), 1, begins))
        self._line(day, sorted(comers), dice)

    def _line(
        self, day: date, comers: list[tuple[float, int, float | None]], dice: np.random.Generator
    ) -> None:
        """First come, first served, by whoever is free first."""
        events: list[tuple[float, int, e.Event]] = []
        free: list[tuple[float, int]] = []
        for chair in range(max(self.agents)):
            on = [h for h, c in enumerate(self.agents) if c > chair]
            free.append((540 + on[0] * 30.0, chair))
            until = 540 + (on[-1] + 1) * 30.0
            name = f"agent-{chair + 1}"
            events += [
                (
                    540 + on[0] * 30.0,
                    0,
                    e.CounterOpened(moment(day, 540 + on[0] * 30), str(chair + 1), name),
                ),
                (until, 9, e.CounterClosed(moment(day, until), str(chair + 1), name, EndCause.AGENT)),
            ]
        heapq.heapify(free)
        for at, service, booked in comers:
            begins, chair = heapq.heappop(free)
            called = max(begins, at)
            mean, spread = MINUTES[service]
            sigma = float(np.sqrt(np.log(1 + spread**2)))
            ends = called + float(dice.lognormal(np.log(mean) - sigma**2 / 2, sigma))
            heapq.heappush(free, (ends + 0.5, chair))
            events += self._visit(day, (at, called, ends), service, booked, chair)
        events.sort(key=lambda row: row[:2])
        self.made += [event for *_, event in events]
        self.made.append(e.DayEnded(moment(day, 1430), 0))

    def _visit(
        self, day: date, times: tuple[float, float, float], service: int, booked: float | None, chair: int
    ) -> list[tuple[float, int, e.Event]]:
        self.people += 1
        at, called, ends = times
        name, counter, agent = f"v{self.people}", str(chair + 1), f"agent-{chair + 1}"
        arrived, slot = moment(day, at), None if booked is None else moment(day, booked)
        wait = called - at
        promise = (
            Wait(int(max(0.0, wait * 0.7 - 1)), int(wait * 1.2 + 3)) if self.people % 5 else Wait(90, 99)
        )
        rule = CallRule.CHOSEN if self.people % 25 == 0 else CallRule.DUE_TIME
        reason = ChosenReason.QUICK if rule is CallRule.CHOSEN else None
        due = slot or arrived + timedelta(minutes=20)
        check_in = e.VisitCheckedIn(
            arrived, name, SERVICES[service].id, f"A{self.people % 900:03d}", due, arrived,
            appointment=f"a{self.people}" if slot else None, booked_for=slot, promise=promise,
        )  # fmt: skip
        start = moment(day, called)
        return [
            (at, 1, check_in),
            (called, 2, e.VisitCalled(start, name, counter, agent, rule, self.people % 2, reason)),
            (called, 3, e.VisitStarted(start, name, counter, agent)),
            (ends, 4, e.VisitFinished(moment(day, ends), name, agent)),
        ]


def moment(day: date, minutes: float) -> datetime:
    """A time of the local day, in UTC as a journal has it."""
    whole = datetime.combine(day, time(0), ZONE) + timedelta(minutes=round(minutes, 3))
    return whole.astimezone(ZoneInfo("UTC"))


def stored(events: list[e.Event]) -> list[tuple[str, dict[str, Any]]]:
    """Events as a journal stores them: type and data."""
    return [(event_type(event), to_json(event)) for event in events]


def followed(events: list[e.Event]) -> Happened:
    """What is read off them."""
    record = Happened()
    for kind, data in stored(events):
        record.follow(kind, data)
    return record


def history_of(events: list[e.Event], until: date, calendar: Calendar = CALENDAR) -> History:
    """Their history up to, not including, a day."""
    record = followed(events)
    return count(record.all_legs(), record.duties, [s.id for s in SERVICES], calendar, until)
