"""The durable rows: what is left when a process dies. Claims are leases; a write-back checks its claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import inf
from typing import NamedTuple

from desk.connectors.engine import breaker, rules
from desk.connectors.engine.breaker import Line, LineState
from desk.connectors.engine.delivery import NEVER, Delivery, Policy, Stage, What
from desk.connectors.port import Change, Draft

BEGIN = datetime(2026, 11, 22, tzinfo=UTC)


def at(time: float) -> datetime:
    return BEGIN + timedelta(seconds=time)


def seconds(moment: datetime) -> float:
    return inf if moment >= NEVER else (moment - BEGIN).total_seconds()


@dataclass(slots=True)
class Row:
    """A delivery and what is to be sent. `refused`: the tool will not take it until a person mends it."""

    d: Delivery
    sent: Draft | Change | None
    refused: bool
    stubborn: bool
    claim: int = 0
    until: float = 0.0
    due: float = 0.0  # of `d`, in seconds


class Held(NamedTuple):
    """A row in a process's hands. `trying`: it is the one try at a line that is not open."""

    row: Row
    claim: int
    d: Delivery
    trying: bool


class Rows:
    """All rows, an incident's in the order of their places, CREATE first; and the line to the tool."""

    def __init__(self, policy: Policy, incidents: list[list[Row]]) -> None:
        self.policy = policy
        self.incidents = incidents
        self.live = list(incidents)
        self._turns: dict[str, list[Row]] = {}  # whose turn it is, until something is written
        for incident in incidents:
            for row in incident:
                row.due = seconds(row.d.due)
        self.line = Line("tool")
        self.parked: Callable[[Row], None] = lambda row: None

    def claim(self, time: float) -> Held | float:
        """The row that is due longest, or when there may be one."""
        line = breaker.take(self.line, at(time), self.policy.timeout_seconds)
        if line is None:
            assert self.line.until is not None
            return seconds(self.line.until)
        first, chosen, of = inf, None, self.incidents[0]
        for incident in self.live:
            for row in self._next(incident):
                due = max(row.until, row.due)
                if due < first:
                    first, chosen, of = due, row, incident
        if chosen is None or first > time:
            return first
        trying = line is not self.line or self.line.state is not LineState.OPEN
        self.line = line
        chosen.claim += 1
        chosen.until = time + self.policy.lease_seconds
        d = chosen.d if chosen.d.what is What.CREATE else replace(chosen.d, ref=of[0].d.ref)
        return Held(chosen, chosen.claim, d, trying)

    def save(self, held: Held, d: Delivery) -> bool:
        """Write back, if the claim is still ours."""
        row = held.row
        if row.claim != held.claim:
            return False
        self._write(row, d)
        if d.stage is Stage.ATTENTION:
            self.parked(row)
        if d.due >= NEVER:
            self.live = [rows for rows in self.live if any(each.d.due < NEVER for each in rows)]
        return True

    def release(self, held: Held) -> None:
        if held.row.claim == held.claim:
            held.row.until = 0.0

    def decide(self, row: Row, d: Delivery) -> None:
        """A person's decision: it ends whatever claim there was."""
        row.claim += 1
        row.until = 0.0
        self._write(row, d)
        incident = self._of(row)
        if all(incident is not live for live in self.live):
            self.live.append(incident)

    def _write(self, row: Row, d: Delivery) -> None:
        row.d, row.due = d, seconds(d.due)
        self._turns.pop(d.incident, None)

    def _of(self, row: Row) -> list[Row]:
        return next(rows for rows in self.incidents if rows[0].d.incident == row.d.incident)

    def _next(self, incident: list[Row]) -> list[Row]:
        """Whose turn it is, and what is to be audited."""
        made = incident[0]
        known = self._turns.get(made.d.incident)
        if known is not None:
            return known
        turn = rules.whose_turn([row.d for row in incident])
        found = [] if turn is None else [row for row in incident if row.d is turn]
        found += [row for row in incident if row.d.stage is Stage.DONE and row.d.due < NEVER]
        self._turns[made.d.incident] = found
        return found
