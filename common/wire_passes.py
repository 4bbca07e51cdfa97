"""Messages about somebody who stands at the kiosk and has an appointment, or a place, already."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from common.wire import Id, Message


class PassCheckBody(Message):
    """POST /api/v1/passes/check: what was scanned, or the six characters typed."""

    pass_: Annotated[str, Field(min_length=1, max_length=2048)] = Field(alias="pass")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class PassCheckOut(Message):
    """A pass that may check in now. `first_name` greets; `verified_offline`: the desk's news has not come.

    `visit`: no pass, but the page of a visit that has its place already, such as one that joined by phone;
    let it arrive. `appointment` is the same then, `start` when it joined.
    """

    appointment: Id
    service: Id
    start: datetime
    first_name: str = ""
    verified_offline: bool = False
    visit: str = ""


class BookedOut(Message):
    """GET /api/v1/people/{person}/appointment: the one that they may now check in for, if any."""

    booked: PassCheckOut | None = None
