"""The journal on disk: append entries, read them, restore the line from a snapshot and what came after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from kiosk.queue import codec
from kiosk.queue.chain import GENESIS, Entry, canonical, link
from kiosk.queue.events import VERSION, Event
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.schema import entries, snapshots

PAGE = 500


@dataclass(frozen=True, slots=True)
class Written:
    """One entry as it was stored; `data` is the canonical JSON text that the hash covers."""

    seq: int
    at: str
    type: str
    version: int
    data: str
    actor: str
    command: str
    prev: str
    hash: str

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def entry(self) -> Entry:
        return Entry(
            self.seq,
            self.at,
            self.type,
            self.version,
            json.loads(self.data),
            self.actor,
            self.command,
            self.prev,
            self.hash,
        )


def write_down(event: Event, seq: int, prev: str, actor: str, command: str) -> Written:
    """The entry number `seq` for an event, chained to the hash before it."""
    kind, at, data = codec.event_type(event), event.at.isoformat(), canonical(codec.to_json(event))
    made = link(prev, seq, at, kind, VERSION, data, actor, command)
    return Written(seq, at, kind, VERSION, data, actor, command, prev, made)


_APPEND = insert(entries)


def append(connection: Connection, written: Sequence[Written]) -> None:
    """Store entries, in the caller's transaction."""
    if written:
        connection.execute(_APPEND, [one.row() for one in written])


def page(connection: Connection, after: int, limit: int = PAGE) -> list[Written]:
    """Up to `limit` entries after `after`, in order."""
    found = connection.execute(
        select(entries).where(entries.c.seq > after).order_by(entries.c.seq).limit(limit)
    )
    return [_written(row) for row in found]


def all_entries(connection: Connection) -> Iterator[Written]:
    """The whole journal, a page at a time."""
    after = 0
    while found := page(connection, after):
        yield from found
        after = found[-1].seq


def _written(row: Row[Any]) -> Written:
    return Written(*tuple(row))


@dataclass
class Standing:
    """A line, the hash of the last entry folded into it, and the sequence of the snapshot it came from."""

    line: Line
    head: str
    snapshot: int


def load(connection: Connection) -> Standing:
    """The line as the journal has it: the newest snapshot, and every entry after it."""
    newest = connection.execute(select(snapshots).order_by(snapshots.c.seq.desc()).limit(1)).one_or_none()
    standing = (
        Standing(codec.restore(json.loads(newest.line)), newest.head, newest.seq)
        if newest
        else Standing(Line(), GENESIS, 0)
    )
    while found := page(connection, standing.line.sequence):
        for one in found:
            fold(standing.line, codec.from_json(one.type, json.loads(one.data)))
        standing.head = found[-1].hash
    return standing


def keep_snapshot(connection: Connection, seq: int, head: str, line: str) -> None:
    """Store a snapshot in place of the older ones, in the caller's transaction."""
    connection.execute(delete(snapshots))
    connection.execute(insert(snapshots).values(seq=seq, head=head, line=line))


def head_at(connection: Connection, seq: int) -> str | None:
    """The hash of entry `seq` (0: before the first); None when the journal does not reach so far."""
    if seq == 0:
        return GENESIS
    return connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar_one_or_none()
