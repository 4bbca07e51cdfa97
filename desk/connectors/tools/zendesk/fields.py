"""Values of a ticket as Zendesk takes and gives them. Pure."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.entries import Entry
from desk.connectors.http.shapes import at, nested, rows

CUSTOM = "custom_fields."
NUMBERS = frozenset(
    {"group_id", "assignee_id", "organization_id", "brand_id", "ticket_form_id", "problem_id"}
)


def body_of(fields: dict[str, str]) -> dict[str, Any]:
    """Fields as Zendesk takes them: custom ones in a list, numbers as such, tags apart."""
    body: dict[str, Any] = {}
    custom = []
    for name, value in fields.items():
        if name.startswith(CUSTOM):
            number = name.removeprefix(CUSTOM)
            custom.append({"id": int(number) if number.isdigit() else number, "value": value})
        elif name in NUMBERS:
            body[name] = int(value) if value.isdigit() else value
        elif name == "tags":
            body[name] = [tag.strip() for tag in value.split(",")]
        else:
            body[name] = value
    return nested(body) | ({"custom_fields": custom} if custom else {})


def entry_of(comment: dict[str, Any]) -> Entry:
    """A comment and the names of its files."""
    files = [at(file, "file_name") for file in rows(comment.get("attachments"))]
    return Entry(at(comment, "id"), "\n".join([at(comment, "body"), *files]), at(comment, "author_id"))


def people_in(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {at(user, "id"): user for user in rows(found.get("users"))}


def options_of(field: dict[str, Any], name: str) -> list[str]:
    return [at(option, "value") for option in rows(field.get(name))]
