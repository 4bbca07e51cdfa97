"""What clients ask of the service, and how it answers: HTTP without the bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from common.wire import IncidentBody
from kiosk.queue import commands as c
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site.work import Answer

TRY_AGAIN = frozenset({"storage_full", "stopped", "fenced", "standby"})  # nothing was promised by these


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it is sent, each time the same. `term`: the highest that the sender has seen."""

    scope: str
    key: str
    command: c.Command
    term: int
    incident: IncidentBody | None = None

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(f"{self.command!r} {self.incident!r}".encode()).digest()


def respond(line: Line, decision: Decided | Refusal) -> Answer:
    """What the rules said, and the visit as it is now."""
    if isinstance(decision, Refusal):
        return Answer(409, json.dumps({"code": decision.code.value} | decision.data).encode())
    visit = line.visits.get(decision.visit or "")
    body: dict[str, Any] = {"visit": decision.visit}
    if visit is not None:
        body |= {"state": visit.state.value, "number": visit.number, "counter": visit.counter}
    return Answer(200, json.dumps(body).encode())


def problem(code: str) -> Answer:
    """An answer that promises nothing: the same request may be asked again."""
    return Answer(503, json.dumps({"code": code}).encode())


@dataclass(slots=True)
class Pending:
    """A request that was not answered yet."""

    request: Request
    then: Callable[[dict[str, Any] | None], None]
    tries: int = 0
    most: int = 6
