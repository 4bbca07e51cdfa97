"""ServiceNow, imitated after its documents: the Table, Attachment and Import Set APIs, and tokens.

Its documented traps are there. The part of a query that names no column is ignored (so a wrong query finds
everything); limits are applied before rights, so rows that the account may not see leave short pages behind;
priority is worked out and cannot be written; unknown columns are dropped without a word; texts are cut to
their column; resolving without a resolution code is a 403.
"""

from __future__ import annotations

import re

from common.clock import Clock
from common.ids import new_id
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.servicenow.connector import connect
from tests.contract.connectors.desks.fake import Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping
from tests.contract.connectors.servicenow_description import described
from tests.contract.connectors.servicenow_rows import (
    COLUMNS,
    INCIDENT,
    PASSWORD,
    SYSTEM,
    USER,
    Instance,
    refused,
)

CLIENT, SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "client-secret"
CHOICES = {
    "state": ("1", "2", "3", "6", "7", "8"),
    "impact": ("1", "2", "3"),
    "urgency": ("1", "2", "3"),
    "category": ("inquiry", "hardware", "software", "network"),
    "contact_type": ("walk-in", "phone"),
    "close_code": ("Solved (Permanently)", "Duplicate"),
}
TERM = re.compile(r"([a-z_.]+)(>=|<=|!=|=|LIKE|IN)(.*)", re.DOTALL)


