"""On a connector's page: what was set aside, sent again by leads, one or all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.responses import Response

from desk.connectors import acting
from desk.connectors.earlier import BATCH
from desk.connectors.store.looks import Stuck
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.staff.auth import require
from desk.staff.layout import see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted

router = APIRouter(prefix="/staff/connectors", include_in_schema=False)
Lead = Annotated[Member, Depends(require(Role.LEAD))]
Row = TypeVar("Row")
PAGE = 25


@dataclass(frozen=True, slots=True)
class Aside(Generic[Row]):
    """What was set aside, as a page tells of it. `rows`: the oldest; `total`: of how many; `sure`: how many
    of them cannot be there already, so that they may go all at once.
    """

    rows: list[Row]
    total: int
    sure: int

    @property
    def at_once(self) -> int:
        return min(self.sure, BATCH)


@router.post("/{connector}/aside/again")
def all_again_form(member: Lead, desk: TheDesk, connector: str, form: Posted) -> Response:
    """Send all of it again that cannot be there already."""
    sent = acting.send_aside_again(desk, member, connector)
    desk.connectors.wake()
    return see(f"/staff/connectors/{quote(connector)}", "aside-again" if sent else "aside-none")


def aside_of(
    connection: Connection, member: Member, desk: Desk, connector: str, shown: Callable[[Stuck], Row]
) -> Aside[Row]:
    """What was set aside of a connector and can be sent again; `shown` makes a row of it."""
    found, total = acting.set_aside_of(connection, desk, member, connector, PAGE)
    _, sure = acting.set_aside_of(connection, desk, member, connector, 1, surely=True)
    return Aside([shown(each) for each in found], total, sure)
