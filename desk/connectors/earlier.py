"""Records that a connector would take and that are still at the desk alone, handed over after all.

What was recorded while a mapping could not be used goes by itself as soon as it can be. What was recorded
before there was the connector goes when a lead says so. Each goes once, as always: a record is queued under
its own id.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import structlog

from desk.catalogue import store as catalogue
from desk.connectors import handing
from desk.connectors.loaded import Connectors
from desk.connectors.mapping.form import Mapping
from desk.connectors.store import kept, since
from desk.connectors.store.kept import Wanted
from desk.context import Desk
from desk.engine import Connection

log = structlog.get_logger()

BATCH = 100  # records in one transaction


def note(desk: Desk, broken: dict[str, datetime]) -> int:
    """Keep in mind which mappings can be used and since when others cannot; hand over what was recorded while
    one could not that now can. How many records that were.

    `broken`: since when this process itself has no mapping for a connector; another one may have noticed that
    it was mended a moment before us, and what came to us in between is made up for by us.
    """
    now, connectors, made_up = desk.now(), desk.connectors, 0
    for name in sorted(connectors.broken):
        with desk.database.begin() as connection:
            if since.note_broken(connection, name, now) is not None:
                broken.setdefault(name, now)
    for name, mapping in connectors.mappings.items():
        with desk.database.begin() as connection:
            noted = since.note_good(connection, name, now)
        times = [at for at in (noted, broken.pop(name, None)) if at is not None]
        if times:
            made_up += _make_up(desk, mapping, min(times))
        if noted is not None:
            with desk.database.begin() as connection:
                since.mended(connection, name, noted)
    return made_up


def count(connection: Connection, connectors: Connectors, mapping: Mapping, wanted: Wanted) -> int:
    """How many records a connector would take that are still at the desk alone."""
    return kept.count(connection, mapping, _before(connectors, mapping), wanted)


def hand_over(
    connection: Connection,
    connectors: Connectors,
    mapping: Mapping,
    wanted: Wanted,
    now: datetime,
    limit: int,
) -> int:
    """Queue the oldest of them, at most `limit`; how many those were."""
    found = kept.some(connection, mapping, _before(connectors, mapping), wanted, limit)
    return sum(handing.hand_over(connection, connectors, incident, now) for incident in found)


def begins(connection: Connection, day: date) -> datetime:
    """The beginning of a day as the desk's first site has it."""
    sites = catalogue.all_sites(connection)
    return datetime.combine(day, time(0, 0), sites[0].zone if sites else UTC)


def _make_up(desk: Desk, mapping: Mapping, begins: datetime) -> int:
    total, wanted = 0, Wanted(begins, by="received")
    while True:
        with desk.database.begin() as connection:
            queued = hand_over(connection, desk.connectors, mapping, wanted, desk.now(), BATCH)
        total += queued
        if queued < BATCH:
            break
    if total:
        log.info("earlier_handed_over", connector=mapping.name, records=total)
        desk.connectors.wake()
    return total


def _before(connectors: Connectors, mapping: Mapping) -> list[Mapping]:
    """The mappings that are asked before this one."""
    names = list(connectors.mappings)
    return [connectors.mappings[name] for name in names[: names.index(mapping.name)]]
