"""Znuny, imitated after what was measured on a real one, by the routes of the web service that ships with us.

Its misbehaviour: every answer is 200, errors as well; a search by a dynamic field that is not there, or by
GET, ignores the condition and finds all tickets; none found is `{}`; a customer user is somebody whom it
knows or any mail address whose form it likes; a ticket that is not there is AccessDenied; a web service that
is not there is a closed connection; ids are numbers in one place and texts in another; stamps name no zone;
`mute` answers without a body, as a proxy in between may.
"""

from __future__ import annotations

import base64
import re
from typing import Any
from zoneinfo import ZoneInfo

import yaml  # type: ignore[import-untyped]  # its stubs are no requirement of ours

from common.clock import Clock
from desk.connectors.catalogue import TOOLS
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.znuny.connector import connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request, Row
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, PASSWORD = "mostrador", "walk-up"
SERVICE = "/znuny/nph-genericinterface.pl/Webservice/Mostrador"
ZONE = ZoneInfo("Asia/Tokyo")
STATES = ("new", "open", "pending reminder", "closed successful", "closed unsuccessful")
PRIORITIES = ("1 very low", "2 low", "3 normal", "4 high", "5 very high")
KNOWN = {"Queue": ("WalkUp",), "State": STATES, "Priority": PRIORITIES}
DYNAMIC = ("MostradorKey", "MostradorSolution")
BUILT_IN = ("ProcessManagementActivityID", "TicketCalendarStartTime")  # fields that each Znuny has
CUSTOMERS = ("walk-up",)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
NEEDED = ("Title", "Queue", "State", "Priority", "CustomerUser")


