"""Joining the line by phone before one comes: the site is asked by its feed, its journal has the answer."""

from __future__ import annotations

from common.wire import Filled, Id, JoinAsked, Language, Message, PersonRecord
from desk import feed
from desk.catalogue.rules import Site
from desk.context import Desk
from desk.engine import Connection
from desk.problems import Refused
from desk.visits.store import asked_for
from kiosk.queue.refusals import Code


class JoinBody(Message):
    """What the form says. `id` is made with the form: it becomes the visit's, so that twice is once."""

    id: Id
    service: Id
    name: Filled
    language: Language = "en"


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
