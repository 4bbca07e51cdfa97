"""An imitated TOPdesk, after its published description and documents: 204 for an empty list, 206 for a part
of one (10 rows unless more are asked for), texts too long and names it does not have are refused, an external
number may stand on many incidents, and the request's text comes back with a date and a name before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from common.clock import Clock
from desk.connectors.http.shapes import as_plain, at, stamp
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.topdesk.connector import connect
from tests.contract.connectors.descriptions import DescribedDesk, Waived, endpoints
from tests.contract.connectors.desks.fake import Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, PASSWORD = "mostrador", "abcde-fghij-klmno"
LISTS = {
    "impacts": ("Person", "Department", "Organization"),
    "urgencies": ("Can work", "Work is hampered", "Cannot work"),
    "priorities": ("P1", "P2", "P3", "P4", "P5"),
    "categories": ("Hardware", "Software", "Network"),
    "subcategories": ("Printer", "Laptop"),
    "call_types": ("Failure", "Request"),
    "entry_types": ("Walk-up", "Telephone"),
    "closure_codes": ("Solved", "Duplicate"),
    "statuses": ("Registered", "In progress", "Waiting for user", "Waiting for supplier"),
}
SEARCHLISTS = {
    "impact": "impacts",
    "urgency": "urgencies",
    "category": "categories",
    "subcategory": "subcategories",
    "callType": "call_types",
    "entryType": "entry_types",
    "closureCode": "closure_codes",
    "processingStatus": "statuses",
}
LONGEST = {"briefDescription": 80, "externalNumber": 60}
PLAIN = {"status", "briefDescription", "externalNumber", "completed", "closed", "onHold"}
OTHERS = {"request", "action", "actionInvisibleForCaller", "caller", "callerLookup"}
# these belong to TOPdesk's general and supporting files documents
ELSEWHERE = ("GET /version", "GET /persons")


def uuid(kind: int, number: int) -> str:
    return str(UUID(int=kind << 64 | number))


class Refused(Exception):
    """400, with the sentence that TOPdesk gives."""


class TopDeskFake(DescribedDesk):
    tool = "topdesk"
    traits = Traits(title_limit=80, dropped=("category.name", "Not in the list"))

    def __init__(self) -> None:
        super().__init__()
        found = endpoints("topdesk-incident-4.2.6-endpoints.json", "/tas/api")
        self.description = found and replace(found, waived=Waived(elsewhere=ELSEWHERE))
        self.people = {"visitor@example.org"}
        self.everybody = True  # knows any address, as a TOPdesk that imports the whole directory

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "password": PASSWORD})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if row.values["externalNumber"] == key]

    def _ticket(self, row: Row) -> Ticket:
        shown = self._shown(row)
        ticks = [tick for tick in ("closed", "completed") if shown[tick]]
        fields = {f"{name}.name": at(shown, f"{name}.name") for name in SEARCHLISTS}
        return Ticket(
            shown["id"],
            shown["briefDescription"],
            as_plain(row.values["request"]),
            ticks[0] if ticks else at(shown, "processingStatus.name"),
            at(shown, "caller.email"),
            at(shown, "operator.name"),
            fields,
            tuple(as_plain(note) for note in row.notes),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self._row(ticket)
            if state in ("completed", "closed"):
                row.values[state] = True
            elif state:
                row.values |= {"processingStatus": state, "completed": False, "closed": False}
            if assignee:
                row.values["operator"] = assignee
            if note:
                row.notes.append(note)
            self.touch(row, "Operator, Olga")

    # --- what it answers
    def reply(self, request: Request) -> Reply:
        if request.basic() != (USER, PASSWORD):
            return Reply(401)
        path = request.path.removeprefix("/tas/api")
        for method, pattern, does in self._routes():
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                try:
                    return does(request, *found.groups())
                except Refused as refused:
                    return Reply(400, [{"message": str(refused)}])
                except KeyError:
                    return Reply(404)
        return Reply(404)

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        return [
            ("GET", "/version", lambda _: Reply(200, {"version": "3.14.2"})),
            ("GET", "/persons", self._persons),
            ("GET", "/incidents", self._list),
            ("POST", "/incidents", self._create),
            ("GET", r"/incidents/id/([^/]+)", self._show),
            ("PATCH", r"/incidents/id/([^/]+)", self._update),
            ("GET", r"/incidents/id/([^/]+)/requests", self._requests),
            ("GET", r"/incidents/id/([^/]+)/actions", self._actions),
            ("GET", r"/incidents/id/([^/]+)/attachments", self._attachments),
            ("POST", r"/incidents/id/([^/]+)/attachments", self._upload),
            ("DELETE", r"/incidents/id/([^/]+)/(actions|attachments)/([^/]+)", self._forget),
            ("GET", r"/incidents/(\w+)", self._searchlist),
        ]

    def _row(self, given: str) -> Row:
        try:
            return self.rows[UUID(given).int & (1 << 64) - 1]
        except ValueError:
            raise Refused("The incident id is invalid") from None

    def _show(self, _: Request, given: str) -> Reply:
        return Reply(200, self._shown(self._row(given)))

    def _searchlist(self, _: Request, name: str) -> Reply:
        listed = [{"id": uuid(9, n), "name": each} for n, each in enumerate(LISTS[name])]
        return Reply(200, listed)

    def _persons(self, request: Request) -> Reply:
        mail = request.value("query").removeprefix("email==").strip("'")
        if mail not in self.people and not self.everybody:
            return Reply(204)
        return Reply(200, [{"id": uuid(2, 1), "email": mail}])

    def _create(self, request: Request) -> Reply:
        values = self._checked(request.json(), {"processingStatus": "Registered", "externalNumber": ""})
        values["request"] = (request.json() or {}).get("request", "")
        row = self.add(values, "Mostrador")
        return Reply(201, self._shown(row))

    def _update(self, request: Request, given: str) -> Reply:
        row, body = self._row(given), request.json()
        if row.values.get("archived"):
            return Reply(403, [{"message": "The incident is archived"}])
        row.values = self._checked(body, row.values)
        if body.get("action"):
            row.notes.append(body["action"])
        self.touch(row, "Mostrador")
        return Reply(200, self._shown(row))

    def _checked(self, body: Any, before: dict[str, Any]) -> dict[str, Any]:
        """The values after a write. Raises Refused."""
        values = dict(before)
        for name, value in body.items():
            if name in SEARCHLISTS:
                if value.get("name") not in LISTS[SEARCHLISTS[name]]:
                    raise Refused(f"The value for the field '{name}' cannot be found")
                values[name] = value["name"]
            elif name in PLAIN:
                if len(str(value)) > LONGEST.get(name, len(str(value))):
                    raise Refused(f"The value for the field '{name}' is too long")
                values[name] = value
            elif name == "callerLookup":
                if len(value) != 1 or not (self.everybody or value.get("email") in self.people):
                    raise Refused("The caller lookup did not return a person")
                values["caller"] = {"email": value.get("email", "")}
            elif name == "caller":
                values["caller"] = {key: part for key, part in value.items() if key != "branch"}
            elif name not in OTHERS:
                raise Refused(f"The field '{name}' does not exist")
        return values

    def _shown(self, row: Row) -> dict[str, Any]:
        values, when = row.values, row.changed_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"
        base = f"/tas/api/incidents/id/{uuid(1, row.id)}"
        shown: dict[str, Any] = {
            "id": uuid(1, row.id),
            "status": values.get("status", "firstLine"),
            "number": f"I 2611 {row.id:03}",
            "request": f"22-11-2026 03:09 Mostrador: \n{as_plain(values['request'])}",
            "requests": f"{base}/requests",
            "action": f"{base}/actions",
            "attachments": f"{base}/attachments",
            "briefDescription": values.get("briefDescription", ""),
            "externalNumber": values["externalNumber"],
            "completed": values.get("completed", False),
            "closed": values.get("closed", False),
            "onHold": values.get("onHold", False),
            "caller": {"id": uuid(2, 1), "dynamicName": "", **values.get("caller", {})},
            "modifier": {"id": uuid(3, 1), "name": row.changed_by},
            "creationDate": "2026-11-22T03:09:00.000+0000",
            "modificationDate": when,
        }
        shown |= {name: {"id": uuid(9, 0), "name": values[name]} for name in SEARCHLISTS if values.get(name)}
        if values.get("operator"):
            shown["operator"] = {"id": uuid(3, 2), "status": "operator", "name": values["operator"]}
        if values.get("impact") and values.get("urgency"):
            high = LISTS["impacts"].index(values["impact"]) + LISTS["urgencies"].index(values["urgency"])
            shown["priority"] = {"id": uuid(8, high), "name": f"P{5 - high}"}
        return shown

    def _list(self, request: Request) -> Reply:
        found = [self._shown(row) for row in self.rows.values()]
        query = request.value("query")
        if match := re.fullmatch(r"(\w+)==(.+)", query):
            found = [row for row in found if at(row, match[1]) == match[2].strip("'")]
        elif match := re.fullmatch(r"(\w+)=ge=(.+)", query):
            since = stamp(match[2])
            found = [row for row in found if since and (stamp(row[match[1]]) or since) >= since]
        elif query:
            raise Refused("The parameters of the request were malformed")
        by, _, way = request.value("sort", "creationDate:desc").partition(":")
        found.sort(key=lambda row: at(row, by), reverse=way == "desc")
        start, size = int(request.value("pageStart", "0")), int(request.value("pageSize", "10"))
        return _page(found, start, size)

    def _requests(self, _: Request, given: str) -> Reply:
        row = self._row(given)
        entry = {"id": uuid(4, row.id), "memoText": row.values["request"], "entryDate": _when(row)}
        return Reply(200, [entry])

    def _actions(self, request: Request, given: str) -> Reply:
        row = self._row(given)
        entries = [
            {"id": uuid(5, n), "memoText": note, "plainText": as_plain(note), "entryDate": _when(row)}
            for n, note in enumerate(row.notes, 1)
        ]
        return _page(entries[::-1], int(request.value("start", "0")), int(request.value("page_size", "10")))

    def _attachments(self, request: Request, given: str) -> Reply:
        entries = [
            {"id": uuid(6, n), "fileName": name, "size": len(content)}
            for n, (name, content) in enumerate(self._row(given).files, 1)
        ]
        return _page(entries, int(request.value("start", "0")), int(request.value("page_size", "10")))

    def _forget(self, _: Request, given: str, kind: str, number: str) -> Reply:
        row, place = self._row(given), (UUID(number).int & (1 << 64) - 1) - 1
        removed = row.notes.pop(place) if kind == "actions" else row.files.pop(place)
        assert removed
        return Reply(204 if kind == "actions" else 200)

    def _upload(self, request: Request, given: str) -> Reply:
        row = self._row(given)
        for field, name, content in request.parts():
            if field == "file":
                row.files.append((name, content))
                self.touch(row, "Mostrador")
                made = {"id": uuid(6, len(row.files)), "fileName": name, "size": len(content)}
                return Reply(200, made)
        raise Refused("The parameters of the request were malformed")


def _when(row: Row) -> str:
    return f"{row.changed_at:%Y-%m-%dT%H:%M:%S.000+0000}"


def _page(found: list[dict[str, Any]], start: int, size: int) -> Reply:
    """A part of a list: 204 for none, 206 when there is more."""
    page = found[start : start + size]
    if not page:
        return Reply(204)
    return Reply(206 if start + size < len(found) else 200, page)


def desk() -> TopDeskFake:
    return TopDeskFake()
