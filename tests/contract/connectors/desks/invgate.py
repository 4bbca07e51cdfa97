"""An imitated InvGate, after a copy of its own description: writes are forms, errors come with 200 and the
status ERROR, lists are records by number, states only move by what people do, and unknown fields are ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from common.clock import Clock, SystemClock
from desk.connectors.http.shapes import as_plain
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.invgate.connector import connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

TOKEN, AUTHOR, VIEW, GROUP = "invgate-token", "7", "31", "2"
LISTS = {
    "status": {1: "New", 2: "Open", 3: "Pending", 4: "Waiting", 5: "Solved", 6: "Closed", 8: "Cancelled"},
    "priority": {1: "Low", 2: "Medium", 3: "High", 4: "Urgent", 5: "Critical"},
    "type": {1: "Incident", 2: "Service Request"},
    "category": {1: "Hardware", 2: "Software"},
    "source": {4: "Walk-up"},
}
CHECKED = {"priority_id": "priority", "type_id": "type", "category_id": "category", "source_id": "source"}
NEEDED = ("creator_id", "customer_id", "category_id", "priority_id", "type_id", "title")
HOUR = 3600


class Refused(Exception):
    """200 with the status ERROR."""


class InvGateFake(FakeDesk):
    tool = "invgate"
    traits = Traits(title_limit=None, bad_state="77", dropped=("floor_id", "3"))

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, dict[str, Any]] = {int(AUTHOR): {"id": int(AUTHOR), "email": "m@example.org"}}
        self.everybody = True  # a directory is imported: any address belongs to somebody

    def mapping(self, url: str) -> Mapping:
        options = {"author_id": AUTHOR, "view_id": VIEW, "helpdesk_id": GROUP}
        return default_mapping(self.tool, url, {"token": TOKEN}, **options)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if key in row.values["description"]]

    def _ticket(self, row: Row) -> Ticket:
        values = row.values
        agent = self.people.get(values.get("assigned_id", 0), {})
        return Ticket(
            str(row.id),
            values["title"],
            as_plain(values["description"]),
            str(values["status_id"]),
            self.people[int(values["customer_id"])]["email"],
            f"{agent.get('name', '')} {agent.get('lastname', '')}".strip(),
            {name: str(values.get(name, "")) for name in CHECKED},
            tuple(as_plain(note) for note in row.notes),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            row.values |= {"status_id": int(state)} if state else {}
            if assignee:
                name, _, last = assignee.partition(" ")
                row.values["assigned_id"] = self._new_person(f"{name}@example.org", name, last)
            row.notes += [note] if note else []
            self.touch(row, "somebody")

    def _new_person(self, mail: str, name: str = "", last: str = "") -> int:
        number = max(self.people) + 1
        self.people[number] = {"id": number, "email": mail, "name": name, "lastname": last}
        return number

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        if request.basic() != ("api", TOKEN):
            return Reply(401, {"error": "Invalid credentials"})
        path = request.path.removeprefix("/api/v1/")
        if path.startswith("incident.attributes."):
            known = LISTS[path.rpartition(".")[2]]
            return Reply(200, [{"id": number, "name": name} for number, name in known.items()])
        for method, name, does in self._routes():
            if (method, name) == (request.method, path):
                try:
                    return does(request)
                except Refused as refused:
                    return Reply(200, {"status": "ERROR", "info": str(refused)})
        return Reply(404, {"error": "Not found"})

    def _routes(self) -> list[tuple[str, str, Callable[[Request], Reply]]]:
        return [
            ("GET", "incident", self._show),
            ("POST", "incident", self._create),
            ("PUT", "incident", self._update),
            ("GET", "incidents", self._several),
            ("GET", "incidents.last.hour", self._last_hour),
            ("GET", "incidents.by.view", self._view),
            ("GET", "incidents.details.by.view", self._details),
            ("GET", "incident.comment", self._comments),
            ("POST", "incident.comment", self._comment),
            ("POST", "incident.waitingfor.customer", lambda request: self._move(request, {1, 2}, 4)),
            ("POST", "incident.reassign", lambda request: self._move(request, {1, 2, 3, 4}, 2)),
            ("POST", "incident.cancel", lambda request: self._move(request, {1, 2, 3, 4}, 8)),
            ("PUT", "incident.reopen", lambda request: self._move(request, {5, 6}, 2)),
            ("PUT", "incident.solution.accept", lambda request: self._move(request, {5}, 6)),
            ("GET", "users.by", self._users),
            ("GET", "user", self._user),
        ]

    def _row(self, given: str) -> Row:
        if not given.isdigit() or int(given) not in self.rows:
            raise Refused("The request does not exist")
        return self.rows[int(given)]

    def _users(self, request: Request) -> Reply:
        mail = request.value("email")
        known = {str(number): each for number, each in self.people.items() if each["email"] == mail}
        if not known and self.everybody:
            number = self._new_person(mail, mail.partition("@")[0])
            known = {str(number): self.people[number]}
        return Reply(200, {"next_page_key": None, "data": known})

    def _user(self, request: Request) -> Reply:
        return Reply(200, self.people[int(request.value("id"))])

    def _create(self, request: Request) -> Reply:
        given = request.form()
        if missing := [name for name in NEEDED if not given.get(name)]:
            raise Refused(f"Missing parameter {missing[0]}")
        row = self.add({**_kept(given), "status_id": 1, "made_at": SystemClock().now()}, "api")
        return Reply(200, {"status": "OK", "info": "Request created", "request_id": row.id})

    def _update(self, request: Request) -> Reply:
        given = request.form()
        row = self._row(given.get("id", ""))
        row.values |= _kept(given)
        self.touch(row, "api")
        return Reply(200, self._shown(row))

    def _shown(self, row: Row) -> dict[str, Any]:
        shown = {name: value for name, value in row.values.items() if name not in {"made_at", "customer_id"}}
        shown |= {name: int(shown[name]) for name in CHECKED if str(shown.get(name, "")).isdigit()}
        shown |= {"id": row.id, "pretty_id": str(row.id), "user_id": int(row.values["customer_id"])}
        return {**shown, "last_update": f"{row.changed_at:%Y-%m-%dT%H:%M:%S+00:00}"}

    def _show(self, request: Request) -> Reply:
        return Reply(200, self._shown(self._row(request.value("id"))))

    def _several(self, request: Request) -> Reply:
        found = [self.rows[int(number)] for number in request.query.get("ids[]", [])]
        return Reply(200, {str(row.id): self._shown(row) for row in found})

    def _last_hour(self, request: Request) -> Reply:
        now = SystemClock().now()
        rows = self.rows.values()
        found = [row for row in rows if (now - row.values["made_at"]).total_seconds() < HOUR]
        start, size = int(request.value("page_key", "0")), int(request.value("limit", "20"))
        page = {str(row.id): self._shown(row) for row in found[start : start + size]}
        following = str(start + size) if start + size < len(found) else None
        return Reply(200, {**page, "next_page_key": following})

    def _view(self, request: Request) -> Reply:
        if request.value("view_id") != VIEW:
            raise Refused("The view does not exist")
        start, size = int(request.value("offset", "0")), int(request.value("limit", "20"))
        numbers = list(self.rows)[start : start + size]
        return Reply(200, {"status": "OK", "requestIds": numbers, "limit": size, "offset": start})

    def _details(self, request: Request) -> Reply:
        if request.value("view_id") != VIEW:
            raise Refused("The view does not exist")
        found = sorted(self.rows.values(), key=lambda row: row.revision)
        if request.value("order_by") == "desc":
            found.reverse()
        return Reply(200, {"metadata": [], "data": [{"id": row.id} for row in found], "next_page_key": None})

    def _comments(self, request: Request) -> Reply:
        row = self._row(request.value("request_id"))
        return Reply(200, [{"id": n, "message": note} for n, note in enumerate(row.notes, 1)])

    def _comment(self, request: Request) -> Reply:
        given = request.form()
        row = self._row(given.get("request_id", ""))
        if not given.get("comment") or given.get("author_id") != AUTHOR:
            raise Refused("Missing parameter comment or author_id")
        row.notes.append(given["comment"])
        if given.get("is_solution") == "1":
            row.values["status_id"] = 5
        self.touch(row, "api")
        return Reply(200, {"status": "OK"})

    def _move(self, request: Request, before: set[int], after: int) -> Reply:
        given = request.form()
        row = self._row(given.get("request_id") or given.get("id", ""))
        if row.values["status_id"] not in before:
            raise Refused("The request is in another status")
        row.values["status_id"] = after
        row.notes += [given["comment"]] if given.get("comment") else []
        self.touch(row, "api")
        return Reply(200, {"status": "OK"})


def _kept(given: dict[str, str]) -> dict[str, Any]:
    """What it keeps of a form; it ignores what it does not know."""
    for name, kind in CHECKED.items():
        if name in given and (not given[name].isdigit() or int(given[name]) not in LISTS[kind]):
            raise Refused(f"Invalid parameter {name}")
    names = {*CHECKED, "title", "description", "customer_id", "creator_id"}
    return {name: value for name, value in given.items() if name in names}


def desk() -> InvGateFake:
    return InvGateFake()
