"""One thread's part in serving a tool: it carries or it polls, with a connector of its own.

Before each turn it looks whether the tool's mapping is still the one that its connector was made with, and
else makes a new one. So what is in hand is finished with the mapping that it was begun with, and nothing is
ever done by two where one was to do it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from common.ids import new_id
from desk.connectors.carrying import Carrier
from desk.connectors.engine.delivery import Policy, policy_of
from desk.connectors.line import note_line
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.polls import Poller
from desk.connectors.port import (
    Ambiguous,
    Connector,
    Done,
    Marker,
    Misconfigured,
    Outcome,
    Ref,
    RetryAfter,
)
from desk.context import Desk

log = structlog.get_logger()

CANARY_SECONDS = 60.0


class Server:
    """A thread's part in serving the tool `name`; while there is no mapping of that name it does nothing."""

    def __init__(self, desk: Desk, name: str, polls: bool, dice: Callable[[], float]) -> None:
        self._desk, self._name, self._polls, self._dice = desk, name, polls, dice
        self._mapping: Mapping | None = None
        self._connector: Connector | None = None
        self._canary: Canary | None = None
        self.carrier: Carrier | None = None
        self.poller: Poller | None = None

    def fit(self) -> None:
        """See that the connector is one for the mapping that counts now."""
        mapping = self._desk.connectors.mappings.get(self._name)
        if mapping is self._mapping:
            return
        self.close()
        self._mapping = mapping
        if mapping is None:
            return
        try:
            connector = self._desk.connectors.connect(mapping, self._desk.clock)
        except MappingInvalid as invalid:
            if self._polls:  # it is said once, not by each thread
                log.error("mapping_invalid", connector=self._name, place=invalid.place, why=invalid.why)
                fault = Misconfigured(invalid.place, invalid.why)
                note_line(self._desk, self._name, fault, self._dice(), True)
            return
        self._connector, policy = connector, policy_for(mapping, connector)
        if self._polls:
            self.poller = Poller(self._desk, mapping, connector, policy, self._dice)
            self._canary = Canary(self._desk, mapping, connector, self._dice)
        else:
            self.carrier = Carrier(self._desk, mapping, connector, policy, self._dice)

    def turn(self) -> bool:
        """Do one thing that is due; False: there is none."""
        self.fit()
        if self._canary is not None:
            self._canary.fly()
        return self.do()

    def do(self) -> bool:
        """The same with the connector as it is, and without asking for what nobody made."""
        if self.poller is not None:
            return self.poller.poll_due()
        return self.carrier is not None and self.carrier.carry_one()

    def close(self) -> None:
        """Let go of the tool."""
        if self._connector is not None:
            self._connector.close()
        self._mapping = self._connector = self._canary = self.carrier = self.poller = None


class Canary:
    """Once a start, and once a mapping: a search for a key that nobody ever made must find nothing.

    A search that matches everything would find somebody else's tickets for each of ours. None would be taken
    for ours, since each hit's marker is read back; but the mapping is wrong, and a person must hear of it.
    """

    def __init__(self, desk: Desk, mapping: Mapping, connector: Connector, dice: Callable[[], float]) -> None:
        self._desk, self._mapping, self._connector, self._dice = desk, mapping, connector, dice
        self._due = connector.caps.marker is Marker.SEARCH
        self._last = -CANARY_SECONDS

    def fly(self) -> None:
        """Ask, unless it was answered, or asked a moment ago."""
        if not self._due or time.monotonic() - self._last < CANARY_SECONDS:
            return
        self._last = time.monotonic()
        outcome: Outcome[tuple[Ref, ...]] = self._connector.find(new_id())
        if isinstance(outcome, Done) and outcome.value:
            outcome = Misconfigured("", "A search for a key that nobody used finds tickets")
        self._due = isinstance(outcome, RetryAfter | Ambiguous)
        if not isinstance(outcome, Done):
            note_line(self._desk, self._mapping.name, outcome, self._dice(), True)


def policy_for(mapping: Mapping, connector: Connector) -> Policy:
    """A tool's times: as the mapping says, else as its connector knows."""
    timing = mapping.timing
    settle = timing.settle if "settle" in timing.model_fields_set else None
    return policy_of(connector.caps, settle, timing.timeout)
