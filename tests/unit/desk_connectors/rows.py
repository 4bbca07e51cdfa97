"""Deliveries, outcomes and times for the tests of the hand-over engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.connectors.engine.delivery import Delivery, Policy, Stage, What
from desk.connectors.port import (
    Ambiguous,
    Caps,
    Draft,
    Marker,
    Misconfigured,
    Ref,
    Rejected,
    Requester,
    RetryAfter,
    SignInFailed,
    Snapshot,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "0192f0c1-0000-7000-8000-000000000001"
TICKET, OTHER = Ref("7", "#7", "https://tool.example/7"), Ref("9", "#9")
POLICY = Policy()
BLIND = Policy(Caps(Marker.NONE, reads=False))
MAIL = Policy(Caps(Marker.MESSAGE_ID, reads=False))

LOST = Ambiguous("timed out")
DOWN = RetryAfter(None, "connection refused")
BUSY = RetryAfter(90.0, "too many requests", busy=True)
NO_ENTRY = SignInFailed("Invalid login")
NO_QUEUE = Misconfigured("queue", "no such queue")
REFUSED = Rejected("subject", "must not be empty")

DRAFT = Draft(
    KEY,
    "INC-1001",
    "incident",
    "Laptop will not start",
    "It beeps three times.",
    Requester("Vera Example", "vera@example.org", "vera"),
    {"Queue": "Walk-up", "Priority": "80"},
)
AS_SENT = Snapshot(
    TICKET,
    KEY,
    "new",
    "1",
    title=DRAFT.title,
    text=DRAFT.text,
    requester="vera@example.org",
    fields=dict(DRAFT.fields),
)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def delivery(stage: Stage = Stage.WAITING, what: What = What.CREATE, **given: Any) -> Delivery:
    """A delivery due now; one that is not a CREATE goes to TICKET."""
    made = Delivery(KEY, "rt", KEY, what, 0, stage, NOW)
    if what is not What.CREATE:
        made = replace(made, id=f"{KEY}.1", place=1, ref=TICKET)
    if stage is Stage.SENT:
        made = replace(made, attempted_at=NOW)
    if stage in (Stage.CHECKING, Stage.DONE):
        made = replace(made, ref=TICKET)
    return replace(made, **given)
