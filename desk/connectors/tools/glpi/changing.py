"""What a change comes to at a GLPI, whichever of its interfaces it goes by. Pure."""

from __future__ import annotations

from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Change, Rejected, Snapshot

STATES = frozenset("123456")
SOLVED, CLOSED = "5", "6"


def state_of(change: Change) -> str | Rejected | None:
    """The status to bring a ticket to. GLPI stores one that it does not have, so no other is ever sent."""
    state = CLOSED if change.duplicate_of else change.state
    return Rejected("state", f"GLPI has no status {state}") if state not in {None, *STATES} else state


def solution_due(mapping: Mapping, now: Snapshot, state: str | None, solution: str) -> str:
    """The text of the solution to add, which makes a ticket solved; "" for none, or one that is there."""
    if state == SOLVED and now.state not in {SOLVED, CLOSED}:
        solution = solution or mapping.option("solution", "Resolved at the counter")
    return "" if solution.split() == now.resolution.split() else solution


def still_different(change: Change, state: str | None, column: str, now: Snapshot) -> dict[str, str]:
    """All that is to be written when any of it does not stand there yet. `column`: the status's own name."""
    wanted = dict(change.fields) | ({column: state} if state is not None else {})
    found = {**now.fields, column: now.state}
    return {} if all(found.get(name) == value for name, value in wanted.items()) else wanted
