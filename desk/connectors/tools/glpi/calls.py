"""Calls to GLPI's REST API v1: the session, the words of its errors, items, and the search.

Errors are `["ERROR_CODE", "sentence"]`. The status is a poor guide: a session that is over is 401 or 400, a
wrong sign-in as well, and an answer of 200 may be empty.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping as Values
from collections.abc import Sequence
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.json_tool import JsonTool, wire
from desk.connectors.http.shapes import record, rows, whole
from desk.connectors.http.signed_in import SignedIn
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Failure, Misconfigured, Rejected, SignInFailed

OVER = frozenset({"ERROR_SESSION_TOKEN_INVALID", "ERROR_SESSION_TOKEN_MISSING"})
NOT_LET_IN = frozenset(
    {
        *(
            "ERROR_GLPI_LOGIN",
            "ERROR_GLPI_LOGIN_USER_TOKEN",
            "ERROR_LOGIN_PARAMETERS_MISSING",
            "ERROR_NOT_ALLOWED_IP",
        ),
        *("ERROR_LOGIN_WITH_CREDENTIALS_DISABLED", "ERROR_WRONG_APP_TOKEN_PARAMETER"),
        "ERROR_APP_TOKEN_PARAMETERS_MISSING",
    }
)
MISFITS = {"ERROR_RIGHT_MISSING": "sign_in", "ERROR_ITEMTYPE_NOT_FOUND_NOR_COMMONDBTM": "url"}
REFUSALS = ("ERROR_GLPI_ADD", "ERROR_GLPI_PARTIAL", "ERROR_GLPI_UPDATE", "ERROR_BAD_ARRAY")
NOTHING_THERE = "ERROR_RANGE_EXCEED_TOTAL"
ID = "2"  # the column of a search that has it, in each kind of item
EVERY = "0-999"  # of the notes or files of one ticket

Line = dict[str, Any]


def marker(key: str) -> str:
    """The key as it stands at the end of a ticket's text."""
    return f"[mostrador:{key}]"


def code_of(answer: Answer) -> str:
    """The code of an error, "" for anything else."""
    found = answer.json()
    if isinstance(found, list) and found and isinstance(found[0], str) and found[0].startswith("ERROR"):
        return found[0]
    return ""


class GlpiCalls(JsonTool):
    """A GLPI within a session, opened by a user token or by login and password."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        app = mapping.sign_in.get("app_token")
        http = SignedIn(
            mapping.url.rstrip("/") + mapping.option("api", "/apirest.php"),
            self._open,
            lambda answer: code_of(answer) in OVER,
            headers={"App-Token": app.get_secret_value()} if app is not None else {},
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)

    def _open(self, http: Http) -> Values[str, str] | Failure:
        if "user_token" in self.mapping.sign_in:
            said = f"user_token {self.mapping.secret('user_token')}"
        else:
            pair = f"{self.mapping.secret('user')}:{self.mapping.secret('password')}"
            said = "Basic " + base64.b64encode(pair.encode()).decode()
        answer = http.call("GET", "/initSession", writes=False, headers={"Authorization": said})
        if not isinstance(answer, Answer):
            return answer
        token = record(answer.json()).get("session_token")
        if token:
            return {"Session-Token": str(token)}
        return self.failure(answer, False) or unknown("No session came", False)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        code = code_of(answer)
        if code in NOT_LET_IN or code in OVER:
            return SignInFailed(answer.words())
        if code in MISFITS:
            return Misconfigured(MISFITS[code], answer.words())
        if code == "ERROR_ITEM_NOT_FOUND":
            return Rejected("id", answer.words())
        if code.startswith(REFUSALS):
            return Rejected("", answer.words())
        if 200 <= answer.status < 300 and answer.json() is None:
            return unknown("An answer came without content", writes)
        return usual(answer, writes)

    # --- items
    def add(self, kind: str, values: Values[str, Any]) -> str | Failure:
        """A new item; its id."""
        return self.added(self.ask("POST", f"/{kind}", True, json={"input": dict(values)}))

    def added(self, answer: Answer | Failure) -> str | Failure:
        """The id of what was made. A file that GLPI does not take comes as a success with an error in it."""
        if not isinstance(answer, Answer):
            return answer
        made = record(answer.json())
        for upload in rows(record(made.get("upload_result")).get("filename")):
            if upload.get("error"):
                return Rejected("attachment", str(upload["error"]))
        if not isinstance(made.get("id"), int):
            return unknown("The answer names no item", writes=True)
        return str(made["id"])

    def update(self, ticket: str, values: Values[str, str]) -> Failure | None:
        """Change a ticket; None: GLPI says that it did."""
        answer = self.ask("PUT", f"/Ticket/{ticket}", True, json={"input": dict(values)})
        if not isinstance(answer, Answer):
            return answer
        told = rows(answer.json())
        if not told:
            return unknown("The answer does not say what was changed", writes=True)
        return None if told[0].get(ticket) is True else Rejected("", str(told[0].get("message") or "Refused"))

    def item(self, path: str) -> Line | Failure:
        """One item with all its columns."""
        answer = self.ask("GET", path)
        if not isinstance(answer, Answer):
            return answer
        found = answer.json()
        return found if isinstance(found, dict) else unknown("The answer has no item", writes=False)

    def items(self, path: str, **params: str) -> list[Line] | Failure:
        """The items below another one."""
        answer = self.ask("GET", path, params={"range": EVERY} | params)
        if not isinstance(answer, Answer):
            return answer
        found = answer.json()
        return rows(found) if isinstance(found, list) else unknown("The answer has no list", writes=False)

    def search(
        self,
        kind: str,
        criteria: Sequence[tuple[str, str, str]],
        columns: Sequence[str],
        *,
        sort: str,
        count: int,
        start: int = 0,
    ) -> tuple[list[Line], int] | Failure:
        """Rows by column number, and how many there are in all. Criteria: column, comparison, value."""
        params = {"sort": sort, "order": "ASC", "range": f"{start}-{start + count - 1}"}
        for place, (column, comparison, value) in enumerate(criteria):
            at = f"criteria[{place}]"
            params |= {f"{at}[field]": column, f"{at}[searchtype]": comparison, f"{at}[value]": value}
            params |= {f"{at}[link]": "AND"} if place else {}
        params |= {f"forcedisplay[{place}]": column for place, column in enumerate(columns)}
        answer = self.http.call("GET", f"/search/{kind}", writes=False, params=params)
        if not isinstance(answer, Answer):
            return answer
        if code_of(answer) == NOTHING_THERE:
            return [], 0
        if (failed := self.failure(answer, False)) is not None:
            return failed
        found = record(answer.json())
        if not isinstance(found.get("totalcount"), int):
            return unknown("The search does not say how much it found", writes=False)
        lines = rows(found.get("data", []))
        if not all(whole(line.get(ID)) for line in lines):
            return unknown("The search names no ids", writes=False)
        return lines, found["totalcount"]


def unescaped(text: object, escaped: bool) -> str:
    """A text as it was given to GLPI 10, which keeps `<`, `>` and `&` escaped and shows them so."""
    said = "" if text is None else str(text)
    return html.unescape(said) if escaped else said
