"""An imitated Zammad, after its documents and sources: attributes that it does not know are dropped without a
word, a `condition` is answered from the database, a `query` from a search index that lags behind or, where
there is none, by any text that contains it; unknown names are refused with 422.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from common.clock import Clock, SystemClock
from desk.connectors.http.shapes import at, stamp
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.zammad.connector import connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

TOKEN = "zammad-token"
AGENT: dict[str, Any] = {"id": 3, "login": "mostrador@example.org", "email": "mostrador@example.org"}
LOOKUPS = {
    "state": ("new", "open", "pending reminder", "pending close", "closed", "merged"),
    "priority": ("1 low", "2 normal", "3 high"),
    "group": ("Users", "Second level"),
}
ATTRIBUTES = {"title", "state", "priority", "group", "owner", "pending_time", "mostrador_key"}


class ZammadFake(FakeDesk):
    tool = "zammad"
    traits = Traits(title_limit=None, dropped=("team", "Not an attribute"))

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, dict[str, Any]] = {AGENT["id"]: AGENT}
        self.indexed = True  # it has Elasticsearch
        self.index_lag = timedelta(seconds=30)

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"token": TOKEN})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            rows = self.rows.values()
            found = [row for row in rows if row.values.get("mostrador_key") == key or key in _first(row)]
            return [self._ticket(row) for row in found]

    def _ticket(self, row: Row) -> Ticket:
        shown, articles = self._shown(row), row.values["articles"]
        return Ticket(
            str(row.id),
            shown["title"],
            articles[0]["body"],
            shown["state"],
            shown["customer"],
            "" if shown["owner"] == "-" else shown["owner"],
            {name: at(shown, name) for name in ATTRIBUTES},
            tuple(article["body"] for article in articles[1:]),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            row.values |= {"state": state} if state else {}
            row.values |= {"owner": assignee} if assignee else {}
            if note:
                self._write(row, {"body": note, "internal": True})
            self.touch(row, "olga@example.org")

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        if request.headers.get("Authorization") != f"Token token={TOKEN}":
            return Reply(401, {"error": "Invalid token!"})
        path = request.path.removeprefix("/api/v1")
        for method, pattern, does in self._routes():
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                try:
                    return does(request, *found.groups())
                except KeyError:
                    return Reply(404, {"error": f"Couldn't find Ticket with 'id'={found.groups()[0]}"})
        return Reply(404, {"error": "No route matches"})

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        return [
            ("GET", "/users/me", lambda _: Reply(200, AGENT)),
            ("GET", "/users/search", self._search_people),
            ("GET", "/version", lambda _: Reply(200, {"version": "6.4.1"})),
            ("GET", "/ticket_states", lambda _: _names("state")),
            ("GET", "/ticket_priorities", lambda _: _names("priority")),
            ("GET", "/groups", lambda _: _names("group")),
            ("GET", "/tickets", self._list),
            ("POST", "/tickets", self._create),
            ("GET", "/tickets/search", self._search),
            ("GET", r"/tickets/(\d+)", self._show),
            ("PUT", r"/tickets/(\d+)", self._update),
            ("POST", "/ticket_articles", self._add_article),
            ("GET", r"/ticket_articles/(\d+)", self._article),
            ("DELETE", r"/ticket_articles/(\d+)", lambda _, number: Reply(403, {"error": "Not authorized"})),
        ]

    def _search_people(self, request: Request) -> Reply:
        words = request.value("query")
        return Reply(200, [each for each in self.people.values() if words in each["email"]])

    def _list(self, request: Request) -> Reply:
        size = int(request.value("per_page", "100"))
        return Reply(200, [self._shown(row) for row in list(self.rows.values())[:size]])

    def _show(self, _: Request, number: str) -> Reply:
        return Reply(200, self._shown(self.rows[int(number)]))

    def _create(self, request: Request) -> Reply:
        given = request.json()
        if refused := _refused(given, {}):
            return refused
        customer = self._customer(given)
        if customer is None:
            return Reply(422, {"error": "Missing required value for field 'customer_id'!"})
        start = {"state": "new", "priority": "2 normal", "owner": "-", "customer": customer, "articles": []}
        row = self.add({**start, **_kept(given)}, AGENT["login"])
        self._write(row, given["article"])
        return Reply(201, self._shown(row))

    def _customer(self, given: dict[str, Any]) -> str | None:
        """Who is not known becomes a person."""
        number = given.get("customer_id")
        if isinstance(number, int):
            return str(self.people[number]["email"])
        mail = str(number or "").removeprefix("guess:") or at(given, "customer.email")
        if not mail:
            return None
        if mail.lower() not in {person["email"] for person in self.people.values()}:
            new = max(self.people) + 1
            self.people[new] = {"id": new, "login": mail.lower(), "email": mail.lower()}
        return mail.lower()

    def _update(self, request: Request, number: str) -> Reply:
        row, given = self.rows[int(number)], request.json()
        if refused := _refused(given, row.values):
            return refused
        row.values |= _kept(given)
        if given.get("article"):
            self._write(row, given["article"])
        self.touch(row, AGENT["login"])
        return Reply(200, self._shown(row))

    def _add_article(self, request: Request) -> Reply:
        given = request.json()
        row = self.rows[given["ticket_id"]]
        article = self._write(row, given)
        self.touch(row, AGENT["login"])
        return Reply(201, article)

    def _write(self, row: Row, given: dict[str, Any]) -> dict[str, Any]:
        files = [(file["filename"], base64.b64decode(file["data"])) for file in given.get("attachments", [])]
        row.files += files
        article = {
            "id": 1000 * row.id + len(row.values["articles"]),
            "ticket_id": row.id,
            "body": given["body"],
            "content_type": given.get("content_type", "text/plain"),
            "internal": given.get("internal", False),
            "attachments": [{"filename": name, "size": str(len(content))} for name, content in files],
        }
        row.values["articles"].append(article)
        return article

    def _article(self, _: Request, number: str) -> Reply:
        ticket, place = divmod(int(number), 1000)
        return Reply(200, self.rows[ticket].values["articles"][place])

    def _shown(self, row: Row) -> dict[str, Any]:
        shown = {name: row.values.get(name) for name in sorted(ATTRIBUTES)}
        return {
            **shown,
            "id": row.id,
            "article_ids": [article["id"] for article in row.values["articles"]],
            "number": f"{87000 + row.id}",
            "customer": row.values["customer"],
            "updated_at": row.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "created_at": "2026-11-22T03:00:00.000Z",
            "updated_by": row.changed_by,
        }

    def _search(self, request: Request) -> Reply:
        rows = list(self.rows.values())
        conditions: dict[str, dict[str, str]] = {}
        for name, values in request.query.items():
            if found := re.fullmatch(r"condition\[ticket\.(\w+)\]\[(\w+)\]", name):
                conditions.setdefault(found[1], {})[found[2]] = values[0]
        for attribute, condition in conditions.items():
            if attribute not in ATTRIBUTES | {"updated_at"}:
                return Reply(422, {"error": "Invalid condition"})
            rows = [row for row in rows if _meets(self._shown(row), attribute, condition)]
        if query := request.value("query"):
            rows = self._by_query(rows, query)
        by, way = request.value("sort_by", "updated_at"), request.value("order_by", "desc")
        rows.sort(key=lambda row: (at(self._shown(row), by), row.id), reverse=way == "desc")
        size, page = int(request.value("per_page", "50")), int(request.value("page", "1"))
        return Reply(200, [self._shown(row) for row in rows[(page - 1) * size : page * size]])

    def _by_query(self, rows: list[Row], query: str) -> list[Row]:
        """The index knows whole words and lags behind; the database finds any text with the words in it."""
        if self.indexed:
            rows = [row for row in rows if row.changed_at <= SystemClock().now() - self.index_lag]
        texts = {row.id: [row.values["title"], *(a["body"] for a in row.values["articles"])] for row in rows}
        return [row for row in rows if any(query.lower() in text.lower() for text in texts[row.id])]


def _first(row: Row) -> str:
    return str(row.values["articles"][0]["body"]).rpartition("[mostrador ")[2]


def _names(kind: str) -> Reply:
    return Reply(200, [{"id": n, "name": name, "active": True} for n, name in enumerate(LOOKUPS[kind], 1)])


def _kept(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name in ATTRIBUTES}


def _meets(shown: dict[str, Any], attribute: str, condition: dict[str, str]) -> bool:
    if condition["operator"] == "is":
        return at(shown, attribute) == condition["value"]
    since, changed = stamp(condition["value"]), stamp(shown[attribute])
    return condition["operator"] == "after (absolute)" and bool(since and changed and changed >= since)


def _refused(given: dict[str, Any], before: dict[str, Any]) -> Reply | None:
    """422 for a name that it does not have, and for a pending ticket without a time."""
    for name, known in LOOKUPS.items():
        if name in given and given[name] not in known:
            return Reply(422, {"error": f"No lookup value found for '{name}': \"{given[name]}\""})
    if str(given.get("state", "")).startswith("pending") and not given.get("pending_time"):
        return Reply(422, {"error": "Missing required value for field 'pending_time'!"})
    if not before and not given.get("group"):
        return Reply(422, {"error": "Group can't be blank"})
    return None


def desk() -> ZammadFake:
    return ZammadFake()
