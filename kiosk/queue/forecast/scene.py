"""Makes a scene to play from a room: draws for every replicate what is not known about this day.

Drawn are today's pace, how far the means learned may be off, how long each service lasts (those going on:
given how long they have lasted), who leaves when, who does not come to the counter, which booked visitors
come and when, who still walks in, and which agents come late or not at all. People who could only be called
after everybody who is asked about are left out: they change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.queue.forecast import pace as today
from kiosk.queue.forecast.arrive import Bound, Coming, bookings_to_come, walk_ups_to_come
from kiosk.queue.forecast.dice import Dice
from kiosk.queue.forecast.duty import from_windows, windows_of
from kiosk.queue.forecast.laws import Bools, Floats
from kiosk.queue.forecast.learn import History
from kiosk.queue.forecast.room import DAY, Agent, Duty, Room, Waiting
from kiosk.queue.forecast.simulate import Scene, Turns

Place = Callable[[str], int]  # the column of dice of a visit, an agent, a service
SOON = 1e-3  # minutes


def in_order(room: Room) -> list[Waiting]:
    """Who waits, in the order of the scene's columns."""
    return sorted(room.waiting, key=lambda v: (v.arrived, v.id))


def stage(room: Room, history: History, dice: Dice, place: Place) -> Scene:
    """The scene of this room. Needs at least one agent."""
    draw = Draw(room, history, dice, place)
    visits, agents = draw.visits, draw.agents
    bound = Bound.of(room, draw.horizon())
    coming = bookings_to_come(room, history.habits, dice, place, bound)
    coming += walk_ups_to_come(room, history.habits, dice, agents, list(history.site.guesses), bound)
    services = [v.service for v in visits] + [c.service for c in coming]
    windows = windows_of(room, history, dice, agents, place)
    free = draw.free()
    bars = _bars(agents, services, [v.reserved_for for v in visits])
    betas = np.array([v.beta for v in visits] + [c.beta for c in coming])
    length, gap = draw.lengths(coming)
    return Scene(
        free=free if windows is None else from_windows(free, *windows),
        starts=None if windows is None else windows[0],
        ends=None if windows is None else windows[1],
        alpha=draw.alphas(coming),
        beta=betas if bool(betas.any()) else None,
        arrives=_columns([c.arrives for c in coming], dice.replicates),
        bars=bars if bool(np.isinf(bars).any()) else None,
        length=length,
        factor=np.array([[history.times.factor(a.id, s) for s in services] for a in agents]),
        gap=gap,
        leaves=draw.leaves(len(coming)),
        waiting=len(visits),
        joins_alpha=np.array([j.alpha + j.beta * room.now for j in room.joiners]),
        joins_beta=np.array([j.beta for j in room.joiners]),
        joins_bars=_bars(agents, [j.service for j in room.joiners], []),
        turns=_turns(room, visits, coming, services, dice.replicates),
        pairs=_pairs(visits, len(coming)),
    )


def _bars(agents: Sequence[Agent], services: Sequence[str], reserved: Sequence[str | None]) -> Floats:
    """(A, M): 0 where the agent may call, inf where not."""
    bars = np.array([[0.0 if a.takes(s) else np.inf for s in services] for a in agents])
    bars = bars.reshape(len(agents), len(services))
    for j, agent in enumerate(reserved):
        if agent is not None:
            bars[:, j] = [bars[i, j] if a.id == agent else np.inf for i, a in enumerate(agents)]
    return bars


def _columns(columns: list[Floats], rows: int) -> Floats:
    return np.stack(columns, axis=1) if columns else np.zeros((rows, 0))


def _pairs(visits: list[Waiting], coming: int) -> Bools | None:
    pairs = np.array([v.agents_needed > 1 for v in visits] + [False] * coming, np.bool_)
    return pairs if bool(pairs.any()) else None


def _turns(
    room: Room, visits: list[Waiting], coming: list[Coming], services: list[str], replicates: int
) -> Turns | None:
    rule = room.rule
    if rule.quick_every is None and rule.most_passed is None:
        return None
    arrived = np.array([v.arrived - room.now for v in visits] + [0.0] * len(coming))
    arrived = np.tile(arrived, (replicates, 1))
    for k, column in enumerate(coming, len(visits)):
        arrived[:, k] = column.arrives
    return Turns(
        rule.quick_every,
        np.array([s in rule.quick for s in services], np.bool_),
        np.array([j.service in rule.quick for j in room.joiners], np.bool_),
        rule.calls,
        rule.most_passed,
        np.array([v.passed for v in visits] + [0] * len(coming), np.float64),
        arrived,
    )


