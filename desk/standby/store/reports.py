"""What the desk hears of a site's two machines: how the standby stands, what a take-over left behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Moment, metadata, put
from desk.standby import store
from desk.standby.rules import TAKEN_OVER
from kiosk.queue.chain import Entry
from kiosk.queue.codec import from_json
from kiosk.queue.events import SiteTakenOver

NOTED_EVERY = timedelta(seconds=10)  # a standby asks every two; not each time is worth a write
SILENT_AFTER = timedelta(seconds=30)

standbys = sa.Table(
    "site_standbys",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("entry", sa.BigInteger, nullable=False),
    sa.Column("together", sa.Boolean, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
)
take_overs = sa.Table(
    "site_take_overs",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("term", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("after", sa.BigInteger, nullable=False),
    sa.Column("in_touch", sa.Boolean, nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class StandbySeen:
    """How a standby stood when it asked last.

    `entry`: the last one on its disk. `together`: whatever the other machine tells anybody is there first;
    `whole`: it has had everything once, so it can take over.
    """

    seen_at: datetime
    entry: int
    together: bool
    whole: bool

    def is_silent(self, now: datetime) -> bool:
        return now - self.seen_at > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class TakeOverSeen:
    """A take-over that came with the journal. `set_aside`: entries of the old machine that the desk had and
    that are not in the journal any more.
    """

    term: int
    at: datetime
    after: int
    in_touch: bool
    by: str
    set_aside: int


def note_standby(connection: Connection, site: str, seen: StandbySeen) -> None:
    put(
        connection,
        standbys,
        {
            "site": site,
            "seen_at": seen.seen_at,
            "entry": seen.entry,
            "together": seen.together,
            "whole": seen.whole,
        },
    )


def is_news(known: StandbySeen | None, seen: StandbySeen) -> bool:
    """Whether what a standby says is worth a write."""
    if known is None or (known.together, known.whole) != (seen.together, seen.whole):
        return True
    return not timedelta(0) <= seen.seen_at - known.seen_at < NOTED_EVERY


def standby_of(connection: Connection, site: str) -> StandbySeen | None:
    wanted = sa.select(standbys.c.seen_at, standbys.c.entry, standbys.c.together, standbys.c.whole)
    row = connection.execute(wanted.where(standbys.c.site == site)).one_or_none()
    return StandbySeen(*row) if row else None


def note_take_overs(connection: Connection, site: str, entries: Iterable[Entry]) -> None:
    """Remember what a run of the journal says of take-overs. A repeat changes nothing."""
    for entry in entries:
        event = _taken_over(entry)
        if event is not None:
            told = {"after": event.after, "in_touch": event.in_touch, "by": event.by[:64]}
            put(connection, take_overs, {"site": site, "term": event.term, "at": event.at} | told)


def last_take_over(connection: Connection, site: str) -> TakeOverSeen | None:
    """The newest one that this desk heard of."""
    mine = take_overs.c.site == site
    row = connection.execute(
        sa.select(take_overs).where(mine).order_by(take_overs.c.term.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return None
    gone = store.superseded.c
    counted = sa.select(sa.func.count()).where(gone.site == site, gone.term == row.term)
    lost = int(connection.execute(counted).scalar_one())
    return TakeOverSeen(row.term, row.at, row.after, row.in_touch, row.by, lost)


def _taken_over(entry: Entry) -> SiteTakenOver | None:
    if entry.type != TAKEN_OVER:
        return None
    try:
        event = from_json(entry.type, entry.data)
    except (KeyError, ValueError):
        return None
    return event if isinstance(event, SiteTakenOver) else None
