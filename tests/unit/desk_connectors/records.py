"""Records and mappings that tests of connectors begin with; the people in them are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import Record

AT = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
STATES = {
    "new": ["new"],
    "in_progress": ["open", "planned"],
    "waiting": ["stalled"],
    "resolved": ["resolved"],
    "closed": ["rejected"],
}
PRIORITIES = {"1": "90", "2": "70", "3": "50", "4": "30", "5": "10"}


def record(**parts: Any) -> Record:
    """A laptop that does not start, recorded at the main site."""
    given: dict[str, Any] = {
        "key": "0198c0de-0000-7000-8000-000000000001",
        "number": "INC-1001",
        "kind": "incident",
        "site": "main",
        "site_name": "Main building",
        "title": "Laptop does not start",
        "description": "Black screen after the update.",
        "recorded_at": AT,
        "category": ("hardware", "laptop"),
        "category_names": ("Hardware", "Laptop"),
        "impact": 3,
        "urgency": 2,
        "service": "IT help",
        "agent": "Lena Vogt",
        "requester": "Ana Ruiz",
        "mail": "ana.ruiz@example.org",
        "visit": "visit-1",
        "spent_seconds": 61,
        "link": "https://desk.example.org/staff/incidents/INC-1001",
    }
    return Record(**(given | parts))


def mapping(**parts: Any) -> Mapping:
    """A mapping for Request Tracker without any field; `parts` are its TOML's keys."""
    given: dict[str, Any] = {"name": "tracker", "tool": "request_tracker", "states": STATES}
    return Mapping.model_validate(given | parts)
