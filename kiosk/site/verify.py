"""Is the journal what was written? Follows the chain from the first entry, and folds it from nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Row, create_engine, select
from sqlalchemy.exc import DatabaseError

from common.clients.errors import ApiRefused, Unreachable
from kiosk.queue import codec
from kiosk.queue.chain import GENESIS
from kiosk.queue.line import Line
from kiosk.site.database import is_sound
from kiosk.site.journal import JournalUnusable, Standing, all_entries, head_at
from kiosk.site.mark import read_mark
from kiosk.site.recovery import Ask
from kiosk.site.schema import snapshots


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `broken`: the first entry that is not as it was written, and `why`:

    "missing" (the file), "unreadable" (its structure), "gap", "prev" or "hash" (the chain), "event" (one
    that cannot follow from those before), "newer" (of a later version). `entries`: how many good ones come
    first; `head`: the last's hash. `snapshot`: "", "good" or "changed" (not what the journal leads to).
    `end`: "" or "good", or, by the mark beside the file, "cut_off" or "replaced"; `known`: the mark's entry.
    """

    entries: int
    head: str
    broken: int | None = None
    why: str = ""
    snapshot: str = ""
    end: str = ""
    known: int = 0

    @property
    def good(self) -> bool:
        return not self.why and self.snapshot != "changed" and self.end not in ("cut_off", "replaced")


@dataclass(frozen=True, slots=True)
class DeskReport:
    """What the desk's copy says of the journal's end.

    `says`: "level", "behind" (the desk has not heard all yet), "more" (ours was cut off), "differs",
    "not-reached" (with `why`). `sequence`: the last entry that the desk holds.
    """

    says: str
    sequence: int = 0
    why: str = ""

    @property
    def good(self) -> bool:
        return self.says in ("level", "behind")


def check(path: Path) -> Report:
    """Check the journal in the database file at `path`; changes nothing, also while the service runs."""
    if not path.exists():
        return Report(0, GENESIS, None, "missing")
    marked = read_mark(path.parent)  # before the entries: they may grow while we read
    engine = create_engine(f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true")
    standing = Standing(Line(), GENESIS, 0)
    found = Report(0, GENESIS)
    try:
        with engine.connect() as connection:
            if not is_sound(connection):
                return replace(found, why="unreadable")
            found = replace(found, snapshot=_fold_all(connection, standing))
            if marked is not None:
                end = "good" if head_at(connection, marked.seq) == marked.head else "replaced"
                end = "cut_off" if marked.seq > standing.line.sequence else end
                found = replace(found, end=end, known=marked.seq)
    except JournalUnusable as unusable:
        found = replace(found, broken=unusable.seq, why=unusable.why)
    except (DatabaseError, ValueError):
        found = replace(found, broken=standing.line.sequence + 1, why="unreadable")
    finally:
        engine.dispose()
    return replace(found, entries=standing.line.sequence, head=standing.head)


def _fold_all(connection: Connection, standing: Standing) -> str:
    """Take every entry; what the stored snapshot is worth on the way. Raises JournalUnusable."""
    stored = connection.execute(select(snapshots).order_by(snapshots.c.seq.desc()).limit(1)).one_or_none()
    snapshot = "changed" if stored is not None else ""
    for one in all_entries(connection):
        standing.take(one)
        if stored is not None and stored.seq == one.seq:
            snapshot = "good" if _is_of(stored, standing) else "changed"
    return snapshot


def _is_of(stored: Row[tuple[int, str, str]], standing: Standing) -> bool:
    """Whether a snapshot says what the journal led to there. One of an older version may say less."""
    seal, _, text = stored.line.partition("\n")
    try:
        told = json.loads(text if not seal.startswith("{") else stored.line)
    except ValueError:
        return False
    made = json.loads(json.dumps(codec.take_snapshot(standing.line)))
    if seal.startswith("{"):
        return bool(stored.head == standing.head and told.get("sequence") == made["sequence"])
    return bool(stored.head == standing.head and told == made)


def check_end(path: Path, report: Report, ask: Ask) -> DeskReport:
    """Compare a journal that `check` found good with the desk's copy: was anything cut off at the end?"""
    try:
        held = ask(0, 0)
    except (Unreachable, ApiRefused) as error:
        return DeskReport("not-reached", why=str(error))
    if held.sequence > report.entries:
        return DeskReport("more", held.sequence)
    engine = create_engine(f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            same = head_at(connection, held.sequence) == held.head
    finally:
        engine.dispose()
    if not same:
        return DeskReport("differs", held.sequence)
    return DeskReport("level" if held.sequence == report.entries else "behind", held.sequence)
