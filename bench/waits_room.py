"""The product's forecaster as a plug-in of the simulated counter of `bench.waits`: its events as facts, its
snapshots as rooms. The simulator's objects are taken as they come (`Any`): they are no part of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.room import Agent, Booking, Duty, Joiner, Key, Room, Rule, Serving, Waiting

DUTIES = {
    "serving": Duty.SERVING,
    "idle": Duty.IDLE,
    "wrap": Duty.WRAP,
    "off": Duty.OFF,
    "freeing": Duty.WRAP,
}


@dataclass
class Probe:
    """A visitor who does not exist, to ask the simulator's calling rule for a key."""

    checkin: float
    kind: str = "walkup"
    slot: float | None = None
    priority: int = 0
    reason: str = ""
    id: int = -1


def rule_of(policy: Any) -> Rule:
    """What the simulator's rule gives to those who are still to come, found by asking it."""

    def line(**who: Any) -> Key:
        (at_zero, beta), (at_one, _) = (policy.coef(Probe(checkin=t, **who)) for t in (0.0, 1.0))
        return Key(at_zero, at_one - at_zero, beta)

    slot = 1000.0
    late = [m for m in range(61) if _same_as_walk_up(policy, slot, float(m))]
    (early, _), (on_time, _) = (policy.coef(Probe(t, "appt", slot)) for t in (slot - 30, slot))
    follows = Key() if on_time == early else line(kind="appt", slot=-1e6)
    return Rule(
        walk_up=line(),
        urgent=line(priority=1),
        late_after=None if policy.name == "fifo" or not late else late[0] - 1.0,
        booked_arrival=None if on_time == early or policy.name == "fifo" else follows,
        most_passed=policy.cap,
    )


def _same_as_walk_up(policy: Any, slot: float, late: float) -> bool:
    at = slot + late
    return bool(policy.coef(Probe(at, "appt", slot)) == policy.coef(Probe(at)))


class Product:
    """The simulator's plug-in protocol: reset, observe, predict."""

    name = "product"
    needs_truth = False

    def __init__(self, replicates: int = 200, seed: int = 1) -> None:
        self.replicates, self.seed = replicates, seed

    def reset(self, site: Any) -> None:
        self.site = site
        self.rule = rule_of(site.policy)
        self.forecaster = Forecaster(f.SiteFacts(dict(site.reasons)), self.seed, self.replicates)
        self.day = -1
        self.passed: dict[str, tuple[float, int]] = {}

    def observe(self, event: dict[str, Any]) -> None:
        at, visit = event["t"], str(event.get("id", ""))
        agent = event.get("agent", "")
        if event["type"] == "checkin":
            self.passed[visit] = (at, 0)
        elif event["type"] == "leave":
            self.passed.pop(visit, None)
        elif event["type"] in ("call", "noshow_call"):
            self._count_passed(visit)
        match event["type"]:
            case "day_start":
                self.passed.clear()
                fact: f.Fact = f.DayStarted(at)
            case "checkin":
                fact = f.CheckedIn(at, visit, event["reason"], event["slot"], event["priority"] > 0)
            case "call":
                fact = f.Called(at, visit, agent)
            case "noshow_call":
                self.forecaster.observe(f.Called(at, visit, agent))
                fact = f.NoShow(at, visit, agent)
            case "finish":
                fact = f.Finished(at, visit, agent)
            case "leave":
                fact = f.Left(at, visit)
            case "appt_missed":
                fact = f.BookingMissed(at, visit)
            case "agent_on":
                fact = f.AgentOn(at, agent)
            case _:
                return
        self.forecaster.observe(fact)

    def predict(self, snapshot: Any) -> dict[int, tuple[float, float, float]]:
        day = int(snapshot.t // 1440)
        if day != self.day:
            self.day = day
            for agent in snapshot.agents:
                self.forecaster.observe(f.Rostered(snapshot.t, agent.id, tuple(agent.windows)))
        told = self.forecaster.forecast(self.room(snapshot)).waiting
        return {int(i): (r.low, r.mid, r.high) for i, r in told.items() if r is not None}

    def room(self, snapshot: Any) -> Room:
        coef = self.site.policy.coef
        return Room(
            now=snapshot.t,
            waiting=tuple(self._waiting(w) for w in snapshot.waiting),
            serving=tuple(Serving(s.agent, str(s.visit), s.reason, s.started) for s in snapshot.serving),
            agents=tuple(
                Agent(a.id, DUTIES[a.state], a.since, self._takes(a), tuple(a.windows))
                for a in snapshot.agents
            ),
            closes=snapshot.closes,
            bookings=tuple(
                Booking(str(b.id), b.slot, b.reason, *coef(Probe(b.slot - 30, "appt", b.slot, b.priority)))
                for b in snapshot.appts
            ),
            joiners=tuple(Joiner(r, *coef(Probe(snapshot.t, reason=r))) for r in self.site.reasons),
            rule=self.rule,
        )

    def _waiting(self, view: Any) -> Waiting:
        alpha, beta = self.site.policy.coef(view)
        booked, passed = view.kind == "appt", self.passed.get(str(view.id), (0.0, 0))[1]
        return Waiting(str(view.id), view.checkin, view.reason, alpha, beta, booked=booked, passed=passed)

    def _count_passed(self, called: str) -> None:
        """The simulator's bound on being passed is about those who came earlier and still wait."""
        came, _ = self.passed.pop(called, (0.0, 0))
        for visit, (earlier, times) in self.passed.items():
            if earlier < came:
                self.passed[visit] = (earlier, times + 1)

    def _takes(self, agent: Any) -> frozenset[str] | None:
        return None if set(agent.skills) == set(self.site.reasons) else frozenset(agent.skills)
