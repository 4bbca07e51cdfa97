"""Is the journal what was written? Follows the chain from the first entry, and folds it from nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError

from kiosk.queue import codec
from kiosk.queue.chain import GENESIS, first_break
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.database import is_sound
from kiosk.site.journal import Written, all_entries


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `broken`: the first entry that is not as it was written, and `why`:

    "missing" (the file), "unreadable" (its structure), "gap", "prev" or "hash" (the chain), "event" (one
    that cannot follow from those before). `entries`: how many good ones come first; `head`: the last's hash.
    """

    entries: int
    head: str
    broken: int | None = None
    why: str = ""

    @property
    def good(self) -> bool:
        return not self.why


def check(path: Path) -> Report:
    """Check the journal in the database file at `path`; changes nothing, also while the service runs."""
    if not path.exists():
        return Report(0, GENESIS, None, "missing")
    engine = create_engine(f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true")
    so_far = Report(0, GENESIS)
    try:
        with engine.connect() as connection:
            if not is_sound(connection):
                return Report(0, GENESIS, None, "unreadable")
            line = Line()
            for written in all_entries(connection):
                why = _fault(written, so_far, line)
                if why:
                    return Report(so_far.entries, so_far.head, so_far.entries + 1, why)
                so_far = Report(written.seq, written.hash)
    except (DatabaseError, ValueError):
        return Report(so_far.entries, so_far.head, so_far.entries + 1, "unreadable")
    finally:
        engine.dispose()
    return so_far


def _fault(written: Written, before: Report, line: Line) -> str:
    found = first_break([written.entry()], before.head, before.entries)
    if found is not None:
        return found.why
    try:
        fold(line, codec.from_json(written.type, json.loads(written.data)))
    except (KeyError, ValueError):
        return "event"
    return ""
