"""Who is next: one affine key a visit, and the index that keeps everybody waiting in that order.

Every rule is of one form: whoever has the lowest `alpha + beta * now` (seconds) is called first; ties go to
the earlier arrival, then to who checked in first. All but accumulating priority have beta 0, so their order
does not change while people wait; with points of waiting, somebody who collects faster comes past in time.

| rule | a walk-up's key | a booked visitor's key |
| --- | --- | --- |
| due time | due - credit | due - credit |
| first come | arrived - credit | arrived - credit |
| appointments first | arrived - credit | due - credit, before all walk-ups |
| accumulating | rate * arrived - rate * now | rate * start - rate * now |

Start: the arrival, but not before 5 minutes ahead of the booked time. Rate: points a minute of waiting.
Credit: what the largest mark counts; it bounds how far a marked visit may pass others.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from heapq import merge
from typing import NamedTuple

from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallRule, Mark, Presence, Visit

BOOKED_HEAD = 300.0  # a booked visitor who is early collects points from so many seconds before the time
AGES = 1e9  # seconds by which appointments come before walk-ups where they come first


class Key(NamedTuple):
    """The lowest `alpha + beta * now` is called first; ties by `arrived`, then `turn`. Seconds since 1970."""

    alpha: float
    beta: float
    arrived: float
    turn: int

    def at(self, now: float) -> tuple[float, float, int]:
        """What is compared at the moment `now`."""
        return (self.alpha + self.beta * now, self.arrived, self.turn)


def credit(marks: Collection[Mark], settings: SiteSettings) -> float:
    """Seconds by which a visit with these marks counts earlier: the largest of them, not their sum."""
    if not marks:
        return 0.0
    minutes = {
        Mark.URGENT: settings.urgent_credit,
        Mark.ACCESSIBILITY: settings.accessibility_credit,
        Mark.VIP: settings.vip_credit,
    }
    return 60.0 * max(minutes[mark] for mark in marks)


def call_key(visit: Visit, settings: SiteSettings) -> Key:
    """Its place under the rule in force. Raises ValueError for a visit that has not checked in."""
    came = visit.placed_at or visit.checked_in_at
    if visit.due_at is None or came is None:
        raise ValueError(f"visit {visit.id} has not checked in")
    return key_of(visit.due_at, came, visit.booked_for, visit.marks, visit.turn, settings)


def key_of(
    due_at: datetime,
    came: datetime,
    booked_for: datetime | None,
    marks: tuple[Mark, ...],
    turn: int,
    settings: SiteSettings,
) -> Key:
    """The place of somebody with these times and marks."""
    due, arrived, rule = due_at.timestamp(), came.timestamp(), settings.rule
    if rule is CallRule.ACCUMULATING:
        start = max(arrived, booked_for.timestamp() - BOOKED_HEAD) if booked_for else arrived
        rate = points_a_minute(booked_for is not None, marks, settings)
        return Key(rate * start, -rate, arrived, turn)
    earlier = credit(marks, settings)
    if rule is CallRule.FIRST_COME:
        return Key(arrived - earlier, 0.0, arrived, turn)
    if rule is CallRule.APPOINTMENTS_FIRST:
        place = due - AGES if booked_for else arrived
        return Key(place - earlier, 0.0, arrived, turn)
    return Key(due - earlier, 0.0, arrived, turn)


def points_a_minute(booked: bool, marks: tuple[Mark, ...], settings: SiteSettings) -> float:
    """How fast somebody collects points of waiting."""
    rate = settings.booked_points if booked else settings.walk_up_points
    return max(rate, settings.marked_points) if marks else rate


class _Lane:
    """Visits whose order among themselves never changes: one service, one beta, for one agent or any."""

    __slots__ = ("beta", "dues", "here", "reserved_for", "rows")

    def __init__(self, beta: float, reserved_for: str | None, here: bool) -> None:
        self.beta, self.reserved_for, self.here = beta, reserved_for, here
        self.rows: list[tuple[Key, str]] = []
        self.dues: list[float] = []  # sorted due times, of reserved ones alone

    def first(self, without: str | None) -> tuple[Key, str] | None:
        """The first one, leaving out `without`."""
        return next((row for row in self.rows[:2] if row[1] != without), None)


def _before(key: Key, lane: _Lane, now: float) -> int:
    """How many of a lane come before somebody with `key`: where the betas are the same, at any moment."""
    if key.beta == lane.beta:
        return bisect_left(lane.rows, (key, ""))
    return bisect_left(lane.rows, key.at(now), key=lambda row: row[0].at(now))


class _Entry(NamedTuple):
    service: str
    lane: tuple[float, str | None, bool]
    key: Key
    due: float


class WaitingIndex:
    """Everybody who waits, in order: insert, remove and `first` stay fast at 10,000 waiting.

    `at`: the moment (seconds) for which order is told where none is named: that of the line's newest event.
    """

    def __init__(self, settings: SiteSettings | None = None, at: float = 0.0) -> None:
        self.settings = settings or SiteSettings()
        self.at = at
        self._lanes: dict[str, dict[tuple[float, str | None, bool], _Lane]] = {}
        self._entries: dict[str, _Entry] = {}
        self._takes: dict[tuple[str, str | None, str], bool] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def key_for(self, visit: Visit) -> Key:
        """The key that a visit has, or would have, under the rule in force."""
        return call_key(visit, self.settings)

    def add(self, visit: Visit) -> None:
        key, due = self.key_for(visit), visit.due_at.timestamp() if visit.due_at else 0.0
        name = (key.beta, visit.reserved_for, visit.presence is not Presence.ON_THE_WAY)
        lanes = self._lanes.setdefault(visit.service, {})
        if (lane := lanes.get(name)) is None:
            lane = lanes[name] = _Lane(*name)
        insort(lane.rows, (key, visit.id))
        if visit.reserved_for:
            insort(lane.dues, due)
        self._entries[visit.id] = _Entry(visit.service, name, key, due)

    def remove(self, visit_id: str) -> None:
        entry = self._entries.pop(visit_id)
        lanes = self._lanes[entry.service]
        lane = lanes[entry.lane]
        del lane.rows[bisect_left(lane.rows, (entry.key, visit_id))]
        if lane.reserved_for:
            del lane.dues[bisect_left(lane.dues, entry.due)]
        if not lane.rows:
            del lanes[entry.lane]
        if not lanes:
            del self._lanes[entry.service]

    def services(self) -> tuple[str, ...]:
        """Services for which somebody waits."""
        return tuple(self._lanes)

    def taken_by(self, agent: str, counter: str | None = None) -> list[str]:
        """Of these, the ones that this agent serves, at this counter if one is named."""
        return [service for service in self._lanes if self._serves(agent, counter, service)]

    def _serves(self, agent: str, counter: str | None, service: str) -> bool:
        asked = (agent, counter, service)
        if asked not in self._takes:
            self._takes[asked] = self.settings.serves(agent, service, counter)
        return self._takes[asked]

    def count(self, service: str) -> int:
        return sum(len(lane.rows) for lane in self._lanes.get(service, {}).values())

    def heads(
        self, services: Iterable[str], agent: str | None, now: float, without: str | None = None
    ) -> Iterator[tuple[Key, str]]:
        """Who may be next for this agent: the first of each lane, leaving out `without` and who is not here.

        A visit that waits for another agent is left to that one until `reserved_wait` after it was due.
        """
        free_since = now - 60.0 * self.settings.reserved_wait
        for service in services:
            for lane in self._lanes.get(service, {}).values():
                if not lane.here:
                    continue
                if lane.reserved_for is None or lane.reserved_for == agent:
                    row = lane.first(without)
                elif lane.dues[0] <= free_since:
                    row = self._first_free(lane, free_since, without)
                else:
                    continue
                if row is not None:
                    yield row

    def _first_free(self, lane: _Lane, free_since: float, without: str | None) -> tuple[Key, str] | None:
        """The first of a lane who was due by then."""
        free = (row for row in lane.rows if row[1] != without and self._entries[row[1]].due <= free_since)
        return next(free, None)

    def first(
        self, services: Iterable[str], agent: str | None = None, now: float | None = None
    ) -> str | None:
        """The id of who is next by the rule among these services; None when nobody may be called."""
        moment = self.at if now is None else now
        rows = self.heads(services, agent, moment)
        found = min(rows, key=lambda row: row[0].at(moment), default=None)
        return found[1] if found else None

    def ahead(self, key: Key, service: str, now: float | None = None) -> int:
        """How many of `service` are called before somebody with `key`, as things stand at `now`."""
        moment = self.at if now is None else now
        return sum(_before(key, lane, moment) for lane in self._lanes.get(service, {}).values())

    def in_order(self, services: Iterable[str] | None = None, now: float | None = None) -> Iterator[str]:
        """Ids in the order of calling, over these services or all, as it stands at `now`."""
        moment = self.at if now is None else now
        chosen = self._lanes if services is None else services
        rows = [lane.rows for s in chosen for lane in self._lanes.get(s, {}).values()]
        return (visit_id for _, visit_id in merge(*rows, key=lambda row: row[0].at(moment)))
