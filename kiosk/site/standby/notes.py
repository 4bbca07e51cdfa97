"""What a machine notes durably of its standby, of the primary that it follows, and of being fenced.

Kept apart from what is copied: each machine has its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import Connection, create_engine, delete, select
from sqlalchemy.exc import DatabaseError

from kiosk.site.schema import standby_notes


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes; "" where nothing was noted.

    A primary: `log` names its log of changes; `standby` is the name of its standby, `standby_url` its
    address; `together` "yes" while answers wait for it; `alone_at`, `alone_after`: since when, and after
    which entry, it answers alone. `fenced`: the term of the one that took over, `fenced_by` who said so.
    A standby: `copy` is the name of its copy, `follows` the log of the primary, `entry` and `change` how
    far it has come; `filling` and `filled_to` the table of the first copy that is under way and the
    rowid reached; `whole` "yes" when it had everything once; `safe_at` until when it knows that nothing was
    missing; `term` the primary's. `own_term`: the one that began when this machine took over.
    """

    log: str = ""
    standby: str = ""
    standby_url: str = ""
    together: str = ""
    alone_at: str = ""
    alone_after: str = ""
    fenced: str = ""
    fenced_by: str = ""
    copy: str = ""
    follows: str = ""
    entry: str = ""
    change: str = ""
    filling: str = ""
    filled_to: str = ""
    whole: str = ""
    safe_at: str = ""
    term: str = ""
    own_term: str = ""


_NAMES = {each.name for each in fields(Notes)}
_PUT = standby_notes.insert().prefix_with("OR REPLACE")


def read(connection: Connection) -> Notes:
    found = {row.name: row.value for row in connection.execute(select(standby_notes))}
    return Notes(**{name: value for name, value in found.items() if name in _NAMES})


def put(connection: Connection, name: str, value: object) -> None:
    """Note one thing, in the caller's transaction."""
    put_all(connection, **{name: value})


def put_all(connection: Connection, **found: object) -> None:
    if not _NAMES.issuperset(found):
        raise ValueError(", ".join(found))
    connection.execute(_PUT, [{"name": name, "value": str(value)} for name, value in found.items()])


def forget_following(connection: Connection) -> None:
    """A standby took over: it follows nobody any more."""
    mine = ("copy", "follows", "entry", "change", "filling", "filled_to", "whole", "safe_at", "term")
    connection.execute(delete(standby_notes).where(standby_notes.c.name.in_(mine)))


def read_file(path: Path) -> Notes | None:
    """The notes in a database file; None when there is no such file, or it cannot be read."""
    if not path.exists():
        return None
    engine = create_engine(f"sqlite:///file:{path.resolve().as_posix()}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            return read(connection)
    except DatabaseError:
        return None
    finally:
        engine.dispose()
