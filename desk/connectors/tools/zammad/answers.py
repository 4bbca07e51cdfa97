"""What answers of Zammad hold. Pure."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.calls import Answer, unknown
from desk.connectors.http.entries import Entry
from desk.connectors.http.shapes import as_plain, at, rows, whole
from desk.connectors.port import (
    Failure,
)


def numbers_of(row: dict[str, Any]) -> list[str]:
    """Of a ticket's articles, the oldest first."""
    numbers = row.get("article_ids")
    return list(map(str, sorted(filter(None, map(whole, numbers if isinstance(numbers, list) else ())))))


def entry_of(number: str, article: dict[str, Any]) -> Entry:
    """An article and the names of its files."""
    files = [at(file, "filename") for file in rows(article.get("attachments"))]
    return Entry(number, "\n".join([text_of(article), *files]), at(article, "created_by_id"))


def text_of(article: dict[str, Any]) -> str:
    """What an article says."""
    text = at(article, "body")
    return as_plain(text) if at(article, "content_type") == "text/html" else text


def listed(answer: Answer) -> list[dict[str, Any]] | Failure:
    """The rows of a list. What is no list must not look like "not there"."""
    found = answer.json()
    return rows(found) if isinstance(found, list) else unknown("Zammad's answer is no list", False)
