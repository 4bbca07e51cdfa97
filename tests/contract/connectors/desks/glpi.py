"""GLPI 10, imitated after what was measured on a real 10.0.6 and its documents (apirest.md).

Its misbehaviour: a missing session is a 400, an ended one a 401; texts are kept and shown with `<`, `>` and
`&` escaped; a status that does not exist is stored; unknown columns are taken and dropped; a search in a
column that is not there answers 200 without a body; times are in the server's zone and do not say so.
"""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from common.clock import Clock, SystemClock
from common.ids import new_id
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.glpi.connector import connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

TOKEN, APP, ME = "glpi-user-token", "glpi-app-token", 2
ZONE = ZoneInfo("Europe/Madrid")
COLUMNS = {
    *("id", "name", "content", "type", "urgency", "impact", "priority", "status", "date_mod"),
    *("itilcategories_id", "locations_id", "requesttypes_id", "users_id_lastupdater", "entities_id"),
}
Parts = dict[str, tuple[str, bytes]]  # of a form: file name and content
BELOW = {"Ticket_User", "ITILSolution", "ITILFollowup", "Document_Item", "Group_Ticket"}
SEARCHED = {"1": "name", "2": "id", "12": "status", "19": "date_mod", "21": "content"}


class GlpiDesk(FakeDesk):
    """One GLPI. `sessions`: those that are open; `users`: by id; `empty`: answer searches with nothing."""

    tool = "glpi"
    traits = Traits(title_limit=255, bad_state="77", dropped=("externalid", "x"))

    def __init__(self) -> None:
        super().__init__()
        self.sessions: set[str] = set()
        self.users: dict[int, dict[str, Any]] = {ME: {"name": "mostrador"}, 5: {"name": "tech"}}
        self.empty = False

    def mapping(self, url: str) -> Mapping:
        sign_in = {"user_token": TOKEN, "app_token": APP}
        return default_mapping(self.tool, url, sign_in, time_zone=ZONE.key)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if key in row.values["content"]]

    def _ticket(self, row: Row) -> Ticket:
        return Ticket(
            str(row.id),
            _decoded(row.values["name"]),
            _seen(row.values["content"]),
            row.values["status"],
            self._person(row, 1),
            self._person(row, 2),
            {name: _decoded(str(value)) for name, value in row.values.items()},
            tuple(_seen(note) for note in row.notes),
            tuple(row.files),
        )

    def _person(self, row: Row, role: int) -> str:
        names = []
        for each in row.values["people"]:
            user = self.users.get(each["users_id"], {})
            if each["type"] == role:
                names.append(user.get("mail") or user.get("name") or each["alternative_email"])
        return ", ".join(names)

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            row.values |= {"status": state} if state else {}
            if assignee:
                user = max(self.users) + 1
                self.users[user] = {"name": assignee, "mail": ""}
                row.values["people"].append({"users_id": user, "type": 2, "alternative_email": ""})
            row.notes += [note] if note else []
            self.touch(row, "5")

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix("/apirest.php").strip("/").split("/")
        if request.headers.get("App-Token") != APP:
            return _error(400, "ERROR_WRONG_APP_TOKEN_PARAMETER")
        if path == ["initSession"]:
            return self._open(request)
        session = request.headers.get("Session-Token")
        if session is None:
            return _error(400, "ERROR_SESSION_TOKEN_MISSING")
        if session not in self.sessions:
            return _error(401, "ERROR_SESSION_TOKEN_INVALID")
        match path:
            case ["getActiveProfile"]:
                return Reply(200, {"active_profile": {"id": 4, "name": "Mostrador"}})
            case ["getGlpiConfig"]:
                return Reply(200, {"cfg_glpi": {"version": "10.0.6"}})
            case ["getFullSession"]:
                now = f"{SystemClock().now().astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
                return Reply(200, {"session": {"glpiname": "mostrador", "glpi_currenttime": now}})
            case ["search", "Ticket"]:
                return self._search(request)
            case ["search", "User"]:
                return self._search_users(request)
            case ["User", *rest]:
                return self._user(request, rest)
            case ["ITILCategory", id]:
                return Reply(200, {"id": 1}) if id == "1" else _error(404, "ERROR_ITEM_NOT_FOUND")
            case [kind, *rest]:
                return self._item(request, kind, rest)
        return _error(400, "ERROR_ITEMTYPE_NOT_FOUND_NOR_COMMONDBTM")

    def _open(self, request: Request) -> Reply:
        given = request.headers.get("Authorization", "")
        if given not in (f"user_token {TOKEN}", f"Basic {base64.b64encode(b'mostrador:walk-up').decode()}"):
            return _error(401, "ERROR_GLPI_LOGIN_USER_TOKEN")
        session = new_id()
        self.sessions.add(session)
        return Reply(200, {"session_token": session})

    def _item(self, request: Request, kind: str, rest: list[str]) -> Reply:
        if request.method == "POST":
            return self._add(request, kind)
        if request.method == "DELETE" and kind in {"ITILFollowup", "Document_Item"}:
            ticket, place = self.rows[int(rest[0]) // 1000], int(rest[0]) % 1000
            removed = ticket.notes.pop(place) if kind == "ITILFollowup" else ticket.files.pop(place)
            assert removed
            return Reply(200, [{rest[0]: True, "message": ""}])
        if kind != "Ticket":
            return _error(400, "ERROR_ITEMTYPE_NOT_FOUND_NOR_COMMONDBTM")
        if not rest:
            return Reply(200, [self._columns(row) for row in list(self.rows.values())[:1]])
        row = self.rows.get(int(rest[0]) if rest[0].isdecimal() else 0)
        if row is None:
            return _error(404, "ERROR_ITEM_NOT_FOUND")
        if request.method == "PUT":
            self._take(row, request.json()["input"])
            return Reply(200, [{str(row.id): True, "message": ""}])
        if len(rest) == 1:
            return Reply(200, self._columns(row))
        return Reply(200, self._below(row, rest[1])) if rest[1] in BELOW else _error(400, "ERROR_BAD_ARRAY")

    def _add(self, request: Request, kind: str) -> Reply:
        given_parts = request.parts() if kind == "Document" else []
        parts = {name: (file, content) for name, file, content in given_parts}
        given = json.loads(parts["uploadManifest"][1])["input"] if parts else request.json()["input"]
        if kind == "Ticket":
            row = self.add({"status": "1", "urgency": "3", "impact": "3", "solutions": []}, str(ME))
            row.values["people"] = _people(given)
            self._take(row, given)
            return Reply(201, {"id": row.id, "message": ""}, {"Location": f"{self.url}/Ticket/{row.id}"})
        if kind == "User":
            user = max(self.users) + 1
            names = {name: given.get(name, "") for name in ("name", "firstname", "realname")}
            self.users[user] = {**names, "mail": given["_useremails"][0]}
            return Reply(201, {"id": user, "message": ""})
        about = self.rows.get(int(given.get("items_id") or given.get("tickets_id_1") or 0))
        if about is None:
            return _error(400, "ERROR_GLPI_ADD")
        return self._added(about, kind, given, parts)

    def _added(self, row: Row, kind: str, given: dict[str, Any], parts: Parts) -> Reply:
        """Something new below a ticket."""
        self.touch(row, str(ME))
        if kind == "ITILFollowup":
            row.notes.append(_encoded(given["content"]))
        elif kind == "ITILSolution":
            row.values["solutions"].append(_encoded(given["content"]))
            row.values["status"] = "5"
        elif kind == "Document":
            name, content = parts["filename[0]"]
            if name.endswith(".exe"):
                told = {"filename": [{"name": name, "error": "Filetype not allowed"}]}
                return Reply(201, {"id": 0, "message": "", "upload_result": told})
            row.files.append((given["name"], content))
            told = {"filename": [{"name": name}]}
            return Reply(201, {"id": len(row.files), "message": "", "upload_result": told})
        elif kind == "Ticket_Ticket":
            row.values.setdefault("links", []).append(given["tickets_id_2"])
        return Reply(201, {"id": row.id * 100 + row.revision, "message": ""})

    def _take(self, row: Row, given: dict[str, Any]) -> None:
        """What a ticket has columns for, whatever the values are."""
        kept = COLUMNS - {"priority"}
        known = {name: _encoded(str(value)) for name, value in given.items() if name in kept}
        row.values |= known | ({"name": known["name"][:255]} if "name" in known else {})
        row.values["priority"] = str(round((int(row.values["urgency"]) + int(row.values["impact"])) / 2))
        self.touch(row, str(ME))

    def _columns(self, row: Row) -> dict[str, Any]:
        shown: dict[str, Any] = dict.fromkeys(sorted(COLUMNS), 0)
        shown |= {name: value for name, value in row.values.items() if name in COLUMNS}
        whole = {name: int(shown[name]) for name in ("status", "priority", "urgency", "impact", "type")}
        changed = {"date_mod": _local(row), "users_id_lastupdater": int(row.changed_by)}
        return shown | whole | changed | {"id": row.id}

    def _below(self, row: Row, kind: str) -> list[dict[str, Any]]:
        if kind == "Ticket_User":
            return [{"tickets_id": row.id, **each} for each in row.values["people"]]
        if kind == "ITILSolution":
            return [{"id": place, "content": text} for place, text in enumerate(row.values["solutions"])]
        if kind == "ITILFollowup":
            return [{"id": 1000 * row.id + place, "content": text} for place, text in enumerate(row.notes)]
        if kind == "Document_Item":
            names = [name for name, _ in row.files]
            return [{"id": 1000 * row.id + place, "documents_id": name} for place, name in enumerate(names)]
        return []

    # --- searches
    def _search(self, request: Request) -> Reply:
        found = list(self.rows.values())
        place = 0
        while field := request.value(f"criteria[{place}][field]"):
            if field not in SEARCHED or self.empty:
                return Reply(200)  # not even JSON
            kind, wanted = (request.value(f"criteria[{place}][{name}]") for name in ("searchtype", "value"))
            values = {row.id: str(self._columns(row)[SEARCHED[field]]) for row in found}
            if kind == "contains":
                found = [row for row in found if wanted.casefold() in values[row.id].casefold()]
            else:
                found = [row for row in found if values[row.id] > wanted]
            place += 1
        column = SEARCHED[request.value("sort", "1")]
        found.sort(key=lambda row: (self._columns(row)[column], row.id))
        first, last = (int(part) for part in request.value("range", "0-49").split("-"))
        if first and first >= len(found):
            return _error(400, "ERROR_RANGE_EXCEED_TOTAL")
        page = found[first : last + 1]
        data = [{number: self._columns(row)[name] for number, name in SEARCHED.items()} for row in page]
        told: dict[str, Any] = {"totalcount": len(found), "count": len(page)}
        return Reply(206 if len(page) < len(found) else 200, told | ({"data": data} if data else {}))

    def _search_users(self, request: Request) -> Reply:
        wanted = request.value("criteria[0][value]").strip("^$").casefold()
        known = [(number, user["mail"]) for number, user in self.users.items() if user.get("mail") == wanted]
        found = [{"2": number, "5": mail} for number, mail in known]
        return Reply(200, {"totalcount": len(found), "count": len(found), "data": found})

    def _user(self, request: Request, rest: list[str]) -> Reply:
        if request.method == "POST":
            return self._add(request, "User")
        user = self.users.get(int(rest[0]))
        if user is None:
            return _error(404, "ERROR_ITEM_NOT_FOUND")
        if rest[1:] == ["UserEmail"]:
            return Reply(200, [{"id": 1, "email": user["mail"]}] if user.get("mail") else [])
        names = {name: text for name, text in user.items() if name != "mail"}
        return Reply(200, {"id": int(rest[0]), **names})


def _people(given: dict[str, Any]) -> list[dict[str, Any]]:
    user = int(given.get("_users_id_requester", ME))
    notified = given.get("_users_id_requester_notif", {})
    mail = notified.get("alternative_email", [""])[0] if not user else ""
    return [{"users_id": user, "type": 1, "alternative_email": mail}]


def _encoded(text: str) -> str:
    """As GLPI 10 keeps texts."""
    if re.search(r"[<>]", text) or re.search(r"&(?!#?\w+;)", text):
        return text.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
    return text


def _decoded(text: str) -> str:
    return text.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&")


def _seen(text: str) -> str:
    """A text as a browser shows it."""
    lines = re.sub(r"<br>|</p>", "\n", _decoded(text))
    return html.unescape(re.sub(r"<[^>]*>", "", lines)).strip()


def _local(row: Row) -> str:
    return f"{row.changed_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _error(status: int, code: str) -> Reply:
    return Reply(status, [code, code.removeprefix("ERROR_").replace("_", " ").lower()])


def desk() -> GlpiDesk:
    return GlpiDesk()
