"""Whoever sends commands: each request with its key, again and again until it is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from common.wire import IncidentBody
from kiosk.queue import commands as c
from kiosk.site.work import Answer
from tests.simulation.network import Machine, Network
from tests.simulation.requests import TRY_AGAIN, Pending, Request

if TYPE_CHECKING:
    from tests.simulation.service import SiteService

Then = Callable[[dict[str, Any] | None], None]


class Client(Machine):
    """Knows both machines of a site, and the highest term that it has seen."""

    def __init__(self, name: str, network: Network, sites: list[SiteService], scope: str) -> None:
        super().__init__(name, network)
        self.sites, self.scope = sites, scope
        self.at = self.term = 0
        self.pending: dict[str, Pending] = {}

    def ask(
        self,
        command: c.Command,
        then: Then,
        incident: IncidentBody | None = None,
        most: int = 6,
        key: str = "",
    ) -> None:
        """Send, and repeat with pauses. `then` hears the answer, or None after `most` tries in vain."""
        made = key or self.world.name(f"{self.name}-")
        self.tell(f"{made} {command!r}")
        request = Request(self.scope, made, command, self.term, incident)
        self.pending[made] = Pending(request, then, most=most)
        self._send(made, 0)

    def _send(self, key: str, tries: int) -> None:
        waiting = self.pending.get(key)
        if waiting is None or waiting.tries != tries:
            return
        if tries >= waiting.most:
            del self.pending[key]
            waiting.then(None)
            return
        if tries and tries % 2 == 0:
            self.at = (self.at + 1) % len(self.sites)
        waiting.tries += 1
        site = self.sites[self.at]
        self.send(site, site.asked, self, replace(waiting.request, term=self.term))
        self.later(1.0 + self.world.rng.random() * 2, self._send, key, waiting.tries)

    def answered(self, key: str, term: int, answer: Answer) -> None:
        """An answer came, perhaps late, perhaps twice, perhaps from a machine that was replaced."""
        body = json.loads(answer.body)
        waiting = self.pending.get(key)
        if waiting is None or term < self.term:
            return
        if body.get("code") in TRY_AGAIN:
            self.at = (self.at + (body["code"] in ("fenced", "standby"))) % len(self.sites)
            return
        self.term = term
        del self.pending[key]
        waiting.then(body)

    def beat(self, term: int) -> None:
        self.term = max(self.term, term)

    def lose_memory(self) -> None:
        """The program died with what it was waiting for."""
        self.go_off()
        self.pending.clear()
        self.up = True
