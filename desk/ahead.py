"""What a clock that was ahead has put off, once it is right again.

Whoever puts something off by a wrong clock writes down a moment years away, and nobody looks at it until
then. Each store knows what it puts off, and for how long at most: what lies further away than that, with room
for two machines whose clocks differ, was told by a clock that has been set right since, and is due now.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

APART = timedelta(hours=1)  # the clocks of two machines are never so far apart


def bring_back(connection: Connection, now: datetime, most: timedelta, *moments: sa.Column[datetime]) -> int:
    """Set those of these moments (columns of one table) to now that lie further away than `most` and what
    clocks differ by; how many rows that were.
    """
    late = now + most + APART
    table = moments[0].table
    assert isinstance(table, sa.Table)
    too_far = sa.or_(*(each > late for each in moments))
    values = {each.name: sa.case((each > late, now), else_=each) for each in moments}
    return int(connection.execute(table.update().where(too_far).values(values)).rowcount)
