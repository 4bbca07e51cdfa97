"""What a visitor is told of a forecast: whole minutes, counting down, without flicker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.telling import remaining, rounded, told_now, worth_telling
from kiosk.queue.visits import Visit, VisitState, Wait
from kiosk.queue.wait import in_steps

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
minutes = st.floats(0, 300)


def waits() -> st.SearchStrategy[Wait]:
    rows = st.tuples(st.integers(0, 120), st.integers(0, 60), st.integers(0, 60))
    return rows.map(lambda row: Wait(row[0], row[0] + row[1] + row[2], row[0] + row[1]))


@given(st.lists(minutes, min_size=3, max_size=3).map(sorted))
def test_a_forecast_is_rounded_outwards(quantiles: list[float]) -> None:
    low, mid, high = quantiles
    wait = rounded(low, mid, high)
    assert wait.low_minutes <= low and wait.high_minutes >= high
    assert wait.mid_minutes is not None and wait.low_minutes <= wait.mid_minutes <= wait.high_minutes
    assert abs(wait.mid_minutes - mid) <= 1


def test_less_than_nothing_is_now() -> None:
    assert rounded(-3.0, -1.0, 0.4) == Wait(0, 1, 0)


@given(waits(), st.integers(0, 200))
def test_what_was_told_counts_down_to_nothing(told: Wait, gone: int) -> None:
    left = remaining(told, NINE, NINE + timedelta(minutes=gone))
    assert left.low_minutes == max(0, told.low_minutes - gone)
    assert left.high_minutes == max(0, told.high_minutes - gone)


@given(waits(), st.integers(1, 600))
def test_a_clock_set_back_takes_nothing_away(told: Wait, back: int) -> None:
    assert remaining(told, NINE, NINE - timedelta(minutes=back)) == told


def test_a_range_without_a_middle_keeps_none() -> None:
    assert remaining(Wait(5, 10), NINE, NINE + timedelta(minutes=2)) == Wait(3, 8)


@pytest.mark.parametrize(
    ("promised_at", "checked_in_at", "left"),
    [
        (NINE, NINE - timedelta(minutes=30), Wait(1, 11)),
        (None, NINE, Wait(1, 11)),  # promises made before there was a forecast count from the check-in
        (None, None, Wait(5, 15)),
    ],
)
def test_a_promise_counts_from_when_it_was_told(
    promised_at: datetime | None, checked_in_at: datetime | None, left: Wait
) -> None:
    visit = Visit("v", "laptop", VisitState.WAITING, promise=Wait(5, 15), promised_at=promised_at)
    visit = Visit(
        **{**{name: getattr(visit, name) for name in visit.__slots__}, "checked_in_at": checked_in_at}
    )
    assert told_now(visit, NINE + timedelta(minutes=4)) == left


def test_nothing_told_is_nothing_left() -> None:
    assert told_now(Visit("v", "laptop", VisitState.WAITING), NINE) is None


@pytest.mark.parametrize(
    ("left", "found", "worth"),
    [
        (None, None, False),
        (None, Wait(5, 10), True),
        (Wait(5, 10), None, True),
        (Wait(10, 20), Wait(10, 20), False),
        (Wait(10, 20), Wait(12, 19), False),  # the same steps
        (Wait(10, 20), Wait(9, 20), False),  # just below the edge of a step: no flicker
        (Wait(10, 20), Wait(8, 20), True),
        (Wait(10, 20), Wait(10, 21), False),
        (Wait(10, 20), Wait(10, 22), True),
        (Wait(10, 20), Wait(25, 40), True),
        (Wait(0, 4), Wait(0, 2), False),
        (Wait(0, 4), Wait(0, 1), True),  # "now"
    ],
)
def test_only_what_would_mislead_is_told_anew(left: Wait | None, found: Wait | None, worth: bool) -> None:
    assert worth_telling(left, found) is worth


@given(waits(), waits())
def test_what_is_shown_the_same_is_never_told_anew(left: Wait, found: Wait) -> None:
    if in_steps(left) == in_steps(found):
        assert not worth_telling(left, found)
    if worth_telling(left, found):
        assert in_steps(left) != in_steps(found)


def test_the_first_forecast_replaces_a_simple_estimate() -> None:
    assert worth_telling(Wait(10, 20), Wait(10, 20, 14))
    assert not worth_telling(Wait(10, 20, 13), Wait(10, 20, 14))


@given(waits())
def test_telling_twice_is_telling_once(found: Wait) -> None:
    assert not worth_telling(found, found)
