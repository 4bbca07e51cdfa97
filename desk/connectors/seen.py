"""How the outside tools stand, put together for the pages and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from common.outside import called
from desk.catalogue import store as catalogue
from desk.connectors.catalogue import TOOLS
from desk.connectors.engine.breaker import Line, LineState
from desk.connectors.engine.delivery import HOLDS_UP
from desk.connectors.loaded import Connectors, name_of
from desk.connectors.mapping.drafting import state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.store import deliveries, lines, looks, outside
from desk.connectors.store.looks import Lately
from desk.context import Desk
from desk.engine import Connection
from desk.incidents.rules import State


@dataclass(frozen=True, slots=True)
class ToolStanding:
    """A connector as it stands. `tool`: the product, "" when there is no mapping of it that counts; `fault`:
    why its file cannot be used as it is now, (place, why).

    `waiting` counts what is on its way, records, notes, files and states; `attention` what a person must
    decide; `done_today` since midnight at the desk's first site. `since`: the oldest record that waits;
    `unknown`: states that tickets stand in there and that the mapping has no word for.
    """

    name: str
    tool: str
    line: Line
    waiting: int = 0
    attention: int = 0
    done_today: int = 0
    since: datetime | None = None
    last_contact: datetime | None = None
    fault: tuple[str, str] | None = None
    mapped: bool = True
    unknown: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        return called(self.name)

    @property
    def state(self) -> str:
        """open, resting, stopped; or broken: its file cannot be used, and no version before it is served;
        removed: its file is not there any more.
        """
        if self.mapped:
            return self.line.state.value
        return "broken" if self.fault is not None else "removed"

    @property
    def outdated(self) -> bool:
        """Whether a version of its file is served that is not the newest, since that one cannot be used."""
        return self.mapped and self.fault is not None


def all_tools(connection: Connection, desk: Desk) -> list[ToolStanding]:
    """Every connector that has a mapping, and every one that something was handed over to, by name."""
    counts, known = deliveries.counts(connection), lines.all_lines(connection)
    polled, lately = lines.polled_at(connection), looks.lately(connection, _midnight(connection, desk))
    states = outside.states(connection)
    faults = {name_of(each.file): (each.place, each.why) for each in desk.connectors.faults}
    names = sorted({*desk.connectors.mappings, *faults, *counts})
    found = []
    for name in names:
        mapping, by_stage = desk.connectors.mappings.get(name), counts.get(name, {})
        product = TOOLS.get(mapping.tool) if mapping is not None else None
        took = lately.get(name, Lately())
        found.append(
            ToolStanding(
                name,
                product.title if product is not None else "",
                known.get(name, Line(name)),
                sum(by_stage.get(stage.value, 0) for stage in HOLDS_UP),
                by_stage.get("attention", 0),
                took.done,
                deliveries.oldest_unfinished(connection, name) if by_stage else None,
                _latest((polled.get(name), took.last)),
                faults.get(name),
                mapping is not None,
                _unknown(mapping, states.get(name, [])),
            )
        )
    return found


def _unknown(mapping: Mapping | None, states: list[tuple[str, State]]) -> tuple[str, ...]:
    if mapping is None:
        return ()
    return tuple(dict.fromkeys(raw for raw, _ in states if state_of(mapping, raw) is None))


@dataclass(frozen=True, slots=True)
class Banners:
    """What every page says, as names of connectors. `stopped`: take nothing until somebody mends something;
    `outdated`: go on, with a version of their file that is not the newest.
    """

    stopped: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()


def banners(connection: Connection, connectors: Connectors) -> Banners:
    """Read on every page of staff, so it asks for little."""
    known = lines.all_lines(connection)
    stopped = {
        name for name in connectors.mappings if name in known and known[name].state is LineState.STOPPED
    }
    stopped |= connectors.broken | set(deliveries.waiting_for_others(connection, connectors.mappings))
    outdated = {name_of(each.file) for each in connectors.faults} & connectors.mappings.keys()
    return Banners(tuple(sorted(stopped)), tuple(sorted(outdated)))


def _midnight(connection: Connection, desk: Desk) -> datetime:
    sites, now = catalogue.all_sites(connection), desk.now()
    local = now.astimezone(sites[0].zone) if sites else now
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in times if each is not None), default=None)
