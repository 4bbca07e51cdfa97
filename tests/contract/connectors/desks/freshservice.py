"""An imitated Freshservice, after its documents: the filter knows tags of at most 32 characters, some minutes
late and thirty a page, the list shows no tags, stamps are of whole seconds, limits of calls are per account
and refused calls count, and 400 names what it does not like.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from common.clock import Clock, SystemClock
from desk.connectors.http.shapes import as_plain, at, stamp
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.freshservice.connector import connect
from desk.incidents.rules import State
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

KEY = "freshservice-key"
CHOICES = {
    "status": {2: "Open", 3: "Pending", 4: "Resolved", 5: "Closed", 6: "In Progress"},
    "priority": {1: "Low", 2: "Medium", 3: "High", 4: "Urgent"},
    "impact": {1: "Low", 2: "Medium", 3: "High"},
    "urgency": {1: "Low", 2: "Medium", 3: "High"},
    "source": {1: "Email", 2: "Portal", 3: "Phone", 10: "Walkup"},
}
OTHERS = {"subject", "description", "email", "name", "tags", "custom_fields", "requester_id", "workspace_id"}
FILTERED = 30
LONGEST = {"subject": 255}
LONGEST_TAG = 32


class FreshserviceFake(FakeDesk):
    tool = "freshservice"
    traits = Traits(title_limit=255, bad_state="77", dropped=("custom_fields.not_there", "anything"))

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, dict[str, Any]] = {}
        self.agents: dict[int, str] = {}
        self.filter_lag = timedelta(minutes=2)
        self.calls_left: int | None = None  # in this minute; None: any number

    def mapping(self, url: str) -> Mapping:
        """With a status of its own for work in progress, as accounts add one: by default there is none."""
        shipped = default_mapping(self.tool, url, {"key": KEY})
        return shipped.amended(states={**shipped.states, State.IN_PROGRESS: ("6",)})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            rows = self.rows.values()
            return [self._ticket(row) for row in rows if at(row.values, "custom_fields.mostrador_key") == key]

    def _ticket(self, row: Row) -> Ticket:
        values = row.values
        return Ticket(
            str(row.id),
            values["subject"],
            as_plain(values["description"]),
            str(values["status"]),
            self.people[values["requester_id"]]["primary_email"],
            self.agents.get(values.get("responder_id", 0), ""),
            {name: at(values, name) for name in CHOICES},
            tuple(as_plain(note) for note in row.notes),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            if state:
                row.values["status"] = int(state)
            if assignee:
                number = 500 + len(self.agents)
                self.agents[number] = assignee
                row.values["responder_id"] = number
            if note:
                self._say(row, note, [])
            self.touch(row, "somebody")

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        if self.calls_left is not None:
            self.calls_left -= 1  # also for calls that are refused
            if self.calls_left < 0:
                return Reply(429, {"message": "You have exceeded the limit"}, {"Retry-After": "42"})
        if request.basic() != (KEY, "X"):
            return Reply(401, {"code": "invalid_credentials", "message": "You have to be logged in"})
        path = request.path.removeprefix("/api/v2")
        for method, pattern, does in self._routes():
            found = re.fullmatch(pattern, path)
            if found and method == request.method:
                try:
                    return does(request, *found.groups())
                except KeyError:
                    return Reply(404)
        return Reply(404)

    def _routes(self) -> list[tuple[str, str, Callable[..., Reply]]]:
        return [
            ("GET", "/ticket_form_fields", self._fields),
            ("GET", "/tickets", self._list),
            ("POST", "/tickets", self._create),
            ("GET", "/tickets/filter", self._filter),
            ("GET", r"/tickets/(\d+)", self._show),
            ("PUT", r"/tickets/(\d+)", self._update),
            ("GET", r"/tickets/(\d+)/conversations", self._conversations),
            ("POST", r"/tickets/(\d+)/notes", self._note),
            ("DELETE", r"/conversations/(\d+)", self._forget),
            ("GET", "/requesters", self._requesters),
            ("GET", r"/agents/(\d+)", self._agent),
        ]

    def _fields(self, _: Request) -> Reply:
        listed: list[dict[str, Any]] = [
            {"name": name, "choices": [{"id": id_, "value": value} for id_, value in choices.items()]}
            for name, choices in CHOICES.items()
        ]
        return Reply(200, {"ticket_fields": [*listed, {"name": "subject"}, {"name": "mostrador_key"}]})

    def _requesters(self, request: Request) -> Reply:
        mail = request.value("query").strip('"').removeprefix("primary_email:").strip("'")
        known = [each for each in self.people.values() if each["primary_email"] == mail]
        return Reply(200, {"requesters": known})

    def _agent(self, _: Request, number: str) -> Reply:
        first, _space, last = self.agents[int(number)].partition(" ")
        return Reply(200, {"agent": {"id": int(number), "first_name": first, "last_name": last}})

    def _create(self, request: Request) -> Reply:
        given = request.json()
        errors = _errors(given)
        if "email" not in given and "requester_id" not in given:
            errors.append({"field": "requester_id", "message": "is missing", "code": "missing_field"})
        if errors:
            return Reply(400, {"description": "Validation failed", "errors": errors})
        values = {"requester_id": self._person(given), "conversations": [], **given}
        row = self.add(values, "Mostrador")
        return Reply(201, {"ticket": self._shown(row)})

    def _person(self, given: dict[str, Any]) -> int:
        """Who is not known becomes a requester."""
        mail = given.get("email", "").lower()
        for number, person in self.people.items():
            if person["primary_email"] == mail:
                return number
        number = 100 + len(self.people)
        self.people[number] = {"id": number, "name": given.get("name", ""), "primary_email": mail}
        return number

    def _update(self, request: Request, number: str) -> Reply:
        row, given = self.rows[int(number)], request.json()
        if errors := _errors(given):
            return Reply(400, {"description": "Validation failed", "errors": errors})
        row.values |= given
        self.touch(row, "Mostrador")
        return Reply(200, {"ticket": self._shown(row)})

    def _shown(self, row: Row, *, requester: bool = False) -> dict[str, Any]:
        hidden = {"tags", "email", "name", "conversations"}
        shown = {name: value for name, value in row.values.items() if name not in hidden}
        shown |= {"id": row.id, "type": "Incident", "updated_at": f"{row.changed_at:%Y-%m-%dT%H:%M:%SZ}"}
        shown["description_text"] = as_plain(row.values["description"])
        if requester:
            shown["requester"] = self.people[row.values["requester_id"]]
        return shown

    def _show(self, request: Request, number: str) -> Reply:
        beside = request.value("include") == "requester"
        return Reply(200, {"ticket": self._shown(self.rows[int(number)], requester=beside)})

    def _list(self, request: Request) -> Reply:
        since = stamp(request.value("updated_since")) or SystemClock().now() - timedelta(days=30)
        found = [row for row in self.rows.values() if row.changed_at.replace(microsecond=0) >= since]
        found.sort(key=lambda row: row.id, reverse=request.value("order_type", "desc") == "desc")
        size, page = int(request.value("per_page", "30")), int(request.value("page", "1"))
        found = found[(page - 1) * size : page * size]
        return Reply(200, {"tickets": [self._shown(row) for row in found]})

    def _filter(self, request: Request) -> Reply:
        """By tag; tickets appear in it some minutes after they were written."""
        wanted = re.fullmatch(r"\"tag:'([^']*)'\"", request.value("query"))
        if wanted is None:
            return Reply(400, {"description": "Validation failed", "errors": [{"field": "query"}]})
        ripe = SystemClock().now() - self.filter_lag
        found = [row for row in self.rows.values() if wanted[1] in row.values.get("tags", [])]
        found = [row for row in found if row.changed_at <= ripe][:FILTERED]
        return Reply(200, {"tickets": [self._shown(row) for row in found], "total": len(found)})

    def _conversations(self, request: Request, number: str) -> Reply:
        said = self.rows[int(number)].values["conversations"]
        size, page = int(request.value("per_page", "30")), int(request.value("page", "1"))
        return Reply(200, {"conversations": said[(page - 1) * size : page * size]})

    def _note(self, request: Request, number: str) -> Reply:
        row = self.rows[int(number)]
        if (request.headers.get("Content-Type") or "").startswith("multipart/"):
            parts = request.parts()
            body = next((content.decode() for name, _, content in parts if name == "body"), "")
            files = [(file, content) for name, file, content in parts if name == "attachments[]"]
        else:
            body, files = request.json()["body"], []
        made = self._say(row, body, files)
        self.touch(row, "Mostrador")
        return Reply(201, {"conversation": made})

    def _forget(self, _: Request, number: str) -> Reply:
        row = self.rows[int(number) // 1000]
        said = row.values["conversations"]
        place = next(place for place, each in enumerate(said) if each["id"] == int(number))
        names = {file["name"] for file in said.pop(place)["attachments"]}
        row.notes.pop(place)
        kept = {file["name"] for each in said for file in each["attachments"]}
        row.files = list(
            {name: (name, content) for name, content in row.files if name not in names - kept}.values()
        )
        return Reply(204)

    def _say(self, row: Row, body: str, files: list[tuple[str, bytes]]) -> dict[str, Any]:
        row.notes.append(body)
        row.files += files
        attachments = [
            {"id": n, "name": name, "size": len(content)} for n, (name, content) in enumerate(files)
        ]
        number = 1000 * row.id + len(row.notes)
        made = {"id": number, "body": body, "body_text": as_plain(body), "attachments": attachments}
        row.values["conversations"].append(made)
        return made


def _errors(given: dict[str, Any]) -> list[dict[str, str]]:
    """What is wrong with a ticket, as Freshservice puts it."""
    found = []
    for name, value in given.items():
        if name in CHOICES and value not in CHOICES[name]:
            allowed = ",".join(map(str, CHOICES[name]))
            words = f"It should be one of these values: '{allowed}'"
            found.append({"field": name, "message": words, "code": "invalid_value"})
        elif name not in CHOICES and name not in OTHERS:
            found.append({"field": name, "message": "Unexpected field", "code": "invalid_field"})
        elif len(str(value)) > LONGEST.get(name, len(str(value))):
            found.append({"field": name, "message": "Has too many characters", "code": "invalid_value"})
    strange = [name for name in given.get("custom_fields", {}) if name != "mostrador_key"]
    found += [{"field": name, "message": "Unexpected field", "code": "invalid_field"} for name in strange]
    if any(len(tag) > LONGEST_TAG for tag in given.get("tags", [])):
        found.append({"field": "tags", "message": "Has too many characters", "code": "invalid_value"})
    return found


def desk() -> FreshserviceFake:
    return FreshserviceFake()
