"""Joining the line by phone before one comes: the site is asked by its feed, its journal has the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from common.wire import Filled, Id, JoinAsked, Language, Message, PersonRecord
from desk import feed
from desk.catalogue.rules import Site
from desk.context import Desk
from desk.problems import Refused
from kiosk.queue.refusals import Code

KEPT = timedelta(days=1)
ANSWERED_WITHIN = timedelta(minutes=10)  # a site that was asked longer ago does not take the visitor any more


class JoinBody(Message):
    """What the form says. `id` is made with the form: it becomes the visit's, so that twice is once."""

    id: Id
    service: Id
    name: Filled
    language: Language = "en"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish to join of which the site has not been heard yet."""

    service: str
    person: str
    at: datetime


def join(desk: Desk, site: Site, wish: JoinBody) -> None:
    """Ask the site for a place. Raises Refused `no_remote_join`, `unknown_service`."""
    if not site.rules.remote_join:
        raise Refused(Code.NO_REMOTE_JOIN)
    service = site.rules.service(wish.service)
    if service is None or not service.active:
        raise Refused(Code.UNKNOWN_SERVICE)
    person = PersonRecord(id=wish.id, name=wish.name, language=wish.language)  # known by this visit alone
    asked = JoinAsked(visit=wish.id, service=wish.service, person=person, asked_at=desk.now())
    with desk.database.begin() as connection:
        if asked_for(connection, site.id, wish.id) is None:
            body = {"id": wish.id, "name": "join", **asked.model_dump(mode="json")}
            feed.publish(connection, site.id, "command", f"join-{wish.id}", body)


def arrive(connection: Connection, site: str, visit: str) -> None:
    """Tell the site that somebody who joined by phone is here."""
    body = {"id": visit, "name": "arrive", "visit": visit}
    feed.publish(connection, site, "command", f"arrive-{visit}", body)


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
