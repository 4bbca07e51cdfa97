"""The journal on disk: append entries, read them, restore the line from a snapshot and what came after.

Whoever reads the line trusts nothing: each entry after the snapshot must follow from the one before it, and
a snapshot counts only with its seal and with the journal's own hash at its place; else it is passed over
and the whole journal is folded, which is slower and always right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Connection, Row, delete, func, insert, select

from kiosk.queue import codec
from kiosk.queue.chain import GENESIS, Entry, canonical, link
from kiosk.queue.events import VERSION, Event
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.database import Rows
from kiosk.site.schema import entries, snapshots

PAGE = 500
log = structlog.get_logger("site.journal")


class JournalUnusable(Exception):
    """The journal must not be written on. `why` is a key of the words in operate.ftl:

    "unreadable" (the file), "gap", "prev", "hash" (the chain), "event" (cannot follow from what was before),
    "newer" (of a later version), "empty", "cut_off" (entries are missing at the end), "differs" (the desk
    holds another journal). `seq`: the first entry that is not there or not as it was written.
    """

    def __init__(self, why: str, seq: int, known: int = 0) -> None:
        """`known`: the last entry that is known to have been there, where that is the point."""
        super().__init__(f"{why} at entry {seq}")
        self.why, self.seq, self.known = why, seq, known


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


_ENTRIES = Rows(entries)


def append(connection: Connection, written: Sequence[Written]) -> None:
    """Store entries, in the caller's transaction."""
    _ENTRIES.put(connection, [one.row() for one in written])


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


def fault_of(one: Written, prev: str, after: int) -> str:
    """Why `one` does not follow entry `after` with the hash `prev`: "gap", "prev", "hash"; "" if it does."""
    if one.seq != after + 1:
        return "gap"
    if one.prev != prev:
        return "prev"
    try:
        made = link(prev, one.seq, one.at, one.type, one.version, one.data, one.actor, one.command)
    except (TypeError, ValueError):  # a column that holds no text, or no text that could be written
        return "hash"
    return "" if made == one.hash else "hash"


@dataclass
class Standing:
    """A line, the hash of the last entry folded into it, and the sequence of the snapshot it came from."""

    line: Line
    head: str
    snapshot: int

    def again(self) -> Standing:
        """The same once more, for somebody else to fold on: quicker than reading the journal twice."""
        return Standing(codec.restore(codec.take_snapshot(self.line)), self.head, self.snapshot)

    def take(self, one: Written) -> Event:
        """Fold the next entry. Raises JournalUnusable, and then the line must not be used any more."""
        if why := fault_of(one, self.head, self.line.sequence):
            raise JournalUnusable(why, self.line.sequence + 1)
        try:
            event = codec.from_text(one.type, one.data)
            fold(self.line, event)
        except (KeyError, ValueError) as error:
            raise JournalUnusable("newer" if one.version > VERSION else "event", one.seq) from error
        self.head = one.hash
        return event


def load(connection: Connection) -> Standing:
    """The line as the journal has it: the newest snapshot, and every entry after it.

    Raises JournalUnusable when an entry after the snapshot is not as it was written, SQLAlchemyError when
    the file cannot be read.
    """
    standing = _from_snapshot(connection) or Standing(Line(), GENESIS, 0)
    while found := page(connection, standing.line.sequence):
        for one in found:
            standing.take(one)
    return standing


def _from_snapshot(connection: Connection) -> Standing | None:
    """The line of the newest snapshot; None when there is none that can be trusted."""
    newest = connection.execute(select(snapshots).order_by(snapshots.c.seq.desc()).limit(1)).one_or_none()
    if newest is None:
        return None
    seal, _, text = newest.line.partition("\n")
    if seal.startswith("{"):
        log.info("snapshot_of_older_version", seq=newest.seq, says="The journal is read from its beginning.")
        return None
    why = ""
    if seal != _seal(newest.seq, newest.head, text):
        why = "it was changed after it was stored"
    elif head_at(connection, newest.seq) != newest.head:
        why = "it is not of this journal"
    else:
        try:
            line = codec.restore(json.loads(text))
        except ValueError:
            why = "it cannot be read"
        else:
            if line.sequence == newest.seq:
                return Standing(line, newest.head, newest.seq)
            why = "it is not of this journal"
    says = f"The snapshot is not used: {why}. The journal is read from its beginning."
    log.warning("snapshot_not_used", seq=newest.seq, why=why, says=says)
    return None


def _seal(seq: int, head: str, text: str) -> str:
    """What shows that a snapshot is as it was stored, by a program that folds as this one does."""
    return hashlib.sha256(f"{VERSION} {seq} {head}\n{text}".encode()).hexdigest()


def keep_snapshot(connection: Connection, seq: int, head: str, line: str) -> None:
    """Store a snapshot in place of the older ones, in the caller's transaction."""
    connection.execute(delete(snapshots))
    sealed = f"{_seal(seq, head, line)}\n{line}"
    connection.execute(insert(snapshots).values(seq=seq, head=head, line=sealed))


def tail(connection: Connection) -> tuple[int, str]:
    """Sequence and hash of the last entry; (0, GENESIS) of an empty journal."""
    last = select(entries.c.seq, entries.c.hash).order_by(entries.c.seq.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)


def last_of_type(connection: Connection, kind: str) -> int:
    """The sequence of the newest entry of a type; 0 when there is none. Reads the whole journal."""
    return connection.execute(select(func.max(entries.c.seq)).where(entries.c.type == kind)).scalar() or 0


def head_at(connection: Connection, seq: int) -> str | None:
    """The hash of entry `seq` (0: before the first); None when the journal does not reach so far."""
    if seq == 0:
        return GENESIS
    return connection.execute(select(entries.c.hash).where(entries.c.seq == seq)).scalar_one_or_none()
