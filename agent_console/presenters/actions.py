"""What the technician may do now, by the same table of moves as the site's own decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.queue.check_in import may_come_back
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.settings import Service
from kiosk.queue.visits import PRESENT, Presence, Visit, VisitState

Action = Literal[
    "call_next",
    "call_this",
    "start",
    "recall",
    "no_show",
    "hold",
    "transfer",
    "finish",
    "resume",
    "leave",
    "put_back",
    "come_back",
    "arrive",
    "mark",
    "reserve",
    "add_service",
    "join",
    "withdraw",
]
AT_COUNTER: tuple[Action, ...] = ("start", "recall", "no_show", "hold", "transfer", "finish")
_MARKABLE = (VisitState.WAITING, VisitState.HELD)  # marks count for who waits
_RESERVABLE = (VisitState.BOOKED, VisitState.WAITING, VisitState.HELD)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the agent stands: the counter held (None: none), who is there, whom the eye is on.

    `helping`: the visit that this agent serves as the second one, at a colleague's counter.
    """

    counter: str | None
    at_counter: Visit | None
    looked_at: Visit | None
    helping: Visit | None = None

    @property
    def shown(self) -> Visit | None:
        """The visit of the middle panel: whom the agent is with goes before who is looked at."""
        return self.at_counter or self.helping or self.looked_at

    @property
    def free(self) -> bool:
        """Whether the agent is at a counter and with nobody."""
        return self.counter is not None and self.at_counter is None and self.helping is None


def situation(line: Line, agent: str, looked_at: str | None) -> Situation:
    """Read from the line only: never what we hope the site will answer."""
    counter = line.by_agent.get(agent)
    looked = line.visits.get(looked_at) if looked_at else None
    at = line.counters.get(counter) if counter else None
    helping = line.visits.get(at.helping) if at and at.helping else None
    return Situation(counter, line.visit_at(counter), looked, helping)


def allowed(line: Line, agent: str, now: Situation) -> frozenset[Action]:
    """The actions whose buttons are enabled (if no command is under way)."""
    found: set[Action] = set()
    if now.at_counter is not None:
        moves = {action for action in AT_COUNTER if may(action, now.at_counter.state)}
        if calls_needed(line, now.at_counter):
            moves.discard("no_show")
        return frozenset(moves)
    if now.helping is not None:
        return frozenset({"withdraw"})
    visit = now.looked_at
    if now.counter is not None and may_call(line, agent, now.counter):
        found.add("call_next")
    if visit is not None:
        found |= may_do(line, agent, now, visit) & {"call_this", "resume", "transfer", "leave", "come_back"}
    return frozenset(found)


def may_call(line: Line, agent: str, counter: str) -> bool:
    """Whether somebody waits whom "call next" could bring to this counter."""
    serves = line.settings.serves
    wanted = any(serves(agent, service, counter) for service in line.waiting.services())
    return wanted or any(_wants_second(line, agent, line.visit_at(name)) for name in line.counters)


def _wants_second(line: Line, agent: str, visit: Visit | None) -> bool:
    return visit is not None and needs_colleague(line, visit) and line.settings.serves(agent, visit.service)


def needs_colleague(line: Line, visit: Visit) -> bool:
    """Whether this visit, at a counter, takes two agents and has one."""
    service = line.settings.service(visit.service)
    return visit.at_counter and service is not None and service.agents > 1 + len(visit.colleagues)


def calls_needed(line: Line, visit: Visit) -> int:
    """How many more calls the site wants before somebody counts as a no-show."""
    if visit.state is not VisitState.CALLED:
        return 0
    return max(0, line.settings.calls_before_no_show - visit.calls)


def may_do(line: Line, agent: str, now: Situation, visit: Visit) -> frozenset[Action]:
    """Everything that this agent may ask for one visit, wherever it stands: what its menu offers."""
    found: set[Action] = set()
    mine = visit.at_counter and visit.agent == agent
    if visit.at_counter and not mine:
        if agent in visit.colleagues:
            return frozenset({"withdraw", "add_service"})
        return frozenset({"join"} if now.free else ())
    if mine or visit.state in (VisitState.WAITING, VisitState.HELD):
        found |= {"transfer", "add_service"}
        found |= {"put_back"} if may("put_back", visit.state) else set()
        found |= {"leave"} if may("leave", visit.state) else set()
    if visit.state in _MARKABLE:
        found.add("mark")
    if visit.state in _RESERVABLE:
        found.add("reserve")
    if may_come_back(line, visit):
        found.add("come_back")
    if visit.state is VisitState.WAITING and visit.presence is Presence.ON_THE_WAY:
        found.add("arrive")
    elif visit.state is VisitState.WAITING and now.free:
        found.add("call_this")
    if visit.state is VisitState.HELD and now.free:
        found.add("resume")
    return frozenset(found)


def main_action(now: Situation, can: frozenset[Action]) -> Action | None:
    """The one that wears the accent."""
    order: tuple[Action, ...] = ("start", "finish", "withdraw", "resume", "call_next")
    return next((action for action in order if action in can), None)


def transfer_targets(line: Line, visit: Visit | None) -> list[Service]:
    """Active services other than the visit's own; for one at the phone those that are given there."""
    if visit is None:
        return []
    offered = [s for s in line.settings.services if s.active and s.id != visit.service]
    return [s for s in offered if s.remote or visit.presence is not Presence.REMOTE]


def further_services(line: Line, visit: Visit) -> list[Service]:
    """What could be seen to after the present matter."""
    if visit.state not in PRESENT:
        return []
    return [s for s in transfer_targets(line, visit) if s.id not in visit.further]
