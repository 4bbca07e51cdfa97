"""What a command costs the rules alone: decide and fold, without a disk, with 100, 1,000 and 10,000 waiting.

The bound is on growth: with a hundred times as many waiting a command may cost twice as much, because only
sorted lists get longer. Milliseconds depend on the machine and are printed without a bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from statistics import median

from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule, ChosenReason, Mark, VisitState

SIZES = (100, 1_000, 10_000)
REPEATS = 300
GROWTH = 2.0
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SERVICES = ("laptop", "phone", "password", "setup", "printer")
AGENTS = {str(n): f"agent-{n}" for n in range(1, 11)}


def settings(rule: CallRule) -> SiteSettings:
    """Ten agents, five services, with a quick lane, skills and the bound switched on."""
    services = tuple(
        Service(s, p, {"en": s}, expected_minutes=2 if s == "password" else 10, prefers=("knows",))
        for s, p in zip(SERVICES, "ABCDE", strict=True)
    )
    return SiteSettings(
        services=services,
        counters=tuple(AGENTS),
        rule=rule,
        quick_every=5,
        agent_services=dict.fromkeys(list(AGENTS.values())[::3], SERVICES[:3]),
        agent_skills=dict.fromkeys(list(AGENTS.values())[:2], ("knows",)),
    )


class Room:
    """A line that is kept at one length; `timed` says what one command costs in microseconds."""

    def __init__(self, rule: CallRule, waiting: int) -> None:
        self.line, self.now, self.names = Line(), NINE, count(1)
        self.times: dict[str, list[float]] = {}
        self.give(c.ApplySettings(settings(rule)))
        for counter, agent in AGENTS.items():
            self.give(c.OpenCounter(counter, agent))
        for _ in range(waiting):
            self.somebody()

    def give(self, command: c.Command) -> str:
        """Decide and fold. Answers the visit. Raises AssertionError when the command is refused."""
        answer = decide(self.line, command, self.now)
        assert isinstance(answer, Decided), f"{command}: {answer}"
        for event in answer.events:
            fold(self.line, event)
        return answer.visit or ""

    def timed(self, command: c.Command) -> str:
        began = time.perf_counter()
        visit = self.give(command)
        name = type(command).__name__
        self.times.setdefault(name, []).append((time.perf_counter() - began) * 1e6)
        return visit

    def _newcomer(self) -> c.CheckIn:
        number = next(self.names)
        self.now += timedelta(seconds=2)
        claim = None
        if number % 3 == 0:
            start = self.now + timedelta(minutes=number % 50)
            claim = c.AppointmentClaim(f"a{number}", SERVICES[number % 5], start)
        marks = (Mark.URGENT,) if number % 17 == 0 else ()
        return c.CheckIn(f"v{number}", SERVICES[number % 5], appointment=claim, marks=marks)

    def somebody(self) -> None:
        self.give(self._newcomer())

    def round(self, counter: str) -> None:
        """One who comes, one who is called and served, one who is chosen: every command once."""
        agent = AGENTS[counter]
        self.timed(self._newcomer())
        visit = self.timed(c.CallNext(counter, agent))
        self.timed(c.Recall(visit, agent))
        self.timed(c.Start(visit, agent))
        self.now += timedelta(seconds=30)
        self.timed(c.Hold(visit, agent))
        self.timed(c.PutBack(visit, agent))
        visit = self.timed(c.CallVisit(counter, agent, visit, ChosenReason.OTHER))
        self.timed(c.Start(visit, agent))
        self.timed(c.Finish(visit, agent))
        last = next(v for v in reversed(self.line.visits.values()) if v.state is VisitState.WAITING)
        self.timed(c.MarkVisit(last.id, agent, () if last.marks else (Mark.VIP,)))
        self.timed(c.Transfer(last.id, agent, SERVICES[SERVICES.index(last.service) - 1]))


def _figures(rule: CallRule) -> Iterator[tuple[str, list[float]]]:
    """For each command its median cost at each size, in microseconds."""
    rooms = []
    for size in SIZES:
        room = Room(rule, size)
        for counter, _ in zip(cycle(AGENTS), range(REPEATS), strict=False):
            room.round(counter)
        rooms.append(room)
    for name in rooms[0].times:
        yield name, [median(room.times[name]) for room in rooms]


def measure(show: Callable[[str], None] = print) -> float:
    """Prints a row a command and rule; answers by how much `CallNext` grows at most."""
    worst = 0.0
    for rule in (r for r in CallRule if r is not CallRule.CHOSEN):
        show(f"{rule.value:20} " + " ".join(f"{size:>9,}" for size in SIZES) + "   ratio   (µs, waiting)")
        for name, costs in _figures(rule):
            ratio = costs[-1] / costs[0]
            show(f"  {name:18} " + " ".join(f"{cost:9.1f}" for cost in costs) + f"   {ratio:5.2f}")
            if name == "CallNext":
                worst = max(worst, ratio)
    return worst


def main() -> None:
    worst = measure()
    print(f"a call with 10,000 waiting costs up to {worst:.2f} times what it does with 100 (bound {GROWTH})")