class ServiceNowDesk(Instance):
    """One instance. `hidden`: rows that the account may not see; `tokens`: live ones; `crash_on`: a table
    that answers each write with a crash; `denies`: one that this account may not write to.
    """

    traits = Traits(title_limit=160, dropped=("priority", "1"))

    def __init__(self) -> None:
        super().__init__()
        self.description = described()
        self.hidden: set[int] = set()
        self.tokens: set[str] = set()
        self.crash_on = self.denies = ""
        self.plant("sys_user", user_name=USER, email="", name="Mostrador", active="true", time_zone="GMT")
        for name, value in ((name, value) for name, values in CHOICES.items() for value in values):
            self.plant("sys_choice", name="incident", element=name, value=value, inactive="false")

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "password": PASSWORD}).amended(
            requester={"rule": "create"}
        )

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [
                self._ticket(row) for row in self.of("incident") if row.values.get("correlation_id") == key
            ]

    def _ticket(self, row: Row) -> Ticket:
        caller = self.user(row.values.get("caller_id", ""))
        return Ticket(
            row.values["sys_id"],
            row.values.get("short_description", ""),
            row.values.get("description", ""),
            row.values["state"],
            caller.values["email"] if caller else "",
            row.values.get("assigned_to", ""),
            {name: str(row.values.get(name, "")) for name in INCIDENT},
            tuple(row.notes),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.named("incident", ticket)
            assert row is not None
            row.values |= {"state": state} if state else {}
            row.values |= {"assigned_to": assignee} if assignee else {}
            row.notes += [note] if note else []
            self.touch(row, "beth.anglin")

    # --- what it answers
    def reply(self, request: Request) -> Reply:
        if request.path == "/oauth_token.do":
            return self._token(request.form())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.basic() != (USER, PASSWORD) and token not in self.tokens:
            return refused(401, "User Not Authenticated", "Required to provide Auth information")
        path = re.sub(r"^/api/now/(v\d/)?", "", request.path).split("/")
        match path:
            case ["attachment", *rest]:
                return self._attachment(request, rest)
            case ["import", "u_mostrador"]:
                return self._import(request)
            case ["table", table, *rest] if table in COLUMNS:
                return self._table(request, table, rest)
            case ["table", table, *_]:
                return refused(400, f"Invalid table {table}")
        return refused(400, "Requested URI does not represent any resource")

    def _token(self, form: dict[str, str]) -> Reply:
        good = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        if form != good:
            return Reply(401, {"error": "access_denied", "error_description": "access_denied"})
        token = new_id()
        self.tokens = {token}
        return Reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": 1799, "scope": ""})

    def _table(self, request: Request, table: str, rest: list[str]) -> Reply:
        if request.method == "POST" and table == self.denies:
            return refused(403, "Operation Failed", "Operation against file was aborted by ACL")
        if request.method == "POST" and table == self.crash_on:
            return Reply(500, b"<html>Internal error</html>", type="text/html")
        if request.method == "POST" and not rest:
            row = self.new(table)
            return self._written(request, row, 201)
        if request.method == "GET" and not rest:
            return self._list(request, table)
        row_found = self.named(table, rest[0]) if len(rest) == 1 else None
        if row_found is None or row_found.id in self.hidden:
            detail = "Record doesn't exist or ACL restricts the record retrieval"
            return refused(404, "No Record found", detail)
        if request.method == "GET":
            return Reply(200, {"result": self.shown(request, row_found)})
        return self._written(request, row_found, 200)

    def _written(self, request: Request, row: Row, status: int) -> Reply:
        given = request.json()
        if not isinstance(given, dict):
            return refused(400, "Exception while reading request")
        refusal = self.write(row, given)
        if refusal is not None:
            return refusal
        self.rows[row.id] = row
        where = {"Location": f"{self.url}{request.path}/{row.values['sys_id']}"} if status == 201 else {}
        return Reply(status, {"result": self.shown(request, row)}, where)

    def _list(self, request: Request, table: str) -> Reply:
        terms = request.value("sysparm_query").split("^")
        matched = [row for row in self.of(table) if all(self._fits(row, table, term) for term in terms)]
        for term in terms:
            if found := re.fullmatch(r"ORDERBY(DESC)?([a-z_]+)", term):
                matched.sort(key=lambda row: self.value(row, found[2]), reverse=bool(found[1]))
        start, limit = int(request.value("sysparm_offset", "0")), int(request.value("sysparm_limit", "10000"))
        page = [row for row in matched[start : start + limit] if row.id not in self.hidden]
        shown = [self.shown(request, row) for row in page]
        headers = {"X-Total-Count": str(len(matched))}
        if start + limit < len(matched):
            headers["Link"] = f'<{self.url}{request.path}?sysparm_offset={start + limit}>;rel="next"'
        return Reply(200, {"result": shown}, headers)

    def _fits(self, row: Row, table: str, term: str) -> bool:
        """Whether a row meets one part of a query; a part that makes no sense is met by all."""
        found = TERM.fullmatch(term)
        if term.startswith("ORDERBY") or found is None or found[1] not in (*COLUMNS[table], *SYSTEM):
            return True
        has, operator, wanted = self.value(row, found[1]), found[2], found[3]
        if operator == "IN":
            return has in wanted.split(",")
        if operator == "LIKE":
            return wanted.casefold() in has.casefold()
        if operator in {">=", "<="}:
            return has >= wanted if operator == ">=" else has <= wanted
        return (has == wanted) is (operator == "=")

    def _import(self, request: Request) -> Reply:
        """A staging table whose transform map coalesces on correlation_id."""
        given = request.json()
        key = given.get("correlation_id", "")
        known = [row for row in self.of("incident") if row.values.get("correlation_id") == key]
        row, before = (known[0] if known else self.new("incident")), known[0].revision if known else 0
        line = {"transform_map": "Mostrador", "table": "incident", "display_name": "number"}
        if self.write(row, given) is not None:
            line |= {"status": "error", "error_message": "Row transform ignored by onBefore script"}
        else:
            self.rows[row.id] = row
            status = ("ignored" if row.revision == before else "updated") if known else "inserted"
            line |= {"status": status, "sys_id": row.values["sys_id"], "display_value": row.values["number"]}
        return Reply(201, {"import_set": "ISET0010001", "staging_table": "u_mostrador", "result": [line]})

    def _attachment(self, request: Request, rest: list[str]) -> Reply:
        if request.method == "POST" and rest == ["file"]:
            row = self.named(request.value("table_name"), request.value("table_sys_id"))
            if row is None:
                return refused(404, "No Record found", "Record doesn't exist or ACL restricts it")
            row.files.append((request.value("file_name"), request.body))
            self.touch(row, USER)
            return Reply(201, {"result": _attached(row, len(row.files) - 1)})
        if request.method == "DELETE":
            number, place = int(rest[0][:16], 16), int(rest[0][16:], 16)
            self.rows[number].files.pop(place)
            return Reply(204)
        wanted = dict(term.split("=", 1) for term in request.value("sysparm_query").split("^") if "=" in term)
        part = re.search(r"file_nameLIKE([^^]*)", request.value("sysparm_query"))
        row = self.named(wanted.get("table_name", ""), wanted.get("table_sys_id", ""))
        found = [_attached(row, place) for place in range(len(row.files))] if row else []
        return Reply(200, {"result": [each for each in found if part and part[1] in each["file_name"]]})


def _attached(row: Row, place: int) -> dict[str, str]:
    name, content = row.files[place]
    return {
        "sys_id": f"{row.id:016x}{place:016x}",
        "table_name": row.values["sys_class_name"],
        "table_sys_id": row.values["sys_id"],
        "file_name": name,
        "size_bytes": str(len(content)),
    }


def desk() -> ServiceNowDesk:
    return ServiceNowDesk()
