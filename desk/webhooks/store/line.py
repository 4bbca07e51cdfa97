"""The line of a subscription as a sender works it off.

A subscription is claimed as a whole by one sender at a time, on one machine or several: so its deliveries
stay in order. It reads the list of changes by a cursor of its own, and takes a run of it as deliveries when
it has none waiting: the cursor moves in the transaction that makes them. A sender that dies leaves a claim
that ends; the delivery in its hand is sent again under the same id.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.ahead import bring_back
from desk.changes import store as changes
from desk.changes.store import Wanted
from desk.webhooks.rules import (
    LONGEST_WAIT,
    MISSED,
    Answer,
    Outcome,
    Standing,
    State,
    accepted,
    body_of,
    change_body,
)
from desk.webhooks.store.tables import (
    Delivery,
    Subscription,
    add_delivery,
    deliveries,
    get,
    standing_values,
    subscriptions,
)

CLAIM = timedelta(minutes=1)  # a delivery takes no longer than a quarter of it
RUN = 100


def anything_due(connection: Connection, now: datetime) -> bool:
    """Whether a claim would find something."""
    return connection.execute(_due(now).limit(1)).first() is not None


def claim(connection: Connection, now: datetime) -> Subscription | None:
    """The subscription whose turn it is, kept from other senders for a minute; None: nothing is due."""
    found = connection.execute(_due(now).limit(1).with_for_update(skip_locked=True)).one_or_none()
    if found is None:
        return None
    values = {"claim": new_id(), "claimed_until": now + CLAIM}
    connection.execute(subscriptions.update().where(subscriptions.c.id == found.id).values(values))
    return get(connection, found.id)


def next_delivery(
    connection: Connection, mine: Subscription, now: datetime
) -> tuple[Subscription, Delivery] | None:
    """What the claimer shall send next, with the subscription as it is now, claimed for another minute.

    None ends the claim: there is nothing more, somebody paused it, or the claim was lost to another sender.
    """
    held = get(connection, mine.id, lock=True)
    if held is None or held.claim != mine.claim:
        return None
    if held.standing.state is State.ACTIVE:
        found = _first_waiting(connection, held.id) or _taken_from_changes(connection, held, now)
        if found is not None:
            _update(connection, held.id, claimed_until=now + CLAIM)
            return held, found
    _update(connection, held.id, claim="", claimed_until=None, next_at=now)
    return None


def note_outcome(
    connection: Connection,
    mine: Subscription,
    sent: Delivery,
    outcome: Outcome,
    then: Standing,
    now: datetime,
) -> bool:
    """Write down how a delivery went. False: the claim is over, for the caller as for the database."""
    held = get(connection, mine.id, lock=True)
    if held is None or held.claim != mine.claim:
        return False
    note_try(connection, sent, outcome, now)
    if held.standing.state is not mine.standing.state:  # somebody paused it meanwhile
        then = held.standing
    over = {} if accepted(outcome) else {"claim": "", "claimed_until": None}
    _update(connection, held.id, **standing_values(then), **over)
    return accepted(outcome)


def note_try(connection: Connection, sent: Delivery, outcome: Outcome, now: datetime) -> None:
    """Write down a try on the delivery alone."""
    values: dict[str, Any] = {"tries": deliveries.c.tries + 1, "tried_at": now}
    values |= {"status": outcome.status, "fault": ""} if isinstance(outcome, Answer) else {"status": None}
    values |= {} if isinstance(outcome, Answer) else {"fault": outcome.why}
    values |= {"state": "sent"} if accepted(outcome) else {}
    connection.execute(deliveries.update().where(deliveries.c.id == sent.id).values(values))


def set_right(connection: Connection, now: datetime) -> int:
    """Take up what a clock that was ahead has put off; how many subscriptions that were."""
    return bring_back(connection, now, LONGEST_WAIT, subscriptions.c.next_at, subscriptions.c.claimed_until)


def _due(now: datetime) -> sa.Select[Any]:
    c, d = subscriptions.c, deliveries.c
    has_waiting = sa.exists().where(d.subscription == c.id, d.state == "waiting")
    newest = sa.select(sa.func.coalesce(sa.func.max(changes.heads.c.sequence), 0)).scalar_subquery()
    behind = c.cursor < newest
    free = c.claimed_until.is_(None) | (c.claimed_until <= now)
    due = (c.state == State.ACTIVE.value) & (c.next_at <= now) & free & (has_waiting | behind)
    return sa.select(c.id).where(due).order_by(c.next_at, c.id)


def _first_waiting(connection: Connection, subscription: str) -> Delivery | None:
    c = deliveries.c
    wanted = sa.select(deliveries).where(c.subscription == subscription, c.state == "waiting")
    row = connection.execute(wanted.order_by(c.place, c.made_at, c.id).limit(1)).one_or_none()
    return Delivery(**row._mapping) if row is not None else None


def _taken_from_changes(connection: Connection, held: Subscription, now: datetime) -> Delivery | None:
    """Make deliveries of the next changes, and move the cursor past them; the first one."""
    begins = changes.floor(connection)
    if held.cursor < begins:  # it was paused for longer than changes are kept
        body = body_of(MISSED, now, {"after": held.cursor, "until": begins})
        add_delivery(connection, held.id, held.cursor, MISSED, body, now)
        _update(connection, held.id, cursor=begins)
        return _first_waiting(connection, held.id)
    page = changes.page_after(connection, held.cursor, Wanted(held.sites or None, held.kinds), RUN)
    for each in page.items:
        body = change_body(each.sequence, each.fact)
        add_delivery(connection, held.id, each.sequence, each.fact.type, body, now)
    _update(connection, held.id, cursor=page.next)
    return _first_waiting(connection, held.id)


def _update(connection: Connection, subscription: str, **values: Any) -> None:
    connection.execute(subscriptions.update().where(subscriptions.c.id == subscription).values(values))
