"""Reading and writing rows of ServiceNow's tables, and what its answers mean."""

from __future__ import annotations

import re
from typing import Any

from desk.connectors.http.calls import Answer, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import JsonTool
from desk.connectors.http.shapes import record, rows
from desk.connectors.port import Failure, Misconfigured, Rejected

HEAD = re.compile(r"(?m)^[^\n]*\d\d[^\n]*\d\d:\d\d[^\n]* - ([^\n]+) \([^()\n]+\)$")  # in any language
FOR_GOOD = ("data policy", "business rule", "mandatory")  # a 403 that is about values and not about rights

Line = dict[str, Any]


class Tables(JsonTool):
    """An instance by its Table API. Errors: `{"error": {"message", "detail"}}`, with the status 200 too after
    what was written until the call was cancelled for its time.
    """

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        error = record(record(answer.json()).get("error"))
        said = ": ".join(str(error[name]) for name in ("message", "detail") if error.get(name))
        said = said or answer.words() or f"Status {answer.status}"
        if error and answer.status < 300:
            return unknown(said, writes)
        if answer.status == 403 and any(sign in said.casefold() for sign in FOR_GOOD):
            return Rejected("", said)
        if answer.status == 403:
            return Misconfigured("sign_in", said)
        if answer.status == 404 and error:
            return Rejected("id", said)
        if answer.status == 400:
            return (
                Misconfigured("options.table", said)
                if "invalid table" in said.casefold()
                else Rejected("", said)
            )
        return usual(answer, writes)

    def row(self, method: str, path: str, *, writes: bool = False, **parts: Any) -> Line | Failure:
        """The one row that a call answers with."""
        answer = self.ask(method, path, writes, **parts)
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json()).get("result")
        return found if isinstance(found, dict) else unknown("The answer has no record", writes)

    def listed(
        self, method: str, path: str, *, writes: bool = False, **parts: Any
    ) -> tuple[list[Line], int] | Failure:
        """The rows that a call answers with, and how many there are in all, hidden ones as well."""
        answer = self.ask(method, path, writes, **parts)
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json()).get("result")
        if not isinstance(found, list):
            return unknown("The answer has no list of records", writes)
        total = answer.headers.get("X-Total-Count", "")
        return rows(found), int(total) if total.isdecimal() else len(found)


def shape(columns: str, display: str = "false") -> dict[str, str]:
    """Parameters for the columns of an answer; `display` "all": each as `{"value", "display_value"}`."""
    return {
        "sysparm_fields": columns,
        "sysparm_display_value": display,
        "sysparm_exclude_reference_link": "true",
    }


def query(asked: str, columns: str, limit: int, display: str = "false") -> dict[str, str]:
    """Parameters for a list: an encoded query, the columns, and how many rows at most."""
    return shape(columns, display) | {"sysparm_query": asked, "sysparm_limit": str(limit)}


def value(line: Line, column: str) -> str:
    """What a column holds, in a row with display values or without."""
    found = line.get(column)
    return str((found.get("value") if isinstance(found, dict) else found) or "")


def journal(text: str) -> list[Entry]:
    """The entries of a journal as people see it, the newest first there: each under a line with when, who and
    what kind. They have no ids that we are told.
    """
    parts = HEAD.split(text)
    said = [Entry("", words, who) for who, words in zip(parts[1::2], parts[2::2], strict=True)]
    return [*reversed(said)] if said else [Entry("", text)]


def file_of(line: Line) -> Entry:
    """A file of a record."""
    return Entry(*(value(line, name) for name in ("sys_id", "file_name", "sys_created_by")))


def shown(line: Line, column: str) -> str:
    """What people see of a column, in a row with display values."""
    found = line.get(column)
    return str((found.get("display_value") if isinstance(found, dict) else found) or "")
