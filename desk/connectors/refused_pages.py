"""On the list of what needs attention: everything that a tool refused, sent again at once.

Mostly it was one thing at the tool or in the mapping that kept all of them out.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from desk.connectors import acting
from desk.context import TheDesk
from desk.staff.auth import require
from desk.staff.layout import see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted

Lead = Annotated[Member, Depends(require(Role.LEAD))]
router = APIRouter(prefix="/staff/connectors", include_in_schema=False)


@router.post("/attention/again")
def refused_again_form(member: Lead, desk: TheDesk, form: Posted) -> Response:
    """Send everything again that was refused: it is certainly not there."""
    sent = acting.send_refused_again(desk, member)
    desk.connectors.wake()
    return see("/staff/connectors/attention", "refused-again" if sent else "aside-none")
