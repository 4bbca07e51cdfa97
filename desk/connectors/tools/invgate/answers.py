"""What answers of InvGate hold. Pure."""

from __future__ import annotations

import re
from typing import Any

from desk.connectors.http.calls import Answer
from desk.connectors.http.shapes import as_plain, at, rows

IN_TEXT = re.compile(r"\[mostrador ([0-9a-f-]{36})\]")


def requests_in(answer: Answer) -> list[dict[str, Any]]:
    """The records of an answer: a list, a record of records by number, or one record."""
    found = answer.json()
    if isinstance(found, dict):
        if "id" in found:
            return [found]
        inner = found.get("data", found)
        found = list(inner.values()) if isinstance(inner, dict) else inner
    return [row for row in rows(found) if "id" in row]


def ids_in(answer: Answer) -> list[str]:
    return [at(row, "id") for row in requests_in(answer)]


def key_of(row: dict[str, Any]) -> str:
    found = IN_TEXT.findall(as_plain(at(row, "description")))
    return str(found[-1]) if found else ""
