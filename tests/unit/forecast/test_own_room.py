"""Forecasts in a room whose truth is known."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kiosk.queue.forecast.facts import SiteFacts
from kiosk.queue.forecast.forecaster import Forecaster
from tests.unit.forecast.own_room import Counter, Told, mean_error, right

HISTORY_DAYS = 8


def learned(counter: Counter, replicates: int = 60) -> Forecaster:
    forecaster = Forecaster(SiteFacts({"password": 8.0, "repair": 14.0}), replicates=replicates)
    for day in range(HISTORY_DAYS):
        counter.play(forecaster, day, ask=day >= HISTORY_DAYS - 3)
    return forecaster


@pytest.fixture(scope="module")
def counter() -> Counter:
    return Counter()


@pytest.fixture(scope="module")
def state(counter: Counter) -> str:
    return json.dumps(learned(counter).to_json())


@pytest.fixture
def forecaster(state: str) -> Forecaster:
    return Forecaster.from_json(json.loads(state))


def days(forecaster: Forecaster, counter: Counter, number: int, pace: float = 1.0) -> list[Told]:
    return [t for d in range(number) for t in counter.play(forecaster, HISTORY_DAYS + d, pace)]


@pytest.fixture(scope="module")
def usual_days(state: str, counter: Counter) -> list[Told]:
    return days(Forecaster.from_json(json.loads(state)), counter, 6)


def test_eight_of_ten_are_called_in_the_range_told(usual_days: list[Told]) -> None:
    assert len(usual_days) > 300
    assert 0.72 <= right(usual_days) <= 0.88


def test_the_middle_is_passed_by_about_half(usual_days: list[Told]) -> None:
    assert 0.38 <= float(np.mean([t.waited > t.told.mid for t in usual_days])) <= 0.62


def test_a_forecast_is_better_than_the_mean_wait(usual_days: list[Told]) -> None:
    usual = float(np.mean([t.waited for t in usual_days]))
    assert mean_error(usual_days) < 0.7 * float(np.mean([abs(usual - t.waited) for t in usual_days]))


def test_a_day_at_half_the_pace_is_still_told_right(forecaster: Forecaster) -> None:
    """Nothing before was like it; the services going on and done today must tell."""
    told = days(forecaster, Counter(load=0.5), 3, pace=2.0)
    assert len(told) > 60
    assert right(told) >= 0.68


def test_what_was_learned_comes_near_the_truth(forecaster: Forecaster, counter: Counter) -> None:
    for service, minutes in counter.minutes.items():
        assert forecaster.history.times.mean(service, 10) == pytest.approx(minutes, rel=0.15)


def test_on_the_first_day_the_guesses_do() -> None:
    told = []
    for seed in range(4):
        forecaster = Forecaster(SiteFacts({"password": 8.0, "repair": 14.0}), replicates=60)
        told += Counter(seed=100 + seed).play(forecaster, 0)
    assert len(told) > 200
    assert right(told) >= 0.7


def test_a_fixed_service_time_is_told_nearly_to_the_minute() -> None:
    counter = Counter(agents=1, minutes={"repair": 10.0}, cv=0.02, load=0.95)
    forecaster = Forecaster(SiteFacts({"repair": 14.0}), replicates=60)
    for day in range(6):
        counter.play(forecaster, day, ask=day >= 4)
    told = counter.play(forecaster, 6) + counter.play(forecaster, 7)
    assert mean_error(told) < 0.12 * float(np.mean([t.waited for t in told])) + 0.5


def test_after_a_restart_it_goes_on_as_if_nothing_had_been(state: str, counter: Counter) -> None:
    stayed, restarted = (Forecaster.from_json(json.loads(state)) for _ in range(2))
    counter.play(stayed, HISTORY_DAYS)
    counter.play(restarted, HISTORY_DAYS)
    restarted = Forecaster.from_json(json.loads(json.dumps(restarted.to_json())))
    one = counter.play(stayed, HISTORY_DAYS + 1)
    other = counter.play(restarted, HISTORY_DAYS + 1)
    assert [t.told.mid for t in one] == pytest.approx([t.told.mid for t in other], abs=0.02)
    assert [t.told.high for t in one] == pytest.approx([t.told.high for t in other], abs=0.05)


def test_the_same_facts_and_rooms_give_the_same_answers(counter: Counter) -> None:
    site = SiteFacts({"password": 8.0, "repair": 14.0})
    one, other = (counter.play(Forecaster(site, replicates=40), 0) for _ in range(2))
    assert one == other and len(one) > 20


def test_another_seed_of_the_dice_says_nearly_the_same(counter: Counter) -> None:
    site = SiteFacts({"password": 8.0, "repair": 14.0})
    one, other = (counter.play(Forecaster(site, seed=s), 0) for s in (1, 2))
    off = np.abs(np.array([t.told.mid for t in one]) - np.array([t.told.mid for t in other]))
    assert off.mean() < 0.05 * float(np.mean([t.told.mid for t in one])) + 0.2
