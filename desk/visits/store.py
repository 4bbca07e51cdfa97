"""Wishes to join the line by phone, as they lie in a site's feed until they are answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from desk import feed
from desk.visits.rules import Asked

KEPT = timedelta(days=1)


def forget_old(connection: Connection, now: datetime) -> None:
    """Take out of the feeds what sites were asked more than a day ago: it names people."""
    wanted = feed.items.c.kind == "command", feed.items.c.key.startswith("join-", autoescape=True)
    rows = connection.execute(
        sa.select(feed.items.c.site, feed.items.c.key, feed.items.c.body).where(*wanted)
    )
    for site, key, body in rows.all():
        if now - datetime.fromisoformat(body["asked_at"]) > KEPT:
            feed.withdraw(connection, site, "command", key)


def asked_for(connection: Connection, site: str, visit: str) -> Asked | None:
    """What was asked of a site under this id, if anything."""
    found = sa.select(feed.items.c.body).where(
        feed.items.c.site == site, feed.items.c.kind == "command", feed.items.c.key == f"join-{visit}"
    )
    body = connection.execute(found).scalar()
    if body is None:
        return None
    return Asked(body["service"], body["person"]["id"], datetime.fromisoformat(body["asked_at"]))
