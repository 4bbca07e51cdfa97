"""What most commands ask first: is this visit at this agent's counter, are they free, may they serve it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.queue.line import Line
from kiosk.queue.moves import MOVES, may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import Visit


def no(code: Code, **data: str) -> Refusal:
    return Refusal(code, data)


@dataclass(frozen=True, slots=True)
class AtCounter:
    visit: Visit
    counter: str


def held_by(line: Line, visit_id: str, agent: str, move: str) -> AtCounter | Decision:
    """The visit at this agent's counter, if `move` may start from its state; else what to answer."""
    visit = line.visits.get(visit_id)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if not may(move, visit.state):
        return not_now(visit, agent, move)
    if visit.agent != agent or visit.counter is None:
        return no(Code.NOT_YOURS, counter=visit.counter or "")
    return AtCounter(visit, visit.counter)


def not_now(visit: Visit, agent: str, move: str) -> Decision:
    """`move` may not start: nothing to do when this agent has done it already, else a refusal."""
    if visit.agent == agent and visit.state is MOVES[move][1]:
        return Decided((), visit.id)
    return wrong_state(visit)


def wrong_state(visit: Visit) -> Refusal:
    return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")


def ready(line: Line, counter: str, agent: str) -> Refusal | None:
    """Why this agent cannot take anybody at this counter now, if so."""
    at = line.counters.get(counter)
    if at is None:
        return no(Code.COUNTER_NOT_OPEN, counter=counter)
    if at.agent != agent:
        return no(Code.COUNTER_TAKEN, counter=counter)
    if with_whom := at.visit or at.helping:
        return no(Code.AGENT_BUSY, counter=counter, number=line.visits[with_whom].number or "")
    return None


def takes(line: Line, counter: str, agent: str, service: str) -> bool:
    """Whether `call next` gives this agent, at this counter, visitors of the service."""
    return line.settings.serves(agent, service, counter)


def unskilled(line: Line, agent: str, service: str) -> Refusal | None:
    """Why this agent may not serve the service even if somebody chooses so: a skill it needs is missing."""
    return None if line.settings.skilled(agent, service) else no(Code.LACKS_SKILL, service=service)


def wants_colleague(line: Line, agent: str, counter: str) -> Visit | None:
    """The visit that takes two agents and has one: a free agent joins it before anybody is called.

    The one that was called first; only of services that this agent serves. The visitor stays where they are,
    so it does not matter who may be called to the agent's own counter.
    """
    alone = [
        visit
        for name, at in line.counters.items()
        if name != counter and at.visit and _needs_second(line, visit := line.visits[at.visit], agent)
    ]
    return min(alone, key=lambda v: (v.called_at or v.started_at, v.turn), default=None)


def _needs_second(line: Line, visit: Visit, agent: str) -> bool:
    service = line.settings.service(visit.service)
    wanted = service is not None and service.agents > 1 + len(visit.colleagues)
    return wanted and line.settings.serves(agent, visit.service)
