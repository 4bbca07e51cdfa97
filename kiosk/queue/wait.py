"""A first honest wait: a range, from people ahead, agents on duty and past service times.

Somebody is called when enough of those ahead are done. With c agents at work, finishing one takes m/c
minutes on average (m: mean service time of those ahead, shrunk towards the catalogue's guess while data
are few); the wait for the k-th completion is close to a gamma variable with mean k·m/c. The range is its
10 % and 90 % quantile by Wilson and Hilferty's cube-root approximation (PNAS 17, 1931).
"""

from __future__ import annotations

from math import sqrt

from kiosk.queue.line import Line, ServiceTimes
from kiosk.queue.order import Key
from kiosk.queue.visits import Wait

GUESS_WEIGHT = 5.0  # the catalogue's guess counts as this many visits
GUESS_SPREAD = 0.7  # standard deviation of a service time over its mean, before anything was seen
Z90 = 1.2816


def service_moments(line: Line, service_id: str) -> tuple[float, float]:
    """Mean and variance (minutes, minutes²) of a service's time at this site."""
    service = line.settings.service(service_id)
    guess = service.expected_minutes if service else 10.0
    seen = line.times.get(service_id, ServiceTimes())
    weight = seen.count + GUESS_WEIGHT
    mean = (seen.total + guess * GUESS_WEIGHT) / weight
    squares = (seen.squares + (guess * guess) * (1 + GUESS_SPREAD**2) * GUESS_WEIGHT) / weight
    return mean, max(squares - mean * mean, (0.2 * mean) ** 2)


def estimate(line: Line, service_id: str, key: Key | None = None) -> Wait | None:
    """The wait from now of somebody with `key`, or of who would join `service_id` last.

    None when no agent on duty takes this service: nothing honest can be said then.
    """
    agents = [c for c in line.counters.values() if line.settings.serves(c.agent, service_id)]
    if not agents:
        return None
    shared = {s for c in agents for s in line.waiting.services() if line.settings.serves(c.agent, s)}
    ahead = {s: line.waiting.ahead(key, s) if key else line.waiting.count(s) for s in shared}
    people = sum(ahead.values())
    idle = sum(1 for c in agents if c.visit is None)
    if people < idle:
        return Wait(0, 0)
    moments = [(n, *service_moments(line, s)) for s, n in ahead.items() if n]
    at_work = [service_moments(line, line.visits[c.visit].service) for c in agents if c.visit]
    moments += [(1, mean, variance) for mean, variance in at_work]
    count = sum(n for n, _, _ in moments)
    mean = sum(n * m for n, m, _ in moments) / count if count else service_moments(line, service_id)[0]
    variance = sum(n * v for n, _, v in moments) / count if count else mean * mean
    completions = people - idle + 1
    return _range(completions, mean / len(agents), sqrt(variance) / len(agents))


def _range(completions: int, mean: float, spread: float) -> Wait:
    """10 % to 90 % of a gamma variable with `completions` independent parts."""
    total = completions * mean
    shape = max(0.3, total * total / (completions * spread * spread))
    low, high = (total * max(0.0, 1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3 for z in (-Z90, Z90))
    return Wait(int(low), max(int(low) + 1, round(high)))


def in_steps(wait: Wait) -> tuple[int, int]:
    """The range as it is told: steps of five minutes, never narrower than one step; (0, 0) is "now"."""
    if wait.high_minutes < 3:
        return (0, 0)
    low = wait.low_minutes // 5 * 5
    high = -(-wait.high_minutes // 5) * 5
    return (low, max(high, low + 5))
