"""The line of each site as its journal tells it: folded by every desk process for itself.

    with line_of(desk.database, "main") as line:
        place = place_of(line, line.visits[visit])

A line is folded in place, so it is lent under its site's lock: look, take out what you need, let go. The
database is asked for new entries each time; a snapshot now and then keeps the first look short.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import structlog

from desk.engine import Database, StorageFull
from desk.standby.store import terms_of
from desk.sync import store
from kiosk.queue.chain import Entry
from kiosk.queue.codec import from_json, restore, take_snapshot
from kiosk.queue.fold import fold
from kiosk.queue.line import Line

SNAPSHOT_EVERY = 1000  # entries folded since the last snapshot
PAGE = 2000

log = structlog.get_logger()


@dataclass
class _Kept:
    """A line, and what belongs to keeping it up to date."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    line: Line | None = None
    saved_at: int = 0
    term: int = 0


class _Lines:
    """The lines of one database's sites in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sites: dict[str, _Kept] = {}

    def kept(self, site: str) -> _Kept:
        with self._lock:
            return self._sites.setdefault(site, _Kept())


_by_database: WeakKeyDictionary[Database, _Lines] = WeakKeyDictionary()
_by_database_lock = threading.Lock()


@contextmanager
def line_of(database: Database, site: str) -> Iterator[Line]:
    """Lend the line of a site as far as the desk holds its journal; empty for a site never heard of.

    Blocking: call it in a plain `def` route or off the event loop. Do not keep the line, nor change it.
    """
    with _by_database_lock:
        lines = _by_database.setdefault(database, _Lines())
    kept = lines.kept(site)
    with kept.lock:
        yield _up_to_date(database, site, kept)


def _up_to_date(database: Database, site: str, kept: _Kept) -> Line:
    with database.read() as connection:
        term = terms_of(connection, site).term
        if term != kept.term:  # another machine writes: it may have set entries aside that were folded here
            kept.line, kept.term = None, term
        if kept.line is None:
            kept.line = _stored(store.snapshot(connection, site))
            kept.saved_at = kept.line.sequence
        line = kept.line
        while fresh := store.entries_after(connection, site, line.sequence, PAGE):
            for entry in fresh:
                _follow(line, entry, site)
    if line.sequence - kept.saved_at >= SNAPSHOT_EVERY:
        _save(database, site, kept, line)
    return line


def _stored(data: dict[str, object] | None) -> Line:
    if data is not None:
        try:
            return restore(data)
        except ValueError:  # made by another version: the journal has everything
            log.info("snapshot_of_other_version")
    return Line()


def _follow(line: Line, entry: Entry, site: str) -> None:
    """Fold one entry. One that cannot be folded (a newer site's, a foreign one's) is left out, not lost."""
    try:
        fold(line, from_json(entry.type, entry.data))
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        log.warning("entry_not_folded", site=site, seq=entry.seq, type=entry.type, why=type(error).__name__)
    line.sequence = entry.seq


def _save(database: Database, site: str, kept: _Kept, line: Line) -> None:
    try:
        with database.begin() as connection:
            store.save_snapshot(connection, site, line.sequence, take_snapshot(line))
        kept.saved_at = line.sequence
    except StorageFull:
        log.warning("snapshot_not_saved", site=site)
