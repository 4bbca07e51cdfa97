"""The tables of subscriptions and deliveries, and their rows as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.changes.rules import Kind
from desk.engine import Json, Moment, metadata
from desk.webhooks.rules import Standing, State

subscriptions = sa.Table(
    "webhook_subscriptions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("kinds", Json, nullable=False),
    sa.Column("sites", Json, nullable=False),
    sa.Column("secret", sa.String(100), nullable=False),
    sa.Column("old_secret", sa.String(100), nullable=False),
    sa.Column("old_until", Moment),
    sa.Column("cursor", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("failing_since", Moment),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("claim", sa.String(64), nullable=False),
    sa.Column("claimed_until", Moment),
    sa.Column("made_at", Moment, nullable=False),
)
deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # also the webhook-id
    sa.Column("subscription", sa.String(64), sa.ForeignKey("webhook_subscriptions.id"), nullable=False),
    sa.Column("place", sa.BigInteger, nullable=False),  # the number of the change
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # waiting, sent, left_out
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("tried_at", Moment),
    sa.Column("status", sa.Integer),
    sa.Column("fault", sa.String(32), nullable=False),
    sa.Index("ix_webhook_deliveries_line", "subscription", "state", "place"),
    sa.Index("ix_webhook_deliveries_newest", "subscription", "made_at"),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told of what. `kinds`, `sites` empty: all. `cursor`: the last change that was looked at.
    `old_secret`: the last two before, with a blank between.
    """

    id: str
    url: str
    kinds: frozenset[Kind]
    sites: frozenset[str]
    secret: str
    old_secret: str
    old_until: datetime | None
    cursor: int
    standing: Standing
    made_at: datetime
    claim: str = ""

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """The secrets that deliveries are signed with at this moment."""
        return (self.secret, *self.old_secrets(now))

    def old_secrets(self, now: datetime) -> tuple[str, ...]:
        """The earlier ones that still sign, the newest first."""
        holds = self.old_until is not None and now < self.old_until
        return tuple(self.old_secret.split()) if holds else ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to a receiver and how it went. `state`: waiting, sent, left_out."""

    id: str
    subscription: str
    place: int
    type: str
    body: str
    state: str
    tries: int
    made_at: datetime
    tried_at: datetime | None
    status: int | None
    fault: str


def get(connection: Connection, subscription: str, lock: bool = False) -> Subscription | None:
    """One subscription; with `lock` nobody else changes it until the commit."""
    wanted = sa.select(subscriptions).where(subscriptions.c.id == subscription)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
    return subscription_of(row) if row is not None else None


def add_delivery(
    connection: Connection,
    subscription: str,
    place: int,
    type_: str,
    body: str,
    now: datetime,
    state: str = "waiting",
) -> Delivery:
    """A new delivery with an id of its own."""
    made = Delivery(new_id(), subscription, place, type_, body, state, 0, now, None, None, "")
    values = {name: getattr(made, name) for name in Delivery.__dataclass_fields__}
    connection.execute(deliveries.insert().values(values))
    return made


def standing_values(standing: Standing) -> dict[str, Any]:
    """A standing as columns."""
    values = {name: getattr(standing, name) for name in Standing.__dataclass_fields__}
    return values | {"state": standing.state.value}


def subscription_of(row: sa.Row[Any]) -> Subscription:
    """A row as a value."""
    return Subscription(
        id=row.id,
        url=row.url,
        kinds=frozenset(Kind(each) for each in row.kinds),
        sites=frozenset(row.sites),
        secret=row.secret,
        old_secret=row.old_secret,
        old_until=row.old_until,
        cursor=row.cursor,
        standing=Standing(State(row.state), row.next_at, row.tries, row.failing_since),
        made_at=row.made_at,
        claim=row.claim,
    )
