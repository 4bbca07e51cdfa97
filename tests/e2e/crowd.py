"""People at devices for tests: they ask again with the same key until answered, as the programs do."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from common.clients.errors import ApiRefused
from common.clients.retry import Backoff, send_until_answered
from common.clients.site import SiteClient
from common.ids import new_id
from common.wire import CheckInBody, IncidentBody, VisitOut

T = TypeVar("T")
QUICK = Backoff(0.02, 0.3)
MOST_TRIES = 400


@dataclass
class Patient:
    """Somebody at a screen whose program repeats what was not answered."""

    client: SiteClient
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    stop: threading.Event = field(default_factory=threading.Event)
    most_tries: int = MOST_TRIES

    def until_answered(self, send: Callable[[], T]) -> T:
        return send_until_answered(send, self.rng, self.stop, QUICK, self.most_tries)

    def check_in(self, name: str, service: str = "laptop") -> VisitOut:
        """A walk-up who is not in the directory."""
        fields = {"id": new_id(), "service": service, "guest": {"name": name}, "call_as": "number"}
        body, key = CheckInBody.model_validate(fields), new_id()
        return self.until_answered(lambda: self.client.check_in(body, key))

    def open(self, counter: str) -> None:
        key = new_id()
        self.until_answered(lambda: self.client.open(counter, key))

    def call(self, counter: str) -> VisitOut | None:
        """Who comes to the counter; None when nobody waits. Any other no is raised."""
        key = new_id()
        try:
            return self.until_answered(lambda: self.client.call(counter, key))
        except ApiRefused as refused:
            if refused.problem.code != "nobody_waiting":
                raise
            return None

    def start(self, visit: VisitOut) -> None:
        key = new_id()
        self.until_answered(lambda: self.client.act(visit.id, "start", key))

    def finish(self, visit: VisitOut) -> None:
        key = new_id()
        self.until_answered(lambda: self.client.act(visit.id, "finish", key))

    def record(self, visit: VisitOut, title: str) -> str:
        """Write an incident about a visit; its id."""
        body, key = (
            IncidentBody(
                id=new_id(),
                visit=visit.id,
                kind="incident",
                category=["hardware"],
                impact=2,
                urgency=2,
                title=title,
                service=visit.service,
            ),
            new_id(),
        )
        return self.until_answered(lambda: self.client.record(body, key)).incident.id
