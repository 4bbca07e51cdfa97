"""Why was she called before me? The answer as data; screens put it into words.

A call carries its own reason, as against everybody who waited. To one of them it may be said more plainly:
who was called for a mark, but was due before this one anyway, was called because it was due.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from kiosk.queue.calling import rule_reason
from kiosk.queue.events import VisitCalled
from kiosk.queue.line import Line
from kiosk.queue.order import call_key
from kiosk.queue.visits import Because, CallRule, ChosenReason, Presence, Visit, VisitState


class Apart(StrEnum):
    """Why the call was none that the other one could have had."""

    CAME_LATER = "came_later"  # took a place only after the call
    OTHER_AGENT = "other_agent"  # that agent, or counter, does not serve what the other one came for
    ON_THE_WAY = "on_the_way"  # was, and is, not here yet
    RESERVED = "reserved"  # waits for another agent


@dataclass(frozen=True, slots=True)
class Place:
    """What orders a visit. `due_at` and `arrived_at` are those of the place that counts now."""

    due_at: datetime
    arrived_at: datetime
    booked_for: datetime | None


@dataclass(frozen=True, slots=True)
class Why:
    """`because`: the reason, `apart`: set if the two were no rivals; the two places; `reason`: if chosen."""

    because: Because
    called_at: datetime
    theirs: Place
    mine: Place
    apart: Apart | None = None
    reason: ChosenReason | None = None


def why_before(line: Line, called: VisitCalled, waiting: str) -> Why | None:
    """Why `called` was before the visit `waiting`, told by the line as it is after the call.

    None when there is nothing to explain: one of the two is unknown by now, or the other one does not wait.
    """
    hers, mine = line.visits.get(called.visit), line.visits.get(waiting)
    if hers is None or mine is None or mine.state is not VisitState.WAITING or hers.id == mine.id:
        return None
    theirs, own = _place(hers, called.due_at), _place(mine)
    if theirs is None or own is None:
        return None
    because = _told(line, called, hers, mine)
    return Why(because, called.at, theirs, own, _apart(line, called, mine, own), called.reason)


def _place(visit: Visit, due_at: datetime | None = None) -> Place | None:
    due, arrived = due_at or visit.due_at, visit.placed_at or visit.checked_in_at
    return Place(due, arrived, visit.booked_for) if due and arrived else None


def _told(line: Line, called: VisitCalled, hers: Visit, mine: Visit) -> Because:
    """The rule's own reason where that alone put her before this one; else the call's."""
    said = called.because or rule_reason(hers, called.rule)
    if called.rule is CallRule.CHOSEN or called.rule is not line.settings.rule:
        return said
    now = called.at.timestamp()
    plain = replace(hers, marks=(), due_at=called.due_at or hers.due_at)
    before = call_key(plain, line.settings).at(now) < call_key(mine, line.settings).at(now)
    return rule_reason(hers, called.rule) if before else said


def _apart(line: Line, called: VisitCalled, mine: Visit, own: Place) -> Apart | None:
    if own.arrived_at > called.at:
        return Apart.CAME_LATER
    if mine.presence is Presence.ON_THE_WAY:
        return Apart.ON_THE_WAY
    if not line.settings.serves(called.agent, mine.service, called.counter):
        return Apart.OTHER_AGENT
    if mine.reserved_for not in (None, called.agent):
        return Apart.RESERVED
    return None
