"""A plan of the days to come: arrivals, agents, waits, slots; and what it stands on.

`make` is given everything it needs as values (history, settings, bookings known, show rates) and returns
plain values that go as they are into JSON. What was assumed because too little was seen is said by code
(`ASSUMED`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isnan

import numpy as np

from kiosk.queue.planning.arrivals import HIGH, LOW, ArrivalModel, fit
from kiosk.queue.planning.counts import quantile
from kiosk.queue.planning.days import HALF_HOURS, Calendar, Floats, span_of_days
from kiosk.queue.planning.history import History
from kiosk.queue.planning.planned import (
    Basis,
    DayPlan,
    Expected,
    HalfHour,
    Plan,
    SlotsOut,
    SpecialistsOut,
    WaitsOut,
)
from kiosk.queue.planning.room import Demand, Ints, Waits, told, waits
from kiosk.queue.planning.service_times import GUESS_WEIGHT, ServiceTime, measure
from kiosk.queue.planning.slots import suggest
from kiosk.queue.planning.specialists import Group, specialists
from kiosk.queue.planning.staffing import Promise, Staffed, staff
from kiosk.queue.planning.what_if import Change, Compared, compare, planned_agents, usual_agents
from kiosk.queue.settings import Span

ASSUMED = (
    "nothing_seen",  # nobody ever came: there is no plan
    "days_alike",  # fewer than two weeks: every weekday like the others
    "no_trend",  # fewer than six weeks: the level may still be chance
    "no_special_days",  # no holiday, and no day after one, was seen
    "catalogue_times",  # services whose time is mostly the catalogue's guess
    "no_rota",  # nobody's counter was ever open: waits are those of the agents needed
)
FEW_DAYS, FEW_WEEKS = 10, 30  # open days
HARDLY = 0.05  # visitors expected; fewer are nobody


@dataclass(frozen=True)
class Known:
    """What planning is told besides the history.

    guesses: the catalogue's minutes by service. bookings: places taken by day, half hour and service. show:
    the chance that somebody booked comes, by service (absent: 0.95). bookable: services that can be booked.
    shifts: the site's rota; without one it is who usually was on duty. groups: services that only some serve.
    """

    guesses: Mapping[str, float]
    bookings: Mapping[tuple[date, int, str], int] = field(default_factory=dict)
    show: Mapping[str, float] = field(default_factory=dict)
    bookable: tuple[str, ...] = ()
    shifts: Mapping[str, Mapping[int, Sequence[Span]]] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked: `days` from `first`, the promise to keep, a change to try."""

    first: date
    days: int = 7
    promise: Promise = field(default_factory=Promise)
    change: Change | None = None


def make(history: History, calendar: Calendar, known: Known, wish: Wish) -> Plan:
    """The plan; without days when nobody ever came."""
    times = measure(history, known.guesses)
    models = (fit(history), fit(history, history.walk_ups))
    basis = _basis(history, times, bool(known.shifts))
    if "nothing_seen" in basis.assumed:
        return Plan(wish.promise, basis, [])
    planner = _Planner(history, calendar, known, wish, times, *models)
    return Plan(wish.promise, basis, [planner.day(day) for day in span_of_days(wish.first, wish.days)])


def _basis(history: History, times: tuple[ServiceTime, ...], rota: bool) -> Basis:
    came = int(history.arrivals.sum())
    checks = {
        "nothing_seen": came == 0,
        "days_alike": 0 < history.open_days < FEW_DAYS,
        "no_trend": 0 < history.open_days < FEW_WEEKS,
        "no_special_days": came > 0
        and not any(kind and opened.sum() for kind, opened in zip(history.kinds, history.open, strict=True)),
        "catalogue_times": came > 0 and any(time.seen < GUESS_WEIGHT for time in times),
        "no_rota": came > 0 and not rota and not history.agents.any(),
    }
    days = history.days
    return Basis(
        days[0] if days else None,
        days[-1] if days else None,
        history.open_days,
        came,
        dict(zip(history.services, times, strict=True)),
        [code for code in ASSUMED if checks[code]],
    )


