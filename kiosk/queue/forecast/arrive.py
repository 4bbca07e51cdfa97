"""Who may still come and be called before somebody whom the forecast is asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.queue.forecast.dice import Dice
from kiosk.queue.forecast.habits import Habits
from kiosk.queue.forecast.laws import Bools, Floats
from kiosk.queue.forecast.room import DAY, Agent, Booking, Key, Room

MOST_WALK_UPS = 30  # of one kind, in one forecast
EARLIEST = 45.0  # minutes before the slot; nobody booked is taken to come sooner


@dataclass
class Coming:
    """One column of the scene: a booked visitor, or the next walk-up of a kind.

    `mix`: services and their shares; `service` stands for all of them where it matters who takes it. All
    times are minutes from now, keys are for time zero = now. `alpha` is inf in replicates in which nobody
    comes.
    """

    name: str
    mix: tuple[tuple[str, float], ...]
    booked: bool
    arrives: Floats
    alpha: Floats
    beta: float

    @property
    def service(self) -> str:
        return self.mix[0][0]


@dataclass
class Bound:
    """The highest key among those asked about, as it moves with time, up to `horizon` minutes from now."""

    alphas: Floats
    betas: Floats
    horizon: float

    @classmethod
    def of(cls, room: Room, horizon: float) -> Bound:
        asked = [(v.alpha, v.beta) for v in room.waiting] + [(j.alpha, j.beta) for j in room.joiners]
        alphas = np.array([a + b * room.now for a, b in asked])
        return cls(alphas, np.array([b for _, b in asked]), horizon)

    def can_be_passed(self, alpha: Floats, beta: float | Floats, since: Floats) -> Bools:
        """By somebody with this key who comes at `since`: lines, so looking at both ends is enough."""
        if not self.alphas.size:
            return np.zeros(since.shape, np.bool_)
        passed = np.zeros(since.shape, np.bool_)
        for at in (since, np.full(since.shape, self.horizon)):
            top = (self.alphas + self.betas * at[:, None]).max(axis=1)
            passed |= alpha + beta * at < top
        return passed & (since <= self.horizon)


def bookings_to_come(
    room: Room, habits: Habits, dice: Dice, place: Callable[[str], int], bound: Bound
) -> list[Coming]:
    """The booked visitors who have not come, when they do, and with which key."""
    coming = []
    betas = np.array([b.beta for b in room.bookings])
    alphas = np.array([b.alpha for b in room.bookings]) + betas * room.now
    since = np.maximum(np.array([b.slot for b in room.bookings]) - room.now - EARLIEST, 0.0)
    for booking, matters in zip(room.bookings, bound.can_be_passed(alphas, betas, since), strict=True):
        ahead = booking.slot - room.now
        if not matters:
            continue
        column = place(booking.id)
        waited = DAY - ahead
        arrives = habits.punctual.remaining(waited, dice.column("comes", column))
        late = habits.shows.value * habits.punctual.share_longer(waited)
        comes = dice.column("shows", column) < late / (late + 1 - habits.shows.value)
        alpha = _booked_key(room, booking, arrives)
        coming.append(
            Coming(
                booking.id,
                ((booking.service, 1.0),),
                True,
                arrives,
                np.where(comes, alpha + booking.beta * room.now, np.inf),
                booking.beta,
            )
        )
    return coming


def _booked_key(room: Room, booking: Booking, arrives: Floats) -> Floats:
    """Alpha on the site's clock, for an arrival so many minutes from now."""
    at = room.now + arrives
    alpha = np.full(at.shape, booking.alpha)
    rule = room.rule
    if rule.booked_arrival is not None:
        alpha = np.maximum(alpha, rule.booked_arrival.offset + rule.booked_arrival.slope * at)
    if rule.late_after is not None:
        too_late = at > booking.slot + rule.late_after
        alpha = np.where(too_late, rule.walk_up.offset + rule.walk_up.slope * at, alpha)
    return np.asarray(alpha, np.float64)


def walk_ups_to_come(
    room: Room, habits: Habits, dice: Dice, agents: Sequence[Agent], services: Sequence[str], bound: Bound
) -> list[Coming]:
    """Walk-ups of the next minutes who may pass somebody, urgent or not; one kind for each set of agents."""
    kinds = _kinds(habits, agents, services)
    urgent = habits.arrivals.urgent.value
    coming: list[Coming] = []
    for is_urgent, key, share in ((False, room.rule.walk_up, 1 - urgent), (True, room.rule.urgent, urgent)):
        times, expected = _intensity(room, habits, key, bound)
        if times.size < 2:
            continue
        for mix in kinds:
            part = share * sum(weight for _, weight in mix)
            column = 40 * len(coming) + is_urgent
            for arrives in _moments(times, expected * part, dice, column):
                alpha = key.offset + key.slope * (room.now + arrives) + key.beta * room.now
                alpha = np.where(np.isfinite(arrives), alpha, np.inf)
                coming.append(Coming("", mix, False, np.nan_to_num(arrives, posinf=1e6), alpha, key.beta))
    return coming


def _kinds(
    habits: Habits, agents: Sequence[Agent], services: Sequence[str]
) -> list[tuple[tuple[str, float], ...]]:
    """Services and their shares, together where the same agents take them."""
    seen = habits.arrivals.by_service
    names = sorted({*services, *seen})
    whole = sum(seen.values()) + len(names)
    kinds: dict[tuple[bool, ...], list[tuple[str, float]]] = {}
    for name in names:
        who = tuple(agent.takes(name) for agent in agents)
        if any(who):
            kinds.setdefault(who, []).append((name, (seen.get(name, 0.0) + 1) / whole))
    return [tuple(kind) for kind in kinds.values()]


def _intensity(room: Room, habits: Habits, key: Key, bound: Bound) -> tuple[Floats, Floats]:
    """Minutes from now in which such walk-ups matter, and how many are expected up to each."""
    until = min(bound.horizon, room.closes - room.now)
    if until <= 0:
        return np.zeros(0), np.zeros(0)
    times = np.arange(0.0, until + 1.0)
    alpha = key.offset + key.slope * (room.now + times) + key.beta * room.now
    matters = np.flatnonzero(bound.can_be_passed(alpha, key.beta, times + 0.01))
    if not matters.size:
        return np.zeros(0), np.zeros(0)
    times = times[: matters[-1] + 2]
    rates = np.array([habits.arrivals.rate(room.now, room.now + t) for t in times[::15]])
    each = np.repeat(rates, 15)[: times.size - 1] if times.size > 1 else np.zeros(0)
    return times, np.concatenate(([0.0], np.cumsum(each * np.diff(times))))


def _moments(times: Floats, expected: Floats, dice: Dice, column: int) -> list[Floats]:
    """Arrivals of a Poisson process with this expected count up to each time; inf: after the last."""
    mean = float(expected[-1])
    if mean < 1e-3:
        return []
    number = min(int(mean + 2.5 * np.sqrt(mean) + 1), MOST_WALK_UPS)
    chances = dice.columns("walks", list(range(column, column + number)))
    sums = np.cumsum(-np.log(chances), axis=1)
    arrives = np.interp(sums, expected, times, right=np.inf)
    return [np.asarray(arrives[:, k], np.float64) for k in range(number)]
