"""A small counter of which the truth is known: it plays days, tells a forecaster the facts and asks it for
forecasts.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from kiosk.queue.forecast.facts import Called, CheckedIn, DayStarted, Finished
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.room import DAY, Agent, Duty, Joiner, Range, Room, Serving, Waiting

OPENS, CLOSES = 480.0, 960.0


def waiting(visit: str, arrived: float, service: str = "repair", **more: object) -> Waiting:
    """Somebody in a first-come line."""
    return Waiting(visit, arrived, service, alpha=arrived, **more)  # type: ignore[arg-type]  # any field


def agents(number: int, duty: Duty = Duty.IDLE, since: float = OPENS) -> tuple[Agent, ...]:
    return tuple(Agent(f"a{i}", duty, since) for i in range(number))


@dataclass
class Told:
    """A forecast at check-in and what came of it, in minutes."""

    told: Range
    waited: float


@dataclass
class Counter:
    """`agents` people serve first come, first served; service times are gamma with this mean and spread."""

    agents: int = 3
    minutes: dict[str, float] = field(default_factory=lambda: {"password": 6.0, "repair": 18.0})
    cv: float = 0.7
    load: float = 0.92
    seed: int = 5

    def play(self, forecaster: Forecaster, day: int, pace: float = 1.0, ask: bool = True) -> list[Told]:
        """One day from opening until the line is empty."""
        return list(self._day(forecaster, day, pace, ask))

    def _arrivals(self, random: np.random.Generator, start: float) -> Iterator[tuple[float, str, float]]:
        rate = self.load * self.agents / float(np.mean(list(self.minutes.values())))
        at, shape = start, 1 / self.cv**2
        while (at := at + float(random.exponential(1 / rate))) < start + CLOSES - OPENS:
            service = str(random.choice(list(self.minutes)))
            yield at, service, float(random.gamma(shape) / shape) * self.minutes[service]

    def _day(self, forecaster: Forecaster, day: int, pace: float, ask: bool) -> Iterator[Told]:
        start = day * DAY + OPENS
        random = np.random.default_rng([self.seed, day])
        forecaster.observe(DayStarted(start))
        events = [(at, 1, f"v{day}.{n}", s, m) for n, (at, s, m) in enumerate(self._arrivals(random, start))]
        heapq.heapify(events)
        line: list[tuple[float, str, str, float]] = []
        serving: dict[str, Serving] = {}
        since = {f"a{i}": start for i in range(self.agents)}
        told: dict[str, Range] = {}
        while events:
            at, kind, visit, what, minutes = heapq.heappop(events)
            if kind == 1:
                forecaster.observe(CheckedIn(at, visit, what))
                line.append((at, visit, what, minutes))
            else:
                del serving[what]
                since[what] = at
                forecaster.observe(Finished(at, visit, what))
            free = sorted(since.keys() - serving.keys(), key=lambda a: since[a])
            while line and free:
                came, called, service, lasts = line.pop(0)
                agent = free.pop(0)
                forecaster.observe(Called(at, called, agent))
                serving[agent] = Serving(agent, called, service, at)
                since[agent] = at
                heapq.heappush(events, (at + lasts * pace, 0, called, agent, 0.0))
                if called in told:
                    yield Told(told[called], at - came)
            if ask and kind == 1 and line:
                room = self.room(at, line, serving, since)
                answer = forecaster.forecast(room).waiting[visit]
                assert answer is not None
                told[visit] = answer

    def room(
        self,
        now: float,
        line: list[tuple[float, str, str, float]],
        serving: dict[str, Serving],
        since: dict[str, float],
    ) -> Room:
        on = tuple(Agent(a, Duty.SERVING if a in serving else Duty.IDLE, t) for a, t in since.items())
        return Room(
            now,
            tuple(waiting(visit, at, service) for at, visit, service, _ in line),
            tuple(serving.values()),
            on,
            closes=now // DAY * DAY + CLOSES,
            joiners=tuple(Joiner(s, now) for s in self.minutes),
        )


def right(all_told: list[Told]) -> float:
    """The share of calls that fell in the range told."""
    return float(np.mean([t.told.low <= t.waited <= t.told.high for t in all_told]))


def mean_error(all_told: list[Told]) -> float:
    return float(np.mean([abs(t.told.mid - t.waited) for t in all_told]))
