"""Subscriptions and what was delivered to them, as staff and programs see and change them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.changes import store as changes
from desk.changes.rules import Kind
from desk.webhooks.rules import OLD_SECRET_HOLDS, SECRET_BYTES, TEST, Standing, State, body_of, secret_of
from desk.webhooks.store.tables import (
    Delivery as Delivery,
)
from desk.webhooks.store.tables import (
    Subscription as Subscription,
)
from desk.webhooks.store.tables import (
    add_delivery,
    deliveries,
    standing_values,
    subscription_of,
    subscriptions,
)
from desk.webhooks.store.tables import (
    get as get,
)

KEPT = timedelta(days=30)
OLD_SECRETS = 2  # that sign beside the newest one


def add(connection: Connection, url: str, kinds: Sequence[Kind], sites: Sequence[str], now: datetime) -> str:
    """A new subscription, its id, that is told of what happens from now on."""
    made = new_id()
    row: dict[str, Any] = {"id": made, "url": url, "claim": ""}
    row |= {"kinds": [kind.value for kind in kinds], "sites": list(sites)}
    row |= {"secret": secret_of(secrets.token_bytes(SECRET_BYTES)), "old_secret": ""}
    row |= {"cursor": changes.head(connection), "state": State.ACTIVE.value, "tries": 0}
    connection.execute(subscriptions.insert().values(**row, next_at=now, made_at=now))
    return made


def change(
    connection: Connection, subscription: str, url: str, kinds: Sequence[Kind], sites: Sequence[str]
) -> None:
    """Other address, kinds or sites from now on; what waits goes to the new address, too."""
    values: dict[str, Any] = {"url": url, "kinds": [kind.value for kind in kinds], "sites": list(sites)}
    connection.execute(subscriptions.update().where(subscriptions.c.id == subscription).values(values))


def renew_secret(connection: Connection, subscription: str, now: datetime) -> str:
    """A new secret; for a day deliveries are signed with the one before, too, and with the one before that
    if it still signs: who asked for two in a row, by a second click, may have given neither to the receiver.
    """
    made = secret_of(secrets.token_bytes(SECRET_BYTES))
    held = get(connection, subscription, lock=True)
    before = held.secrets(now)[:OLD_SECRETS] if held is not None else ()
    values = {"old_secret": " ".join(before), "secret": made, "old_until": now + OLD_SECRET_HOLDS}
    connection.execute(subscriptions.update().where(subscriptions.c.id == subscription).values(values))
    return made


def set_standing(connection: Connection, subscription: str, standing: Standing) -> None:
    """A person pauses a subscription, or lets it go on."""
    values = standing_values(standing)
    connection.execute(subscriptions.update().where(subscriptions.c.id == subscription).values(values))


def remove(connection: Connection, subscription: str) -> bool:
    """Forget a subscription and its deliveries. False: there was none."""
    connection.execute(deliveries.delete().where(deliveries.c.subscription == subscription))
    gone = subscriptions.delete().where(subscriptions.c.id == subscription).returning(subscriptions.c.id)
    return connection.execute(gone).first() is not None


def everybody(connection: Connection) -> list[Subscription]:
    """Every subscription, the oldest first."""
    rows = connection.execute(sa.select(subscriptions).order_by(subscriptions.c.made_at, subscriptions.c.id))
    return [subscription_of(row) for row in rows]


def given_up(connection: Connection) -> int:
    """How many subscriptions paused by themselves."""
    wanted = sa.select(sa.func.count()).where(subscriptions.c.state == State.GIVEN_UP.value)
    return int(connection.execute(wanted).scalar_one())


def add_test(connection: Connection, subscription: str, now: datetime) -> Delivery:
    """A delivery that says nothing but that it is one; it waits for nobody, so nobody waits for it."""
    body = body_of(TEST, now, {"subscription": subscription})
    return add_delivery(connection, subscription, 0, TEST, body, now, "left_out")


def again(connection: Connection, subscription: str, delivery: str) -> bool:
    """Send this one (again), in its place before later ones. False: there is none such."""
    return _set_state(connection, subscription, delivery, "waiting", sent_too=True)


def leave_out(connection: Connection, subscription: str, delivery: str) -> bool:
    """Do not send this one any more, so that later ones get their turn. What was sent stays so."""
    return _set_state(connection, subscription, delivery, "left_out", sent_too=False)


def _set_state(connection: Connection, subscription: str, delivery: str, state: str, sent_too: bool) -> bool:
    if not delivery.isprintable():
        return False
    mine = (deliveries.c.id == delivery) & (deliveries.c.subscription == subscription)
    if not sent_too:
        mine &= deliveries.c.state != "sent"
    changed = deliveries.update().where(mine).values(state=state).returning(deliveries.c.id)
    return connection.execute(changed).first() is not None


def newest(connection: Connection, subscription: str, limit: int = 100) -> list[Delivery]:
    """What was made for a subscription, the newest first."""
    c = deliveries.c
    wanted = sa.select(deliveries).where(c.subscription == subscription)
    rows = connection.execute(wanted.order_by(c.made_at.desc(), c.place.desc(), c.id.desc()).limit(limit))
    return [Delivery(**row._mapping) for row in rows]


def waiting(connection: Connection) -> dict[str, int]:
    """How many changes each subscription has not been told of, whether they concern it or not."""
    c, d = subscriptions.c, deliveries.c
    last = changes.head(connection)
    left = sa.select(sa.func.count()).where(d.subscription == c.id, d.state == "waiting").scalar_subquery()
    rows = connection.execute(sa.select(c.id, c.cursor, left.label("made")))
    return {row.id: max(0, last - row.cursor) + int(row.made) for row in rows}


def forget_old(connection: Connection, now: datetime) -> None:
    """Delete what was delivered, or left out, long ago."""
    old = (deliveries.c.made_at < now - KEPT) & (deliveries.c.state != "waiting")
    connection.execute(deliveries.delete().where(old))