class ZnunyDesk(FakeDesk):
    """One Znuny with the shipped web service in it."""

    tool = "znuny"
    traits = Traits(title_limit=255, dropped=("DynamicField.NotThere", "x"))

    def __init__(self) -> None:
        super().__init__()
        written = yaml.safe_load((TOOLS["znuny"].folder / "znuny-webservice.yml").read_text(encoding="utf-8"))
        provider = written["Provider"]
        routes = provider["Transport"]["Config"]["RouteOperationMapping"]
        self.routes = {
            (method, f"{SERVICE}{route['Route']}"): provider["Operation"][name]["Type"].partition("::")[2]
            for name, route in routes.items()
            for method in route["RequestMethod"]
        }
        self.mute = False

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "password": PASSWORD}, time_zone=ZONE.key)

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            known = [row for row in self.rows.values() if row.values["dynamic"]["MostradorKey"] == key]
            return [self._ticket(row) for row in known]

    def _ticket(self, row: Row) -> Ticket:
        dynamic = {f"DynamicField.{name}": value for name, value in row.values["dynamic"].items()}
        return Ticket(
            str(row.id),
            row.values["Title"],
            row.values["articles"][0]["Body"],
            row.values["State"],
            row.values["CustomerUser"],
            row.values["Owner"],
            {name: row.values[name] for name in KNOWN} | dynamic,
            tuple(article["Body"] for article in row.values["articles"][1:]),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            row.values |= {"State": state} if state else {}
            row.values |= {"Owner": assignee} if assignee else {}
            row.values["articles"] += [{"Body": note}] if note else []
            self.touch(row, "agent")

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        operation = self.routes.get((request.method, request.path))
        if operation is None and not request.path.startswith(f"{SERVICE}/"):
            return Reply(0)
        if operation is None:
            asked_for = request.path.removeprefix(SERVICE)
            said = f"HTTP::REST Error while determine Operation for request URI '{asked_for}'."
            return Reply(500, said.encode(), type="text/plain")
        if self.mute:
            return Reply(200)
        given = request.json() if request.method == "POST" else None
        asked = given or {name: request.value(name) for name in request.query}
        if (asked.get("UserLogin"), asked.get("Password")) != (USER, PASSWORD):
            reading = operation in {"TicketSearch", "TicketGet"}
            said = "Authorization failing!" if reading else "User could not be authenticated!"
            return _error(operation, "AuthFail", said)
        if operation == "TicketSearch":
            return self._search(asked, ignored=request.method == "GET")
        if operation == "TicketGet":
            return self._get(asked)
        if wrong := _wrong(asked):
            return _error(operation, "InvalidParameter", f"{wrong} parameter is invalid!")
        return self._create(asked) if operation == "TicketCreate" else self._update(asked)

    def _create(self, asked: dict[str, Any]) -> Reply:
        for name in NEEDED:
            if not asked["Ticket"].get(name):
                return _error("TicketCreate", "MissingParameter", f"Ticket->{name} parameter is missing!")
        values = {**asked["Ticket"], "Title": asked["Ticket"]["Title"][:255], "Owner": USER}
        row = self.add(values | {"articles": [], "dynamic": {"MostradorKey": ""}}, USER)
        return self._take(row, asked)

    def _update(self, asked: dict[str, Any]) -> Reply:
        row = self.rows.get(int(asked["TicketID"]))
        if row is None:
            return _error("TicketUpdate", "AccessDenied", "User does not have access to the ticket!")
        given = asked.get("Ticket", {})
        if given.get("State", "").startswith("pending") and "PendingTime" not in given:
            reply = _error("TicketUpdate", "MissingParameter", "")
            reply.value["Error"]["ErrorMessage"] = (
                "Can't set a ticket on a pending state without pendig time!"
            )
            return reply
        row.values |= {name: value for name, value in given.items() if name != "PendingTime"}
        return self._take(row, asked)

    def _take(self, row: Row, asked: dict[str, Any]) -> Reply:
        """Articles, files and dynamic fields."""
        row.values["dynamic"] |= {field["Name"]: field["Value"] for field in asked.get("DynamicField", [])}
        if article := asked.get("Article"):
            files = [file["Filename"] for file in asked.get("Attachment", [])]
            number = str(1000 * row.id + len(row.values["articles"]))
            row.values["articles"].append({"ArticleID": number, "Body": article["Body"], "files": files})
        for file in asked.get("Attachment", []):
            row.files.append((file["Filename"], base64.b64decode(file["Content"])))
        self.touch(row, USER)
        number = f"2026112210{row.id:06}"
        return Reply(200, {"TicketID": str(row.id), "TicketNumber": number, "ArticleID": str(row.revision)})

    def _search(self, asked: dict[str, Any], ignored: bool) -> Reply:
        found = list(self.rows.values())
        for name, wanted in asked.items():
            field = name.removeprefix("DynamicField_")
            if field == name or field not in DYNAMIC or ignored:
                continue
            if "Equals" in wanted:
                found = [row for row in found if row.values["dynamic"].get(field) == wanted["Equals"]]
            elif wanted.get("Like") == "*":
                found = [row for row in found if row.values["dynamic"].get(field)]
        since = asked.get("TicketLastChangeTimeNewerDate", "")
        found = [row for row in found if _local(row) >= since]
        if asked.get("SortBy") == "Changed":
            found.sort(key=lambda row: row.changed_at, reverse=asked.get("OrderBy") == "Down")
        else:
            found.reverse()  # the newest first, as Znuny does by itself
        ids = [str(row.id) for row in found[: int(asked.get("Limit", 500))]]
        return Reply(200, {"TicketID": ids} if ids else {})

    def _get(self, asked: dict[str, Any]) -> Reply:
        rows = [self.rows.get(int(each)) for each in str(asked["TicketID"]).split(",")]
        if any(row is None for row in rows):
            return _error("TicketGet", "AccessDenied", "User does not have access to the ticket!")
        return Reply(200, {"Ticket": [self._shown(row, asked) for row in rows if row is not None]})

    def _shown(self, row: Row, asked: dict[str, Any]) -> dict[str, Any]:
        values = row.values
        shown = {name: values[name] for name in ("Title", "State", "Priority", "Queue", "Owner")}
        shown |= {"TicketID": row.id, "TicketNumber": f"2026112210{row.id:06}", "Changed": _local(row)}
        shown |= {"CustomerUserID": values["CustomerUser"], "Created": _local(row)}
        if asked.get("DynamicFields"):
            fields = values["dynamic"]
            names = (*DYNAMIC, *BUILT_IN)
            shown["DynamicField"] = [{"Name": name, "Value": fields.get(name) or None} for name in names]
        if asked.get("AllArticles"):
            articles = list(values["articles"])
            if asked.get("ArticleOrder") == "DESC":
                articles.reverse()
            most = int(asked.get("ArticleLimit") or 999)
            shown["Article"] = [_article(each, asked) for each in articles[:most]]
        return shown


def _article(article: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    files = [{"Filename": name} for name in article.get("files", [])] if asked.get("Attachments") else []
    shown = {"ArticleID": int(article.get("ArticleID", 1)), "Body": article["Body"], "CreateBy": 2}
    return shown | ({"Attachment": files} if files else {})


def _wrong(asked: dict[str, Any]) -> str:
    """The first value that Znuny does not have or take, in its words; "" where there is none."""
    ticket = dict(asked.get("Ticket") or {})
    for name, values in KNOWN.items():
        if name in ticket and ticket[name] not in values:
            return f"Ticket->{name}ID or Ticket->{name}"
    customer = ticket.get("CustomerUser")
    if customer and customer not in CUSTOMERS and not ADDRESS.fullmatch(customer):
        return "Ticket->CustomerUser"
    unknown = [field for field in asked.get("DynamicField", []) if field["Name"] not in DYNAMIC]
    return "DynamicField->Name" if unknown else ""


def _local(row: Row) -> str:
    return f"{row.changed_at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def _error(operation: str, code: str, said: str) -> Reply:
    return Reply(200, {"Error": {"ErrorCode": f"{operation}.{code}", "ErrorMessage": f"{operation}: {said}"}})


def desk() -> ZnunyDesk:
    return ZnunyDesk()
