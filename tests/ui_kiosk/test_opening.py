"""What a visitor is told of the hours, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kiosk.queue.settings import Hours, SiteSettings, Span
from kiosk.ui.opening import Standing, opening

WEEKDAYS: dict[int, tuple[Span, ...]] = {
    day: (Span(time(9), time(13)), Span(time(14), time(17))) for day in range(5)
}
SITE = SiteSettings(
    timezone="Europe/Madrid", hours=Hours(always=False, weekly=WEEKDAYS, exceptions={date(2026, 3, 4): ()})
)
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SITE.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "minute", "standing", "until"),
    [
        (8, 59, Standing.CLOSED, None),
        (9, 0, Standing.OPEN, time(12, 50)),
        (12, 19, Standing.OPEN, time(12, 50)),
        (12, 20, Standing.LAST_CALL, time(12, 50)),
        (12, 49, Standing.LAST_CALL, time(12, 50)),
        (12, 50, Standing.OVER, time(13)),
        (13, 0, Standing.CLOSED, None),
        (14, 0, Standing.OPEN, time(16, 50)),
        (17, 0, Standing.CLOSED, None),
    ],
)
def test_a_day(hour: int, minute: int, standing: Standing, until: time | None) -> None:
    now = opening(SITE, at(MONDAY, hour, minute))
    assert (now.standing, now.until) == (standing, until)
    assert now.may_check_in is (standing in (Standing.OPEN, Standing.LAST_CALL))


@pytest.mark.parametrize(
    ("day", "hour", "next_day", "next_hour"),
    [
        (MONDAY, 7, MONDAY, 9),
        (MONDAY, 13, MONDAY, 14),
        (MONDAY, 18, MONDAY + timedelta(days=1), 9),
        (date(2026, 3, 3), 18, date(2026, 3, 5), 9),  # Wednesday is a holiday
        (date(2026, 3, 6), 18, date(2026, 3, 9), 9),  # over the weekend
    ],
)
def test_when_it_opens_again(day: date, hour: int, next_day: date, next_hour: int) -> None:
    assert opening(SITE, at(day, hour)).opens == at(next_day, next_hour)


def test_it_opens_on_time_after_the_clocks_change() -> None:
    night = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # Saturday; the clocks change in a few hours
    assert opening(SITE, night).opens == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def test_a_site_without_hours_is_always_open_and_one_without_spans_never() -> None:
    assert opening(SiteSettings(), at(MONDAY, 3)).standing is Standing.OPEN
    never = opening(SiteSettings(hours=Hours(always=False)), at(MONDAY, 12))
    assert (never.standing, never.opens) == (Standing.CLOSED, None)