@dataclass
class Draw:
    """Draws for one room. `hour`: of now; `pace`: (R,) today's factor."""

    room: Room
    history: History
    dice: Dice
    place: Place

    def __post_init__(self) -> None:
        room, history = self.room, self.history
        self.visits = in_order(room)
        self.agents = sorted(room.agents, key=lambda a: (len(a.services or ()) or 10**6, a.since))
        self.hour = int(room.now % DAY // 60)
        going_on = [
            (room.now - s.since, history.expected(s.service, s.agent, self.hour), history.law(s.service))
            for s in room.serving
            if not s.also
        ]
        belief = history.pace.given(going_on)
        self.pace = today.draw(belief, self.dice.column("site", self.place("pace")))
        self.means: dict[str, Floats] = {}

    def mean(self, service: str) -> Floats:
        """(R,) expected minutes of this service today with a usual agent, as unsure as that still is."""
        if service not in self.means:
            times = self.history.times
            chance = self.dice.column("site", self.place(f"mean {service}"))
            off = np.exp(times.unsure(service) * np.log(chance / (1 - chance)) / 1.702)
            self.means[service] = self.pace * times.mean(service, self.hour) * off
        return self.means[service]

    def horizon(self) -> float:
        """Minutes by which everybody who waits is called, with room to spare."""
        waiting = sum(float(self.mean(v.service).mean()) for v in self.visits)
        on = sum(1 for a in self.agents if a.duty is not Duty.OFF) or 1
        return float(np.clip(2.5 * waiting / on + 45, 45, 360))

    def free(self) -> Floats:
        """(R, A): minutes until each agent is done with what they do now, whether planned to be on or not."""
        serving = {s.agent: s for s in self.room.serving}
        habits, now = self.history.habits, self.room.now
        free = np.zeros((self.dice.replicates, len(self.agents)))
        for i, agent in enumerate(self.agents):
            chance = self.dice.column("gap", self.place(agent.id))
            at = serving.get(agent.id)
            if at is not None:
                expected = self.mean(at.service) * self.history.times.factor(agent.id, at.service)
                expected = expected + sum((self.mean(s) for s in at.also), np.zeros(1))
                law = self.history.law(at.service)
                elapsed = np.maximum((now - at.since) / expected, SOON)
                whole = law.beyond(elapsed, self.dice.column("length", self.place(at.visit)))
                free[:, i] = (whole - elapsed) * expected + habits.gap.quantile(chance)
            elif agent.duty is Duty.WRAP:
                after_no_show = self.history.today.free.get(agent.id, (0.0, False))[1]
                delays = habits.lost if after_no_show else habits.gap
                free[:, i] = delays.remaining(now - agent.since, chance)
            elif agent.duty is Duty.IDLE:
                awaited = [v.arrived for v in self.visits if agent.takes(v.service)]
                if awaited:
                    free[:, i] = habits.gap.remaining(now - max(agent.since, min(awaited)), chance)
        return free

    def alphas(self, coming: list[Coming]) -> Floats:
        here = np.array([v.alpha + v.beta * self.room.now for v in self.visits])
        waiting = np.tile(here, (self.dice.replicates, 1))
        return np.concatenate((waiting, _columns([c.alpha for c in coming], self.dice.replicates)), axis=1)

    def lengths(self, coming: list[Coming]) -> tuple[Floats, Floats]:
        """(R, M) minutes of service with a usual agent, and from its end to the next call."""
        habits, dice = self.history.habits, self.dice
        places = [self.place(v.id) for v in self.visits]
        places += [self.place(c.name) if c.name else k * 7 for k, c in enumerate(coming)]
        chance = dice.columns("length", places)
        length = np.empty_like(chance)
        mixes = [((v.service, 1.0),) for v in self.visits] + [c.mix for c in coming]
        for mix in set(mixes):
            mine = [k for k, other in enumerate(mixes) if other == mix]
            length[:, mine] = self._length(mix, chance[:, mine])
        for k, visit in enumerate(self.visits):
            for service in visit.also:
                length[:, k] += self.mean(service) * self.history.law(service).quantile(chance[:, k])
        pause = dice.columns("gap", places)
        gap = habits.gap.quantile(pause)
        gone = [habits.gone[v.booked].value for v in self.visits]
        gone += [habits.gone[c.booked].value for c in coming]
        lost = dice.columns("shows", [p + 128 for p in places]) < np.array(gone)
        return np.where(lost, 0.0, length), np.where(lost, habits.lost.quantile(pause), gap)

    def _length(self, mix: tuple[tuple[str, float], ...], chance: Floats) -> Floats:
        if len(mix) == 1:
            service = mix[0][0]
            return np.asarray(self.mean(service)[:, None] * self.history.law(service).quantile(chance))
        share = (np.arange(40) + 0.5) / 40
        times, hour = self.history.times, self.hour
        minutes = np.concatenate([times.mean(s, hour) * times.law(s).quantile(share) for s, _ in mix])
        order = minutes.argsort()
        weight = np.repeat([w for _, w in mix], share.size)[order]
        below = np.cumsum(weight) / weight.sum()
        return np.asarray(self.pace[:, None] * np.interp(chance, below, minutes[order]))

    def leaves(self, coming: int) -> Floats:
        """(R, M) minutes from now until each would leave. Those still to come are taken to stay."""
        leaves = np.full((self.dice.replicates, len(self.visits) + coming), np.inf)
        if self.visits:
            chance = self.dice.columns("leaves", [self.place(v.id) for v in self.visits])
            waited = np.array([self.room.now - v.arrived for v in self.visits])
            for booked in (False, True):
                mine = [k for k, v in enumerate(self.visits) if v.booked == booked]
                patience = self.history.habits.patience
                leaves[:, mine] = patience.remaining(waited[mine], booked, chance[:, mine])
        return leaves
