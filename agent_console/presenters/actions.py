"""What the technician may do now, by the same table of moves as the site's own decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.settings import Service
from kiosk.queue.visits import Visit, VisitState

Action = Literal[
    "call_next", "call_this", "start", "recall", "no_show", "hold", "transfer", "finish", "resume", "leave"
]
AT_COUNTER: tuple[Action, ...] = ("start", "recall", "no_show", "hold", "transfer", "finish")


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the agent stands: the counter held (None: none), who is there, whom the eye is on."""

    counter: str | None
    at_counter: Visit | None
    looked_at: Visit | None

    @property
    def shown(self) -> Visit | None:
        """The visit of the middle panel: who is at the counter goes before who is looked at."""
        return self.at_counter or self.looked_at


def situation(line: Line, agent: str, looked_at: str | None) -> Situation:
    """Read from the line only: never what we hope the site will answer."""
    counter = line.by_agent.get(agent)
    return Situation(counter, line.visit_at(counter), line.visits.get(looked_at) if looked_at else None)


def allowed(line: Line, agent: str, now: Situation) -> frozenset[Action]:
    """The actions whose buttons are enabled (if no command is under way)."""
    found: set[Action] = set()
    if now.at_counter is not None:
        moves = [action for action in AT_COUNTER if may(action, now.at_counter.state)]
        return frozenset(moves)
    visit = now.looked_at
    if now.counter is not None:
        if any(line.settings.serves(agent, service) for service in line.waiting.services()):
            found.add("call_next")
        if visit is not None and visit.state is VisitState.WAITING:
            found.add("call_this")
        if visit is not None and visit.state is VisitState.HELD:
            found.add("resume")
    if visit is not None and visit.state in (VisitState.WAITING, VisitState.HELD):
        found |= {"transfer", "leave"}
    return frozenset(found)


def main_action(now: Situation, can: frozenset[Action]) -> Action | None:
    """The one that wears the accent."""
    order: tuple[Action, ...] = ("start", "finish", "resume", "call_next")
    return next((action for action in order if action in can), None)


def transfer_targets(line: Line, visit: Visit | None) -> list[Service]:
    """Active services other than the visit's own."""
    return [s for s in line.settings.services if s.active and visit is not None and s.id != visit.service]
