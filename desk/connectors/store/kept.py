"""Records that the desk keeps although a connector would take them: made before it was there, or while its
mapping could not be used. Reads only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.connectors.mapping.form import Mapping
from desk.connectors.store.deliveries import deliveries
from desk.connectors.store.outside import outside
from desk.incidents.rules import OPEN
from desk.incidents.store import incidents

_i = incidents.c

By = Literal["recorded", "received"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them: recorded at the counter, or received by the desk, since then; of these sites (None:
    all); `open_only`: that still ask for work.
    """

    since: datetime
    by: By = "recorded"
    scope: Collection[str] | None = None
    open_only: bool = False


def count(connection: Connection, taker: Mapping, before: Sequence[Mapping], wanted: Wanted) -> int:
    """How many there are. `before`: mappings that come before the taker, and take what they can."""
    conditions = _conditions(taker, before, wanted)
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(incidents).where(*conditions)).scalar_one()
    )


def some(
    connection: Connection, taker: Mapping, before: Sequence[Mapping], wanted: Wanted, limit: int
) -> list[str]:
    """Ids of the first of them, the oldest first."""
    conditions = _conditions(taker, before, wanted)
    found = sa.select(_i.id).where(*conditions).order_by(_i.recorded_at, _i.id).limit(limit)
    return list(connection.execute(found).scalars())


def _conditions(taker: Mapping, before: Sequence[Mapping], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Those that were set aside by a person are left out: their delivery is known, too."""
    begins = _i.recorded_at if wanted.by == "recorded" else _i.received_at
    found = [begins >= wanted.since, _takes(taker), *(~_takes(each) for each in before)]
    found.append(~sa.select(outside.c.incident).where(outside.c.incident == _i.id).exists())
    found.append(~sa.select(deliveries.c.id).where(deliveries.c.id == _i.id).exists())
    found += [_i.site.in_(sorted(wanted.scope))] if wanted.scope is not None else []
    found += [_i.state.in_(sorted(state.value for state in OPEN))] if wanted.open_only else []
    return found


def _takes(mapping: Mapping) -> sa.ColumnElement[bool]:
    """`Mapping.takes`, for the database."""
    kind = _i.kind.in_(mapping.kinds)
    return kind & _i.site.in_(mapping.sites) if mapping.sites else kind
