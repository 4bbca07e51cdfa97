"""What each rule does to a day's visitors: simulated days through the real rules, at the same load.

Four agents, four in ten visitors booked, arrivals that keep the agents busy for 85 % of the time. Prints how
many booked visitors are called within 5 minutes of their time, how long walk-ups wait, and by how many who
came later a walk-up was passed at most.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import mean

from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule, Visit, VisitState

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
COUNTERS = ("1", "2", "3", "4")
DAYS = 60
MINUTES = 480
VISITS = 0.85 * len(COUNTERS) * MINUTES / 12  # 12 minutes each on average
BOOKED = 0.4


@dataclass
class Outcome:
    """Of booked ones: whether in time; of walk-ups: minutes waited, and how many passed them."""

    in_time: list[bool] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)


class Day:
    """One day under one rule; the same dice whatever the rule is."""

    def __init__(self, rule: CallRule, seed: int, outcome: Outcome) -> None:
        self.dice, self.line, self.outcome = Random(seed), Line(), outcome
        services = (Service("help", "A", {"en": "Help"}, expected_minutes=12),)
        site = SiteSettings(services=services, counters=COUNTERS, rule=rule, closing_work=False)
        self.give(c.ApplySettings(site), 0)
        for counter in COUNTERS:
            self.give(c.OpenCounter(counter, f"agent-{counter}"), 0)
        self.later: dict[str, int] = {}

    def give(self, command: c.Command, minute: float) -> str | None:
        answer = decide(self.line, command, NINE + timedelta(minutes=minute))
        if not isinstance(answer, Decided):
            return None
        for event in answer.events:
            fold(self.line, event)
        return answer.visit

    def _arrivals(self) -> list[tuple[float, int | None]]:
        """When each comes, and for which slot if booked."""
        dice = self.dice
        walk_ups = [(dice.uniform(0, MINUTES), None) for _ in range(int(VISITS * (1 - BOOKED)))]
        slots = [15 * dice.randrange(MINUTES // 15) for _ in range(int(VISITS * BOOKED))]
        return [*walk_ups, *((max(0.0, slot + dice.gauss(-6, 5)), slot) for slot in slots)]

    def play(self) -> None:
        steps: list[tuple[float, int, str, int | None]] = [
            (at, 0, f"v{n}", slot) for n, (at, slot) in enumerate(self._arrivals())
        ]
        heapq.heapify(steps)
        while steps:
            at, leaves, name, slot = heapq.heappop(steps)
            if leaves:
                held = self.line.counters[name].visit or ""
                self.give(c.Start(held, f"agent-{name}"), at)
                self.give(c.Finish(held, f"agent-{name}"), at)
            else:
                start = NINE + timedelta(minutes=slot) if slot is not None else None
                claim = c.AppointmentClaim(f"b{name}", "help", start) if start else None
                self.give(c.CheckIn(name, "help", appointment=claim), at)
            for counter in COUNTERS:
                if not self.line.counters[counter].taken and self._called(counter, at):
                    until = at + self.dice.lognormvariate(2.3, 0.6)
                    heapq.heappush(steps, (until, 1, counter, None))
        self.outcome.passed.append(max(self.later.values(), default=0))

    def _called(self, counter: str, at: float) -> bool:
        found = self.give(c.CallNext(counter, f"agent-{counter}"), at)
        if found is None:
            return False
        self._note(self.line.visits[found], NINE + timedelta(minutes=at))
        return True

    def _note(self, visit: Visit, now: datetime) -> None:
        for other in self.line.visits.values():
            if other.state is VisitState.WAITING and other.turn < visit.turn and other.booked_for is None:
                self.later[other.id] = self.later.get(other.id, 0) + 1
        if visit.booked_for is not None:
            self.outcome.in_time.append(now - visit.booked_for <= timedelta(minutes=5))
        elif visit.checked_in_at is not None:
            self.outcome.waited.append((now - visit.checked_in_at).total_seconds() / 60)


def main() -> None:
    for rule in (r for r in CallRule if r is not CallRule.CHOSEN):
        outcome = Outcome()
        for seed in range(DAYS):
            Day(rule, seed, outcome).play()
        print(
            f"{rule.value:20} booked within 5 minutes {mean(outcome.in_time):5.1%}   "
            f"walk-ups wait {mean(outcome.waited):4.1f} minutes   passed by at most {max(outcome.passed)}"
        )
