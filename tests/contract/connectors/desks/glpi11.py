"""GLPI 11, imitated after its own source and documents: the high-level API, and at /api.php/v1 the old one.

Its ways: a token may end at any time (401); what GLPI refuses is a 500 "Failed to create item(s)"; unknown
properties are dropped; a status that does not exist is stored; people are added by a call of their own; lists
are 206 while there is more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from common.clock import Clock
from common.ids import new_id
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.glpi11.connector import connect
from tests.contract.connectors.desks.fake import Reply, Request, Row
from tests.contract.connectors.desks.glpi import APP, ME, TOKEN, ZONE, GlpiDesk
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

CLIENT, SECRET, USER, PASSWORD = "glpi-client", "glpi-secret", "mostrador", "walk-up"
WRITTEN = ("name", "content", "external_id", "type", "urgency", "impact", "priority")
NAMED = ("category", "location", "request_type")
ROLES = {1: "requester", 2: "assigned", 3: "observer"}
TERM = re.compile(r'([a-z_.]+)(==|=ge=|=notempty=)(?:"(.*)"|(.*))')


class Glpi11Desk(GlpiDesk):
    """One GLPI 11. `tokens`: those that live; `refuses`: GLPI itself takes no ticket; `loses_people`: nobody
    can be added to a ticket.
    """

    tool = "glpi11"
    traits = Traits(title_limit=255, bad_state="77", dropped=("floor", "2"))

    def __init__(self) -> None:
        super().__init__()
        self.tokens: set[str] = set()
        self.refuses = self.loses_people = False
        known = ((6, "Vera", "Visitor"), (7, "Rosa", "Requester"), (8, "Ana", "Ruiz"))
        for number, first, last in known:
            mail = f"{first}.{last}@example.org".lower()
            self.users[number] = {"name": first, "firstname": first, "realname": last, "mail": mail}

    def mapping(self, url: str) -> Mapping:
        client = {"client_id": CLIENT, "client_secret": SECRET, "user": USER, "password": PASSWORD}
        sign_in = client | {"user_token": TOKEN, "app_token": APP}
        return default_mapping(self.tool, url, sign_in, time_zone=ZONE.key)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            known = [row for row in self.rows.values() if row.values["external_id"] == key]
            shown = [(self._ticket(row), self._v2(row)) for row in known]
        return [replace(ticket, fields=_flat(values)) for ticket, values in shown]

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/api.php/v1/"):
            return super().answer(replace(request, path=request.path.replace("/api.php/v1", "/apirest.php")))
        if request.path == "/api.php/token":
            return self._token(request.form())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return Reply(401, {"status": "ERROR_UNAUTHENTICATED", "title": "You are not authenticated"})
        path = request.path.removeprefix("/api.php/").split("/")
        given = request.json()
        match request.method, path:
            case "GET", ["Administration", "User", "Me"]:
                return Reply(200, {"id": ME, "username": USER})
            case "GET", ["Administration", "User", number] if int(number) in self.users:
                return Reply(200, self._user_of(int(number)))
            case "GET", ["Administration", "User"]:
                return self._list([self._user_of(number) for number in self.users], request)
            case "GET", ["Assistance", "Ticket"]:
                return self._list([self._v2(row) for row in self.rows.values()], request)
            case "POST", ["Assistance", "Ticket"]:
                return self._new(given)
            case method, ["Assistance", "Ticket", number, *rest]:
                row = self.rows.get(int(number))
                return self._ticket_call(method, row, rest, given) if row else _missing()
        return _missing()

    def _token(self, form: dict[str, str]) -> Reply:
        if form.get("grant_type") != "password" or form.get("scope") is None:
            return Reply(400, {"error": "unsupported_grant_type", "message": "Not supported"})
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return Reply(401, {"error": "invalid_client", "message": "Client authentication failed"})
        if (form["username"], form["password"]) != (USER, PASSWORD):
            return Reply(400, {"error": "invalid_grant", "message": "The user credentials were incorrect"})
        token = new_id()
        self.tokens.add(token)
        return Reply(200, {"token_type": "Bearer", "expires_in": 3600, "access_token": token})

    def _new(self, given: dict[str, Any]) -> Reply:
        if self.refuses:
            told = [{"priority": "error", "message": "Mandatory fields are not filled: Location"}]
            return _error(500, "ERROR", "Failed to create item(s)", told)
        row = self.add({"status": "1", "urgency": "3", "impact": "3", "type": "1"}, str(ME))
        row.values |= {"solutions": [], "people": [], "content": "", "external_id": ""}
        self._write(row, given)
        return Reply(200, {"id": row.id, "href": f"/Assistance/Ticket/{row.id}"})

    def _write(self, row: Row, given: dict[str, Any]) -> None:
        """What the schema has; a property with an id may be given as an object or as the id alone."""
        plain = {name: value["id"] if isinstance(value, dict) else value for name, value in given.items()}
        row.values |= {name: str(plain[name]) for name in (*WRITTEN, *NAMED, "status") if name in plain}
        row.values["name"] = row.values["name"][:255]
        row.values["priority"] = str(round((int(row.values["urgency"]) + int(row.values["impact"])) / 2))
        self.touch(row, str(ME))

    def _ticket_call(self, method: str, row: Row, rest: list[str], given: Any) -> Reply:
        match method, rest:
            case "GET", []:
                return Reply(200, self._v2(row))
            case "PATCH", []:
                self._write(row, given)
                return Reply(200, self._v2(row))
            case "POST", ["TeamMember"]:
                if self.loses_people or given["role"] not in ROLES or given["type"] != "User":
                    return _error(400, "ERROR_INVALID_PARAMETER", "One or more parameters are invalid", [])
                person = {"users_id": given["id"], "type": given["role"], "alternative_email": ""}
                row.values["people"].append(person)
                self.touch(row, str(ME))
                return Reply(201)
            case "GET", ["Timeline", kind]:
                texts = row.values["solutions"] if kind == "Solution" else row.notes
                told = [{"type": kind, "item": {"id": n, "content": text}} for n, text in enumerate(texts)]
                return Reply(200, told)
            case "DELETE", ["Timeline", "Followup", number]:
                row.notes.pop(int(number))
                return Reply(204)
            case "POST", ["Timeline", kind]:
                texts = row.values["solutions"] if kind == "Solution" else row.notes
                texts.append(given["content"])
                row.values["status"] = "5" if kind == "Solution" else row.values["status"]
                self.touch(row, str(ME))
                return Reply(200, {"id": len(texts), "href": "/Assistance/Ticket"})
        return _missing()

    def _v2(self, row: Row) -> dict[str, Any]:
        values = row.values
        shown: dict[str, Any] = {name: values.get(name, "") for name in WRITTEN}
        shown |= {name: int(values.get(name, 0)) for name in ("type", "urgency", "impact", "priority")}
        shown |= {name: {"id": int(values[name]), "name": "x"} if name in values else None for name in NAMED}
        team = [{"role": ROLES[each["type"]], **self._member(each["users_id"])} for each in values["people"]]
        at = row.changed_at.astimezone(ZONE).replace(microsecond=0)
        status = {"id": int(values["status"]), "name": "status"}
        shown |= {"status": status, "team": team, "date_mod": at.isoformat(), "is_deleted": False}
        return {**shown, "id": row.id}

    def _member(self, number: int) -> dict[str, Any]:
        user = self.users[number]
        names = {part: user.get(part, "") for part in ("name", "realname", "firstname")}
        shown = f"{names['realname']} {names['firstname']}".strip() or names["name"]
        return {**names, "display_name": shown, "href": f"/front/user.form.php?id={number}"}

    def _user_of(self, number: int) -> dict[str, Any]:
        user = self.users[number]
        mails = [{"email": user["mail"]}] if user.get("mail") else []
        return {"id": number, "username": user["name"], "emails": mails}

    def _list(self, lines: list[dict[str, Any]], request: Request) -> Reply:
        for term in filter(None, request.value("filter").split(";")):
            found = TERM.fullmatch(term)
            if found is None:
                return _error(400, "ERROR_INVALID_PARAMETER", "RSQL syntax error", [])
            lines = [line for line in lines if _fits(line, found[1], found[2], found[3] or found[4])]
        column = request.value("sort", "id:asc").partition(":")[0]
        lines.sort(key=lambda line: (line[column], line["id"]))
        start, limit = int(request.value("start", "0")), int(request.value("limit", "100"))
        page = lines[start : start + limit]
        end = max(0, start + len(page) - 1)
        more = start + limit < len(lines)
        return Reply(206 if more else 200, page, {"Content-Range": f"{start}-{end}/{len(lines)}"})


def _fits(line: dict[str, Any], name: str, operator: str, wanted: str | None) -> bool:
    head, _, part = name.partition(".")
    values = [str(each[part]) for each in line[head]] if part else [str(line[head])]
    if operator == "=notempty=":
        return any(values)
    if operator == "=ge=":
        return any(value[:19].replace("T", " ") >= str(wanted) for value in values)
    return str(wanted) in values


def _flat(values: dict[str, Any]) -> dict[str, str]:
    """`{"category": {"id": 1}}` by the name `category.id`."""
    flat = {name: str(value) for name, value in values.items() if not isinstance(value, dict)}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{part}": str(inner) for part, inner in value.items()}
    return flat


def _missing() -> Reply:
    return _error(404, "ERROR_ITEM_NOT_FOUND", "Not found", [])


def _error(status: int, code: str, title: str, more: list[dict[str, str]]) -> Reply:
    told = {"status": code, "title": title, "detail": None}
    return Reply(status, told | ({"additional_messages": more} if more else {}))


def desk() -> Glpi11Desk:
    return Glpi11Desk()
