"""An imitated Zendesk, after its published description and documents: an external id may stand on many
tickets, an idempotency key stops a second ticket and is refused with another body, unknown fields are dropped
without a word, a closed ticket takes nothing, and the export leaves out the latest minute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from common.clock import Clock, SystemClock
from desk.connectors.http.shapes import at
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.zendesk.connector import connect
from tests.contract.connectors.descriptions import DescribedDesk, Waived, openapi
from tests.contract.connectors.desks.fake import Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, TOKEN = "mostrador@example.org", "0123456789abcdef"
ADMIN = 1
CHOICES = {
    "priority": ("urgent", "high", "normal", "low"),
    "type": ("problem", "incident", "question", "task"),
    "status": ("new", "open", "pending", "hold", "solved", "closed"),
}
FIELDS = {360001: "building"}
MOST_COMMENTS = 5000
EXPORTED = 2  # tickets a page; Zendesk's thousand would never fill one
# pagination and side-loading are told in the operations' prose; a cursor stands in place of the start time
PROSE = frozenset({"page[size]", "page[after]", "sort", "include", "filename", "start_time", "cursor"})


def values_not_definitions(document: dict[str, Any]) -> None:
    """The description has the form of a field's definition where a ticket's value of it goes."""
    schemas = document["components"]["schemas"]
    schemas["TicketUpdateInput"]["properties"]["custom_fields"]["items"] = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "value": {"type": "string"}},
        "required": ["id", "value"],
        "additionalProperties": False,
    }


class ZendeskFake(DescribedDesk):
    tool = "zendesk"
    traits = Traits(title_limit=None, dropped=("custom_fields.999", "Not there"))

    def __init__(self) -> None:
        super().__init__()
        found = openapi("zendesk-openapi.json", repair=values_not_definitions)
        waived = Waived(query=PROSE, optional=frozenset({"start_time"}))
        self.description = found and replace(found, waived=waived)
        self.people: dict[int, dict[str, Any]] = {
            ADMIN: {"id": ADMIN, "name": "Mostrador", "email": USER, "role": "admin"}
        }
        self.keys: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self.remembers_keys = False  # as some hours later: nobody may rely on it
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.not_exported = timedelta(seconds=60)
        self.exports_left: int | None = None  # how many before 429; None: any number

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "token": TOKEN})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if row.values.get("external_id") == key]

    def _ticket(self, row: Row) -> Ticket:
        shown, comments = self._shown(row), row.values["comments"]
        return Ticket(
            str(row.id),
            shown["subject"],
            comments[0]["body"],
            shown["status"],
            self.people[shown["requester_id"]]["email"],
            at(self.people.get(shown.get("assignee_id", 0), {}), "name"),
            {name: at(shown, name) for name in ("priority", "type", "tags")},
            tuple(comment["body"] for comment in comments[1:]),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            if state:
                row.values["status"] = state
            if assignee:
                row.values["assignee_id"] = self._person(assignee, f"{len(self.people)}@example.org")
            if note:
                row.values["comments"].append({"id": 900_000, "body": note, "public": True})
            self.touch(row, "somebody")

    def _person(self, name: str, mail: str) -> int:
        for number, person in self.people.items():
            if person["email"].casefold() == mail.casefold():
                return number
        number = max(self.people) + 1
        self.people[number] = {"id": number, "name": name, "email": mail, "role": "end-user"}
        return number

    # --- what it answers
    def reply(self, request: Request) -> Reply:
        known = request.basic() == (f"{USER}/token", TOKEN)
        if request.path == "/api/v2/users/me" and not known:
            return Reply(200, {"user": {"name": "Anonymous user", "role": "end-user"}})
        if not known:
            return Reply(401, {"error": "Couldn't authenticate you"})
        for method, pattern, does in self._routes():
            found = re.fullmatch(pattern, request.path)
            if found and method == request.method:
                return does(request, *found.groups())
        return Reply(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        return [
            ("GET", "/api/v2/users/me", lambda _: Reply(200, {"user": self.people[ADMIN]})),
            ("GET", "/api/v2/users/search", self._search_people),
            ("GET", "/api/v2/ticket_fields", self._fields),
            ("GET", "/api/v2/tickets", self._list),
            ("POST", "/api/v2/tickets", self._create),
            ("POST", "/api/v2/uploads", self._upload),
            ("GET", "/api/v2/incremental/tickets/cursor", self._export),
            ("GET", r"/api/v2/tickets/(\d+)", self._show),
            ("PUT", r"/api/v2/tickets/(\d+)", self._update),
            ("GET", r"/api/v2/tickets/(\d+)/comments", self._comments),
        ]

    def _search_people(self, request: Request) -> Reply:
        mail = request.value("query").removeprefix("email:").strip('"')
        return Reply(200, {"users": [each for each in self.people.values() if mail in each["email"]]})

    def _fields(self, _: Request) -> Reply:
        kinds = {"priority": "priority", "type": "tickettype", "status": "status"}
        listed: list[dict[str, Any]] = [
            {
                "id": number,
                "type": kinds[name],
                "title": name.title(),
                "active": True,
                "system_field_options": [{"name": each.title(), "value": each} for each in choices],
            }
            for number, (name, choices) in enumerate(CHOICES.items(), 1)
        ]
        listed += [
            {"id": number, "type": "text", "title": name, "active": True} for number, name in FIELDS.items()
        ]
        return Reply(200, {"ticket_fields": listed})

    def _create(self, request: Request) -> Reply:
        key = request.headers.get("Idempotency-Key", "")
        if key in self.keys:
            body, told = self.keys[key]
            if json.loads(body) != request.json():
                words = "Request parameters don't match the given idempotency key"
                return Reply(400, {"error": "IdempotentRequestError", "description": words})
            return Reply(201, told, {"x-idempotency-lookup": "hit"})
        given = dict(request.json()["ticket"])
        comment, who = given.pop("comment"), given.pop("requester", None)
        if refused := _refused(given, {}):
            return refused
        if who:
            given["requester_id"] = self._person(who["name"], who["email"])
        values = {"status": "new", "requester_id": ADMIN, "comments": [], "custom_fields": [], **given}
        row = self.add(values, USER)
        self._say(row, comment)
        told = {"ticket": self._shown(row)}
        if key and self.remembers_keys:
            self.keys[key] = request.body, told
        return Reply(201, told, {"x-idempotency-lookup": "miss"})

    def _update(self, request: Request, number: str) -> Reply:
        row = self.rows.get(int(number))
        if row is None:
            return Reply(404, {"error": "RecordNotFound", "description": "Not found"})
        given = dict(request.json()["ticket"])
        if given.pop("safe_update", False) and given.pop("updated_stamp", "") != _second(row):
            return Reply(409, {"error": "UpdateConflict", "description": "Safe Update prevented the update"})
        comment = given.pop("comment", None)
        if refused := _refused(given, row.values, comment):
            return refused
        row.values |= given
        events = [{"id": 10_000 + row.revision, "type": "Change"}]
        if comment:
            events.append({"id": self._say(row, comment), "type": "Comment", "body": comment["body"]})
        self.touch(row, USER)
        audit = {"id": row.revision, "ticket_id": row.id, "events": events}
        return Reply(200, {"ticket": self._shown(row), "audit": audit})

    def _say(self, row: Row, comment: dict[str, Any]) -> int:
        number = 1000 * row.id + len(row.values["comments"])
        files = [self.uploads.pop(token) for token in comment.get("uploads", [])]
        row.files += files
        attachments = [{"id": number, "file_name": name, "size": len(content)} for name, content in files]
        row.values["comments"].append(
            {
                "id": number,
                "body": comment["body"],
                "public": comment.get("public", True),
                "attachments": attachments,
            }
        )
        return number

    def _show(self, request: Request, number: str) -> Reply:
        row = self.rows.get(int(number))
        if row is None:
            return Reply(404, {"error": "RecordNotFound", "description": "Not found"})
        return Reply(200, {"ticket": self._shown(row), **self._beside(request, [row])})

    def _beside(self, request: Request, found: list[Row]) -> dict[str, Any]:
        if request.value("include") != "users":
            return {}
        numbers = {row.values.get(name) for row in found for name in ("requester_id", "assignee_id")}
        return {"users": [self.people[number] for number in numbers if number in self.people]}

    def _shown(self, row: Row) -> dict[str, Any]:
        values = row.values
        shown = {name: value for name, value in values.items() if name != "comments"}
        custom = {field["id"]: field["value"] for field in values["custom_fields"] if field["id"] in FIELDS}
        shown["custom_fields"] = [{"id": number, "value": value} for number, value in custom.items()]
        shown["tags"] = sorted({tag.lower() for tag in values.get("tags", [])})
        if values["comments"]:
            shown["description"] = values["comments"][0]["body"]
        return {
            **shown,
            "id": row.id,
            "updated_at": _second(row),
            "url": f"{self.url}/api/v2/tickets/{row.id}",
        }

    def _list(self, request: Request) -> Reply:
        found = list(self.rows.values())
        if external := request.value("external_id"):
            found = [row for row in found if row.values.get("external_id") == external]
        if request.value("sort") == "-updated_at":
            found.sort(key=lambda row: row.revision, reverse=True)
        found = found[: int(request.value("page[size]", "100"))]
        return Reply(200, {"tickets": [self._shown(row) for row in found], **self._beside(request, found)})

    def _comments(self, request: Request, number: str) -> Reply:
        comments = self.rows[int(number)].values["comments"]
        start, size = int(request.value("page[after]", "0")), int(request.value("page[size]", "100"))
        page, more = comments[start : start + size], start + size < len(comments)
        meta = {"has_more": more, "after_cursor": str(start + size) if more else None}
        return Reply(200, {"comments": page, "meta": meta})

    def _upload(self, request: Request) -> Reply:
        token = f"upload-{len(self.requests)}"
        self.uploads[token] = request.value("filename"), request.body
        made = {"id": len(self.requests), "file_name": request.value("filename"), "size": len(request.body)}
        return Reply(201, {"upload": {"token": token, "attachment": made}})

    def _export(self, request: Request) -> Reply:
        """Tickets in the order of their newest change, but for the latest minute."""
        now = SystemClock().now()
        if self.exports_left is not None:
            self.exports_left -= 1
            if self.exports_left < 0:
                return Reply(429, {"error": "TooManyRequests"}, {"Retry-After": "37"})
        ripe = [row for row in self.rows.values() if row.changed_at <= now - self.not_exported]
        ripe.sort(key=lambda row: row.revision)
        if cursor := request.value("cursor"):
            found = [row for row in ripe if row.revision > int(cursor)]
        else:
            since = datetime.fromtimestamp(int(request.value("start_time")), UTC)
            if since > now - timedelta(seconds=60):
                return Reply(400, {"error": "StartTimeTooRecent"})
            found = [row for row in ripe if row.changed_at >= since]
        page = found[:EXPORTED]
        newest = page[-1].revision if page else max([int(cursor or 0), *(row.revision for row in ripe)])
        told = {
            "tickets": [{**self._shown(row), "generated_timestamp": int(now.timestamp())} for row in page],
            "after_cursor": str(newest),
            "end_of_stream": len(found) <= EXPORTED,
        }
        return Reply(200, {**told, **self._beside(request, page)})


def _second(row: Row) -> str:
    """Zendesk's stamps have whole seconds."""
    return f"{row.changed_at:%Y-%m-%dT%H:%M:%SZ}"


def _refused(given: dict[str, Any], before: dict[str, Any], comment: Any = None) -> Reply | None:
    """422 with the fields that are wrong; None: all is well."""
    details: dict[str, Any] = {}
    if before.get("status") == "closed":
        details["status"] = [{"description": "Status: closed prevents ticket update"}]
    if comment and len(before.get("comments", [])) >= MOST_COMMENTS:
        details["base"] = [{"description": "The ticket has the most comments that it can have"}]
    for name, choices in CHOICES.items():
        if name in given and given[name] not in choices:
            details[name] = [{"description": f"{name.title()}: {given[name]} is not valid"}]
    if not details:
        return None
    told = {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    return Reply(422, told)


def desk() -> ZendeskFake:
    return ZendeskFake()
