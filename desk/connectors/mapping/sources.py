"""What a mapping can take from a record: the sources, by name, and the record as they need it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator

from common.wire import priority_of

SEPARATOR = " / "
LEVELS = 4  # of a category
NAMES = (
    *("number", "kind", "site", "site_name", "category", *(f"category.{level}" for level in range(LEVELS))),
    *("impact", "urgency", "priority", "title", "description", "resolution", "service", "agent"),
    *("requester", "mail", "visit", "recorded_at", "spent_minutes", "link", "key"),
)
# sources with few values: a value table over one of them must have them all, or its field a default
CLOSED_SETS: dict[str, tuple[str, ...]] = {
    "kind": ("incident", "request"),
    "impact": ("1", "2", "3"),
    "urgency": ("1", "2", "3"),
    "priority": ("1", "2", "3", "4", "5"),
}
DETAILS = ("number", "requester", "mail", "site_name", "service", "category", "agent", "link")


def _known(name: str) -> str:
    if name not in NAMES:
        known = ", ".join(each for each in NAMES if not re.search(r"\.[1-9]$", each))
        raise ValueError(f"there is no source {name}: one of {known} … category.{LEVELS - 1}")
    return name


Source = Annotated[str, AfterValidator(_known)]


@dataclass(frozen=True, slots=True)
class Record:
    """An incident or request as the sources need it. `key`: its id; `number`: INC-1001; `mail`: of who came.

    `category`: ids from the top of the tree down, `category_names` beside them. `service`, `agent` and
    `site_name` are names as people say them; `visit`: its id.
    """

    key: str
    number: str
    kind: Literal["incident", "request"]
    site: str
    title: str
    recorded_at: datetime
    site_name: str = ""
    category: tuple[str, ...] = ()
    category_names: tuple[str, ...] = ()
    impact: int = 3
    urgency: int = 3
    description: str = ""
    resolution: str = ""
    service: str = ""
    agent: str = ""
    requester: str = ""
    mail: str = ""
    visit: str = ""
    spent_seconds: int = 0
    link: str = ""


def value_of(record: Record, source: str) -> str:
    """What a source gives for a record, as people say it; "" when the record says nothing of it.

    Times are UTC, ISO 8601.
    """
    head, _, level = source.partition(".")
    if head == "category":
        return _of_category(record.category_names or record.category, level)
    if source == "priority":
        return str(priority_of(record.impact, record.urgency))
    if source == "recorded_at":
        return record.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if source == "spent_minutes":
        return str(-(-record.spent_seconds // 60)) if record.spent_seconds > 0 else ""
    return str(getattr(record, source))


def keys_of(record: Record, source: str) -> tuple[str, ...]:
    """Under what a value table may have the source's value: for a category its ids, else its names."""
    head, _, level = source.partition(".")
    if head == "category":
        return _of_category(record.category, level), value_of(record, source)
    return (value_of(record, source),)


def _of_category(path: tuple[str, ...], level: str) -> str:
    """The whole path, or one level of it, "" where it does not go that deep."""
    if not level:
        return SEPARATOR.join(path)
    return path[int(level)] if int(level) < len(path) else ""
