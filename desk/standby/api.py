"""What a standby asks the desk, and tells it with that: was it said that it takes over?"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from desk.context import Desk, TheDesk
from desk.standby import store
from desk.standby.store import reports
from desk.standby.store.reports import StandbySeen
from desk.sync.api import OwnSite

router = APIRouter(tags=["sync"])
Entry = Annotated[int | None, Query(ge=0, le=2**53)]


@router.get("/api/v1/sync/{site}/take-over")
def ordered(
    site: OwnSite, desk: TheDesk, entry: Entry = None, together: bool = False, whole: bool = False
) -> dict[str, Any]:
    """`term`: of the journal that the desk holds; `ordered`: the one that a standby shall begin, 0: none.

    A standby says how it stands: `entry`, the last one on its disk; `together`, whether the other machine
    waits for it; `whole`, whether it could take over. Others leave `entry` out.
    """
    if entry is not None:
        _note(desk, site, StandbySeen(desk.now(), entry, together, whole))
    with desk.database.read() as connection:
        term = store.terms_of(connection, site).term
        return {"term": term, "ordered": store.ordered_now(connection, site, desk.now())}


def _note(desk: Desk, site: str, seen: StandbySeen) -> None:
    with desk.database.read() as connection:
        known = reports.standby_of(connection, site)
    if reports.is_news(known, seen):
        with desk.database.begin() as connection:
            reports.note_standby(connection, site, seen)
