"""An agent's console: call, serve, hold, transfer, record; impatient, sometimes confused, sometimes dead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from common.wire import IncidentBody
from kiosk.queue import commands as c
from kiosk.queue.visits import ChosenReason, Mark, Remaining, Visit, VisitState
from tests.simulation.clients import Client
from tests.simulation.conditions import Conditions
from tests.simulation.followers import ConsoleScreen
from tests.simulation.network import Network

if TYPE_CHECKING:
    from tests.simulation.service import SiteService

BEAT_SECONDS = 6.0


class Console(Client):
    """Acts on what its own screen shows, perhaps late. `orderly`: only what brings everybody their turn."""

    def __init__(
        self, number: int, network: Network, sites: list[SiteService], conditions: Conditions
    ) -> None:
        self.agent = f"agent{number}"
        super().__init__(f"console{number}", network, sites, f"agent:{self.agent}")
        self.conditions = conditions
        counters = conditions.settings.counters
        self.counter = counters[(number - 1) % len(counters)]
        self.screen = ConsoleScreen(f"screen{number}", network, sites, sites[0].clock)
        self.orderly = False
        self.recorded: list[str] = []
        self._next_people: Remaining | None = None
        self._nobody = False
        self._live()

    def _live(self) -> None:
        self.later(1.0 + self.world.rng.random() * 3, self._act)
        self.later(self.world.rng.random() * BEAT_SECONDS, self._beat)

    def die(self, seconds: float) -> None:
        """The program ends; later it is started again."""
        self.tell(f"dies for {seconds:.0f} s")
        self.go_off()
        self.screen.go_off()
        self.world.after(seconds, self.rise)

    def rise(self) -> None:
        if not self.up:
            self.lose_memory()
            self.screen.restart()
            self._live()

    def _beat(self) -> None:
        self.send(self.sites[self.at], self.sites[self.at].heard, self, self.agent, self.term)
        self.later(BEAT_SECONDS, self._beat)

    def _act(self) -> None:
        rng = self.world.rng
        self.later(1.0 if self.orderly else rng.expovariate(1 / 2.0), self._act)
        if not self.screen.known or (self.pending and not self.world.chance(self.conditions.presses_twice)):
            return
        if not self.orderly and self.world.chance(self.conditions.nonsense):
            self._give(self._confused())
            return
        command = self._sensible()
        if command is not None:
            self._give(command)
            if not self.orderly and self.world.chance(self.conditions.presses_twice):
                self._give(command)  # pressed twice: another key, the same wish

    def _give(self, command: c.Command) -> None:
        body = None
        if isinstance(command, c.RecordIncident):
            body = self._incident(command)
        self.ask(command, lambda answer: self._heard(command, answer), body)

    def _heard(self, command: c.Command, answer: dict[str, Any] | None) -> None:
        if answer is not None and isinstance(command, c.RecordIncident) and "code" not in answer:
            self.recorded.append(command.incident)
        if answer is not None and answer.get("code") == "people_waiting":
            self._next_people = self.world.rng.choice(tuple(Remaining))
        self._nobody = answer is not None and answer.get("code") == "nobody_waiting"

    # --- what to do next
    def _sensible(self) -> c.Command | None:
        line, rng = self.screen.line, self.world.rng
        mine = line.by_agent.get(self.agent)
        if mine is None:
            free = [name for name in line.settings.counters if name not in line.counters]
            if not free and (self.orderly or rng.random() < 0.8):
                return None
            return c.OpenCounter(self.counter if self.counter in free or not free else free[0], self.agent)
        at = line.counters[mine]
        if at.visit is not None:
            return self._with(line.visits[at.visit])
        if at.helping is not None:
            return None if self.orderly or rng.random() < 0.8 else c.Withdraw(at.helping, self.agent)
        held = [v for v in line.visits.values() if v.state is VisitState.HELD]
        if held and (self.orderly or rng.random() < 0.3):
            one = held[0] if self.orderly else rng.choice(held)
            able = line.settings.skilled(self.agent, one.service)
            return c.Resume(one.id, self.agent) if able else c.PutBack(one.id, self.agent)
        if (self._nobody or not len(line.waiting)) and rng.random() < 0.8:
            return None
        return c.CallNext(mine, self.agent) if self.orderly else self._free(mine)

    def _with(self, visit: Visit) -> c.Command:
        dice = 0.0 if self.orderly else self.world.rng.random()
        if visit.state is VisitState.CALLED:
            for below, kind in ((0.65, c.Start), (0.75, c.Recall), (0.88, c.MarkNoShow), (0.93, c.PutBack)):
                if dice < below:
                    return kind(visit.id, self.agent)
            return c.Hold(visit.id, self.agent)
        if dice < 0.55:
            return c.Finish(visit.id, self.agent)
        if dice < 0.7:
            return self._record(visit)
        if dice < 0.78:
            return c.Hold(visit.id, self.agent)
        if dice < 0.88:
            to_agent = f"agent{self.world.rng.randint(1, 4)}" if self.world.chance(0.3) else None
            return c.Transfer(visit.id, self.agent, self._service(), to_agent)
        return c.AddService(visit.id, self.agent, self._service())

    def _free(self, mine: str) -> c.Command:
        rng, line = self.world.rng, self.screen.line
        dice = rng.random()
        somebody = [v.id for v in line.visits.values() if not v.ended]
        gone = [v.id for v in line.visits.values() if v.state is VisitState.NO_SHOW]
        serving = [v for v in line.visits.values() if v.state is VisitState.SERVING]
        if dice < 0.7 or not somebody:
            return c.CallNext(mine, self.agent)
        one = rng.choice(somebody)
        choices: list[c.Command] = [
            c.CallVisit(mine, self.agent, one, rng.choice(tuple(ChosenReason))),
            c.MarkVisit(one, self.agent, tuple(m for m in Mark if rng.random() < 0.4)),
            c.Reserve(one, self.agent, rng.choice((None, self.agent, "agent1"))),
            c.Transfer(one, self.agent, self._service()),
            c.CloseCounter(mine, self.agent, self._next_people),
            c.PutBack(one, self.agent),
            c.PauseCheckIn(rng.choice(((), (self._service(),))), {"en": "Back soon"}, self.agent),
            c.ReopenCheckIn((), self.agent),
        ]
        if gone:
            choices.append(c.ComeBack(rng.choice(gone)))
        if serving:
            choices.append(c.Join(rng.choice(serving).id, mine, self.agent))
        return rng.choice(choices)

    def _confused(self) -> c.Command:
        """What a buggy or very late screen might send."""
        rng, line = self.world.rng, self.screen.line
        visit = rng.choice(list(line.visits) or ["nobody"])
        counter = rng.choice(line.settings.counters or ("1",))
        agent = rng.choice((self.agent, "agent1", "agent2"))
        kinds = (c.Start, c.Finish, c.Hold, c.Resume, c.Recall, c.MarkNoShow, c.PutBack, c.Withdraw)
        choices: list[c.Command] = [
            rng.choice(kinds)(visit, agent),
            c.OpenCounter(counter, agent),
            c.CallNext(counter, agent),
            c.CallVisit(counter, agent, visit, ChosenReason.OTHER),
            c.Transfer(visit, agent, self._service()),
            c.Join(visit, counter, agent),
            c.LapseCall(visit),
            c.Leave(visit),
            c.ComeBack(visit),
            c.CancelVisit(visit),
        ]
        return rng.choice(choices)

    def _service(self) -> str:
        services = [s.id for s in self.screen.line.settings.services]
        return self.world.rng.choice(services or ["service1"])

    # --- records
    def _record(self, visit: Visit) -> c.RecordIncident:
        made = self.world.name(f"{self.agent}-record")
        return c.RecordIncident(made, visit.id, self.agent, "incident", 3, "digest")

    def _incident(self, command: c.RecordIncident) -> IncidentBody:
        return IncidentBody.model_construct(
            id=command.incident,
            visit=command.visit,
            kind="incident",
            category=[],
            impact=2,
            urgency=2,
            title=f"Record {command.incident}",
            recorded_at=None,
        )
