"""The connectors of a running desk: their mappings, who makes them, the bell that wakes who serves them.

A desk that serves looks at its folder of mappings every few seconds, so that one that is added, changed,
mended or taken away counts at once, and so does a secret in a file of its own. What is read is compared with
what was taken, not the files' times: so nothing is missed, wherever a secret lies.
"""

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

    `mappings`: those that count, by name. `faults`: files that cannot be used, and why; where a version
    before one could be, that is still among the mappings, else what it would take stays at the desk.
    `place`: the folder that `look` looks at.
    """

    def __init__(
        self,
        mappings: Sequence[Mapping] = (),
        faults: Sequence[MappingInvalid] = (),
        connect: Connect = tools.connect,
        place: Path | None = None,
    ) -> None:
        self.mappings = {mapping.name: mapping for mapping in sorted(mappings, key=lambda each: each.name)}
        self.faults = tuple(faults)
        self.connect = connect
        self.bell = Bell()
        self._place = place
        self._taken = self._seen = _said(tuple(self.mappings.values()), self.faults)

    def __len__(self) -> int:
        return len(self.mappings)

    @property
    def broken(self) -> frozenset[str]:
        """Connectors whose file cannot be used and of which no earlier version is served either."""
        return frozenset(name_of(each.file) for each in self.faults) - self.mappings.keys()

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

    def look(self, clock: Clock) -> bool:
        """Read the folder again; True when it holds something else than what counted so far. For one thread.

        It counts when two looks in a row found it alike: of a file that is being written no half is taken.
        """
        if self._place is None:
            return False
        found = _usable(folder.read(self._place))
        before, self._seen = self._seen, _said(found.mappings, found.faults)
        if self._seen == self._taken or self._seen != before:
            return False
        self._taken = self._seen
        self._take(found, clock)
        self.log_faults()
        return True

    def _take(self, found: folder.Found, clock: Clock) -> None:
        """Let what was found count; of what cannot be used, the version that counted before stays."""
        faults, after = list(found.faults), {}
        for mapping in found.mappings:
            known = self.mappings.get(mapping.name)
            fault = self._fault(mapping, clock) if mapping != known else None
            if fault is not None:
                faults.append(fault)
            else:
                after[mapping.name] = known if known is not None and mapping == known else mapping
        stays = {name_of(each.file) for each in faults} & self.mappings.keys()
        after |= {name: self.mappings[name] for name in stays}
        for name in sorted(after.keys() | self.mappings.keys()):
            if after.get(name) is not self.mappings.get(name):
                what = "mapping_gone" if name not in after else "mapping_taken"
                log.info(what, connector=name)
        self.mappings, self.faults = dict(sorted(after.items())), tuple(faults)

    def _fault(self, mapping: Mapping, clock: Clock) -> MappingInvalid | None:
        """Why no connector can be made of a mapping."""
        try:
            self.connect(mapping, clock).close()
        except MappingInvalid as invalid:
            return MappingInvalid(f"{mapping.name}.toml", invalid.place, invalid.why)
        return None


def load_connectors(place: Path) -> Connectors:
    """The connectors of a folder of mappings; what is wrong with one is kept, see `faults`."""
    found = _usable(folder.read(place))
    return Connectors(found.mappings, found.faults, place=place)


def name_of(file: str) -> str:
    """The connector of a mapping's file, whatever the system that it lies on."""
    return file.rpartition("/")[2].rpartition("\\")[2].removesuffix(".toml")


def _usable(found: folder.Found) -> folder.Found:
    """Without mappings for tools that there is no connector for."""
    unknown = [mapping for mapping in found.mappings if mapping.tool not in tools.TOOLS]
    faults = [
        MappingInvalid(f"{mapping.name}.toml", "tool", f"there is no connector for {mapping.tool}")
        for mapping in unknown
    ]
    usable = tuple(mapping for mapping in found.mappings if mapping not in unknown)
    return folder.Found(usable, (*found.faults, *faults))


_Said = tuple[tuple[Mapping, ...], tuple[tuple[str, str, str], ...]]


def _said(mappings: tuple[Mapping, ...], faults: Sequence[MappingInvalid]) -> _Said:
    """What a folder says, to be compared."""
    return mappings, tuple((each.file, each.place, each.why) for each in faults)
