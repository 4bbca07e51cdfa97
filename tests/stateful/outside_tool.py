"""An outside tool as the machine of hand-overs needs it: what it holds, and what it has yet to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.connectors.engine.delivery import Delivery, What
from desk.connectors.port import Ref, Snapshot
from tests.unit.desk_connectors.rows import AS_SENT, KEY


class OutsideTool:
    """Tickets with the machine's one key, the keys of the notes in them. `drops_repeats`: as mail does."""

    def __init__(self, drops_repeats: bool) -> None:
        self.drops_repeats = drops_repeats
        self.tickets: list[Ref] = []
        self.closed: set[str] = set()
        self.notes: list[tuple[str, str, str]] = []  # in which ticket, its key, its own id
        self._taken = 0
        self.state = "new"
        self.coming: list[tuple[datetime, Delivery]] = []

    def take(self, d: Delivery) -> Ref | str | Snapshot:
        """Do what a delivery asks for; its answer."""
        if d.what is What.CREATE:
            if not (self.drops_repeats and self.tickets):
                number = str(len(self.tickets) + 1)
                self.tickets.append(Ref(number, f"#{number}"))
            return self.tickets[-1]
        assert d.ref is not None
        if d.what is What.STATE:
            self.state = "resolved"
            return self.snapshot(d.ref)
        if not (self.drops_repeats and self.holds(d.ref, d.id)):
            self._taken += 1
            self.notes.append((d.ref.id, d.id, str(self._taken)))
        return d.id

    def catch_up(self, now: datetime) -> None:
        for _, d in sorted((each for each in self.coming if each[0] <= now), key=lambda each: each[0]):
            self.take(d)
        self.coming = [each for each in self.coming if each[0] > now]

    def holds(self, ref: Ref, key: str) -> bool:
        return bool(self.copies(ref, key))

    def copies(self, ref: Ref, key: str) -> tuple[str, ...]:
        return tuple(copy for ticket, held, copy in self.notes if (ticket, held) == (ref.id, key))

    def remove(self, copy: str) -> None:
        self.notes = [note for note in self.notes if note[2] != copy]

    def snapshot(self, ref: Ref) -> Snapshot:
        return replace(AS_SENT, ref=ref, key=KEY, state=self.state)
