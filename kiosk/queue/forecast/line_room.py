"""A line as the room that a forecast is made from, and the axis of minutes on which forecasts live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.queue.forecast.room import Agent, Booking, Duty, Joiner, Key, Room, Rule, Serving, Waiting
from kiosk.queue.line import Line
from kiosk.queue.order import call_key
from kiosk.queue.settings import SiteSettings, Span
from kiosk.queue.visits import CallRule, Presence, Visit, VisitState

MOST = 300  # visitors further back are not told a forecast
BOOKED_STAYS = timedelta(minutes=60)  # who is later than this for an appointment is not reckoned with
POINTS_HEAD = 5.0  # where points accumulate, a booked visitor's begin so many minutes before the slot
ZERO = datetime(2020, 1, 1)  # noqa: DTZ001  # the axis is the wall clock's: a local midnight


@dataclass(frozen=True, slots=True)
class Axis:
    """Minutes since a local midnight. Days with 23 or 25 hours shift by the hour, at night."""

    zone: ZoneInfo

    def minutes(self, at: datetime) -> float:
        return (at.astimezone(self.zone).replace(tzinfo=None) - ZERO).total_seconds() / 60

    def zero_seconds(self, now: datetime) -> float:
        """The Unix time of the axis' zero, by the offset in force at `now`."""
        offset = now.astimezone(self.zone).utcoffset() or timedelta()
        return (ZERO.replace(tzinfo=UTC) - offset).timestamp()


def room_of(line: Line, now: datetime, free_since: Mapping[str, float]) -> Room:
    """The room at `now`. `free_since`: on the axis, when each agent last became free."""
    return _Translation(line, now, free_since).room()


