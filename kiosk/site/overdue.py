"""Calls that their agents leave alone: the site gives them back to the line."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.queue.commands import LapseCall
from kiosk.queue.line import Line
from kiosk.queue.visits import VisitState


def calls_left_alone(line: Line, now: datetime) -> list[LapseCall]:
    """Who was called, or called again, longer ago than the site allows, and neither begun nor let go."""
    allowed = timedelta(minutes=line.settings.accept_within)
    if not allowed:
        return []
    at_counters = (line.visits[at.visit] for at in line.counters.values() if at.visit)
    called = [(visit.id, visit.called_at) for visit in at_counters if visit.state is VisitState.CALLED]
    return [LapseCall(visit) for visit, since in called if since is not None and now - since >= allowed]
