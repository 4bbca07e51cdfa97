"""Machines, and a network that loses, doubles, delays and reorders what they send each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.conditions import Conditions
from tests.simulation.world import World


class Network:
    """Each message finds its own way, so that a later one may arrive first."""

    def __init__(self, world: World, conditions: Conditions) -> None:
        self.world = world
        self.loss, self.doubling = conditions.loss, conditions.doubling
        self.quickest, self.slowest = 0.001, conditions.slowest
        self._cut: set[tuple[str, str]] = set()

    def heal(self) -> None:
        """From now on everything arrives."""
        self.loss = self.doubling = 0.0
        self._cut.clear()

    def cut(self, one: str, other: str) -> None:
        self._cut |= {(one, other), (other, one)}

    def mend(self, one: str, other: str) -> None:
        self._cut -= {(one, other), (other, one)}

    def in_touch(self, one: Machine, other: Machine) -> bool:
        return (one.name, other.name) not in self._cut

    def send(self, sender: Machine, receiver: Machine, what: Callable[..., None], *args: Any) -> None:
        """Let `what(*args)` happen at the receiver, once, twice or never."""
        rng = self.world.rng
        if not self.in_touch(sender, receiver) or rng.random() < self.loss:
            return
        for _ in range(2 if rng.random() < self.doubling else 1):
            delay = self.quickest + self.slowest * rng.random() ** 4  # mostly quick, now and then very late
            self.world.after(delay, self._arrive, receiver, what, args)

    def _arrive(self, receiver: Machine, what: Callable[..., None], args: tuple[Any, ...]) -> None:
        if receiver.up:
            what(*args)


class Machine:
    """Something with a power switch. What it was about to do when it went off does not happen."""

    def __init__(self, name: str, network: Network) -> None:
        self.name, self.network, self.world = name, network, network.world
        self.up = True
        self._life = 0

    def later(self, seconds: float, what: Callable[..., None], *args: Any) -> None:
        self.world.after(seconds, self._if_alive, self._life, what, args)

    def _if_alive(self, life: int, what: Callable[..., None], args: tuple[Any, ...]) -> None:
        if self.up and life == self._life:
            what(*args)

    def go_off(self) -> None:
        self.up = False
        self._life += 1

    def send(self, receiver: Machine, what: Callable[..., None], *args: Any) -> None:
        self.network.send(self, receiver, what, *args)

    def tell(self, what: str) -> None:
        self.world.tell(self.name, what)
