"""An imitated BMC Helix ITSM, after its documents: display and join forms answer 204 without telling what was
made unless fields to tell are named, a null or an empty value writes over what stands there, errors are lists
of numbered messages, tokens end, and a pending or resolved incident wants more than its state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from common.clock import Clock
from desk.connectors.http.shapes import at, stamp
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.helix.connector import READ_AS, connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, PASSWORD = "mostrador", "helix-password"
MARKER = "Vendor Ticket Number"
CHOICES = {
    "Status": ("New", "Assigned", "In Progress", "Pending", "Resolved", "Closed", "Cancelled"),
    "Impact": ("1-Extensive/Widespread", "2-Significant/Large", "3-Moderate/Limited", "4-Minor/Localized"),
    "Urgency": ("1-Critical", "2-High", "3-Medium", "4-Low"),
    "Service Type": ("User Service Restoration", "User Service Request"),
    "Reported Source": ("Walk In", "Direct Input", "Phone"),
}
KNOWN = {
    *CHOICES,
    *("Description", "Detailed Decription", "Resolution", "Status_Reason", "Assignee", "Assigned Group"),
    *("Login_ID", "First Name", "Last Name", "Priority", "Incident Number", "Request ID", MARKER),
    *("Last Modified Date", "Last Modified By", "z1D_Action", "Categorization Tier 1"),
}
WRITTEN_AS = {**READ_AS, "Detailed_Decription": "Detailed Decription"}
LONGEST = {"Description": 100}


class ArError(Exception):
    """An error of the AR System: number and text."""

    def __init__(self, number: int, text: str, more: str = "") -> None:
        super().__init__(text)
        self.told = [
            {
                "messageType": "ERROR",
                "messageText": text,
                "messageAppendedText": more,
                "messageNumber": number,
            }
        ]


class HelixFake(FakeDesk):
    tool = "helix"
    traits = Traits(title_limit=100, dropped=("Categorization Tier 9", "Nothing"))

    def __init__(self) -> None:
        super().__init__()
        self.tokens: set[str] = set()
        self.people: dict[str, dict[str, str]] = {}  # by mail
        self.loses_customers = False
        self.logs: dict[int, list[dict[str, str]]] = {}

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "password": PASSWORD})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if row.values.get(MARKER) == key]

    def _ticket(self, row: Row) -> Ticket:
        values = row.values
        fields = {name: values.get(READ_AS.get(name, name), "") for name in (*CHOICES, *READ_AS)}
        return Ticket(
            _number(row),
            values["Description"],
            values["Detailed Decription"],
            values["Status"],
            values.get("mail", ""),
            values.get("Assignee", ""),
            fields,
            tuple(log["Detailed Description"] for log in self.logs.get(row.id, [])),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket.removeprefix("INC"))]
            row.values |= {"Status": state} if state else {}
            row.values |= {"Assignee": assignee} if assignee else {}
            if note:
                self.logs.setdefault(row.id, []).append({"Description": note, "Detailed Description": note})
            self.touch(row, "olga")

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        try:
            if request.path == "/api/jwt/login":
                return self._login(request)
            token = (request.headers.get("Authorization") or "").removeprefix("AR-JWT ")
            if token not in self.tokens:
                return Reply(401, ArError(623, "Authentication failed").told)
            form, _, entry = request.path.removeprefix("/api/arsys/v1/entry/").partition("/")
            for method, name, does in self._forms():
                if (method, name) == (request.method, form):
                    return does(request, entry)
            raise ArError(303, "Form does not exist on server", form)
        except ArError as error:
            return Reply(500 if error.told[0]["messageNumber"] == 93 else 400, error.told)

    def _forms(self) -> list[tuple[str, str, Callable[[Request, str], Reply]]]:
        return [
            ("POST", "HPD:IncidentInterface_Create", self._create),
            ("GET", "HPD:IncidentInterface", self._find),
            ("PUT", "HPD:IncidentInterface", self._update),
            ("POST", "HPD:WorkLog", self._log),
            ("GET", "HPD:WorkLog", self._logged),
            ("GET", "CTM:People", self._person),
        ]

    def _login(self, request: Request) -> Reply:
        given = request.form()
        if (given.get("username"), given.get("password")) != (USER, PASSWORD):
            return Reply(401, ArError(623, "Authentication failed", given.get("username", "")).told)
        token = f"jwt-{len(self.requests)}"
        self.tokens.add(token)
        return Reply(200, token.encode(), type="text/plain")

    def _create(self, request: Request, _: str) -> Reply:
        values = self._checked(request.json()["values"])
        if "Login_ID" not in values and "First Name" not in values:
            raise ArError(307, "Required field (without a default) not specified", "Login_ID")
        mail = next((m for m, p in self.people.items() if p["Remedy Login ID"] == values.get("Login_ID")), "")
        known = {} if self.loses_customers else self.people.get(mail, {})
        who = {name: known.get(name, values.get(name, "")) for name in ("First Name", "Last Name")}
        row = self.add({"Status": "New", **values, **who, "mail": mail}, USER)
        if "fields" not in request.query:
            return Reply(204)
        return Reply(201, {"values": {"Incident Number": _number(row)}})

    def _checked(self, given: dict[str, Any]) -> dict[str, Any]:
        """Values by the names that they are read by. Raises ArError."""
        values = {WRITTEN_AS.get(name, name): value for name, value in given.items()}
        for name, value in values.items():
            if name not in KNOWN:
                raise ArError(311, "Field ID is not related to this form", name)
            if name in CHOICES and value not in (None, *CHOICES[name]):
                raise ArError(306, "Value does not fall within the limits specified for the field", name)
            if value is not None and len(value) > LONGEST.get(name, len(value)):
                raise ArError(306, "Value does not fall within the limits specified for the field", name)
        return values

    def _update(self, request: Request, entry: str) -> Reply:
        row = self.rows.get(int(entry.partition("|")[0].removeprefix("INC")))
        if row is None:
            raise ArError(302, "Entry does not exist in database", entry)
        values = self._checked(request.json()["values"])
        after = {**row.values, **values}
        if after["Status"] == "Pending" and not after.get("Status_Reason"):
            raise ArError(45379, "Status Reason is a required field")
        if after["Status"] == "Resolved" and not after.get("Resolution"):
            raise ArError(45456, "Resolution is a required field")
        row.values = after  # nulls, too
        self.touch(row, USER)
        return Reply(204)

    def _shown(self, row: Row) -> dict[str, Any]:
        at_second = row.changed_at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        number = _number(row)
        told = {"Incident Number": number, "Request ID": f"{number}|{number}", "Priority": "Medium"}
        told |= {"Last Modified Date": at_second, "Last Modified By": row.changed_by}
        return {**row.values, **told}

    def _find(self, request: Request, _: str) -> Reply:
        rows = [self._shown(row) for row in self.rows.values()]
        rows = _qualified(rows, request.value("q"))
        by, _, way = request.value("sort", "Request ID.asc").rpartition(".")
        rows.sort(key=lambda row: (at(row, by), row["Incident Number"]), reverse=way == "desc")
        return _entries(request, rows)

    def _logged(self, request: Request, _: str) -> Reply:
        rows = [
            {**log, "Incident Number": _number(self.rows[number]), "Work Log ID": f"WLG{number:06}{place:06}"}
            for number, logs in self.logs.items()
            for place, log in enumerate(logs)
        ]
        rows = _qualified(rows, request.value("q"))
        return _entries(request, rows[::-1] if request.value("sort").endswith(".desc") else rows)

    def _log(self, request: Request, _: str) -> Reply:
        kind = request.headers.get("Content-Type") or ""
        parts = request.parts() if kind.startswith("multipart/") else []
        given = json.loads(next((content for name, _, content in parts if name == "entry"), request.body))
        values = given["values"]
        row = self.rows.get(int(values["Incident Number"].removeprefix("INC")))
        if row is None or len(values["Description"]) > 100:
            raise ArError(306, "Value does not fall within the limits specified for the field")
        for name, file, content in parts:
            if name == f"attach-{'z2AF Work Log01'}" and values.get("z2AF Work Log01") == file:
                row.files.append((file, content))
        self.logs.setdefault(row.id, []).append(values)
        self.touch(row, USER)
        made = f"WLG{row.id:06}{len(self.logs[row.id]):06}"
        return Reply(201, {"values": {"Work Log ID": made}})

    def _person(self, request: Request, _: str) -> Reply:
        """By mail everybody is known, by the login that their address begins with; or by both names."""
        asked = request.value("q")
        if found := re.fullmatch(r"'Internet E-mail' = \"(.+)\"", asked):
            first, _at, last = found[1].partition("@")
            names = {"First Name": first, "Last Name": last, "Remedy Login ID": first}
            self.people[found[1]] = {**names, "Internet E-mail": found[1]}
            return Reply(200, {"entries": [{"values": self.people[found[1]]}]})
        names = dict(re.findall(r"'(First Name|Last Name)' = \"([^\"]+)\"", asked))
        if not names:
            raise ArError(1587, "Format or syntax of the qualification is not valid")
        same = [each for each in self.people.values() if names.items() <= each.items()]
        return Reply(200, {"entries": [{"values": person} for person in same]})


def _number(row: Row) -> str:
    return f"INC{row.id:012}"


def _qualified(rows: list[dict[str, Any]], qualification: str) -> list[dict[str, Any]]:
    """The rows that a qualification means; what it does not understand is an error."""
    if qualification in {"1 = 1", "1 = 0"}:
        return rows if qualification == "1 = 1" else []
    if found := re.fullmatch(r"'([^']+)' = \"([^\"]*)\"", qualification):
        return [row for row in rows if at(row, found[1]) == found[2]]
    if found := re.fullmatch(r"'Last Modified Date' >= (\d+)", qualification):
        since = int(found[1])
        return [row for row in rows if _seconds(row["Last Modified Date"]) >= since]
    raise ArError(1587, "Format or syntax of the qualification is not valid", qualification)


def _seconds(text: str) -> int:
    moment = stamp(text)
    return int(moment.timestamp()) if moment else 0


def _entries(request: Request, rows: list[dict[str, Any]]) -> Reply:
    names = request.value("fields").removeprefix("values(").removesuffix(")").split(", ")
    if strange := [name for name in names if name not in KNOWN and not name.startswith(("Work", "Detailed"))]:
        raise ArError(311, "Field ID is not related to this form", strange[0])
    start, size = int(request.value("offset", "0")), int(request.value("limit", "2000"))
    shown = [{"values": {name: row.get(name) for name in names}} for row in rows[start : start + size]]
    return Reply(200, {"entries": shown})


def desk() -> HelixFake:
    return HelixFake()
