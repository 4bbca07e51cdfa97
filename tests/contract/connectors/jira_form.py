"""What an imitated Jira's service desk is set up with, and the shapes of its lists."""

from __future__ import annotations

import re
from typing import Any

from tests.contract.connectors.desks.fake import Reply, Request

MARKER = "customfield_10500"
STATES = ("Waiting for support", "In Progress", "Waiting for customer", "Resolved", "Closed", "Canceled")
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
FORM = {
    "summary": ("Summary", True, ()),
    "description": ("Description", False, ()),
    "priority": ("Priority", False, PRIORITIES),
    MARKER: ("Mostrador", False, ()),
}


def has(text: str, words: list[str]) -> bool:
    """Whether the words stand in it one after the other, as a search for a phrase finds it."""
    return " ".join(words) in " ".join(re.findall(r"\w+", text.casefold()))


def way(number: int, name: str) -> dict[str, Any]:
    fields = {"resolution": {"required": True}} if name == "Resolved" else {}
    return {"id": str(number), "name": f"To {name}", "to": {"name": name}, "fields": fields}


def form() -> list[dict[str, Any]]:
    return [
        {
            "fieldId": field,
            "name": name,
            "required": required,
            "validValues": [{"value": str(n), "label": label} for n, label in enumerate(labels)],
            "visible": True,
        }
        for field, (name, required, labels) in FORM.items()
    ]


def page(values: list[dict[str, Any]], request: Request) -> Reply:
    start, limit = int(request.value("start", "0")), int(request.value("limit", "50"))
    told = values[start : start + limit]
    last = start + len(told) >= len(values)
    return Reply(200, {"size": len(told), "start": start, "limit": limit, "isLastPage": last, "values": told})


def nowhere() -> Reply:
    return Reply(404, {"errorMessage": "Issue does not exist or you do not have permission to see it."})
