"""What the JSON of several tools has in common: dotted names of fields, plain text as HTML, stamps, and the
key in a note. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from desk.connectors.port import Note

LONGEST_NUMBER = 30  # digits; no tool counts so far
TAG = re.compile(r"<[^<>]{0,2000}>")
BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)


def nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`{"impact.name": "High"}` as `{"impact": {"name": "High"}}`."""
    whole: dict[str, Any] = {}
    for name, value in fields.items():
        *path, last = name.split(".")
        inner = whole
        for step in path:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return whole


def at(record: object, name: str) -> str:
    """The value under a dotted name as text; "" where there is none. Lists are joined with commas."""
    found = record
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, Sequence) and not isinstance(found, str):
        return ",".join(str(part) for part in found)
    return "" if found is None or isinstance(found, Mapping) else str(found)


def rows(found: object) -> list[dict[str, Any]]:
    """The records of a list in an answer; anything else that stands there is left out."""
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def whole(found: object) -> int:
    """A whole number that stands in an answer as such or as text; 0 for anything else."""
    text = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    return int(text) if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdecimal() else 0


def record(found: object) -> dict[str, Any]:
    """A record of an answer; an empty one when something else stands there."""
    return found if isinstance(found, dict) else {}


def with_mail(found: object, mail: str, name: str = "email") -> list[dict[str, Any]]:
    """Of people in an answer those with this address: a tool that looks for words may tell of others."""
    return [row for row in rows(found) if at(row, name).casefold() == mail.casefold()]


def marked(note: Note) -> str:
    """A note's text with its key in it, so that a list of notes shows whether it is there."""
    return note.text if note.key in note.text else f"{note.text}\n\n[{note.key}]"


def as_html(text: str) -> str:
    """Plain text for a tool that takes what it gets for HTML."""
    return html.escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>")


def as_plain(markup: str) -> str:
    """HTML of a tool as plain text: line breaks kept, tags and entities gone."""
    return html.unescape(TAG.sub("", BREAK.sub("\n", markup.replace("\n", "")))).strip()


def stamp(text: object) -> datetime | None:
    """A tool's ISO 8601 time, also `2026-11-22T03:00:00.000+0000`; a time without a zone is UTC."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):  # the last hour of the year 9999, far in the west
        return None


def zulu(moment: datetime) -> str:
    """A time as tools take it: `2026-11-22T03:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
