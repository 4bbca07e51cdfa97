"""What a standby asks the desk: was it said that it takes over?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from desk.context import TheDesk
from desk.standby import store
from desk.sync.api import OwnSite

router = APIRouter(tags=["sync"])


@router.get("/api/v1/sync/{site}/take-over")
def ordered(site: OwnSite, desk: TheDesk) -> dict[str, Any]:
    """`term`: of the journal that the desk holds; `ordered`: the one that a standby shall begin, 0: none."""
    with desk.database.read() as connection:
        term = store.terms_of(connection, site).term
        return {"term": term, "ordered": store.ordered_now(connection, site, desk.now())}
