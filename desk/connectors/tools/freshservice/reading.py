"""Where a feed of Freshservice stands, and its values and lists. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desk.connectors.http.calls import Answer, unknown
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import not_ahead
from desk.connectors.http.shapes import as_plain, at, nested, record, rows, stamp, zulu
from desk.connectors.port import (
    Failure,
)

NUMBERS = {
    *("status", "priority", "urgency", "impact", "source", "group_id", "responder_id"),
    *("department_id", "workspace_id", "email_config_id"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a feed stands: what changed since `since`, of which `page` is next; `newest` was seen so far.

    Rows come by when they were made and not by when they changed, so that pages keep their order while
    somebody works; nothing leaves them either, as a ticket only ever changes later.
    """

    since: datetime
    page: int = 1
    newest: datetime | None = None

    @classmethod
    def of(cls, cursor: str, now: datetime) -> Reading | None:
        since, _, rest = cursor.partition("|")
        page, _, newest = rest.partition("|")
        found = stamp(since)
        if found is not None and not_ahead(found, now) != found:
            return cls(now)
        return cls(found, int(page) if page.isdigit() else 1, stamp(newest)) if found else None

    def __str__(self) -> str:
        if self.page == 1:
            return zulu(self.since)
        return f"{zulu(self.since)}|{self.page}|{zulu(self.newest) if self.newest else ''}"


def tag_of(key: str) -> str:
    """A tag holds 32 characters: a key has as many without its hyphens."""
    return key.replace("-", "")


def body_of(fields: dict[str, str]) -> dict[str, Any]:
    """Fields as Freshservice takes them: custom ones nested, numbers as such."""
    return nested({n: int(v) if n in NUMBERS and v.isdigit() else v for n, v in fields.items()})


def entry_of(conversation: dict[str, Any]) -> Entry:
    """A note or mail and the names of its files."""
    files = [at(file, "name") for file in rows(conversation.get("attachments"))]
    said = "\n".join([as_plain(at(conversation, "body")), *files])
    return Entry(at(conversation, "id"), said, at(conversation, "user_id"))


def listed(answer: Answer) -> list[dict[str, Any]] | Failure:
    """The tickets of a list. What is no list must not look like "not there"."""
    found = record(answer.json()).get("tickets")
    return rows(found) if isinstance(found, list) else unknown("Freshservice's answer is no list", False)
