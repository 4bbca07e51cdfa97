"""The forecast of arrivals, on invented pasts whose truth is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from kiosk.queue.planning.arrivals import fit
from kiosk.queue.planning.days import Calendar, DayKind
from kiosk.queue.settings import Hours
from tests.unit.planning.invented import CALENDAR, FIRST, HOLIDAYS, HOURS, ZONE, Invented, history_of

DAYS = 250


@pytest.mark.parametrize("seed", [1, 2])
def test_a_week_to_come_is_foreseen(seed: int) -> None:
    site, until = Invented(seed), FIRST + timedelta(days=DAYS)
    model = fit(history_of(site.past(DAYS), until))
    for n in range(7):
        day = until + timedelta(days=n)
        foreseen = model.expected(day, CALENDAR).sum()
        if CALENDAR.is_open(day):
            true = site.rate(day, DAYS + n) + 12 * 0.85
            assert foreseen == pytest.approx(true, rel=0.12)
        else:
            assert foreseen == 0


def test_growth_is_followed() -> None:
    site, until = Invented(4, growth=1.5), FIRST + timedelta(days=DAYS)
    model = fit(history_of(site.past(DAYS), until))
    day = until + timedelta(days=(7 - until.weekday()) % 7 + 1)  # a Tuesday
    assert model.expected(day, CALENDAR).sum() == pytest.approx(site.rate(day, DAYS + 5) + 10.2, rel=0.15)


def test_the_day_after_a_holiday_is_learned_but_not_believed_at_once() -> None:
    site = Invented(5, after_holiday=1.8, day_spread=0.03)
    model = fit(history_of(site.past(300), FIRST + timedelta(days=300)))
    assert 1.2 < model.kinds[DayKind.AFTER] < 1.8


def test_holidays_on_which_a_site_is_open_come_as_dates() -> None:
    hours = Hours(False, HOURS.weekly)
    calendar = Calendar(hours, ZONE, HOLIDAYS)
    assert all(calendar.kind(day) is DayKind.HOLIDAY and calendar.is_open(day) for day in HOLIDAYS)


def test_a_day_with_shorter_hours_has_fewer_visitors() -> None:
    until = FIRST + timedelta(days=DAYS)
    monday = until + timedelta(days=(7 - until.weekday()) % 7)
    model = fit(history_of(Invented(6).past(DAYS), until))
    span = HOURS.weekly[0][0]
    half = Hours(False, HOURS.weekly, {monday: (type(span)(span.opens, span.opens.replace(hour=12)),)})
    short, full = (model.expected(monday, Calendar(h, ZONE)).sum() for h in (half, HOURS))
    assert 0.4 * full < short < 0.75 * full


def test_few_data_lean_on_the_broader_group() -> None:
    """After three days nothing says that a Friday differs, nor that nobody comes in an odd half hour."""
    until = date(2025, 1, 10)
    model = fit(history_of(Invented(7).past(3), until))
    friday, monday = (model.expected(until + timedelta(days=n), CALENDAR) for n in (0, 3))
    assert friday.sum() == pytest.approx(monday.sum(), rel=0.25)
    assert (friday[18:30] > 0).all()


def test_nothing_seen_foresees_nothing() -> None:
    model = fit(history_of([], FIRST))
    assert model.expected(FIRST, CALENDAR).sum() == 0 and model.last_day is None


def test_the_same_past_gives_the_same_forecast() -> None:
    until = FIRST + timedelta(days=60)
    first, second = (fit(history_of(Invented(8).past(60), until)) for _ in range(2))
    assert np.array_equal(first.expected(until, CALENDAR), second.expected(until, CALENDAR))


@pytest.mark.parametrize("spread", [0.05, 0.3])
def test_days_that_differ_more_widen_the_range(spread: float) -> None:
    until = FIRST + timedelta(days=DAYS)
    model = fit(history_of(Invented(9, day_spread=spread).past(DAYS), until))
    assert model.of_day == pytest.approx(spread**2, rel=0.6, abs=0.006)
