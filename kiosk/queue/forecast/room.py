"""What a forecast is made from: the room as it stands at one moment.

Nothing here knows the product's line; whoever calls translates. Times are absolute float minutes (see the
package), durations are minutes, ids are texts. The calling rule reaches the forecast as *keys*: at time t
the visit with the lowest `alpha + beta * t` that an agent may take is called first, ties go to the earlier
arrival. Every rule of the product is of that form:

| rule | a walk-up's key | a booked visitor's key |
| --- | --- | --- |
| due time | arrived + 20 | slot |
| first come | arrived | arrived |
| appointments first | arrived | slot - 1e7 |
| accumulating priority, b points | b * arrived, beta = -b | b * max(arrived, slot - head), beta = -b |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DAY = 1440.0


@dataclass(frozen=True, slots=True)
class Key:
    """How a kind of visitor who is still to come will be ranked: alpha = offset + slope * arrived."""

    offset: float = 0.0
    slope: float = 1.0
    beta: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """The part of the calling rule that single visits do not carry with them.

    `walk_up`, `urgent`: keys of those who may still walk in. `late_after`: a booked visitor who comes more
    than so many minutes after the slot is ranked as a walk-up from then (None: keeps the booked key).
    `booked_arrival`: where a booked key may not be lower than what the arrival gives (accumulating
    priority), else None. `quick_every`: every n-th call takes the first matter of the `quick` services, if
    one waits (None: no quick lane); `calls` is how many calls have been made since the last such turn.
    `most_passed`: who was passed so often by people who came later is called before everybody else (None:
    no bound).
    """

    walk_up: Key = Key()
    urgent: Key = Key(offset=-15.0)
    late_after: float | None = None
    booked_arrival: Key | None = None
    quick_every: int | None = None
    quick: frozenset[str] = frozenset()
    calls: int = 0
    most_passed: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the line. `also`: further services of the same visit, done in one go.

    `reserved_for`: only this agent may call. `agents_needed`: 2 when a second agent must be free too.
    `passed`: by how many who came later (matters with `Rule.most_passed`).
    """

    id: str
    arrived: float
    service: str
    alpha: float
    beta: float = 0.0
    booked: bool = False
    passed: int = 0
    reserved_for: str | None = None
    agents_needed: int = 1
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Serving:
    """Somebody at a counter, called or being served; `since` is the time of the call."""

    agent: str
    visit: str
    service: str
    since: float
    also: tuple[str, ...] = ()


class Duty(StrEnum):
    """What an agent does now. `WRAP`: between two visits; `OFF`: on a break, late, gone or not yet come."""

    SERVING = "serving"
    IDLE = "idle"
    WRAP = "wrap"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of today. `services`: what they take (None: everything).

    `windows`: planned times at the counter today, (start, end) each; an end at or after `Room.closes`
    means: until the line is empty. None or empty: no plan is known for today, whoever is on stays on and
    whoever is off stays away. `since`: from when the agent has been in this state.
    """

    id: str
    duty: Duty
    since: float
    services: frozenset[str] | None = None
    windows: tuple[tuple[float, float], ...] | None = None

    def takes(self, service: str) -> bool:
        return self.services is None or service in self.services


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment of today whose visitor has not come. `alpha`, `beta`: the key when in time."""

    id: str
    slot: float
    service: str
    alpha: float
    beta: float = 0.0


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody who would check in for `service` now: what the wall and the check-in page tell about the wait.

    `name`: under which the answer is found in `Forecast.joining`; "" is the service's id.
    """

    service: str
    alpha: float
    beta: float = 0.0
    name: str = ""

    @property
    def asked_as(self) -> str:
        return self.name or self.service


@dataclass(frozen=True, slots=True)
class Room:
    """The room at `now`. `closes`: when the doors close; who is in the line by then is still served."""

    now: float
    waiting: tuple[Waiting, ...]
    serving: tuple[Serving, ...]
    agents: tuple[Agent, ...]
    closes: float
    bookings: tuple[Booking, ...] = ()
    joiners: tuple[Joiner, ...] = ()
    rule: Rule = Rule()


@dataclass(frozen=True, slots=True)
class Range:
    """Minutes from now until the call: one in ten comes before `low`, one in ten after `high`."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """By visit id for those who wait, by `Joiner.asked_as` for the joiners asked for.

    None: nobody on duty or planned takes it, so that nothing honest can be said.
    """

    waiting: Mapping[str, Range | None] = field(default_factory=dict)
    joining: Mapping[str, Range | None] = field(default_factory=dict)
