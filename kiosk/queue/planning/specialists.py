"""How many of the agents needed must know services that not everybody serves.

`staffing` takes every agent to serve everything. Where some services are served by a few only, those few
must be enough for them: for each group of services with the same few agents the formula of `load` says how
many, as if these served nothing else. It is a lower bound, said beside the agents needed in all.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.queue.planning.days import Floats
from kiosk.queue.planning.load import agents_for, mean_minutes, offered_load
from kiosk.queue.planning.room import Ints
from kiosk.queue.planning.service_times import ServiceTime
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.settings import SiteSettings

Group = tuple[str, ...]
HARDLY = 0.02  # of an agent: so little work is nobody's


def groups_of(rules: SiteSettings) -> tuple[Group, ...]:
    """Active services that only some of the site's known agents serve, together where these are the same."""
    agents = sorted({*rules.agent_services, *rules.agent_skills, *rules.shifts})
    found: dict[frozenset[str], list[str]] = {}
    for service in rules.services:
        able = frozenset(agent for agent in agents if rules.serves(agent, service.id))
        if service.active and agents and len(able) < len(agents):
            found.setdefault(able, []).append(service.id)
    return tuple(tuple(services) for services in found.values())


def specialists(
    arrivals: Floats,
    times: Sequence[ServiceTime],
    services: Sequence[str],
    groups: Sequence[Group],
    promise: Promise,
) -> dict[Group, Ints]:
    """The fewest agents of each group by half hour, (48,). arrivals: (48, S) means, S as `services`."""
    found = {}
    for group in groups:
        mine = np.array([name in group for name in services])
        theirs = np.where(mine, arrivals, 0.0)
        mean = mean_minutes(theirs, times)
        need = [
            agents_for(float(load), mean, promise.minutes, promise.share) if load > HARDLY else 0
            for load in offered_load(theirs, times)
        ]
        found[group] = np.array(need, dtype=np.int64)
    return found
