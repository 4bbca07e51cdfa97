"""How many people wait, and who may yet come: kept beside the visits, so that no check-in counts the room."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.queue.visits import Presence, Visit, VisitState

YET_TO_COME = frozenset({VisitState.BOOKED, VisitState.NO_SHOW})


@dataclass
class Headcount:
    """An index over a line's visits: `add` and `remove` each value of a visit once."""

    waiting: dict[str, int] = field(default_factory=dict)  # service -> people
    on_the_way: int = 0  # visits that joined by phone and have not arrived
    booked: dict[str, list[float]] = field(default_factory=dict)  # service -> starts (seconds), sorted
    expected: dict[str, tuple[str, ...]] = field(default_factory=dict)  # person -> booked and missed visits

    def add(self, visit: Visit) -> None:
        if visit.state is VisitState.WAITING:
            self.waiting[visit.service] = self.waiting.get(visit.service, 0) + visit.people
            self.on_the_way += visit.presence is Presence.ON_THE_WAY
        if visit.state is VisitState.BOOKED and visit.booked_for is not None:
            insort(self.booked.setdefault(visit.service, []), visit.booked_for.timestamp())
        if visit.person and visit.state in YET_TO_COME:
            mine = {*self.expected.get(visit.person, ()), visit.id}
            self.expected[visit.person] = tuple(sorted(mine))

    def remove(self, visit: Visit) -> None:
        """Undo `add` for the same value."""
        if visit.state is VisitState.WAITING:
            left = self.waiting.pop(visit.service) - visit.people
            if left:
                self.waiting[visit.service] = left
            self.on_the_way -= visit.presence is Presence.ON_THE_WAY
        if visit.state is VisitState.BOOKED and visit.booked_for is not None:
            starts = self.booked[visit.service]
            del starts[bisect_left(starts, visit.booked_for.timestamp())]
            if not starts:
                del self.booked[visit.service]
        if visit.person and visit.state in YET_TO_COME:
            mine = tuple(v for v in self.expected.pop(visit.person) if v != visit.id)
            if mine:
                self.expected[visit.person] = mine

    def due_between(self, service: str, first: datetime, last: datetime) -> int:
        """How many are booked for `service` from `first` to `last` and have not come yet."""
        starts = self.booked.get(service, [])
        return bisect_right(starts, last.timestamp()) - bisect_left(starts, first.timestamp())
