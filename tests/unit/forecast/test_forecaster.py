"""The forecaster as its caller sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.room import Agent, Duty, Joiner, Range, Room, Serving
from tests.unit.forecast.own_room import waiting

SITE = f.SiteFacts({"repair": 15.0})


def crowd(number: int, now: float = 600.0) -> Room:
    on = tuple(Agent(f"a{i}", Duty.SERVING, now - 3) for i in range(3))
    return Room(
        now,
        tuple(waiting(f"v{i}", now - 30 + i) for i in range(number)),
        tuple(Serving(a.id, f"s{a.id}", "repair", now - 3) for a in on),
        on,
        closes=960.0,
        joiners=(Joiner("repair", now),),
    )


def mid(answer: Range | None) -> float:
    assert answer is not None
    return answer.mid


def test_everybody_who_waits_is_told_something() -> None:
    answer = Forecaster(SITE).forecast(crowd(12))
    assert set(answer.waiting) == {f"v{i}" for i in range(12)}
    assert mid(answer.joining["repair"]) > mid(answer.waiting["v11"])


def test_asking_twice_gives_the_same_answer() -> None:
    forecaster = Forecaster(SITE)
    first = forecaster.forecast(crowd(8))
    assert forecaster.simulated(crowd(8)) == forecaster.simulated(crowd(8))
    again = forecaster.forecast(crowd(8))
    assert [mid(r) for r in again.waiting.values()] == pytest.approx([mid(r) for r in first.waiting.values()])


def test_a_minute_in_which_nothing_happens_changes_little() -> None:
    forecaster = Forecaster(SITE)
    before = forecaster.simulated(crowd(8))
    after = forecaster.simulated(replace(crowd(8), now=601.0))
    for visit, answer in after.waiting.items():
        assert abs(mid(answer) - mid(before.waiting[visit])) < 1.6


def test_the_time_told_does_not_jump_when_an_agent_goes() -> None:
    forecaster = Forecaster(SITE)
    before = forecaster.forecast(crowd(10)).waiting["v9"]
    fewer = replace(crowd(10), now=600.5, agents=crowd(10).agents[:1], serving=crowd(10).serving[:1])
    after = forecaster.forecast(fewer).waiting["v9"]
    assert mid(after) <= mid(before) + 5
    assert after is not None and before is not None and after.high > before.high + 10


def test_a_call_ends_what_is_remembered_of_a_visitor() -> None:
    forecaster = Forecaster(SITE)
    forecaster.forecast(crowd(3))
    forecaster.observe(f.CheckedIn(600.0, "v0", "repair"))
    forecaster.observe(f.Called(605.0, "v0", "a0"))
    assert "v0" not in forecaster.calibration.open and "v0" not in forecaster.steady.told
    assert len(forecaster.calibration.scores["later"].seen) == 1


def test_its_memory_does_not_grow_with_the_days() -> None:
    forecaster = Forecaster(SITE, replicates=20)
    sizes = []
    for day in range(30):
        forecaster.observe(f.DayStarted(day * 1440.0))
        for n in range(3):
            forecaster.observe(f.CheckedIn(day * 1440 + 500.0, f"v{day}.{n}", "repair"))
            forecaster.forecast(crowd(3, day * 1440 + 600.0))
        forecaster.observe(f.DayStarted(day * 1440.0 + 1439))
        sizes.append(len(json.dumps(forecaster.to_json())))
    assert sizes[-1] < sizes[5] + 200


def test_another_version_is_not_read() -> None:
    with pytest.raises(ValueError, match="version"):
        Forecaster.from_json({"version": 99})


def test_it_is_restored_in_the_middle_of_a_wait() -> None:
    forecaster = Forecaster(SITE)
    forecaster.forecast(crowd(5))
    again = Forecaster.from_json(json.loads(json.dumps(forecaster.to_json())))
    later = replace(crowd(5), now=601.0)
    for visit, answer in forecaster.forecast(later).waiting.items():
        assert mid(again.forecast(later).waiting[visit]) == pytest.approx(mid(answer), abs=1e-6)


def test_it_needs_numpy_and_nothing_else() -> None:
    """The scoring bench runs it where the product is not installed; a clock or dice would end purity."""
    code = (
        "import sys, kiosk.queue.forecast.forecaster;"
        "heavy = ('pydantic', 'sqlalchemy', 'fastapi', 'PySide6', 'kiosk.queue.line');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
