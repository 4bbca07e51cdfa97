"""Hands over to every tool until it is told to stop; each has threads of its own, so none holds up another.

Any number of desk processes do this over one database; claims decide who does what. What is queued in this
process rings a bell and goes at once; what is queued in another one is seen within a second. One more thread
looks at the folder of mappings; see `desk.connectors.loaded`.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

import structlog

from desk.connectors import earlier
from desk.connectors.line import try_now
from desk.connectors.loaded import Connectors
from desk.connectors.mapping.form import Mapping
from desk.connectors.serving import Server
from desk.connectors.standing import read_again
from desk.connectors.store import lines
from desk.context import Desk
from desk.engine import StorageFull

log = structlog.get_logger()

TICK_SECONDS = 1.0
LOOK_SECONDS = 2.0  # between two looks at the folder of mappings
THREADS = 2  # that carry, a tool; a third one polls
STOP_SECONDS = 1.0  # a call in hand is not waited for: others take it up when its claim lapses


class Worker:
    """Carries and polls for all of a desk's connectors."""

    def __init__(self, desk: Desk, threads: int = THREADS, dice: Callable[[], float] = random.random) -> None:
        self._desk = desk
        self._connectors: Connectors = desk.connectors
        self._carriers = threads
        self._dice = dice
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._broken: dict[str, datetime] = {}  # since when this process has no mapping for it
        self.servers: dict[str, list[Server]] = {}  # of each tool those that carry, then the one that polls
        self._known: dict[str, Mapping] = {}
        self._serve_new()

    def start(self) -> None:
        """Begin. A line that was stopped is tried once: whoever starts a desk may have mended it."""
        self._try(self._known)
        earlier.note(self._desk, self._broken)
        for name in self.servers:
            self._begin(name)
        self._thread("mappings", self._watch)

    def stop(self) -> None:
        """End after the calls in hand; they are waited for a moment only."""
        self._stop.set()
        self._connectors.wake()
        for thread in list(self._threads):
            thread.join(STOP_SECONDS)
        if not any(thread.is_alive() for thread in self._threads):
            self.close()

    def close(self) -> None:
        """Let go of the tools; for who drives `run_due` without `start`."""
        for server in (each for servers in self.servers.values() for each in servers):
            server.close()

    def run_due(self) -> int:
        """Do everything that is due now in the caller's thread, polls too; how many things were done."""
        done = 0
        for first, *_, last in self.servers.values():
            for server in (first, last):
                server.fit()
            while first.do():
                done += 1
            done += last.do()
        return done

    def look(self) -> bool:
        """Take in what is other in the folder of mappings; False: nothing is. Two looks are needed for it."""
        if not self._connectors.look(self._desk.clock):
            return False
        before = self._known
        self._try(name for name, mapping in self._connectors.mappings.items() if before.get(name) != mapping)
        for name in self._serve_new():
            if self._threads:
                self._begin(name)
        self._read_again(mapping for name, mapping in self._known.items() if before.get(name) != mapping)
        earlier.note(self._desk, self._broken)
        self._connectors.wake()
        return True

    def _serve_new(self) -> list[str]:
        """Have servers for tools that there were none of; their names. One whose mapping went away keeps
        them: they do nothing until it is there again.
        """
        self._known = dict(self._connectors.mappings)
        new = [name for name in self._known if name not in self.servers]
        for name in new:
            parts = [False] * self._carriers + [True]
            self.servers[name] = [Server(self._desk, name, polls, self._dice) for polls in parts]
            for server in self.servers[name]:
                server.fit()
        return new

    def _try(self, names: Iterable[str]) -> None:
        """Let one call through to each of them at once, if its line was stopped."""
        now = self._desk.now()
        with self._desk.database.begin() as connection:
            for name in names:
                lines.change_line(connection, name, lambda line: try_now(line, now))

    def _begin(self, name: str) -> None:
        *carrying, polling = self.servers[name]
        for number, server in enumerate(carrying):
            self._thread(f"carry-{name}-{number}", partial(self._serve, server))
        self._thread(f"poll-{name}", partial(self._serve, polling))

    def _thread(self, name: str, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, server: Server) -> None:
        bell = self._connectors.bell
        while not self._stop.is_set():
            count = bell.count
            if not self._survived(server.turn):
                bell.wait(count, TICK_SECONDS)

    def _read_again(self, mappings: Iterable[Mapping]) -> bool:
        """Bring records along whose tickets stand in states for which there is another word now."""
        for mapping in mappings:
            if count := read_again(self._desk, mapping):
                log.info("states_read_again", connector=mapping.name, records=count)
        return False

    def _watch(self) -> None:
        self._survived(lambda: self._read_again(list(self._known.values())))  # changed while no desk ran
        while not self._stop.wait(LOOK_SECONDS):
            self._survived(self.look)

    def _survived(self, work: Callable[[], bool]) -> bool:
        """What the work says; False when it failed, for whatever reason: the thread goes on."""
        try:
            return work()
        except StorageFull:
            log.error("storage_full")
        except Exception as error:  # the database may be back in a second
            log.error("connectors", why=type(error).__name__, exc_info=error)
        return False
