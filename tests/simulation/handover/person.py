"""Somebody of the staff who looks at what needs attention, an hour or two later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.connectors.engine import audit
from desk.connectors.engine.delivery import Delivery, Stage, What, Why
from tests.simulation.handover.rows import Row, at

if TYPE_CHECKING:
    from tests.simulation.handover.run import Run


def look(run: Run, row: Row) -> None:
    """Decide as a careful person would who sees the tool's own screens."""
    if row.d.stage is not Stage.ATTENTION or row.d.fault is None:
        return
    why = row.d.fault.why
    if why is Why.REFUSED and row.stubborn:
        return
    run.witness.count(f"attention: {why}")
    run.rows.decide(row, _decided(run, row, why))
    run.wake()


def _decided(run: Run, row: Row, why: Why) -> Delivery:
    now, d = at(run.time), row.d
    row.refused = False
    if why is Why.UNABLE:
        return audit.set_aside(d, now)
    if why in (Why.REFUSED, Why.CANNOT_SEARCH):
        return audit.retry(d, now, [other.d for other in run.incident_of(row)])
    run.tool.catch_up(run.time)
    run.witness.looked(d)
    ref = run.incident_of(row)[0].d.ref
    if d.what is What.CREATE:
        tickets = run.tool.by_key.get(d.id)
        ref = d.ref or (tickets[0].ref if tickets else None)
        return audit.confirm(d, ref, now, run.conditions.policy) if ref else audit.retry(d, now)
    assert ref is not None
    ticket = run.tool.tickets[ref.id]
    there = any(held.key == d.id for held in ticket.held) or d.what is What.STATE  # it is read back
    return audit.confirm(d, None, now, run.conditions.policy) if there else audit.retry(d, now)
