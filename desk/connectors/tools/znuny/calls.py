"""Calls to Znuny's web service, and what its answers mean: the status is 200 whatever happened.

Each call names login and password in its body, so there are no sessions that pile up. An error is
`{"Error": {"ErrorCode": "TicketCreate.InvalidParameter", "ErrorMessage": …}}`. A route that the web service
does not have is a sentence with status 500; a web service that is not there or not valid, or lacks a library,
is no answer at all: the connection is closed.
"""

from __future__ import annotations

import re
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import JsonTool, wire
from desk.connectors.http.shapes import record, rows
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Failure, Misconfigured, Rejected, SignInFailed

ABOUT = re.compile(r"(?:Ticket|Article|DynamicField)(?:->|.*?)(\w+) parameter")
NO_ROUTE = "determine Operation"
NO_FIELD = "DynamicField->Name parameter"
DYNAMIC = "DynamicField."

Line = dict[str, Any]


class ZnunyCalls(JsonTool):
    """A Znuny by the routes of the web service that ships beside the mapping."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        path = mapping.option("service", "/znuny/nph-genericinterface.pl/Webservice/Mostrador")
        http = Http(
            mapping.url.rstrip("/") + path,
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self.marker = mapping.option("marker", "MostradorKey")
        self._login = {"UserLogin": mapping.secret("user"), "Password": mapping.secret("password")}

    def operation(self, name: str, writes: bool = False, **asked: Any) -> Line | Failure:
        """One operation of the web service."""
        answer = self.ask("POST", f"/{name}", writes, json=self._login | asked)
        if not isinstance(answer, Answer):
            return answer
        return record(answer.json())

    def tickets(self, ids: list[str], **asked: Any) -> list[Line] | Failure:
        """Tickets with their dynamic fields, in the order of the ids."""
        if not ids:
            return []
        told = self.operation("TicketGet", TicketID=",".join(ids), DynamicFields=1, **asked)
        if not isinstance(told, dict):
            return told
        found = {str(line.get("TicketID")): line for line in rows(told.get("Ticket"))}
        return [found[each] for each in ids if each in found]

    def search(self, limit: int, **asked: Any) -> list[str] | Failure:
        """Ids of tickets, archived ones as well. None found is an empty record."""
        told = self.operation("TicketSearch", Limit=limit, SearchInArchive="AllTickets", **asked)
        if not isinstance(told, dict):
            return told
        found = told.get("TicketID", [])
        return [str(each) for each in (found if isinstance(found, list) else [found])]

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        if NO_ROUTE in answer.body[:2000].decode(errors="replace"):
            return Misconfigured("options.service", "The web service has no such route: import it once more")
        told = answer.json()
        if 200 <= answer.status < 300 and not isinstance(told, dict):
            return unknown("An answer came without content: is Perl's REST::Client installed?", writes)
        error = record(record(told).get("Error"))
        if not error:
            return usual(answer, writes)
        operation, _, code = str(error.get("ErrorCode")).partition(".")
        said = str(error.get("ErrorMessage") or error.get("ErrorCode"))
        if code == "AuthFail":
            return SignInFailed(said)
        if code == "AccessDenied":
            there = operation in {"TicketGet", "TicketUpdate"}  # what it says of a ticket that is not there
            return Rejected("id", said) if there else Misconfigured("sign_in", said)
        if code in {"InvalidParameter", "MissingParameter"}:
            return self._parameter(said, operation)
        return unknown(said, writes)

    def _parameter(self, said: str, operation: str) -> Failure:
        """A value that all new tickets have concerns all of them; one of a record only that one. Which
        dynamic field is not there Znuny does not say; all of them are the mapping's.
        """
        if NO_FIELD in said:
            named = [name.removeprefix(DYNAMIC) for name in self.mapping.fields if name.startswith(DYNAMIC)]
            named += filter(None, [self.mapping.option("resolution_field")])
            all_of_them = ", ".join([self.marker, *named])
            why = f"A dynamic field of these is not there, not valid or not one of tickets: {all_of_them}"
            return Misconfigured("fields" if named else "options.marker", why)
        about = ABOUT.search(said)
        field = about[1] if about else ""
        rule = self.mapping.fields.get(field)
        if operation == "TicketUpdate":
            return Rejected(field.lower() if field == "State" else field, said)
        if rule is not None and rule.constant is not None:
            return Misconfigured(f"fields.{field}", said)
        return Rejected(field, said)


def dynamic(values: dict[str, str]) -> list[dict[str, str]]:
    """Dynamic fields as Znuny takes them."""
    return [{"Name": name, "Value": value} for name, value in values.items()]


def dynamic_of(ticket: Line) -> dict[str, str]:
    """The dynamic fields of a ticket by name; several values are parted by commas."""
    found = {}
    for line in rows(ticket.get("DynamicField")):
        value = line.get("Value")
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
        found[str(line.get("Name"))] = text
    return found


def entry_of(article: Line) -> Entry:
    """An article and the names of its files."""
    files = [str(file.get("Filename")) for file in rows(article.get("Attachment"))]
    said = "\n".join([str(article.get("Body") or ""), *files])
    return Entry(str(article.get("ArticleID") or ""), said, str(article.get("CreateBy") or ""))