class _Translation:
    """Keys of the line are in Unix seconds; here in minutes on the axis, all shifted by the same amount."""

    def __init__(self, line: Line, now: datetime, free_since: Mapping[str, float]) -> None:
        self.line, self.now, self.free_since = line, now, free_since
        self.axis = Axis(line.settings.zone)
        self.zero = self.axis.zero_seconds(now)
        self.at = self.axis.minutes(now)

    def room(self) -> Room:
        settings = self.line.settings
        waiting = [v for v in self.line.in_order(self.now) if v.presence is not Presence.ON_THE_WAY]
        return Room(
            now=self.at,
            waiting=tuple(self._waiting(visit) for visit in waiting[:MOST]),
            serving=tuple(self._serving()),
            agents=tuple(self._agents()),
            closes=self._closes(),
            bookings=tuple(self._bookings()),
            joiners=tuple(
                self._joiner(s.id, booked) for s in settings.services if s.active for booked in (False, True)
            ),
            rule=rule_of(settings, self.line.since_quick, self.zero),
        )

    def _key(self, visit: Visit) -> tuple[float, float]:
        key = call_key(visit, self.line.settings)
        return (key.alpha + key.beta * self.zero - self.zero) / 60, key.beta

    def _waiting(self, visit: Visit) -> Waiting:
        alpha, beta = self._key(visit)
        service = self.line.settings.service(visit.service)
        arrived = visit.checked_in_at or self.now
        return Waiting(
            visit.id,
            min(self.axis.minutes(arrived), self.at),
            visit.service,
            alpha,
            beta,
            booked=visit.booked_for is not None,
            passed=self.line.passing.passes(visit),
            reserved_for=visit.reserved_for if visit.reserved_for in self.line.by_agent else None,
            agents_needed=service.agents if service else 1,
            also=visit.further,
        )

    def _serving(self) -> list[Serving]:
        found = []
        for at in self.line.counters.values():
            held = at.visit or at.helping
            visit = self.line.visits.get(held or "")
            if visit is not None:
                found.append(Serving(at.agent, visit.id, visit.service, self._since(visit), visit.further))
        return found

    def _agents(self) -> list[Agent]:
        settings, day = self.line.settings, self.line.settings.local_day(self.now)
        found = []
        for agent in {*self.line.by_agent, *settings.shifts}:
            counter = self.line.by_agent.get(agent)
            takes = {s.id for s in settings.services if settings.serves(agent, s.id, counter)}
            planned = settings.planned(agent, day)
            windows = None if planned is None else tuple(self._window(span) for span in planned)
            duty, since = self._duty(agent, counter)
            found.append(Agent(agent, duty, min(since, self.at), frozenset(takes), windows))
        return sorted(found, key=lambda agent: agent.id)

    def _duty(self, agent: str, counter: str | None) -> tuple[Duty, float]:
        free = self.free_since.get(agent, self.at)
        if counter is None:
            return Duty.OFF, free
        at = self.line.counters[counter]
        if not at.taken:
            waits = any(self.line.settings.serves(agent, s, counter) for s in self.line.waiting.services())
            return (Duty.WRAP if waits else Duty.IDLE), max(free, self.axis.minutes(at.since))
        visit = self.line.visits[at.visit or at.helping or ""]
        return Duty.SERVING, self._since(visit)

    def _since(self, visit: Visit) -> float:
        """From when a visit takes its agent's time: its call, or when it was taken up again."""
        again = visit.started_at if visit.served_seconds > 0 else None
        return min(self.axis.minutes(again or visit.called_at or self.now), self.at)

    def _wall(self, time: time) -> float:
        return self.at // 1440 * 1440 + time.hour * 60 + time.minute

    def _window(self, span: Span) -> tuple[float, float]:
        return self._wall(span.opens), self._wall(span.closes)

    def _closes(self) -> float:
        local = self.now.astimezone(self.line.settings.zone)
        closing = None if self.line.settings.hours.always else self.line.settings.hours.closing(local)
        return (self.at // 1440 + 1) * 1440 if closing is None else self._wall(closing)

    def _bookings(self) -> list[Booking]:
        today = self.line.settings.local_day(self.now)
        found = []
        for visit in self.line.visits.values():
            slot = visit.booked_for
            if visit.state is not VisitState.BOOKED or slot is None:
                continue
            if self.line.settings.local_day(slot) == today and slot + BOOKED_STAYS > self.now:
                alpha, beta = self._key(self._arriving(visit.service, slot, slot))
                found.append(Booking(visit.id, self.axis.minutes(slot), visit.service, alpha, beta))
        return found

    def _arriving(self, service: str, arrives: datetime, slot: datetime | None) -> Visit:
        due = slot or arrives + timedelta(minutes=self.line.settings.walk_up_credit)
        return Visit(
            "",
            service,
            VisitState.WAITING,
            booked_for=slot,
            checked_in_at=arrives,
            due_at=due,
            turn=self.line.sequence + 1,
        )

    def _joiner(self, service: str, booked: bool) -> Joiner:
        """Somebody who comes now, without an appointment or for one that is now."""
        alpha, beta = self._key(self._arriving(service, self.now, self.now if booked else None))
        return Joiner(service, alpha, beta, name=f"{service}:booked" if booked else service)


def rule_of(settings: SiteSettings, since_quick: int, zero: float) -> Rule:
    """The site's rule for those who are still to come."""
    urgent = settings.urgent_credit
    booked: Key | None = None
    if settings.rule is CallRule.ACCUMULATING:
        walk = Key(-zero / 60, settings.walk_up_points, -settings.walk_up_points)
        marked = Key(-zero / 60, settings.marked_points, -settings.marked_points)
        booked = Key(-zero / 60, settings.booked_points, -settings.booked_points)
    else:
        credit = settings.walk_up_credit if settings.rule is CallRule.DUE_TIME else 0
        walk, marked = Key(float(credit)), Key(float(credit - urgent))
    return Rule(
        walk_up=walk,
        urgent=marked,
        late_after=float(settings.late_grace),
        booked_arrival=booked,
        quick_every=settings.quick_every or None,
        quick=frozenset(s.id for s in settings.services if settings.is_quick(s.id)),
        calls=since_quick,
        most_passed=settings.most_passed or None,
    )
