"""Calls to Jira Cloud: what its answers mean, and lists in pages.

Two interfaces are used: Jira Service Management's (`/rest/servicedeskapi`) and, for searching, reading and
moving issues, the platform's version 2, which tells texts as texts. Whoever signs in wrongly may be taken for
anybody, and be told politely that nothing is there: the header `X-Seraph-LoginReason` gives that away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desk.connectors.http.calls import Answer, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import MOST_PAGES, JsonTool, endless
from desk.connectors.http.shapes import at, nested, record, rows, whole
from desk.connectors.port import Failure, Misconfigured, Rejected, RetryAfter, SignInFailed

SERVICE = "/rest/servicedeskapi"
PLATFORM = "/rest/api/2"
NOT_LET_IN = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "AUTHORISATION_FAILED"})
LIST = "[]"
PAGE = 50

Line = dict[str, Any]


class JiraCalls(JsonTool):
    """A site `https://NAME.atlassian.net`."""

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        field, said = _said(answer)
        if answer.headers.get("X-Seraph-LoginReason", "") in NOT_LET_IN:
            return SignInFailed(said or "The account or its token is not accepted")
        if answer.status == 400:
            return Rejected(field, said)
        if answer.status == 403:
            return Misconfigured("sign_in", said)
        if answer.status == 404:
            return Rejected("id", said)
        if answer.status == 409:
            return RetryAfter(None, said, busy=True)  # somebody else is at it
        return usual(answer, writes)

    def one(self, method: str, path: str, writes: bool = False, **parts: Any) -> Line | Failure:
        """The one record that a call answers with."""
        answer = self.ask(method, path, writes, **parts)
        if not isinstance(answer, Answer):
            return answer
        found = answer.json()
        return found if isinstance(found, dict) else unknown("The answer has no record", writes)

    def all(self, path: str, **params: str) -> list[Line] | Failure:
        """The records of a list of Jira Service Management, page by page."""
        found: list[Line] = []
        for _ in range(MOST_PAGES):
            page = self.one("GET", path, params=params | {"start": str(len(found)), "limit": str(PAGE)})
            if not isinstance(page, dict):
                return page
            if not isinstance(page.get("values"), list):
                return unknown("The answer has no list", False)
            found += rows(page["values"])
            if page.get("isLastPage", True) or not page["values"]:
                return found
        return endless()


def values(fields: Mapping[str, str]) -> dict[str, Any]:
    """Fields as Jira takes them: `priority.name` is an object, `labels[]` a list of what commas part."""
    lists = {name.removesuffix(LIST): text.split(",") for name, text in fields.items() if name.endswith(LIST)}
    return nested({name: text for name, text in fields.items() if not name.endswith(LIST)}) | lists


def value(fields: object, name: str) -> str:
    """A field of an issue by its name in the mapping."""
    return at(fields, name.removesuffix(LIST))


def file_of(line: Line) -> Entry:
    """A file of a request, which only an address names."""
    number = at(line, "_links.jiraRest").rpartition("/")[2]
    return Entry(f"attachment/{number}", at(line, "filename"), at(line, "author.accountId"))


def note_of(line: Line) -> Entry:
    """A comment of a request."""
    return Entry(f"comment/{at(line, 'id')}", at(line, "body"), at(line, "author.accountId"))


def field_of(name: str) -> str:
    """Jira's id of the field that a name in the mapping is about."""
    return name.removesuffix(LIST).partition(".")[0]


def has_id(line: object) -> bool:
    """Whether a line of a search names an issue."""
    return whole(record(line).get("id")) > 0


def leads_to(transition: Line, state: str) -> bool:
    """Whether a transition ends in a status."""
    return at(transition, "to.name").casefold() == state.casefold()


def no_desk(failure: Failure) -> Failure:
    """Before there is a request, what is not there is the service desk."""
    if isinstance(failure, Rejected) and failure.field == "id":
        return Misconfigured("options.service_desk", failure.message)
    return failure


def _said(answer: Answer) -> tuple[str, str]:
    """The field that an error is about, and its words."""
    found = record(answer.json())
    by_field = record(found.get("errors"))
    told = [str(part) for part in _texts(found)] + [f"{name}: {text}" for name, text in by_field.items()]
    said = "; ".join(filter(None, told))[:300] or answer.words() or f"Status {answer.status}"
    return next(iter(by_field), ""), said


def _texts(found: Line) -> Iterator[object]:
    yield found.get("errorMessage") or ""
    several = found.get("errorMessages")
    yield from several if isinstance(several, list) else []
