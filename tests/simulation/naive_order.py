"""Who is next, told a second time and without any index: every visit is looked at, each time anew.

Written from the rules in docs/queue-rules.md, not from `kiosk.queue.order`; slow, short and meant to be
obvious.
"""

from __future__ import annotations

from datetime import datetime

from kiosk.queue.line import Line
from kiosk.queue.visits import CallRule, Visit, VisitState


def next_for(line: Line, counter: str, agent: str, now: datetime) -> str | None:
    """The visit that call-next must give to this agent at this counter; None: nobody."""
    mine = [
        visit
        for visit in line.visits.values()
        if visit.state is VisitState.WAITING and line.settings.serves(agent, visit.service)
    ]
    return min(mine, key=lambda visit: _place(line, visit)).id if mine else None


def _place(line: Line, visit: Visit) -> tuple[float, float, int]:
    assert visit.due_at is not None and visit.checked_in_at is not None
    due, arrived = visit.due_at.timestamp(), visit.checked_in_at.timestamp()
    if line.settings.rule is CallRule.FIRST_COME:
        return arrived, arrived, visit.turn
    if line.settings.rule is CallRule.APPOINTMENTS_FIRST:
        return (0.0, due, visit.turn) if visit.booked_for else (1.0, arrived, visit.turn)
    return due, arrived, visit.turn
