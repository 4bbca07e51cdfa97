"""The connectors of a running desk: their mappings, who makes them, the bell that wakes who serves them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from common.clock import Clock
from desk.connectors import catalogue as tools
from desk.connectors.mapping import folder
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import Connector

log = structlog.get_logger()

Connect = Callable[[Mapping, Clock], Connector]


class Bell:
    """Wakes everybody who waits; who comes a moment later than the ring does not wait for the next one."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it rang: remember it before you look for work."""
        return self._count

    def ring(self) -> None:
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, count: int, seconds: float) -> None:
        """Return once it rang more often than `count`, after `seconds` at the latest."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != count, seconds)


class Connectors:
    """What a desk knows of its outside tools; a desk without any has an empty one. Safe for many threads.

    `faults`: mappings that cannot be used, and why; what they would take stays at the desk.
    """

    def __init__(
        self,
        mappings: Sequence[Mapping] = (),
        faults: Sequence[MappingInvalid] = (),
        connect: Connect = tools.connect,
    ) -> None:
        self.mappings = {mapping.name: mapping for mapping in sorted(mappings, key=lambda each: each.name)}
        self.faults = tuple(faults)
        self.connect = connect
        self.bell = Bell()

    def __len__(self) -> int:
        return len(self.mappings)

    def log_faults(self) -> None:
        """For the desk that serves: a command beside it may lack the secrets that the desk has."""
        for invalid in self.faults:
            log.error("mapping_invalid", file=Path(invalid.file).name, place=invalid.place, why=invalid.why)

    def taker(self, site: str, kind: str) -> Mapping | None:
        """Which connector takes a record of this site and kind; None: the desk keeps it."""
        return folder.chosen(tuple(self.mappings.values()), site, kind)

    def wake(self) -> None:
        """Something was queued and committed: look at once. A ring too many costs a look."""
        self.bell.ring()


def load_connectors(place: Path) -> Connectors:
    """The connectors of a folder of mappings; what is wrong with one is kept, see `faults`."""
    found = folder.read(place)
    usable, faults = [], list(found.faults)
    for mapping in found.mappings:
        if mapping.tool in tools.TOOLS:
            usable.append(mapping)
        else:
            why = f"there is no connector for {mapping.tool}"
            faults.append(MappingInvalid(f"{mapping.name}.toml", "tool", why))
    return Connectors(usable, faults)
