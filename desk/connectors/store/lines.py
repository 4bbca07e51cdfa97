"""The line to each tool: whether it is open (the breaker), and how far the tool's changes were read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.connectors.engine.breaker import Line, LineState, Pause
from desk.connectors.store.deliveries import storable
from desk.engine import Moment, insert_new, metadata

APART = timedelta(seconds=2)  # between two polls, however often somebody hints

lines = sa.Table(
    "connector_lines",
    metadata,
    sa.Column("connector", sa.String(48), primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("why", sa.String(20)),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("until", Moment),
    sa.Column("failures", sa.Integer, nullable=False),
)
cursors = sa.Table(
    "connector_cursors",
    metadata,
    sa.Column("connector", sa.String(48), primary_key=True),
    sa.Column("cursor", sa.Text, nullable=False),
    sa.Column("wakes_at", Moment, nullable=False),
    sa.Column("claim", sa.String(64)),
    sa.Column("polled_at", Moment),
    sa.Column("again", sa.Boolean, nullable=False),  # somebody hinted while it was being polled
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One poll of a tool's changes that this process may make."""

    cursor: str
    claim: str


def line_of(connection: Connection, connector: str) -> Line:
    """How a tool's line stands; open for one never heard of."""
    row = connection.execute(sa.select(lines).where(lines.c.connector == connector)).one_or_none()
    return _line(row) if row is not None else Line(connector)


def all_lines(connection: Connection) -> dict[str, Line]:
    return {row.connector: _line(row) for row in connection.execute(sa.select(lines))}


def store_taken(connection: Connection, before: Line, taken: Line) -> bool:
    """Write the one try at a line that `breaker.take` gave; False when somebody else was faster."""
    c = lines.c
    same = (c.connector == before.connector) & (c.state == before.state.value) & (c.until == before.until)
    mine = lines.update().where(same).values(until=taken.until).returning(c.connector)
    return connection.execute(mine).first() is not None


def change_line(connection: Connection, connector: str, change: Callable[[Line], Line]) -> tuple[Line, Line]:
    """A line before and after a change; others who change it wait until the commit."""
    insert_new(connection, lines, _row(Line(connector)))
    row = sa.select(lines).where(lines.c.connector == connector).with_for_update()
    before = _line(connection.execute(row).one())
    after = change(before)
    if after != before:
        connection.execute(lines.update().where(lines.c.connector == connector).values(_row(after)))
    return before, after


def take_turn(connection: Connection, connector: str, now: datetime, lease: timedelta) -> Turn | None:
    """The next poll, when it is time for one and nobody else is at it."""
    insert_new(connection, cursors, _never_polled(connector, now))
    c = cursors.c
    due = sa.select(cursors).where(c.connector == connector, c.wakes_at <= now)
    row = connection.execute(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    turn = Turn(row.cursor, new_id())
    mine = cursors.update().where(c.connector == connector)
    connection.execute(mine.values(claim=turn.claim, wakes_at=now + lease, again=False))
    return turn


def is_turn_due(connection: Connection, connector: str, now: datetime) -> bool:
    """Whether `take_turn` could give one: a look that takes no lock."""
    at = connection.execute(sa.select(cursors.c.wakes_at).where(cursors.c.connector == connector)).scalar()
    return at is None or at <= now


def go_on(connection: Connection, connector: str, turn: Turn, cursor: str, until: datetime) -> bool:
    """Note how far the changes were read, the turn kept until then; False when it is somebody else's."""
    same = (cursors.c.connector == connector) & (cursors.c.claim == turn.claim)
    noted = cursors.update().where(same).values(cursor=cursor, wakes_at=until)
    return connection.execute(noted.returning(cursors.c.connector)).first() is not None


def end_turn(
    connection: Connection, connector: str, turn: Turn, now: datetime, next_at: datetime, done: bool
) -> None:
    """Give the turn back; the next poll is at `next_at`, or soon when somebody hinted in between."""
    c = cursors.c
    same = (c.connector == connector) & (c.claim == turn.claim)
    row = connection.execute(sa.select(cursors).where(same).with_for_update()).first()
    if row is None:
        return
    values: dict[str, Any] = {"claim": None, "again": False, "wakes_at": next_at}
    if row.again:
        values["wakes_at"] = min(next_at, now + APART)
    if done:
        values["polled_at"] = now
    connection.execute(cursors.update().where(same).values(values))


def hasten(connection: Connection, connector: str, now: datetime) -> bool:
    """Let the next poll be now, or as soon as may be; True when it comes sooner than it would have."""
    c = cursors.c
    insert_new(connection, cursors, _never_polled(connector, now))
    row = connection.execute(sa.select(cursors).where(c.connector == connector).with_for_update()).one()
    mine = cursors.update().where(c.connector == connector)
    if row.claim is not None and row.wakes_at > now:
        connection.execute(mine.values(again=True))
        return not row.again
    soonest = now if row.polled_at is None else max(now, row.polled_at + APART)
    if row.wakes_at <= soonest:
        return False
    connection.execute(mine.values(wakes_at=soonest))
    return True


def polled_at(connection: Connection) -> dict[str, datetime | None]:
    """When each tool's changes were read last."""
    rows = connection.execute(sa.select(cursors.c.connector, cursors.c.polled_at))
    return {row.connector: row.polled_at for row in rows}


def _never_polled(connector: str, now: datetime) -> dict[str, Any]:
    return {"connector": connector, "cursor": "", "wakes_at": now, "again": False}


def _row(line: Line) -> dict[str, Any]:
    return {
        "connector": line.connector,
        "state": line.state.value,
        "why": line.why.value if line.why is not None else None,
        "message": storable(line.message)[:2000],
        "until": line.until,
        "failures": line.failures,
    }


def _line(row: sa.Row[Any]) -> Line:
    why = Pause(row.why) if row.why else None
    return Line(row.connector, LineState(row.state), why, row.message, row.until, row.failures)
