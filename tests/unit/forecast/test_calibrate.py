"""Ranges are corrected by how well the last ones held."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kiosk.queue.forecast.calibrate import EVERY, Calibration, at_score, score
from kiosk.queue.forecast.room import Range
from kiosk.queue.forecast.steady import MOST_SLIP, Steady

RAW = Range(10.0, 20.0, 35.0)


@pytest.mark.parametrize(("minutes", "expected"), [(10, -1), (20, 0), (35, 1), (50, 2), (5, -1.5)])
def test_a_score_is_a_place_in_the_range(minutes: float, expected: float) -> None:
    assert score(RAW, minutes) == pytest.approx(expected)
    assert at_score(RAW, expected) == pytest.approx(minutes)


def test_no_wait_is_below_nothing() -> None:
    assert at_score(RAW, -5.0) == 0.0


def test_at_first_the_simulation_is_believed() -> None:
    told = Calibration().corrected(RAW, first=True)
    assert (told.low, told.mid, told.high) == pytest.approx((10, 20, 35), rel=0.05)


def seen(factor: float, number: int = 900) -> tuple[Calibration, np.random.Generator]:
    """A calibration after so many visits whose waits spread `factor` times as far as was said."""
    calibration, random = Calibration(), np.random.default_rng(1)
    for n in range(number):
        calibration.note(f"v{n}", 0.0, RAW, first=True)
        calibration.came(f"v{n}", at_score(RAW, factor * float(random.normal()) / 1.2816))
    return calibration, random


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.4])
def test_eight_of_ten_become_eight_of_ten(factor: float) -> None:
    calibration, random = seen(factor)
    told = calibration.corrected(RAW, first=True)
    waits = [at_score(RAW, factor * float(z) / 1.2816) for z in random.normal(size=4000)]
    assert float(np.mean([told.low <= w <= told.high for w in waits])) == pytest.approx(0.8, abs=0.04)


def test_later_forecasts_are_corrected_by_themselves() -> None:
    calibration, _ = seen(2.0)
    assert calibration.corrected(RAW, first=False).high == pytest.approx(35, rel=0.05)


def test_forecasts_for_one_visitor_are_scored_now_and_then() -> None:
    calibration = Calibration()
    for n in range(20):
        calibration.note("v", n * EVERY / 2, RAW, first=n == 0)
    calibration.came("v", 60.0)
    assert len(calibration.scores["first"].seen) == 1
    assert len(calibration.scores["later"].seen) == 9
    assert calibration.open == {}


def test_who_leaves_is_not_taken_for_a_short_wait() -> None:
    calibration = Calibration()
    for n in range(200):
        calibration.note(f"v{n}", 0.0, RAW, first=True)
        calibration.went(f"v{n}", 12.0)
    edges = calibration.corrected(RAW, first=True)
    assert edges.mid == pytest.approx(20, rel=0.1) and edges.high == pytest.approx(35, rel=0.15)
    calibration.went("stranger", 5.0)


def test_at_night_open_forecasts_are_dropped() -> None:
    calibration = Calibration()
    calibration.note("v", 0.0, RAW, first=True)
    calibration.day_started()
    calibration.came("v", 2000.0)
    assert calibration.scores["first"].seen == []


def test_it_comes_back_from_json_as_it_was() -> None:
    calibration, _ = seen(1.4, 50)
    calibration.note("open", 3.0, RAW, first=True)
    again = Calibration.from_json(json.loads(json.dumps(calibration.to_json())))
    assert again.to_json() == calibration.to_json()
    one, other = calibration.corrected(RAW, True), again.corrected(RAW, True)
    assert other.high == pytest.approx(one.high, rel=1e-3)


def test_bad_news_comes_a_few_minutes_at_a_time() -> None:
    steady = Steady()
    assert steady.steadied("v", 0.0, RAW).mid == 20
    told = [steady.steadied("v", 0.25 * n, Range(30, 50, 80)).mid + 0.25 * n for n in range(1, 80)]
    slips = [later - earlier for earlier, later in zip(told, told[4:], strict=False)]
    assert max(slips) <= MOST_SLIP + 1e-9
    assert told[-1] == pytest.approx(50 + 0.25 * 79)


def test_good_news_comes_at_once_and_ranges_are_not_held_back() -> None:
    steady = Steady()
    steady.steadied("v", 0.0, RAW)
    assert steady.steadied("v", 0.5, Range(1, 2, 3)) == Range(1, 2, 3)
    held = steady.steadied("v", 1.0, Range(30, 50, 80))
    assert held.mid < 10 and held.high == 80 and held.low <= held.mid


def test_a_new_visitor_is_told_what_is() -> None:
    steady = Steady()
    steady.steadied("v", 0.0, RAW)
    steady.forget("v")
    assert steady.steadied("v", 0.1, Range(30, 50, 80)).mid == 50
