"""Values of an incident as TOPdesk takes them, and its lists. Pure."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.calls import Answer, unknown
from desk.connectors.http.entries import Entry
from desk.connectors.http.shapes import as_plain, at, nested, rows
from desk.connectors.port import (
    Failure,
)

TICKS = ("closed", "completed")
TRUTHS = frozenset({"onHold", "majorCall", "publishToSsd", "responded", *TICKS})
NUMBERS = frozenset({"costs", "feedbackRating"})


def body_of(fields: dict[str, str]) -> dict[str, Any]:
    """Fields as TOPdesk takes them: dotted names nested, truths and numbers as such."""
    typed: dict[str, Any] = {}
    for name, value in fields.items():
        if name in TRUTHS:
            typed[name] = value == "true"
        elif name in NUMBERS:
            typed[name] = float(value)
        elif value:  # an empty name would be one that TOPdesk does not have
            typed[name] = value
    return nested(typed)


def towards(state: str, now: str) -> dict[str, Any]:
    """What to send to come to a state: a tick, or a status with the ticks taken away."""
    if state in TICKS:
        return {state: True}
    body: dict[str, Any] = dict.fromkeys(TICKS, False) if now in TICKS else {}
    return body | {"processingStatus": {"name": state}}


def entry_of(kind: str, row: dict[str, Any]) -> tuple[str, Entry]:
    """When an action or file was added, and what it is; its id is its place under the incident."""
    said = at(row, "fileName") or as_plain(at(row, "memoText"))
    who = at(row, "operator.name") or at(row, "person.name")
    return at(row, "entryDate"), Entry(f"{kind}/{at(row, 'id')}", said, who)


def listed(answer: Answer) -> list[dict[str, Any]] | Failure:
    """The rows of a list; 204 has none. A list that is none would look like "not there": never that."""
    if answer.status == 204:
        return []
    found = answer.json()
    return rows(found) if isinstance(found, list) else unknown("TOPdesk's answer is no list", False)
