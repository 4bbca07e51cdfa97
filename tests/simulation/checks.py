"""What must be true of a line at any moment, told from its visits alone, without trusting an index."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from kiosk.queue.line import Line
from kiosk.queue.visits import PRESENT, Visit, VisitState
from tests.simulation.world import Violation


def check_line(line: Line) -> None:
    """Raises Violation."""
    at_counter: dict[str, Visit] = {}
    present: dict[str, str] = {}
    waiting: set[str] = set()
    for visit in line.visits.values():
        if visit.state is VisitState.WAITING:
            waiting.add(visit.id)
        elif visit.at_counter:
            at_counter[visit.id] = visit
        if visit.state in PRESENT:
            for person in (visit.person, *visit.companions):
                if person and present.setdefault(person, visit.id) != visit.id:
                    raise Violation("one place a person", f"{person}: {present[person]} and {visit.id}")
    _counters(line, at_counter)
    order = [visit.id for visit in line.in_order()]
    if len(order) != len(waiting) or set(order) != waiting:
        raise Violation("nobody forgotten", f"waiting {sorted(waiting)}, in the index {sorted(order)}")
    if line.by_person != present:
        raise Violation("one place a person", f"the index says {line.by_person}, the visits {present}")


def _counters(line: Line, at_counter: dict[str, Visit]) -> None:
    seen: dict[str, str] = {}
    for name, at in line.counters.items():
        if line.by_agent.get(at.agent) != name:
            raise Violation(
                "one counter a visit", f"agent {at.agent} at {name} and {line.by_agent.get(at.agent)}"
            )
        if at.visit is not None:
            other = seen.setdefault(at.visit, name)
            visit = at_counter.get(at.visit)
            if other != name or visit is None or visit.counter != name or visit.agent != at.agent:
                raise Violation("one counter a visit", f"{at.visit} at {other} and {name}: {visit}")
        if at.helping is not None:
            helped = at_counter.get(at.helping)
            if helped is None or at.agent not in helped.colleagues or at.visit is not None:
                raise Violation("one counter a visit", f"{at.agent} helps {at.helping}: {helped}")
    if set(seen) != set(at_counter):
        lost = sorted(set(at_counter) - set(seen))
        raise Violation("one counter a visit", f"called, but at no counter: {lost}")
    if len(line.by_agent) != len(line.counters):
        raise Violation("one counter a visit", f"agents {line.by_agent}, counters {list(line.counters)}")


def state_of(line: Line) -> dict[str, Any]:
    """Everything that makes a line, the order of the index included, to compare with another."""
    state = {f.name: getattr(line, f.name) for f in fields(line) if f.name not in ("waiting", "passing")}
    called = {service: tuple(turns) for service, turns in line.passing.called.items()}
    passes = {visit.id: line.passing.passes(visit) for visit in line.visits.values()}
    order = [visit.id for visit in line.in_order()]
    return state | {"order": order, "called": called, "passes": passes}


def must_be_same(one: Line, other: Line, invariant: str, who: str) -> None:
    """Raises Violation with the first fields that differ."""
    mine, theirs = state_of(one), state_of(other)
    if mine != theirs:
        different = [name for name in mine if mine[name] != theirs[name]]
        some = {name: (mine[name], theirs[name]) for name in different[:1]}
        raise Violation(invariant, f"{who}: {different} differ: {str(some)[:600]}")
