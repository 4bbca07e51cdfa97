"""History: takes in facts, keeps what a forecast needs of them, and nothing about persons.

It remembers the visits of today that are under way, the finished services of the last weeks
(`ServiceTimes`), how people behave (`Habits`) and today's pace (`Pace`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Any

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.habits import Habits
from kiosk.queue.forecast.laws import Law
from kiosk.queue.forecast.pace import Pace
from kiosk.queue.forecast.room import DAY
from kiosk.queue.forecast.service_times import Seen, ServiceTimes

LONGEST_DELAY = 45.0  # minutes between two visits: beyond it the agent did something else
LONGEST_LATENESS = 120.0


@dataclass
class Open:
    """A visit of today that is not over. `called`: since when, by whom."""

    arrived: float
    service: str
    booked: bool
    called: float | None = None
    agent: str = ""


@dataclass
class Today:
    """What is forgotten at night. `free`: agent -> (since when, whether after a no-show)."""

    day: int = -1
    visits: dict[str, Open] = field(default_factory=dict)
    free: dict[str, tuple[float, bool]] = field(default_factory=dict)
    windows: dict[str, list[list[float]]] = field(default_factory=dict)
    seen_on: dict[str, float] = field(default_factory=dict)
    late_counted: dict[str, int] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)


class History:
    """What a site has learned about itself. `site`: the catalogue's guesses."""

    def __init__(self, site: f.SiteFacts) -> None:
        self.site = site
        self.times = ServiceTimes(site)
        self.habits = Habits()
        self.today = Today()
        self.pace = Pace(self.times.fitted.day_sd, self.times.fitted.odd_days)

    def observe(self, fact: f.Fact) -> None:
        self._take(fact)

    @singledispatchmethod
    def _take(self, fact: object) -> None:
        raise TypeError(f"not a fact: {fact!r}")

    @_take.register
    def _(self, fact: f.DayStarted) -> None:
        self._count_absent()
        self.times.refit()
        self.habits.arrivals.day_started()
        self.today = Today(day=int(fact.at // DAY))
        self.pace = Pace(self.times.fitted.day_sd, self.times.fitted.odd_days)

    @_take.register
    def _(self, fact: f.Rostered) -> None:
        self.today.windows[fact.agent] = [list(w) for w in fact.windows]

    @_take.register
    def _(self, fact: f.AgentOn) -> None:
        self.today.free.pop(fact.agent, None)
        first = fact.agent not in self.today.seen_on
        self.today.seen_on[fact.agent] = fact.at
        self._count_late(fact.agent, fact.at, first)

    @_take.register
    def _(self, fact: f.AgentOff) -> None:
        self.today.free.pop(fact.agent, None)

    @_take.register
    def _(self, fact: f.CheckedIn) -> None:
        booked = fact.slot is not None
        self.today.visits[fact.visit] = Open(fact.at, fact.service, booked)
        if fact.visit in self.today.came:
            return  # back in the line: no new arrival
        self.today.came.append(fact.visit)
        if fact.slot is None:
            self.habits.arrivals.add(fact.at, fact.service, fact.urgent)
        else:
            self.habits.shows.add(True)
            self.habits.punctual.add(DAY + fact.at - fact.slot)

    @_take.register
    def _(self, fact: f.Called) -> None:
        self.today.seen_on.setdefault(fact.agent, fact.at)
        visit = self.today.visits.get(fact.visit)
        since, after_no_show = self.today.free.pop(fact.agent, (None, False))
        if visit is None:
            return
        if since is not None and visit.arrived <= since and fact.at - since < LONGEST_DELAY:
            (self.habits.lost if after_no_show else self.habits.gap).add(fact.at - since)
        self.habits.patience.add(fact.at - visit.arrived, False, visit.booked)
        visit.called, visit.agent = fact.at, fact.agent

    @_take.register
    def _(self, fact: f.Finished) -> None:
        visit = self.today.visits.pop(fact.visit, None)
        self.today.free[fact.agent] = (fact.at, False)
        if visit is None or visit.called is None:
            return
        self.habits.gone[visit.booked].add(False)
        minutes = fact.at - visit.called
        if not fact.whole or minutes <= 0:
            return
        hour = int(visit.called % DAY // 60)
        self.pace.finished(
            minutes, self.expected(visit.service, fact.agent, hour), self.times.law(visit.service)
        )
        before = self.times.fitted_to
        self.times.add(Seen(int(fact.at // DAY), hour, visit.service, fact.agent, minutes))
        if self.times.fitted_to != before:
            self._pace_again()

    @_take.register
    def _(self, fact: f.NoShow) -> None:
        visit = self.today.visits.pop(fact.visit, None)
        called = visit.called if visit is not None and visit.called is not None else fact.at
        self.today.free[fact.agent] = (called, True)
        if visit is not None:
            self.habits.gone[visit.booked].add(True)

    @_take.register
    def _(self, fact: f.Returned) -> None:
        visit = self.today.visits.get(fact.visit)
        if visit is not None:
            visit.called, visit.agent = None, ""
        self.today.free.pop(fact.agent, None)

    @_take.register
    def _(self, fact: f.Left) -> None:
        visit = self.today.visits.pop(fact.visit, None)
        if visit is not None and visit.called is None:
            self.habits.patience.add(fact.at - visit.arrived, True, visit.booked)

    @_take.register
    def _(self, fact: f.BookingMissed) -> None:
        self.habits.shows.add(False)

    def expected(self, service: str, agent: str, hour: int) -> float:
        """Minutes at the usual pace."""
        return self.times.mean(service, hour) * self.times.factor(agent, service)

    def law(self, service: str) -> Law:
        return self.times.law(service)

    def _pace_again(self) -> None:
        """After a fit: today's belief from today's services, against the new expectations."""
        self.pace = Pace(self.times.fitted.day_sd, self.times.fitted.odd_days)
        for seen in self.times.seen:
            if seen.day == self.today.day:
                expected = self.expected(seen.service, seen.agent, seen.hour)
                self.pace.finished(seen.minutes, expected, self.law(seen.service))

    def _count_late(self, agent: str, at: float, first: bool) -> None:
        windows = self.today.windows.get(agent, [])
        current = next((i for i, (start, end) in enumerate(windows) if start <= at < end), None)
        if current is None or self.today.late_counted.get(agent, -1) >= current:
            return
        self.today.late_counted[agent] = current
        late = at - windows[current][0]
        if late < LONGEST_LATENESS:
            self.habits.lateness.add(late)

    def _count_absent(self) -> None:
        for agent in self.today.windows:
            if self.today.windows[agent]:
                self.habits.absent.add(agent not in self.today.seen_on)

    def to_json(self) -> dict[str, Any]:
        t = self.today
        visits = {i: [v.arrived, v.service, v.booked, v.called, v.agent] for i, v in t.visits.items()}
        return {
            "times": self.times.to_json(),
            "habits": self.habits.to_json(),
            "today": {
                "day": t.day,
                "visits": visits,
                "free": {a: list(x) for a, x in t.free.items()},
                "windows": t.windows,
                "seen_on": t.seen_on,
                "late_counted": t.late_counted,
                "came": t.came,
            },
        }

    @classmethod
    def from_json(cls, site: f.SiteFacts, kept: dict[str, Any]) -> History:
        history = cls(site)
        history.times = ServiceTimes.from_json(site, kept["times"])
        history.habits = Habits.from_json(kept["habits"])
        t = kept["today"]
        history.today = Today(
            int(t["day"]),
            {i: Open(*row) for i, row in t["visits"].items()},
            {a: (float(since), bool(lost)) for a, (since, lost) in t["free"].items()},
            {a: [list(w) for w in rows] for a, rows in t["windows"].items()},
            dict(t["seen_on"]),
            dict(t["late_counted"]),
            list(t["came"]),
        )
        history._pace_again()
        return history
