"""What every part of the desk is given: made once by `desk.program`, reached by requests through the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from common.clock import Clock, SystemClock
from common.theme import Theme, load_theme
from desk.connectors.loaded import Connectors
from desk.engine import Database
from desk.staff.openid import SignOn


@dataclass(frozen=True)
class Desk:
    """The parts of a running desk. `public_url`: its address as phones reach it, no slash at the end."""

    database: Database
    public_url: str
    data_folder: Path
    clock: Clock = field(default_factory=SystemClock)
    theme: Theme = field(default_factory=load_theme)
    mail_urls: tuple[str, ...] = ()
    mail_from: str = "it-help@example.org"
    sign_in_hours: int = 12
    connectors: Connectors = field(default_factory=Connectors)
    changes_days: int = 30
    webhooks_http: bool = False
    webhooks_private: bool = False
    sign_on: SignOn | None = None

    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self.clock.now()


def desk_of(request: HTTPConnection) -> Desk:
    """The desk that serves this request. Routes take it as `desk: TheDesk`."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]
