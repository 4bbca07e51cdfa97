"""Jira Service Management Cloud, imitated after its documents: requests by `/rest/servicedeskapi`, held
against its published description, and issues by the platform's version 2.

Its documented ways: a search sees only what is indexed (`index`), and compares words; fields that are not on
the form of the request type are refused; writes to one issue are limited (429 with RateLimit-Reason); a wrong
token may be taken for anybody, whom a search tells that nothing is there.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from common.clock import Clock
from common.ids import new_id
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.jira.connector import connect
from tests.contract.connectors.descriptions import DescribedDesk, Waived, openapi
from tests.contract.connectors.desks.fake import Reply, Request, Row
from tests.contract.connectors.jira_form import (
    FORM,
    MARKER,
    PRIORITIES,
    STATES,
    form,
    has,
    nowhere,
    page,
    way,
)
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, TOKEN, ME = "mostrador@example.org", "jira-token", "5b10ac8d82e05b22cc7d4ef5"
ZONE = ZoneInfo("America/Bogota")
SERVICE = "/rest/servicedeskapi/"
Path = list[str]


def _repair(document: dict[str, Any]) -> None:
    """By the description's own prose a file comes as multipart/form-data, which its schema does not say."""
    path = f"{SERVICE}servicedesk/{{serviceDeskId}}/attachTemporaryFile"
    document["paths"][path]["post"]["requestBody"]["content"] = {
        "multipart/form-data": {"schema": {"type": "object", "properties": {"file": {"type": "string"}}}}
    }


