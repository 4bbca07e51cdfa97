"""The real Znuny 6 of Debian, where its non-free part is among the package sources."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping as Values
from typing import Any
from urllib.request import Request, urlopen

import psycopg
from psycopg.rows import dict_row

from common.clock import Clock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.znuny.connector import connect
from tests.contract.connectors.machine import Kept, why_missing
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits, default_mapping
from tests.contract.connectors.znuny_program import (
    ARCHIVE,
    COLLEAGUE,
    PACKAGES,
    PASSWORD,
    PRODUCT,
    SERVICE,
    USER,
    ZONE,
)

__all__ = ["KEPT", "PRODUCT", "desk", "missing"]

KEPT = Kept("real_znuny")


class RealZnuny:
    """Read beside the connector from its database; changed as another agent by its web service."""

    tool = "znuny"
    traits = Traits(real=True, title_limit=255, dropped=("DynamicField.NotThere", "x"))

    def __init__(self) -> None:
        self.url = NOWHERE
        self._told: Values[str, str] = {}

    def start(self) -> None:
        running = KEPT.running()
        self.url, self._told = running.url, running.told

    def stop(self) -> None:
        """It serves the next test, too."""

    def ripen(self) -> None:
        """Its search shows at once what was changed."""

    def mapping(self, url: str) -> Mapping:
        sign_in = {"user": USER, "password": PASSWORD}
        return default_mapping(self.tool, url, sign_in, service=SERVICE, time_zone=ZONE)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        values = ({"State": state} if state else {}) | ({"Owner": COLLEAGUE} if assignee else {})
        asked: dict[str, Any] = {"UserLogin": COLLEAGUE, "Password": PASSWORD, "TicketID": ticket}
        asked |= {"Ticket": values} if values else {}
        asked |= {"Article": ARTICLE | {"Body": note}} if note else {}
        headers = {"Content-Type": "application/json"}
        address = f"{self.url}{SERVICE}/TicketUpdate"
        with urlopen(Request(address, json.dumps(asked).encode(), headers), timeout=60) as answer:
            assert json.load(answer)["TicketID"] == ticket

    def tickets(self, key: str) -> list[Ticket]:
        with psycopg.connect(self._told["database"], row_factory=dict_row) as database:
            return [self._ticket(database, row) for row in database.execute(TICKETS, (key,)).fetchall()]

    def _ticket(self, database: psycopg.Connection[dict[str, Any]], row: dict[str, Any]) -> Ticket:
        dynamic = database.execute(DYNAMIC, (row["id"],)).fetchall()
        articles = [each["a_body"] for each in database.execute(ARTICLES, (row["id"],))]
        files = database.execute(FILES, (row["id"],)).fetchall()
        return Ticket(
            id=str(row["id"]),
            title=row["title"],
            text=articles[0],
            state=row["state"],
            requester=row["customer_user_id"] or "",
            assignee=row["owner"],
            fields={name: row[name.lower()] for name in ("Queue", "State", "Priority")}
            | {f"DynamicField.{each['name']}": each["value_text"] for each in dynamic},
            notes=tuple(articles[1:]),
            files=tuple((file["filename"], base64.b64decode(file["content"])) for file in files),
        )


ARTICLE = {
    "CommunicationChannel": "Internal",
    "SenderType": "agent",
    "Subject": "Note",
    "ContentType": "text/plain; charset=utf8",
}
TICKETS = """
SELECT t.id, t.title, t.customer_user_id, s.name AS state, p.name AS priority, q.name AS queue,
       u.login AS owner
FROM ticket t JOIN ticket_state s ON s.id = t.ticket_state_id
JOIN ticket_priority p ON p.id = t.ticket_priority_id JOIN queue q ON q.id = t.queue_id
JOIN users u ON u.id = t.user_id
JOIN dynamic_field_value v ON v.object_id = t.id JOIN dynamic_field f ON f.id = v.field_id
WHERE f.name = 'MostradorKey' AND v.value_text = %s ORDER BY t.id
"""
DYNAMIC = """
SELECT f.name, v.value_text FROM dynamic_field_value v JOIN dynamic_field f ON f.id = v.field_id
WHERE v.object_id = %s
"""
ARTICLES = """
SELECT d.a_body FROM article a JOIN article_data_mime d ON d.article_id = a.id
WHERE a.ticket_id = %s ORDER BY a.id
"""
FILES = """
SELECT f.filename, f.content FROM article a JOIN article_data_mime_attachment f ON f.article_id = a.id
WHERE a.ticket_id = %s ORDER BY f.id
"""


def missing() -> str:
    return why_missing(PACKAGES, archives=(ARCHIVE,))


def desk() -> RealZnuny:
    return RealZnuny()
