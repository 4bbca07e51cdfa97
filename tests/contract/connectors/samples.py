"""Records of invented people for the contract suite, and drafts of them by a tool's own mapping."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from common.ids import new_id
from desk.connectors.mapping.drafting import Drafted, draft_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import Record
from desk.connectors.port import Done, Draft, Outcome, T

RECORD = Record(
    key="",
    number="INC-1001",
    kind="incident",
    site="main",
    site_name="Main hall",
    title="Laptop does not start",
    recorded_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    category=("hardware", "laptop"),
    category_names=("Hardware", "Laptop"),
    impact=2,
    urgency=1,
    description="The screen stays dark.\nThe fan runs, the lamp is on.",
    service="Laptop",
    agent="Sam Example",
    requester="Vera Visitor",
    mail="vera.visitor@example.org",
    visit="0192f0aa-0000-7000-8000-000000000001",
    spent_seconds=600,
)


def record(**parts: Any) -> Record:
    """A record with a key of its own."""
    key = parts.pop("key", "") or new_id()
    return replace(RECORD, key=key, link=f"https://desk.example.org/staff/incidents/{key}", **parts)


def drafted(mapping: Mapping, **parts: Any) -> Drafted:
    """A record by a tool's mapping."""
    return draft_of(mapping, record(**parts))


def draft(mapping: Mapping, **parts: Any) -> Draft:
    return drafted(mapping, **parts).draft


def done(outcome: Outcome[T]) -> T:
    """The value of what must have been done."""
    assert isinstance(outcome, Done), outcome
    return outcome.value