class JiraDesk(DescribedDesk):
    """One site. `lags`: a search sees nothing new until `index`; `anonymous`: a wrong token is anybody's;
    `writes_left`: to each issue before 429.
    """

    tool = "jira"
    traits = Traits(title_limit=255, dropped=("customfield_99999", "x"))

    def __init__(self) -> None:
        super().__init__()
        self.description = openapi("jsm-openapi.json", "", _repair)
        if self.description is not None:
            self.description.waived = Waived(elsewhere=(r"(GET|POST|PUT|DELETE) /rest/api/2/.*",))
        self.people = {ME: {"displayName": "Mostrador", "emailAddress": USER}}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.links: list[tuple[str, str]] = []
        self.lags = self.anonymous = False
        self.writes_left = 10_000
        self._writes = Counter[int]()
        self._indexed: dict[int, dict[str, Any]] = {}

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "token": TOKEN}).amended(
            requester={"rule": "create"}
        )

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            return [self._ticket(row) for row in self.rows.values() if row.values[MARKER] == key]

    def _ticket(self, row: Row) -> Ticket:
        shown = self._issue(row)["fields"]
        return Ticket(
            str(row.id),
            row.values["summary"],
            row.values["description"],
            row.values["status"],
            self.people[row.values["reporter"]]["emailAddress"],
            row.values.get("assignee", ""),
            {"priority.name": shown["priority"]["name"], MARKER: row.values[MARKER]},
            tuple(row.notes),
            tuple(row.files),
        )

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            row = self.rows[int(ticket)]
            row.values |= {"status": state} if state else {}
            row.values |= {"assignee": assignee} if assignee else {}
            row.notes += [note] if note else []
            self.touch(row, "agent")

    def index(self) -> None:
        """A search now sees what is there."""
        with self.lock:
            self._indexed = {row.id: self._issue(row) for row in self.rows.values()}

    # --- what it answers
    def reply(self, request: Request) -> Reply:
        path = request.path.removeprefix(SERVICE).removeprefix("/rest/api/2/").split("/")
        if request.basic() != (USER, TOKEN):
            failed = {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
            if self.anonymous and path == ["search", "jql"]:
                return Reply(200, {"issues": [], "isLast": True}, failed)
            return Reply(401, {"errorMessage": "Client must be authenticated"}, failed)
        match path:
            case ["request", issue, *_] | ["issue", issue, *_] if request.method in {"POST", "PUT"}:
                self._writes[int(issue)] += 1
                if self._writes[int(issue)] > self.writes_left:
                    headers = {"Retry-After": "3", "RateLimit-Reason": "jira-per-issue-on-write"}
                    return Reply(429, {"errorMessages": ["Rate limit exceeded"]}, headers)
        if request.path.startswith(SERVICE):
            return self._service(request, path)
        return self._platform(request, path)

    def _service(self, request: Request, path: Path) -> Reply:
        given = request.json()
        match request.method, path:
            case "GET", ["info"]:
                return Reply(200, {"version": "5.12.0", "isLicensedForUse": True})
            case "POST", ["request"]:
                return self._create(given)
            case "POST", ["customer"]:
                return self._customer(given)
            case "POST", ["servicedesk", "1", "customer"]:
                return Reply(204)
            case "GET", ["servicedesk", "1", "customer"]:
                wanted = request.value("query").casefold()
                found = [who for who in self.people if wanted in str(self.people[who]).casefold()]
                return page([self._person(who) for who in found], request)
            case "GET", ["servicedesk", "1", "requesttype", "10", "field"]:
                return Reply(200, {"requestTypeFields": form(), "canRaiseOnBehalfOf": True})
            case "POST", ["servicedesk", "1", "attachTemporaryFile"]:
                if request.headers.get("X-Atlassian-Token") != "no-check":
                    return Reply(403, {"errorMessage": "XSRF check failed"})
                return self._keep(request)
            case method, ["request", issue, kind]:
                row = self.rows.get(int(issue))
                return self._below(request, row, method, kind) if row else nowhere()
        return nowhere()

    def _create(self, given: dict[str, Any]) -> Reply:
        if given["serviceDeskId"] != "1" or given["requestTypeId"] != "10":
            return Reply(404, {"errorMessage": "The service desk or request type does not exist"})
        fields = given["requestFieldValues"]
        strange = [name for name in fields if name not in FORM]
        if strange:
            return Reply(400, {"errorMessage": f"The fields are not valid for this request type: {strange}"})
        if len(fields["summary"]) > 255 or "\n" in fields["summary"]:
            return Reply(400, {"errorMessage": "Summary must be one line of at most 255 characters"})
        if given.get("raiseOnBehalfOf", ME) not in self.people:
            return Reply(400, {"errorMessage": "The customer does not exist"})
        if fields.get("priority", {"name": "Medium"})["name"] not in PRIORITIES:
            return Reply(400, {"errorMessage": "The priority selected is invalid"})
        row = self.add({"status": STATES[0], "description": "", MARKER: ""}, ME)
        row.values |= fields | {"reporter": given.get("raiseOnBehalfOf", ME)}
        named = {"issueId": str(row.id), "issueKey": f"IT-{row.id}", "serviceDeskId": "1"}
        return Reply(201, named | {"reporter": self._person(row.values["reporter"])})

    def _customer(self, given: dict[str, Any]) -> Reply:
        if any(person["emailAddress"] == given["email"] for person in self.people.values()):
            return Reply(400, {"errorMessage": "An account already exists for this email"})
        account = f"qm:{new_id()}"
        self.people[account] = {"displayName": given["displayName"], "emailAddress": given["email"]}
        return Reply(201, self._person(account))

    def _keep(self, request: Request) -> Reply:
        told = []
        for field, name, content in request.parts():
            assert field == "file"
            kept = f"temp{new_id()}"
            self.files[kept] = (name, content)
            told.append({"temporaryAttachmentId": kept, "fileName": name})
        return Reply(201, {"temporaryAttachments": told})

    def _below(self, request: Request, row: Row, method: str, kind: str) -> Reply:
        given = request.json()
        if kind == "comment" and method == "GET":
            notes = [{"id": str(n), "body": text, "public": False} for n, text in enumerate(row.notes)]
            return page(notes, request)
        if kind == "attachment" and method == "GET":
            return page([_file(row, place) for place in range(len(row.files))], request)
        self.touch(row, ME)
        if kind == "comment":
            row.notes.append(given["body"])
            return Reply(201, {"id": str(len(row.notes)), "body": given["body"], "public": given["public"]})
        row.files += [self.files.pop(kept) for kept in given["temporaryAttachmentIds"]]
        return Reply(201, {"comment": {"id": "1", "body": "", "public": given["public"]}})

    def _platform(self, request: Request, path: Path) -> Reply:
        given = request.json()
        match request.method, path:
            case "GET", ["myself"]:
                return Reply(200, {"accountId": ME, "displayName": "Mostrador", "timeZone": ZONE.key})
            case "GET", ["status"]:
                return Reply(200, [{"name": name} for name in STATES])
            case "POST", ["search", "jql"]:
                return self._search(given)
            case "POST", ["issueLink"]:
                self.links.append((given["inwardIssue"]["id"], given["outwardIssue"]["id"]))
                return Reply(201)
            case "DELETE", ["attachment", number]:
                ticket, place = divmod(int(number), 1000)
                self.rows[ticket].files.pop(place)
                return Reply(204)
            case "DELETE", ["issue", issue, "comment", number]:
                self.rows[int(issue)].notes.pop(int(number))
                return Reply(204)
            case method, ["issue", issue, *rest]:
                row = self.rows.get(int(issue))
                return self._of(method, row, rest, given) if row else nowhere()
        return nowhere()

    def _of(self, method: str, row: Row, rest: Path, given: dict[str, Any]) -> Reply:
        if method == "GET" and not rest:
            return Reply(200, self._issue(row))
        if method == "GET":
            ways = [(n, name) for n, name in enumerate(STATES, 1) if name != row.values["status"]]
            return Reply(200, {"transitions": [way(n, name) for n, name in ways]})
        if method == "PUT":
            row.values |= given["fields"]
        else:
            name = STATES[int(given["transition"]["id"]) - 1]
            if name == "Resolved" and "resolution" not in given.get("fields", {}):
                return Reply(400, {"errorMessages": [], "errors": {"resolution": "Resolution is required."}})
            row.values["status"] = name
            comments = given.get("update", {}).get("comment", [])
            row.notes += [comment["add"]["body"] for comment in comments]
        self.touch(row, ME)
        return Reply(204)

    def _search(self, given: dict[str, Any]) -> Reply:
        if not self.lags:
            self.index()
        jql, found = given["jql"], list(self._indexed.values())
        clause = re.match(r"cf\[(\d+)\]", jql)
        if clause is None or f"customfield_{clause[1]}" != MARKER:
            return Reply(400, {"errorMessages": [f"Field '{jql[:20]}' does not exist."], "errors": {}})
        if words := re.search(r'~ "\\"(.*?)\\""', jql):
            wanted = re.findall(r"\w+", words[1].casefold())
            found = [issue for issue in found if has(issue["fields"][MARKER], wanted)]
        if since := re.search(r'updated >= "([^"]*)"', jql):
            start = datetime.strptime(since[1], "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
            found = [issue for issue in found if datetime.fromisoformat(issue["fields"]["updated"]) >= start]
            found.sort(key=lambda issue: str(issue["fields"]["updated"]))
        place = int(given.get("nextPageToken", "0"))
        told = found[place : place + given["maxResults"]]
        last = place + len(told) >= len(found)
        further = {} if last else {"nextPageToken": str(place + len(told))}
        return Reply(200, {"issues": told, "isLast": last} | further)

    def _issue(self, row: Row) -> dict[str, Any]:
        values = row.values
        shown = {name: values[name] for name in ("summary", "description", MARKER)}
        at = row.changed_at.astimezone(ZONE)
        shown |= {
            "updated": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}{at:%z}",
            "status": {"name": values["status"]},
            "priority": {"name": values.get("priority", {"name": "Medium"})["name"]},
            "assignee": {"displayName": values["assignee"]} if values.get("assignee") else None,
            "reporter": {"accountId": values["reporter"], **self.people[values["reporter"]]},
        }
        return {"id": str(row.id), "key": f"IT-{row.id}", "fields": shown}

    def _person(self, account: str) -> dict[str, Any]:
        return {"accountId": account, "active": True, **self.people[account]}


def _file(row: Row, place: int) -> dict[str, Any]:
    name, content = row.files[place]
    links = {"jiraRest": f"https://jira.example/rest/api/2/attachment/{1000 * row.id + place}"}
    return {"filename": name, "size": len(content), "_links": links}


def desk() -> JiraDesk:
    return JiraDesk()
