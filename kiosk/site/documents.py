"""Small things that the desk told, or said it holds, one row each."""

from __future__ import annotations

import json

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select

from common.wire import CategoryOut
from common.wire_sign_on import SignOnOffer
from kiosk.site.schema import documents, sync_state

_TREE = TypeAdapter(list[CategoryOut])


class SyncMemory:
    """How far the sync with the desk has come, as stored."""

    def __init__(self, connection: Connection) -> None:
        stored = {row.name: row.value for row in connection.execute(select(sync_state))}
        self.held = int(stored.get("held", "0"))
        self.feed_sequence = int(stored.get("feed", "0"))


def remember(connection: Connection, name: str, value: int) -> None:
    """Store how far we are, "held" (by the desk) or "feed", in the caller's transaction."""
    connection.execute(insert(sync_state).prefix_with("OR REPLACE").values(name=name, value=str(value)))


def read_categories(connection: Connection) -> list[CategoryOut]:
    """The category tree for incidents; empty until the desk has told it."""
    body = connection.execute(
        select(documents.c.body).where(documents.c.name == "categories")
    ).scalar_one_or_none()
    return _TREE.validate_json(body) if body else []


def put_categories(connection: Connection, tree: list[CategoryOut]) -> None:
    _put(
        connection,
        "categories",
        json.dumps([node.model_dump(mode="json") for node in tree], ensure_ascii=False),
    )


def read_sign_on(connection: Connection) -> SignOnOffer:
    """Where agents may sign in with their work account; nowhere until the desk has told it."""
    body = connection.execute(
        select(documents.c.body).where(documents.c.name == "sign_on")
    ).scalar_one_or_none()
    return SignOnOffer.model_validate_json(body) if body else SignOnOffer()


def put_sign_on(connection: Connection, offer: SignOnOffer) -> None:
    _put(connection, "sign_on", offer.model_dump_json())


def _put(connection: Connection, name: str, body: str) -> None:
    row = {"name": name, "body": body}
    connection.execute(insert(documents).prefix_with("OR REPLACE").values(row))
