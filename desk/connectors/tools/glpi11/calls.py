"""Calls to GLPI 11's high-level API, and what its answers mean.

An error is `{"status": "ERROR_…", "title", "detail", "additional_messages"}`. What GLPI itself refused comes
as 500 with the title "Failed to create item(s)": a definite no, unlike other crashes.
"""

from __future__ import annotations

from collections.abc import Mapping as Values
from collections.abc import Sequence
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.json_tool import JsonTool, wire
from desk.connectors.http.shapes import at, nested, record, rows, whole
from desk.connectors.http.signed_in import SignedIn
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Failure, Misconfigured, Rejected, SignInFailed

TICKET = "/Assistance/Ticket"
USERS = "/Administration/User"
WITH_IDS = frozenset({TICKET, USERS})
REFUSED = "Failed to "

Line = dict[str, Any]


class Glpi11Calls(JsonTool):
    """A GLPI 11, signed in by an OAuth client and the account's own login and password."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        form = {
            "grant_type": "password",
            "client_id": mapping.secret("client_id"),
            "client_secret": mapping.secret("client_secret"),
            "username": mapping.secret("user"),
            "password": mapping.secret("password"),
            "scope": "api",
        }

        def sign_in(http: Http) -> Values[str, str] | Failure:
            answer = http.call("POST", "/token", writes=False, data=form)
            if not isinstance(answer, Answer):
                return answer
            if answer.status in {400, 401, 403}:
                return SignInFailed(answer.words() or "The client or the account is not accepted")
            token = record(answer.json()).get("access_token")
            if not token:
                return usual(answer, False) or unknown("No token came", False)
            return {"Authorization": f"Bearer {token}"}

        http = SignedIn(
            mapping.url.rstrip("/") + mapping.option("api", "/api.php"),
            sign_in,
            lambda answer: answer.status == 401,
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        told = record(answer.json()) if answer.status >= 400 else {}
        code, title = str(told.get("status") or ""), str(told.get("title") or "")
        more = [str(line.get("message")) for line in rows(told.get("additional_messages"))]
        detail = told.get("detail")
        said = "; ".join(filter(None, [title, *more, detail if isinstance(detail, str) else ""]))[:300]
        if code == "ERROR_RIGHT_MISSING":
            return Misconfigured("sign_in", said)
        if code == "ERROR_ITEM_NOT_FOUND":
            return Rejected("id", said)
        if code == "ERROR_INVALID_PARAMETER" or title.startswith(REFUSED):
            return Rejected("", said)
        return usual(answer, writes)

    def one(self, path: str) -> Line | Failure:
        """One record."""
        answer = self.ask("GET", path)
        if not isinstance(answer, Answer):
            return answer
        found = answer.json()
        return found if isinstance(found, dict) else unknown("The answer has no record", False)

    def listed(self, path: str, **params: str) -> tuple[list[Line], int] | Failure:
        """Records, and how many there are in all."""
        answer = self.ask("GET", path, params=params)
        if not isinstance(answer, Answer):
            return answer
        found = answer.json()
        if not isinstance(found, list):
            return unknown("The answer has no list", False)
        lines = rows(found)
        if path in WITH_IDS and not all(whole(line.get("id")) for line in lines):
            return unknown("The list names no ids", False)
        return lines, whole(answer.headers.get("Content-Range", "").rpartition("/")[2]) or len(lines)

    def made(self, answer: Answer | Failure) -> str | Failure:
        """The id of what was made."""
        if not isinstance(answer, Answer):
            return answer
        number = record(answer.json()).get("id")
        return str(number) if isinstance(number, int) else unknown("The answer names no item", True)


def numbers(fields: Values[str, str]) -> Line:
    """Fields by dotted names; whole numbers as such, which GLPI's ids and grades are."""
    return _numbered(nested(fields))


def _numbered(fields: Line) -> Line:
    return {
        name: _numbered(value) if isinstance(value, dict) else int(value) if value.isdecimal() else value
        for name, value in fields.items()
    }


def newest_solution(solutions: Sequence[Line]) -> str:
    """The text of the solution that was added last."""
    by_age = sorted(solutions, key=lambda line: whole(at(line, "item.id")))
    return at(by_age[-1], "item.content") if by_age else ""
