"""Keeps the line to a tool: what each call's outcome means for whether others may be made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from desk.connectors.engine import breaker
from desk.connectors.port import Outcome
from desk.connectors.store import lines
from desk.context import Desk

log = structlog.get_logger()


def try_now(line: breaker.Line, now: datetime) -> breaker.Line:
    """A stopped line that may be tried at once; any other as it is."""
    return replace(line, until=now) if line.state is breaker.LineState.STOPPED else line


def note_line(desk: Desk, connector: str, outcome: Outcome[Any], dice: float, trying: bool) -> None:
    """Keep what an outcome says of the line to a tool; a change of it is logged, once for all processes:
    loudly when it needs a person.

    `trying`: the call was the one try at a line that was not open.
    """
    now = desk.now()
    with desk.database.read() as connection:
        line = lines.line_of(connection, connector)
    if breaker.line_after(line, outcome, now, dice, trying) == line:
        return
    with desk.database.begin() as connection:
        before, after = lines.change_line(
            connection, connector, lambda known: breaker.line_after(known, outcome, now, dice, trying)
        )
    if before.state is after.state:
        return
    told = {"connector": connector, "state": after.state.value, "why": after.why.value if after.why else ""}
    say = log.warning if after.state is breaker.LineState.STOPPED else log.info
    say("line_changed", **told, message=after.message)
