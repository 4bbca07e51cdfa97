"""Screens that follow the journal: the console's own line, the display's room, a phone's page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from agent_console.live import GapError, LiveLine
from common.clock import Clock
from common.wire import EntryOut, LineOut, SiteOut
from kiosk.queue import codec, fold
from kiosk.queue.line import Line
from kiosk.ui.display.room import OutOfStep, Room
from tests.simulation.network import Machine, Network

if TYPE_CHECKING:
    from tests.simulation.service import SiteService

SILENCE = 8.0  # seconds after which a stream counts as broken


class Follower(Machine, ABC):
    """Fetches the line once, folds what comes, asks again for what is missing."""

    def __init__(self, name: str, network: Network, sites: list[SiteService]) -> None:
        super().__init__(name, network)
        self.sites = sites
        self.at = 0
        self.begin()

    def begin(self) -> None:
        self.term, self.known, self.head, self.silent = 0, False, "", 0
        self.later(self.world.rng.random(), self.look)

    def restart(self) -> None:
        """The screen is switched off and on: all that it knew is gone."""
        self.go_off()
        self.up = True
        self.forget()
        self.begin()

    def look(self) -> None:
        """Ask now and then; after a while without an answer ask the other machine."""
        self.silent += 1
        if self.silent > 2:
            self.at, self.silent = (self.at + 1) % len(self.sites), 0
        self.ask()
        self.later(SILENCE * (0.5 + self.world.rng.random()), self.look)

    def ask(self) -> None:
        site = self.sites[self.at]
        if self.known:
            self.send(site, site.resume, self, self.line.sequence, self.head, self.term)
        else:
            self.send(site, site.fetch, self)

    def whole(self, term: int, whole: LineOut) -> None:
        """The whole line came; an older one than what is known is a late one."""
        self.silent = 0
        if self.known and (term, whole.sequence) <= (self.term, self.line.sequence):
            return
        self.load(whole)
        self.term, self.known, self.head = term, True, whole.head

    def hear(self, term: int, entries: list[EntryOut]) -> None:
        """A run of entries came, perhaps again, perhaps too early, perhaps from who was replaced."""
        if not self.known or term < self.term:
            return
        self.silent = 0
        if term > self.term:
            self.ask()  # with the old term: answered with the whole line
            return
        for entry in entries:
            before = self.line.sequence
            try:
                self.take(entry)
            except (GapError, OutOfStep):
                self.later(0.2, self.ask)
                return
            if self.line.sequence > before:
                self.head = entry.hash

    @property
    @abstractmethod
    def line(self) -> Line: ...

    @abstractmethod
    def forget(self) -> None: ...

    @abstractmethod
    def load(self, whole: LineOut) -> None: ...

    @abstractmethod
    def take(self, entry: EntryOut) -> None: ...


class Display(Follower):
    """The screen in the room."""

    room: Room

    @property
    def line(self) -> Line:
        return self.room.line

    def begin(self) -> None:
        self.forget()
        super().begin()

    def forget(self) -> None:
        self.room = Room()

    def load(self, whole: LineOut) -> None:
        self.room.restart(whole)

    def take(self, entry: EntryOut) -> None:
        self.room.hear(entry)
        self.room.next_announcement()


class ConsoleScreen(Follower):
    """What an agent sees."""

    def __init__(self, name: str, network: Network, sites: list[SiteService], clock: Clock) -> None:
        self._clock = clock
        self.live = LiveLine(clock)
        super().__init__(name, network, sites)

    @property
    def line(self) -> Line:
        return self.live.line

    def forget(self) -> None:
        self.live = LiveLine(self._clock)

    def load(self, whole: LineOut) -> None:
        settings = whole.line["settings"]
        site = SiteOut(
            site="main",
            settings=settings,
            keys={},
            categories=[],
            languages=["en"],
            booking_url="",
            series="",
            desk_in_touch=True,
            now=whole.now,
        )
        self.live.load(site, whole)

    def take(self, entry: EntryOut) -> None:
        self.live.fold(entry)


class Phone(Follower):
    """A visitor's page: the rules' own fold, nothing else."""

    _line = Line()

    @property
    def line(self) -> Line:
        return self._line

    def forget(self) -> None:
        self._line = Line()

    def load(self, whole: LineOut) -> None:
        self._line = codec.restore(whole.line)

    def take(self, entry: EntryOut) -> None:
        if entry.seq > self._line.sequence + 1:
            raise GapError(f"entry {entry.seq}")
        if entry.seq == self._line.sequence + 1:
            fold.fold(self._line, codec.from_json(entry.type, entry.data))
