"""Who came to the counter, as a person of Helix (`CTM:People`), and who an incident is for."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import JsonTool
from desk.connectors.http.shapes import at
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Misconfigured, Rejected, Requester
from desk.connectors.tools.helix.answers import entries_of

ENTRY = "/api/arsys/v1/entry"
SHOWN = ("First Name", "Last Name", "Remedy Login ID", "Internet E-mail")
REMEMBERED = 2000  # people whose addresses are not asked for each time


class People:
    """The people of one Helix, by mail and by name."""

    def __init__(self, tool: JsonTool) -> None:
        self._tool = tool
        self._known: dict[str, str] = {}

    def customer(self, who: Requester) -> dict[str, str] | Failure:
        """Who an incident is for: a person of CTM:People, else the fallback or our own account, by login."""
        form = self._tool.mapping.requester
        nobody = {"Login_ID": form.fallback or self._tool.mapping.secret("user")}
        if who.outside_id:
            return {"Login_ID": who.outside_id}
        if not who.mail or '"' in who.mail or form.rule is RequesterRule.FREE_TEXT:
            return nobody
        found = self._search(f"'Internet E-mail' = \"{who.mail}\"")
        if not isinstance(found, list):
            return found
        for person in found:
            if login := at(person, "Remedy Login ID"):
                return {"Login_ID": login}
            return {"First_Name": at(person, "First Name"), "Last_Name": at(person, "Last Name")}
        return nobody

    def named(self, row: dict[str, Any]) -> str | Failure:
        """Name and addresses of who an incident is for; an incident tells the name alone, and several people
        may have it. Who may not be looked at is told by name.
        """
        name = " ".join(filter(None, (at(row, column) for column in SHOWN[:2])))
        if not name or '"' in name or self._tool.mapping.requester.rule is RequesterRule.FREE_TEXT:
            return name
        if name not in self._known:
            both = [f"'{column}' = \"{at(row, column)}\"" for column in SHOWN[:2] if at(row, column)]
            found = self._search(" AND ".join(both))
            if not isinstance(found, list | Rejected | Misconfigured):
                return found
            people = found if isinstance(found, list) else []
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            mails = (at(person, "Internet E-mail") for person in people)
            self._known[name] = ", ".join(filter(None, (name, *mails)))
        return self._known[name]

    def _search(self, qualification: str) -> list[dict[str, Any]] | Failure:
        params = {"q": qualification, "fields": f"values({', '.join(SHOWN)})", "limit": "5"}
        answer = self._tool.ask("GET", f"{ENTRY}/CTM:People", params=params)
        return entries_of(answer) if isinstance(answer, Answer) else answer
