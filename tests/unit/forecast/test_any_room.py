"""Rooms at random, with everything that a room can have: each gets an answer, and a sensible one."""

from __future__ import annotations

import random

import pytest

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.room import Agent, Booking, Duty, Joiner, Key, Room, Rule, Serving, Waiting

SERVICES = ["password", "repair", "phone"]
NOW = 600.0


def any_agent(chance: random.Random, name: str) -> Agent:
    plans = [
        None,
        (),
        ((480.0, 960.0),),
        ((480.0, 590.0), (620.0, 960.0)),
        ((700.0, 800.0),),
        ((480.0, 500.0),),
    ]
    takes = chance.choice([None, None, frozenset(chance.sample(SERVICES, 2)), frozenset[str]()])
    return Agent(name, chance.choice(list(Duty)), NOW - chance.random() * 90, takes, chance.choice(plans))


def any_rule(chance: random.Random) -> Rule:
    return Rule(
        chance.choice([Key(), Key(20.0), Key(slope=2.0, beta=-2.0)]),
        chance.choice([Key(-15.0), Key(-1e6), Key(slope=3.0, beta=-3.0)]),
        chance.choice([None, 10.0]),
        chance.choice([None, Key(slope=2.0)]),
        chance.choice([None, 1, 3]),
        frozenset(chance.sample(SERVICES, 1)),
        chance.randrange(4),
        chance.choice([None, 0, 1, 4]),
    )


def any_room(seed: int) -> Room:
    chance = random.Random(seed)
    agents = tuple(any_agent(chance, f"a{i}") for i in range(chance.randrange(5)))
    waiting = []
    for n in range(chance.choice([0, 1, 3, 12])):
        came, beta = NOW - chance.random() * 60, chance.choice([0.0, 0.0, -1.0, -2.0])
        reserved = chance.choice([None, None, None, "a0", "nobody"])
        needed, also = chance.choice([1, 1, 1, 2]), tuple(chance.sample(SERVICES, chance.choice([0, 0, 1])))
        passed, service = chance.randrange(3), chance.choice(SERVICES)
        key = came if beta == 0 else -beta * came
        booked = chance.random() < 0.3
        waiting.append(Waiting(f"v{n}", came, service, key, beta, booked, passed, reserved, needed, also))
    serving = tuple(
        Serving(a.id, f"s{a.id}", chance.choice(SERVICES), a.since) for a in agents if a.duty is Duty.SERVING
    )
    slots = [NOW - 70 + chance.random() * 200 for _ in range(chance.choice([0, 0, 1, 6]))]
    bookings = tuple(Booking(f"b{n}", slot, chance.choice(SERVICES), slot) for n, slot in enumerate(slots))
    joiners = tuple(Joiner(s, NOW) for s in SERVICES[: chance.randrange(4)])
    closes = chance.choice([NOW - 10, NOW, NOW + 5, 960.0])
    return Room(NOW, tuple(waiting), serving, agents, closes, bookings, joiners, any_rule(chance))


@pytest.mark.parametrize("part", range(10))
def test_any_room_gets_an_answer(part: int) -> None:
    forecaster = Forecaster(f.SiteFacts({"password": 5.0, "repair": 20.0}), replicates=20)
    for seed in range(part * 40, part * 40 + 40):
        room = any_room(seed)
        answer = forecaster.forecast(room)
        assert set(answer.waiting) == {v.id for v in room.waiting}
        assert set(answer.joining) == {j.service for j in room.joiners}
        for told in [*answer.waiting.values(), *answer.joining.values()]:
            assert told is None or 0 <= told.low <= told.mid <= told.high < 5000, (seed, told)
