"""Leases: an agent's console says now and then that it lives; one that does not gives its counter back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.queue import events as e
from kiosk.queue.commands import LapseLease
from kiosk.queue.line import Line
from kiosk.site.published import Step

AGAIN_SECONDS = 5.0  # a lapse that could not be stored is tried again after so long


@dataclass(slots=True)
class _Lease:
    counter: str
    until: float


class Leases:
    """One lease an agent behind a counter. `monotonic`: steadily growing seconds, deaf to the wall clock.

    Not journalled: after a restart every open counter gets a fresh lease.
    """

    def __init__(self, line: Line, lease_seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = lease_seconds
        self._monotonic = monotonic
        self._by_agent: dict[str, _Lease] = {}
        for counter, at in line.counters.items():
            self._begin(at.agent, counter)

    def renew(self, agent: str) -> None:
        """The agent's console was heard of."""
        if lease := self._by_agent.get(agent):
            lease.until = self._monotonic() + self._seconds

    def follow(self, steps: Sequence[Step]) -> None:
        """Counters that open get a lease, those that close lose it."""
        for step in steps:
            if isinstance(step.event, e.CounterOpened):
                self._begin(step.event.agent, step.event.counter)
            elif isinstance(step.event, e.CounterClosed):
                lease = self._by_agent.get(step.event.agent)
                if lease and lease.counter == step.event.counter:
                    del self._by_agent[step.event.agent]

    def lapsed(self) -> list[LapseLease]:
        """The leases that ended; each is named again after AGAIN_SECONDS unless its counter closes."""
        now = self._monotonic()
        found = []
        for agent, lease in self._by_agent.items():
            if lease.until <= now:
                lease.until = now + AGAIN_SECONDS
                found.append(LapseLease(lease.counter, agent))
        return found

    def _begin(self, agent: str, counter: str) -> None:
        self._by_agent[agent] = _Lease(counter, self._monotonic() + self._seconds)
