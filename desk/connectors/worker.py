"""Hands over to every tool until it is told to stop; each has threads of its own, so none holds up another.

Any number of desk processes do this over one database; claims decide who does what. What is queued in this
process rings a bell and goes at once; what is queued in another one is seen within a second.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import structlog

from common.ids import new_id
from desk.connectors.carrying import Carrier
from desk.connectors.engine.delivery import Policy, policy_of
from desk.connectors.line import note_line, try_now
from desk.connectors.loaded import Connectors
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
from desk.connectors.store import lines
from desk.context import Desk
from desk.engine import StorageFull

log = structlog.get_logger()

TICK_SECONDS = 1.0
CANARY_SECONDS = 60.0
THREADS = 2  # that carry, a tool; a third one polls
STOP_SECONDS = 1.0  # a call in hand is not waited for: others take it up when its claim lapses


@dataclass
class _Serving:
    """One tool as this process serves it. Each thread has a connector of its own."""

    mapping: Mapping
    carriers: list[Carrier] = field(default_factory=list)
    poller: Poller | None = None
    connectors: list[Connector] = field(default_factory=list)


class Worker:
    """Carries and polls for all of a desk's connectors."""

    def __init__(self, desk: Desk, threads: int = THREADS, dice: Callable[[], float] = random.random) -> None:
        self._desk = desk
        self._connectors: Connectors = desk.connectors
        self._dice = dice
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._serving = [self._served(mapping, threads) for mapping in desk.connectors.mappings.values()]

    def start(self) -> None:
        """Begin. A line that was stopped is tried once: whoever starts a desk may have mended it."""
        now = self._desk.now()
        with self._desk.database.begin() as connection:
            for each in self._serving:
                lines.change_line(connection, each.mapping.name, lambda line: try_now(line, now))
        for each in self._serving:
            works: list[tuple[str, Callable[[], bool]]] = [
                (f"carry-{each.mapping.name}-{number}", carrier.carry_one)
                for number, carrier in enumerate(each.carriers)
            ]
            if each.poller is not None:
                canary = Canary(self._desk, each.mapping, each.connectors[-1], self._dice)
                works.append((f"poll-{each.mapping.name}", partial(_look, canary, each.poller)))
            self._threads += [
                threading.Thread(target=self._run, args=(work,), name=name, daemon=True)
                for name, work in works
            ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the calls in hand; they are waited for a moment only."""
        self._stop.set()
        self._connectors.wake()
        for thread in self._threads:
            thread.join(STOP_SECONDS)
        if not any(thread.is_alive() for thread in self._threads):
            self.close()

    def close(self) -> None:
        """Let go of the tools; for who drives `run_due` without `start`."""
        for each in self._serving:
            for connector in each.connectors:
                connector.close()
            each.connectors.clear()

    def run_due(self) -> int:
        """Do everything that is due now in the caller's thread, polls too; how many things were done."""
        done = 0
        for each in self._serving:
            for carrier in each.carriers[:1]:
                while carrier.carry_one():
                    done += 1
            if each.poller is not None:
                done += each.poller.poll_due()
        return done

    def _served(self, mapping: Mapping, threads: int) -> _Serving:
        """A tool and those who serve it; with a mapping that its connector cannot use, nobody does."""
        serving = _Serving(mapping)
        try:
            for _ in range(threads + 1):
                serving.connectors.append(self._connectors.connect(mapping, self._desk.clock))
        except MappingInvalid as invalid:
            log.error("mapping_invalid", connector=mapping.name, place=invalid.place, why=invalid.why)
            fault = Misconfigured(invalid.place, invalid.why)
            note_line(self._desk, mapping.name, fault, self._dice(), True)
            return serving
        *carrying, polling = serving.connectors
        policy = policy_for(mapping, polling)
        serving.carriers = [Carrier(self._desk, mapping, each, policy, self._dice) for each in carrying]
        serving.poller = Poller(self._desk, mapping, polling, policy, self._dice)
        return serving

    def _begin(self, name: str, work: Callable[[], bool]) -> None:
        self._threads.append(threading.Thread(target=self._run, args=(work,), name=name, daemon=True))

    def _run(self, work: Callable[[], bool]) -> None:
        bell = self._connectors.bell
        while not self._stop.is_set():
            count = bell.count
            try:
                if work():
                    continue
            except StorageFull:
                log.error("storage_full")
            except Exception as error:  # the database may be back in a second
                log.error("connectors", why=type(error).__name__, exc_info=error)
            bell.wait(count, TICK_SECONDS)


class Canary:
    """Once a start: a search for a key that nobody ever made must find nothing.

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


def _look(canary: Canary, poller: Poller) -> bool:
    """What the polling thread of a tool does in its turn."""
    canary.fly()
    return poller.poll_due()


def policy_for(mapping: Mapping, connector: Connector) -> Policy:
    """A tool's times: as the mapping says, else as its connector knows."""
    timing = mapping.timing
    settle = timing.settle if "settle" in timing.model_fields_set else None
    return policy_of(connector.caps, settle, timing.timeout)
