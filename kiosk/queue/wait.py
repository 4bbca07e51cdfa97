"""A first honest wait: a range, from people ahead, agents on duty and past service times.

Somebody is called when enough of those ahead are done. With c agents at work, finishing one takes m/c
minutes on average (m: mean service time of those ahead, shrunk towards the catalogue's guess while data
are few); the wait for the k-th completion is close to a gamma variable with mean k·m/c. Its scale is that of
the mix of services which these agents take, whoever waits now: so one more ahead can only lengthen the wait
(gammas of one scale add up). The range is its 10 % and 90 % quantile by Wilson and Hilferty's cube-root
approximation (PNAS 17, 1931).

Agents may take different services. A visitor is called by whichever agent is free first, so the wait is at
most that of any team of agents alone; a team is everybody who takes nothing beyond what one agent takes.
The shortest is told: one more agent can only shorten it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from kiosk.queue.line import Line, OpenCounter, ServiceTimes
from kiosk.queue.order import Key
from kiosk.queue.visits import Wait

GUESS_WEIGHT = 5.0  # the catalogue's guess counts as this many visits
GUESS_SPREAD = 0.7  # standard deviation of a service time over its mean, before anything was seen
SHORTEST_MINUTES = 0.1
Z90 = 1.2816


def service_moments(line: Line, service_id: str) -> tuple[float, float]:
    """Mean and variance (minutes, minutes²) of a service's time at this site; both above 0."""
    service = line.settings.service(service_id)
    guess = service.expected_minutes if service else 10.0
    seen = line.times.get(service_id, ServiceTimes())
    weight = seen.count + GUESS_WEIGHT
    mean = max((seen.total + guess * GUESS_WEIGHT) / weight, SHORTEST_MINUTES)
    squares = (seen.squares + (guess * guess) * (1 + GUESS_SPREAD**2) * GUESS_WEIGHT) / weight
    return mean, max(squares - mean * mean, (0.2 * mean) ** 2)


@dataclass(frozen=True, slots=True)
class _Team:
    """Agents on duty, and the services that they take between them."""

    agents: tuple[OpenCounter, ...]
    services: frozenset[str]


def _teams(line: Line, service_id: str) -> list[_Team]:
    """For each agent who takes this service: all who take it and nothing beyond what that agent takes."""
    serves = line.settings.serves
    taking = [(name, at) for name, at in line.counters.items() if serves(at.agent, service_id, name)]
    if not taking:
        return []
    known = {s.id for s in line.settings.services}.union(*line.settings.agent_services.values())
    known |= {service_id, *line.waiting.services()}
    rows = [(at, frozenset(s for s in known if serves(at.agent, s, name))) for name, at in taking]
    return [
        _Team(tuple(c for c, mine in rows if mine <= scope), scope) for scope in {mine for _, mine in rows}
    ]


def estimate(line: Line, service_id: str, key: Key | None = None) -> Wait | None:
    """The wait from now of somebody with `key`, or of who would join `service_id` last.

    None when no agent on duty takes this service: nothing honest can be said then.
    """
    found = [_with(team, line, service_id, key) for team in _teams(line, service_id)]
    if not found:
        return None
    return Wait(min(w.low_minutes for w in found), min(w.high_minutes for w in found))


def _with(team: _Team, line: Line, service_id: str, key: Key | None) -> Wait:
    """The wait when nobody but this team calls."""
    shared = [s for s in sorted(line.waiting.services()) if s in team.services]
    ahead = {s: line.waiting.ahead(key, s) if key else line.waiting.count(s) for s in shared}
    people = sum(ahead.values())
    busy = [line.visits[v].service for c in team.agents if (v := c.visit or c.helping)]
    idle = len(team.agents) - len(busy)
    if people < idle:
        return Wait(0, 0)
    work = sum(n * service_moments(line, s)[0] for s, n in ahead.items())
    work += sum(service_moments(line, s)[0] for s in busy)
    completions = people - idle + 1
    minutes = work * completions / (people + len(busy)) / len(team.agents)
    return _range(minutes, _scale(line, team, service_id) / len(team.agents))


def _scale(line: Line, team: _Team, service_id: str) -> float:
    """Variance over mean (minutes) of one service time in the usual mix of what a team takes."""
    offered = {s.id for s in line.settings.services if s.id in team.services} | {service_id}
    means, variances = 0.0, 0.0
    for service in sorted(offered):
        weight = line.times.get(service, ServiceTimes()).count + GUESS_WEIGHT
        mean, variance = service_moments(line, service)
        means, variances = means + weight * mean, variances + weight * variance
    return variances / means


def _range(minutes: float, scale: float) -> Wait:
    """10 % to 90 % of a gamma variable with this mean and scale (both minutes, above 0)."""
    shape = max(0.3, minutes / scale)
    low, high = (minutes * max(0.0, 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3 for z in (-Z90, Z90))
    return Wait(int(low), max(int(low) + 1, round(high)))


def in_steps(wait: Wait) -> tuple[int, int]:
    """The range as it is told: steps of five minutes, never narrower than one step; (0, 0) is "now"."""
    if wait.high_minutes < 3:
        return (0, 0)
    low = wait.low_minutes // 5 * 5
    high = -(-wait.high_minutes // 5) * 5
    return (low, max(high, low + 5))
