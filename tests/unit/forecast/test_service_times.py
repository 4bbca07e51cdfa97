"""Service times by service, agent and hour, shrunk towards broader groups."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kiosk.queue.forecast.facts import SiteFacts
from kiosk.queue.forecast.service_times import KEPT, Seen, ServiceTimes

SITE = SiteFacts({"password": 5.0, "repair": 20.0})


def world(
    days: int,
    a_day: int = 60,
    slow_agent: float = 1.0,
    odd_day: int = -1,
    late_hour: float = 1.0,
    sd: float = 0.0,
) -> list[Seen]:
    """What was seen where a password takes 8 minutes and a repair 20."""
    random = np.random.default_rng(4)
    seen = []
    for day in range(days):
        pace = (2.0 if day == odd_day else 1.0) * float(np.exp(sd * random.normal()))
        for _ in range(a_day):
            service, mean = [("password", 8.0), ("repair", 20.0)][int(random.integers(2))]
            agent, hour = f"a{random.integers(3)}", int(random.integers(8, 16))
            factor = (slow_agent if agent == "a0" else 1.0) * (late_hour if hour >= 14 else 1.0) * pace
            seen.append(Seen(day, hour, service, agent, mean * factor * float(random.gamma(2) / 2)))
    return seen


def fed(seen: list[Seen]) -> ServiceTimes:
    times = ServiceTimes(SITE)
    for one in seen:
        times.add(one)
    times.refit()
    return times


def test_at_first_the_catalogue_is_believed() -> None:
    times = ServiceTimes(SITE)
    assert times.mean("password", 9) == 5.0
    assert times.mean("unheard of", 9) == SITE.usual
    assert times.unsure("password") == pytest.approx(0.25, abs=0.02)


def test_a_few_services_move_the_guess_a_little_many_a_lot() -> None:
    few = fed([Seen(0, 9, "password", "a", 8.0)] * 3).mean("password", 9)
    many = fed([Seen(0, 9, "password", "a", 8.0)] * 100).mean("password", 9)
    assert 5.0 < few < many <= 8.2


def test_the_truth_is_found() -> None:
    times = fed(world(12))
    assert times.mean("password", 9) == pytest.approx(8.0, rel=0.08)
    assert times.mean("repair", 9) == pytest.approx(20.0, rel=0.08)
    assert times.unsure("password") < 0.05


def test_a_slow_agent_is_told_from_a_long_service() -> None:
    times = fed(world(40, slow_agent=1.5))
    assert times.factor("a0", "repair") / times.factor("a1", "repair") == pytest.approx(1.5, rel=0.12)
    assert times.factor("nobody", "repair") == 1.0


def test_an_hour_that_is_slow_is_learned_with_caution() -> None:
    times = fed(world(20, late_hour=1.3))
    assert 1.08 < times.mean("repair", 15) / times.mean("repair", 9) < 1.35


def test_an_odd_day_does_not_spoil_the_means() -> None:
    times = fed(world(12, odd_day=5))
    assert times.mean("repair", 9) == pytest.approx(20.0, rel=0.1)
    assert times.fitted.odd_days > fed(world(12)).fitted.odd_days


def test_it_learns_how_much_days_differ() -> None:
    assert fed(world(25, sd=0.25)).fitted.day_sd > 2 * fed(world(25)).fitted.day_sd


def test_what_was_forgotten_at_the_counter_counts_as_long_at_most() -> None:
    plain = world(5)
    times = fed([*plain, Seen(4, 10, "password", "a1", 600.0)])
    assert times.mean("password", 9) < 1.12 * fed(plain).mean("password", 9)


def test_old_services_are_forgotten() -> None:
    times = ServiceTimes(SITE)
    for n in range(KEPT + 1200):
        times.add(Seen(n // 60, 9, "password", "a", 8.0))
    assert len(times.seen) <= KEPT + 500
    assert times.mean("password", 9) == pytest.approx(8.0, rel=0.02)


def test_a_service_of_no_time_is_not_one() -> None:
    times = fed([Seen(0, 9, "password", "a", 0.0)])
    assert times.seen == []


def test_it_comes_back_from_json_as_it_was() -> None:
    times = fed(world(3))
    times.add(Seen(3, 9, "repair", "a0", 55.0))
    again = ServiceTimes.from_json(SITE, json.loads(json.dumps(times.to_json())))
    assert again.mean("repair", 9) == pytest.approx(times.mean("repair", 9), rel=1e-4)
    assert again.factor("a0", "repair") == pytest.approx(times.factor("a0", "repair"), rel=1e-4)
    assert len(again.seen) == len(times.seen)
