"""What most commands ask first: is this visit at this agent's counter, is this agent free."""

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
    return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")


def ready(line: Line, counter: str, agent: str) -> Refusal | None:
    """Why this agent cannot take anybody at this counter now, if so."""
    at = line.counters.get(counter)
    if at is None:
        return no(Code.COUNTER_NOT_OPEN, counter=counter)
    if at.agent != agent:
        return no(Code.COUNTER_TAKEN, counter=counter)
    if at.visit:
        return no(Code.AGENT_BUSY, counter=counter, number=line.visits[at.visit].number or "")
    return None
