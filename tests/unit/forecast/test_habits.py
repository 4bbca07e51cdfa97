"""Rates and delays of people."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kiosk.queue.forecast.habits import Arrivals, Habits, Patience, Share
from kiosk.queue.forecast.room import DAY

SHARES = (np.arange(1000) + 0.5)[:, None] / 1000


def test_a_share_begins_with_its_prior_and_follows_what_is_seen() -> None:
    share = Share(0.1, 10)
    assert share.value == pytest.approx(0.1)
    for _ in range(90):
        share.add(True)
    assert share.value == pytest.approx(0.91)


def test_who_leaves_early_and_who_stays_is_learned_by_the_wait_so_far() -> None:
    patience = Patience()
    for _ in range(200):
        patience.add(3.0, left=True, booked=False)
        patience.add(30.0, left=False, booked=False)
    rates = patience.rates(False)
    assert rates[0] > 10 * rates[2]
    soon = float((patience.remaining(np.array([0.0]), False, SHARES) < 5).mean())
    assert 0.3 < soon < 0.6
    assert float((patience.remaining(np.array([12.0]), False, SHARES) < 5).mean()) < 0.05


def test_booked_visitors_have_their_own_patience() -> None:
    patience = Patience()
    for _ in range(100):
        patience.add(20.0, left=True, booked=False)
        patience.add(20.0, left=False, booked=True)
    assert patience.rates(True)[2] < 0.1 * patience.rates(False)[2]


def test_a_wait_that_is_spent_ends_in_the_future() -> None:
    patience = Patience()
    assert bool((patience.remaining(np.array([500.0]), True, SHARES) >= 0).all())


def arrivals(days: int, by_hour: dict[int, int]) -> Arrivals:
    found = Arrivals()
    for day in range(days):
        found.day_started()
        for hour, number in by_hour.items():
            for n in range(number):
                found.add(day * DAY + hour * 60 + n % 60, "repair", urgent=n == 0)
    found.day_started()
    return found


def test_walk_ups_are_expected_when_they_used_to_come() -> None:
    found = arrivals(10, {9: 30, 11: 6})
    now = 10 * DAY + 8 * 60
    assert found.rate(now, 10 * DAY + 9.25 * 60) == pytest.approx(1.0, rel=0.05)
    assert found.rate(now, 10 * DAY + 14 * 60) == pytest.approx(0.0, abs=0.01)


def test_a_busy_day_is_expected_to_stay_busy() -> None:
    found = arrivals(10, {9: 30, 11: 30})
    for n in range(60):
        found.add(10 * DAY + 9 * 60 + n % 60, "repair", urgent=False)
    now = 10 * DAY + 10 * 60
    assert found.rate(now, 10 * DAY + 11.25 * 60) > 1.2


def test_on_the_first_day_today_must_do() -> None:
    found = Arrivals()
    assert found.rate(500.0, 510.0) == pytest.approx(Arrivals.PRIOR_RATE)
    for n in range(60):
        found.add(500.0 + n, "repair", urgent=False)
    assert found.rate(560.0, 570.0) == pytest.approx(0.7, rel=0.1)


def test_habits_come_back_from_json_as_they_were() -> None:
    habits = Habits()
    habits.gap.add(2.5)
    habits.punctual.add(DAY - 5)
    habits.shows.add(False)
    habits.gone[1].add(True)
    habits.patience.add(12.0, left=True, booked=True)
    habits.arrivals.add(600.0, "repair", urgent=True)
    again = Habits.from_json(json.loads(json.dumps(habits.to_json())))
    assert again.to_json() == habits.to_json()
    assert again.arrivals.urgent is not habits.arrivals.urgent
    assert again.arrivals.urgent.value == habits.arrivals.urgent.value
    assert again.patience.rates(True) == pytest.approx(habits.patience.rates(True))