@dataclass(frozen=True)
class _Planner:
    """Everything that each day of one plan shares."""

    history: History
    calendar: Calendar
    known: Known
    wish: Wish
    times: tuple[ServiceTime, ...]
    everybody: ArrivalModel
    walk_ups: ArrivalModel

    def day(self, day: date) -> DayPlan:
        opened = self.calendar.open_share(day)
        kind = self.calendar.kind(day).name.lower()
        demand = self._demand(day)
        if not self.calendar.is_open(day):
            nobody, none = Expected(0.0, 0, 0), WaitsOut(None, None, None)
            return DayPlan(day, False, kind, nobody, 0.0, None, True, none, None, None, [])
        staffed = staff(demand, self.times, self.wish.promise, opened)
        weekdays = [each.weekday() for each in self.history.days]
        usual = planned_agents(self.known.shifts, day.weekday())
        if usual is None:
            usual = usual_agents(self.history.agents, weekdays, day.weekday())
        if usual is not None:
            usual = np.where(opened > 0, usual, 0)
        rota = staffed.agents if usual is None else usual
        with_usual = None
        if usual is not None:
            waited = waits(staffed.days, usual)
            with_usual = told(staffed.days, waited, self.wish.promise.minutes)
        changed = self._changed(day, demand, rota)
        bookable = [self.history.services.index(s) for s in self.known.bookable if s in self.history.services]
        more = suggest(demand, self.times, rota, self.wish.promise, bookable)
        slots: dict[int, list[SlotsOut]] = {}
        for each in more:
            row = slots.setdefault(each.half_hour, [])
            row.append(SlotsOut(self.history.services[each.service], each.places))
        return self._told(day, kind, demand, staffed, usual, with_usual, changed, slots)

    def _demand(self, day: date) -> Demand:
        """Walk-ups by their own model; bookings as known, and as many more as usually come by then."""
        services = self.history.services
        show = np.array([self.known.show.get(name, 0.95) for name in services])
        walk = self.walk_ups.expected(day, self.calendar)
        usual = np.maximum(self.everybody.expected(day, self.calendar) - walk, 0.0)
        taken = np.zeros_like(walk)
        for (when, cell, name), places in self.known.bookings.items():
            if when == day and name in services:
                taken[cell, services.index(name)] += places
        missing = max(0.0, float(usual.sum() - (taken * show).sum()))
        more = usual * missing / max(float(usual.sum()), 1e-9)
        dispersion = self.everybody.of_day + self.everybody.drift(day)
        rest = self.everybody.of_half_hour + self.everybody.drift(day)
        return Demand(walk + more, taken, show, dispersion, rest)

    def _changed(self, day: date, demand: Demand, rota: Ints) -> Compared | None:
        change = self.wish.change
        if change is None or not change.changes_anything:
            return None
        new = (change.demanded(demand), change.timed(self.times, self.history.services))
        agents = (rota, change.staffed(rota, day.weekday()))
        return compare(demand, self.times, new, agents, self.wish.promise)

    def _told(
        self,
        day: date,
        kind: str,
        demand: Demand,
        staffed: Staffed,
        usual: Ints | None,
        with_usual: Waits | None,
        changed: Compared | None,
        slots: dict[int, list[SlotsOut]],
    ) -> DayPlan:
        mean = demand.mean
        ranges = self.everybody.range_of(mean, day)
        of_all = self.everybody.range_of_all(mean.sum(axis=1), day)
        after = changed.after if changed else None
        knowing = specialists(mean, self.times, self.history.services, self.known.groups, self.wish.promise)
        rows = [
            HalfHour(
                f"{cell // 2:02d}:{cell % 2 * 30:02d}",
                _expected(mean[cell].sum(), of_all[0][cell], of_all[1][cell]),
                {
                    name: _expected(mean[cell, n], ranges[0][cell, n], ranges[1][cell, n])
                    for n, name in enumerate(self.history.services)
                },
                round(float(demand.booked[cell].sum()), 1),
                int(staffed.agents[cell]),
                None if usual is None else int(usual[cell]),
                _at(staffed.waits, cell),
                _at(with_usual, cell) if with_usual else None,
                _at(after, cell) if after else None,
                slots.get(cell, []),
                [SpecialistsOut(list(g), int(need[cell])) for g, need in knowing.items() if need[cell]],
            )
            for cell in range(HALF_HOURS)
            if staffed.agents[cell] or mean[cell].sum() > HARDLY or slots.get(cell)
        ]
        whole = np.array([mean.sum()])
        spread = np.array([self.everybody.of_day + self.everybody.drift(day)])
        low, high = (quantile(whole, spread, share)[0] for share in (LOW, HIGH))
        shares = [row.waits.within for row in rows if row.arrivals.mean >= HARDLY]
        return DayPlan(
            day,
            True,
            kind,
            _expected(whole[0], low, high),
            staffed.agent_hours,
            None if usual is None else float(usual.sum()) / 2,
            all(share is None or share >= self.wish.promise.share for share in shares),
            _all(staffed.waits),
            _all(with_usual) if with_usual else None,
            _all(after) if after else None,
            rows,
        )


def _expected(mean: float, low: float, high: float) -> Expected:
    return Expected(round(float(mean), 2), int(low), int(high))


def _at(row: Waits, cell: int) -> WaitsOut:
    return WaitsOut(_number(row.within, cell, 3), _number(row.mean, cell, 1), _number(row.p90, cell, 1))


def _number(values: Floats, cell: int, digits: int) -> float | None:
    value = float(values[cell])
    return None if isnan(value) else round(value, digits)


def _all(row: Waits) -> WaitsOut:
    return WaitsOut(round(row.all_within, 3), round(row.all_mean, 1), round(row.all_p90, 1))
