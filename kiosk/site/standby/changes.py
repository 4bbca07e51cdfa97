"""The log of what changed beside the journal, kept by triggers in the transaction of the change itself.

It names table and rowid only: what a row says is read when a standby asks, so that a person who was erased is
in no log. Without triggers (no standby was ever here) nothing is logged and nothing costs anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, select

from common.ids import new_id
from kiosk.site.schema import changes, entries, log_trigger
from kiosk.site.standby import notes, rows

MOST_ENTRIES = 500
MOST_CHANGES = 5_000
MOST_LOGGED = 200_000  # a standby that is further behind begins anew
_MOMENTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """How far a copy goes: the last entry, and the last change beside the journal."""

    entry: int = 0
    change: int = 0

    def reaches(self, other: Position) -> bool:
        return self.entry >= other.entry and self.change >= other.change


@dataclass(frozen=True, slots=True)
class Run:
    """What a standby lacks. `whole`: with it the copy has everything that is stored at this moment."""

    entries: list[list[object]]
    rows: dict[str, list[rows.Row]]
    gone: dict[str, list[int]]
    to: Position
    whole: bool


def begin_log(connection: Connection) -> str:
    """Log from here on, in the caller's transaction; the log's name. One that is kept already goes on."""
    if name := notes.read(connection).log:
        return name
    name = new_id()
    for kind in rows.COPIED:
        for moment, which in _MOMENTS:
            connection.exec_driver_sql(log_trigger(kind, moment, which))
    notes.put(connection, "log", name)
    return name


def end_log(connection: Connection) -> None:
    """Log no more, and forget what was logged: whoever follows begins anew."""
    for kind in rows.COPIED:
        for moment, _ in _MOMENTS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS changes_{kind}_{moment}")
    connection.execute(delete(changes))
    notes.put(connection, "log", "")


def trim(connection: Connection, acknowledged: int) -> None:
    """Forget what the standby has; the last one stays, because numbers go on from it."""
    connection.execute(delete(changes).where(changes.c.n < acknowledged))


_LAST_ENTRY = select(func.max(entries.c.seq))
_LAST_CHANGE = select(func.max(changes.c.n))
_ENTRIES = (  # made once: building a statement costs more than running it
    select(entries).where(entries.c.seq > bindparam("after")).order_by(entries.c.seq).limit(MOST_ENTRIES)
)
_CHANGES = select(changes).where(changes.c.n > bindparam("after")).order_by(changes.c.n).limit(MOST_CHANGES)


def position(connection: Connection) -> Position:
    """Everything that this transaction sees."""
    return Position(
        connection.execute(_LAST_ENTRY).scalar() or 0, connection.execute(_LAST_CHANGE).scalar() or 0
    )


def last_change(connection: Connection) -> int:
    return connection.execute(_LAST_CHANGE).scalar() or 0


def is_too_long(connection: Connection, most: int = MOST_LOGGED) -> bool:
    """Whether so much is logged that a standby had better begin anew."""
    return last_change(connection) - first_kept(connection) >= most


def first_kept(connection: Connection) -> int:
    """The oldest change that is kept; 0 when there is none."""
    return connection.execute(select(func.min(changes.c.n))).scalar() or 0


def run_after(connection: Connection, at: Position) -> Run:
    """What comes after `at`, in one reading transaction. Entries go ahead of rows."""
    found = connection.execute(_ENTRIES, {"after": at.entry})
    new = [list(row) for row in found]
    reached = int(str(new[-1][0])) if new else at.entry
    if len(new) == MOST_ENTRIES:
        return Run(new, {}, {}, Position(reached, at.change), whole=False)
    changed = list(connection.execute(_CHANGES, {"after": at.change}))
    by_kind: dict[str, dict[int, None]] = {}
    for one in changed:
        by_kind.setdefault(one.kind, {})[one.row] = None
    told = {kind: rows.named(connection, kind, list(ids)) for kind, ids in by_kind.items()}
    there = {kind: {row[0] for row in found} for kind, found in told.items()}
    gone = {kind: [one for one in ids if one not in there[kind]] for kind, ids in by_kind.items()}
    to = Position(reached, changed[-1].n if changed else at.change)
    return Run(new, told, gone, to, whole=len(changed) < MOST_CHANGES)
