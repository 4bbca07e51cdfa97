"""A kiosk and the people before it: check-ins, the own numbers of a kiosk that is cut off, late delivery."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from kiosk.queue import commands as c
from kiosk.queue.visits import PRESENT, Mark, Presence, VisitState
from tests.simulation.clients import Client
from tests.simulation.conditions import Conditions
from tests.simulation.network import Network

if TYPE_CHECKING:
    from tests.simulation.followers import Follower
    from tests.simulation.service import SiteService

PATIENCE_TRIES = 2  # so often a kiosk asks before it counts as cut off


@dataclass(slots=True)
class _Arrival:
    """Kept on the kiosk's own disk until the site has answered."""

    key: str
    command: c.CheckIn


class Kiosk(Client):
    """`conditions.people` people come again and again; `screen` is what their phones know of the line."""

    def __init__(
        self,
        name: str,
        network: Network,
        sites: list[SiteService],
        series: str,
        conditions: Conditions,
        screen: Follower,
    ) -> None:
        super().__init__(name, network, sites, f"kiosk:{name}")
        self.series, self.conditions, self.screen = series, conditions, screen
        self.kept: dict[str, _Arrival] = {}  # durable
        self.own = 0  # durable: how far the own series has come
        self.open = True
        self.later(1.0, self._somebody)
        self.later(20.0, self._deliver)

    def _somebody(self) -> None:
        if not self.open:
            self._arrive()
            self.later(10.0, self._somebody)
            return
        self.later(self.world.rng.expovariate(self.conditions.arrivals / 60), self._somebody)
        dice = self.world.rng.random()
        if dice < 0.08:
            self._go(VisitState.WAITING)
        elif dice < 0.12:
            self._arrive()
        else:
            self._check_in()

    def _check_in(self) -> None:
        rng, line = self.world.rng, self.screen.line
        services = [s.id for s in line.settings.services] or ["service1"]
        person = f"person{rng.randint(1, self.conditions.people)}" if rng.random() < 0.8 else None
        booked = [v for v in line.visits.values() if v.state is VisitState.BOOKED and v.booked_for]
        gone = [v for v in line.visits.values() if v.state is VisitState.NO_SHOW and v.person]
        command = c.CheckIn(self.world.name("visit"), rng.choice(services), person)
        if booked and rng.random() < 0.5:
            visit = rng.choice(booked)
            if visit.booked_for is not None:
                claim = c.AppointmentClaim(visit.id, visit.service, visit.booked_for, visit.person, True)
                command = replace(command, service=visit.service, person=None, appointment=claim)
        elif gone and rng.random() < 0.3:
            command = replace(command, person=rng.choice(gone).person)
        else:
            command = replace(command, **self._more(services))
        self._send_in(command)
        if rng.random() < self.conditions.presses_twice:
            self._send_in(replace(command, visit=self.world.name("visit")))

    def _more(self, services: list[str]) -> dict[str, Any]:
        """What only some visitors bring along."""
        rng = self.world.rng
        found: dict[str, Any] = {}
        marks = tuple(Mark)
        if rng.random() < 0.15:
            found["marks"] = tuple(m for m in marks if rng.random() < 0.5)
        if rng.random() < 0.1:
            group = tuple(f"person{rng.randint(1, self.conditions.people)}" for _ in range(2))
            found |= {"people": 3, "companions": group}
        if rng.random() < 0.1:
            found["further"] = (rng.choice(services),)
        if rng.random() < 0.25:
            found["presence"] = rng.choice(tuple(Presence))
        if rng.random() < 0.05:
            found["reserved_for"] = f"agent{rng.randint(1, 4)}"
        return found

    def _send_in(self, command: c.CheckIn) -> None:
        self.ask(command, lambda answer: self._answered(command, answer), most=PATIENCE_TRIES)

    def _answered(self, command: c.CheckIn, answer: dict[str, Any] | None) -> None:
        if answer is not None:
            return
        self.own += 1  # cut off: a number of its own, on disk before it is shown
        arrived = self.sites[0].clock.now()
        number = f"{self.series}{self.own:02d}"
        kept = replace(command, arrived_at=arrived, number=number, series=self.series)
        key = self.world.name(f"{self.name}-late-")
        self.kept[key] = _Arrival(key, kept)
        self.tell(f"is cut off and gives out {number} for {command.visit}")

    def _deliver(self) -> None:
        self.later(10.0, self._deliver)
        for arrival in list(self.kept.values())[:2]:
            if arrival.key not in self.pending:
                then = partial(self._delivered, arrival.key)
                self.ask(arrival.command, then, most=3, key=arrival.key)

    def _delivered(self, key: str, answer: dict[str, Any] | None) -> None:
        if answer is not None:
            self.kept.pop(key, None)

    def _go(self, state: VisitState) -> None:
        """Somebody is tired of waiting."""
        here = [v.id for v in self.screen.line.visits.values() if v.state is state]
        if here:
            self.ask(c.Leave(self.world.rng.choice(here)), _heard)

    def _arrive(self) -> None:
        away = [
            v.id
            for v in self.screen.line.visits.values()
            if v.presence is Presence.ON_THE_WAY and v.state in PRESENT
        ]
        if away:
            self.ask(c.Arrive(self.world.rng.choice(away)), _heard)

    def die(self) -> None:
        """Power off and on: what it kept is still there, what it was asking is not."""
        self.tell("dies and starts again")
        self.lose_memory()
        self.later(3.0, self._somebody)
        self.later(5.0, self._deliver)


def _heard(answer: dict[str, Any] | None) -> None:
    """Nothing more to do."""
