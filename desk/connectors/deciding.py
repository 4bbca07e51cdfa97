"""What a person decides about a delivery that cannot go on by itself, or about a tool's line.

Each decision takes the delivery from whoever works at it, so that it counts and not an outcome that comes
late. Raises ValueError for a delivery that is not a person's to decide (any more), LookupError for an
unknown one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desk.connectors import handing
from desk.connectors.engine import audit
from desk.connectors.engine.breaker import reopened
from desk.connectors.engine.delivery import Delivery, Policy, Stage, What
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Ref
from desk.connectors.standing import after_delivery, after_our_state, keep, lock_both, publish
from desk.connectors.store import deliveries, lines, outside
from desk.engine import Connection


def retry(connection: Connection, delivery: str, now: datetime, mapping: Mapping | None = None) -> Delivery:
    """What was wrong is mended, or it was looked for and is not there: once more. Also what was set aside, as
    long as it is known what it said (30 days). `mapping`: of the tool; a record that was set aside, and that
    the desk has kept since, goes only with it.
    """
    known = deliveries.get(connection, delivery)
    if known is not None and known.delivery.what is not What.CREATE and not known.payload:
        raise ValueError(f"what {delivery} said is not kept")
    if known is not None and known.delivery.what is What.CREATE and known.delivery.stage is Stage.SET_ASIDE:
        if mapping is None:
            raise ValueError(f"{known.delivery.connector} takes nothing")
        handing.take_up(connection, mapping, known.delivery.incident, now)

    def again(d: Delivery) -> Delivery:
        others = deliveries.of_incident(connection, d.incident)
        return audit.retry(d, now, [each.delivery for each in others])

    return _decide(connection, delivery, now, again)


def confirm(
    connection: Connection, delivery: str, ref: Ref | None, policy: Policy, now: datetime
) -> Delivery:
    """It was found there. `ref`: the ticket, for a delivery that makes one."""
    return _decide(connection, delivery, now, lambda d: audit.confirm(d, ref, now, policy))


def set_aside(
    connection: Connection, delivery: str, now: datetime, mapping: Mapping | None = None
) -> Delivery:
    """It is not handed over. If it is the ticket itself, nothing is, and the desk keeps the record again; if
    it is a state, the record stands from now on where the tool's ticket stands. `mapping`: of the tool.
    """
    after = _decide(connection, delivery, now, lambda d: audit.set_aside(d, now))
    if after.what is What.STATE:
        ticket = lock_both(connection, after.incident)
        if ticket is not None:
            keep(connection, ticket, after_our_state(connection, mapping, ticket), now)
    if after.what is What.CREATE and after.stage is Stage.SET_ASIDE:
        ticket = outside.of(connection, after.incident)
        if ticket is not None:
            outside.release(connection, after.incident)
            publish(connection, replace(ticket, attention=Stage.SET_ASIDE.value), now)
    return after


def reopen(connection: Connection, connector: str) -> None:
    """The account or the mapping was mended: let everything go to the tool again at once."""
    lines.change_line(connection, connector, reopened)


def _decide(
    connection: Connection, delivery: str, now: datetime, change: Callable[[Delivery], Delivery]
) -> Delivery:
    known = deliveries.get(connection, delivery)
    if known is None:
        raise LookupError(delivery)
    ticket = lock_both(connection, known.delivery.incident)
    held = deliveries.lock(connection, delivery)
    if held is None or ticket is None:
        raise LookupError(delivery)
    after = change(held.delivery)
    deliveries.write(connection, held, after, now)
    keep(connection, ticket, after_delivery(connection, ticket, after, now), now)
    deliveries.wake_next(connection, after.incident)
    return after
