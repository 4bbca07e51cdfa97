"""Who is next: one sort key a rule, and the index that keeps everybody waiting in that order."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from heapq import merge

from kiosk.queue.visits import CallRule, Visit

Key = tuple[float, float, int]


def call_key(visit: Visit, rule: CallRule) -> Key:
    """The lowest key is called first. Ties go to who checked in first (`turn`)."""
    if visit.due_at is None or visit.checked_in_at is None:
        raise ValueError(f"visit {visit.id} has not checked in")
    due, arrived = visit.due_at.timestamp(), visit.checked_in_at.timestamp()
    if rule is CallRule.FIRST_COME:
        return (arrived, 0.0, visit.turn)
    if rule is CallRule.APPOINTMENTS_FIRST:
        return (0.0, due, visit.turn) if visit.booked_for else (1.0, arrived, visit.turn)
    return (due, arrived, visit.turn)


class WaitingIndex:
    """Everybody who waits, in order, a list a service: insert and remove stay fast at 10,000 waiting."""

    def __init__(self, rule: CallRule = CallRule.DUE_TIME) -> None:
        self.rule = rule
        self._by_service: dict[str, list[tuple[Key, str]]] = {}
        self._turns: dict[str, list[int]] = {}
        self._keys: dict[str, tuple[str, Key]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def key_for(self, visit: Visit) -> Key:
        """The key that a visit has, or would have, under the rule in force."""
        return call_key(visit, self.rule)

    def add(self, visit: Visit) -> None:
        key = self.key_for(visit)
        insort(self._by_service.setdefault(visit.service, []), (key, visit.id))
        insort(self._turns.setdefault(visit.service, []), visit.turn)
        self._keys[visit.id] = (visit.service, key)

    def remove(self, visit_id: str) -> None:
        service, key = self._keys.pop(visit_id)
        row, turns = self._by_service[service], self._turns[service]
        del row[bisect_left(row, (key, visit_id))]
        del turns[bisect_left(turns, key[2])]

    def services(self) -> tuple[str, ...]:
        """Services for which somebody waits."""
        return tuple(service for service, row in self._by_service.items() if row)

    def count(self, service: str) -> int:
        return len(self._by_service.get(service, ()))

    def first(self, services: Iterable[str]) -> str | None:
        """The id of who is next among these services; None when nobody waits for them."""
        heads = [row[0] for s in services if (row := self._by_service.get(s))]
        return min(heads)[1] if heads else None

    def ahead(self, key: Key, service: str) -> int:
        """How many of `service` are called before somebody with `key`."""
        return bisect_left(self._by_service.get(service, []), (key, ""))

    def passed(self, visit: Visit) -> int:
        """How many of the same service came earlier than `visit` and would go on waiting."""
        return bisect_left(self._turns.get(visit.service, []), visit.turn)

    def in_order(self, services: Iterable[str] | None = None) -> Iterator[str]:
        """Ids in the order of calling, over these services or all."""
        chosen = self._by_service if services is None else services
        rows = [self._by_service.get(s, []) for s in chosen]
        return (visit_id for _, visit_id in merge(*rows))
