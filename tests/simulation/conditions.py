"""What a seed's day is like: drawn anew for each; some are calm in one respect and wild in another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kiosk.queue.settings import Hours, Service, SiteSettings, Span
from kiosk.queue.visits import CallRule

BEGIN = datetime(2026, 10, 24, 7, 0, tzinfo=UTC)  # the day before summer ends in Europe
RULES = (CallRule.DUE_TIME, CallRule.FIRST_COME, CallRule.APPOINTMENTS_FIRST, CallRule.ACCUMULATING)
SKILLS = ("mac", "network")
ZONES = ("UTC", "Europe/Madrid", "America/Mexico_City", "Asia/Kolkata")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Rates are a minute; times are seconds. `loss` and `doubling`: of each message."""

    consoles: int
    kiosks: int
    displays: int
    people: int
    arrivals: float
    loss: float
    doubling: float
    slowest: float
    cuts: float
    crashes: float
    full_disks: float
    jumps: float
    standby: bool
    desk: bool
    presses_twice: float
    nonsense: float
    console_deaths: float
    settings_changes: float
    settings: SiteSettings


def draw(rng: Random, real_store: bool = False) -> Conditions:
    """The conditions of one run."""
    wild = rng.random() < 0.8  # the others are days on which nothing fails
    services = rng.randint(1, 4)
    counters = tuple(str(n + 1) for n in range(rng.randint(1, 4)))

    def some(most: float, often: float = 0.5) -> float:
        return rng.random() * most if wild and rng.random() < often else 0.0

    return Conditions(
        consoles=min(4, len(counters) + rng.randint(0, 1)),
        kiosks=rng.randint(1, 2),
        displays=rng.randint(1, 2),
        people=rng.choice((6, 15, 60)),
        arrivals=rng.choice((2.0, 5.0, 10.0)),
        loss=some(0.15),
        doubling=some(0.2),
        slowest=rng.choice((0.05, 0.5, 4.0)) if wild else 0.05,
        cuts=some(0.8),
        crashes=some(2.0),
        full_disks=some(2.0),
        jumps=some(1.0, 0.3),
        standby=not real_store and rng.random() < 0.35,
        desk=rng.random() < 0.6,
        presses_twice=rng.choice((0.0, 0.1, 0.3)),
        nonsense=rng.choice((0.0, 0.05, 0.2)),
        console_deaths=some(0.6),
        settings_changes=rng.choice((0.0, 0.0, 0.6)),
        settings=draw_settings(rng, services, counters),
    )


def draw_settings(rng: Random, services: int, counters: tuple[str, ...]) -> SiteSettings:
    """A site's choices, with every rule on in some of the seeds."""
    zone = rng.choice(ZONES)
    hours = _hours(rng, zone) if rng.random() < 0.3 else Hours()
    before = SiteSettings(timezone=zone, counters=counters, hours=hours, clear_after=rng.choice((5, 60)))
    return changed(rng, before, services)


def _hours(rng: Random, zone: str) -> Hours:
    """Open until some minutes after the run begins, each day."""
    closes = BEGIN.astimezone(ZoneInfo(zone)) + timedelta(minutes=rng.randint(2, 90))
    return Hours(always=False, weekly={day: (Span(time(0, 0), closes.time()),) for day in range(7)})


def changed(rng: Random, before: SiteSettings, services: int | None = None) -> SiteSettings:
    """Other choices for the same counters and services."""
    count = services or len(before.services)
    mine = tuple(_service(rng, n) for n in range(count))
    names = [s.id for s in mine]
    agents = [f"agent{n + 1}" for n in range(4)]
    return replace(
        before,
        services=mine,
        rule=rng.choice(RULES),
        agent_services={a: tuple(rng.sample(names, 1)) for a in agents if rng.random() < 0.15},
        agent_skills={a: tuple(s for s in SKILLS if rng.random() < 0.6) for a in agents},
        counter_services={c: (rng.choice(names),) for c in before.counters[1:] if rng.random() < 0.1},
        quick_counters=tuple(c for c in before.counters[1:] if rng.random() < 0.1),
        quick_every=rng.choice((0, 0, 2, 4)),
        most_passed=rng.choice((0, 2, 6)),
        walk_up_credit=rng.choice((0, 5, 20)),
        late_grace=rng.choice((0, 10)),
        urgent_credit=rng.choice((0, 15)),
        prefer_within=rng.choice((0, 5)),
        reserved_wait=rng.choice((0, 2, 15)),
        hold_keeps=rng.choice((0, 2, 60)),
        return_within=rng.choice((0, 2, 15)),
        calls_before_no_show=rng.choice((1, 1, 2)),
        accept_within=rng.choice((0, 1, 10)),
        closing_work=rng.random() < 0.3,
        remote_join=rng.random() < 0.5,
        most_on_the_way=rng.choice((1, 10)),
    )


def _service(rng: Random, number: int) -> Service:
    return Service(
        f"service{number + 1}",
        "ABCD"[number],
        {"en": f"Service {number + 1}"},
        expected_minutes=rng.choice((2.0, 3.0, 10.0)),
        capacity=rng.choice((None, None, None, 3)),
        needs=(rng.choice(SKILLS),) if rng.random() < 0.15 else (),
        prefers=(rng.choice(SKILLS),) if rng.random() < 0.2 else (),
        agents=2 if rng.random() < 0.1 else 1,
        remote=rng.random() < 0.3,
    )
