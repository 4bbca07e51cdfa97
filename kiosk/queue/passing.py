"""Who was passed how often: the bound on what rules and marks may do to somebody who came earlier.

A walk-up is *passed* when somebody who came later (a greater `turn`) is called by rule, by an agent who could
have called the walk-up instead. Who is not here yet, or waits for one agent, cannot be passed; an agent's own
choice does not count; somebody who is called twice passes once.

Counting one by one would cost a step for each who waits. Instead the turns of those called are kept in sorted
lists, one a service: as many as are greater than a visit's own turn have passed it, but for the calls made
while it was away. `Visit.passed` is the full count while a visit is away, and while it waits the difference
between that and what its service's list says; most have the difference 0, and of those with one difference
the oldest was passed most.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping

from kiosk.queue.visits import Presence, Visit, VisitState, replace


def can_be_passed(visit: Visit) -> bool:
    """Whether a call of somebody else passes this one."""
    waits = visit.state is VisitState.WAITING and visit.presence is not Presence.ON_THE_WAY
    return waits and visit.reserved_for is None


class Passing:
    """For each service that somebody waits for: whose calls passed them."""

    def __init__(self, called: Mapping[str, Iterable[int]] | None = None) -> None:
        self.called = {service: list(turns) for service, turns in (called or {}).items()}
        self._turns: dict[str, list[int]] = {}
        self._walk_ups: dict[str, dict[int, list[tuple[int, str]]]] = {}

    def _later(self, visit: Visit) -> int:
        turns = self.called.get(visit.service, ())
        return len(turns) - bisect_right(turns, visit.turn)

    def passes(self, visit: Visit) -> int:
        """How many have passed this visit by now."""
        return visit.passed + self._later(visit) if can_be_passed(visit) else visit.passed

    def enter(self, visit: Visit) -> Visit:
        """A visit begins to wait where it can be passed; answers it as it is to be stored."""
        later = self._later(visit)
        stored = replace(visit, passed=visit.passed - later) if later else visit
        self.restore(stored)
        return stored

    def restore(self, visit: Visit) -> None:
        """Take in a visit as it was stored."""
        insort(self._turns.setdefault(visit.service, []), visit.turn)
        if visit.booked_for is None:
            groups = self._walk_ups.setdefault(visit.service, {})
            insort(groups.setdefault(visit.passed, []), (visit.turn, visit.id))

    def leave(self, visit: Visit) -> int:
        """A stored visit goes; answers how many have passed it."""
        passes = self.passes(visit)
        turns = self._turns[visit.service]
        del turns[bisect_left(turns, visit.turn)]
        if visit.booked_for is None:
            groups = self._walk_ups[visit.service]
            row = groups[visit.passed]
            del row[bisect_left(row, (visit.turn, visit.id))]
            if not row:
                del groups[visit.passed]
        if not turns:  # nobody is left whom these calls have passed
            self.called.pop(visit.service, None)
        return passes

    def note(self, turn: int, services: Iterable[str]) -> None:
        """Somebody with this turn was called by rule, by an agent who takes these services."""
        for service in services:
            waiting = self._turns.get(service)
            if not waiting or waiting[0] > turn:
                continue
            turns = self.called.setdefault(service, [])
            del turns[: bisect_left(turns, waiting[0])]
            place = bisect_left(turns, turn)
            if place == len(turns) or turns[place] != turn:
                turns.insert(place, turn)

    def over(self, services: Iterable[str], bound: int) -> str | None:
        """The walk-up who came first of those whom `bound` or more have passed; None when there is none."""
        found: tuple[int, str] | None = None
        for service in services:
            turns = self.called.get(service)
            if not turns and not self._walk_ups.get(service):
                continue
            for more, row in self._walk_ups.get(service, {}).items():
                later = len(turns) - bisect_right(turns, row[0][0]) if turns else 0
                if more + later >= bound and (found is None or row[0] < found):
                    found = row[0]
        return found[1] if found else None

    def passed_by(self, turn: int, services: Iterable[str]) -> int:
        """How many who came before this turn go on waiting for one of these services."""
        return sum(bisect_left(self._turns.get(service, ()), turn) for service in services)
