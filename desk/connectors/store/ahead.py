"""What a clock that was ahead has put off for the outside tools, once it is right again.

Whoever put something off by a wrong clock wrote down a moment years away; nobody would look at it until then.
Nothing is ever put off for longer than a day (`breaker.LONGEST_ASKED`, the second audit), so what lies
further away is due now, as `desk/ahead.py` does it for the others. The rules decide what to do: what may be
on its way is searched for first, as always.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.connectors.engine.delivery import NEVER, Stage
from desk.connectors.store.deliveries import UNDER_WAY, deliveries
from desk.connectors.store.lines import cursors, lines

FURTHEST = timedelta(hours=25)


def set_right(connection: Connection, now: datetime) -> int:
    """Make due what lies further away than anything can; how many deliveries, lines and polls that were."""
    d, late = deliveries.c, now + FURTHEST
    begun = sa.case((d.attempted_at > now, now), else_=d.attempted_at)
    awake = sa.case((d.wakes_at.is_(None), None), else_=now)
    put_off = (d.wakes_at > late) | ((d.due > late) & (d.due < NEVER))
    waits = d.stage.in_((*UNDER_WAY, Stage.DONE.value)) & put_off
    mine = deliveries.update().where(waits)
    changed = connection.execute(
        mine.values(due=now, wakes_at=awake, claim=None, attempted_at=begun)
    ).rowcount
    rests = lines.update().where(lines.c.until > late)
    changed += connection.execute(rests.values(until=now)).rowcount
    c = cursors.c
    read = sa.case((c.polled_at > now, now), else_=c.polled_at)
    polls = cursors.update().where((c.wakes_at > late) | (c.polled_at > late))
    changed += connection.execute(polls.values(wakes_at=now, claim=None, polled_at=read)).rowcount
    return int(changed)
