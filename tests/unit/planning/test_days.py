"""The calendar: open half hours, special days, the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kiosk.queue.planning.days import Calendar, DayKind
from kiosk.queue.settings import Hours, Span

MADRID = ZoneInfo("Europe/Madrid")
DAY: tuple[Span, ...] = (Span(time(9), time(13)), Span(time(14, 15), time(18)))
WEEK = dict.fromkeys(range(5), DAY)
FRIDAY_OFF = date(2026, 4, 3)
OPEN = Calendar(Hours(False, WEEK, {FRIDAY_OFF: ()}), MADRID, frozenset({date(2026, 5, 1)}))


def test_half_hours_open_in_part_count_in_part() -> None:
    share = OPEN.open_share(date(2026, 3, 2))
    assert share.sum() == pytest.approx(8 + 7.5)
    assert (share[17], share[18], share[26], share[28], share[36]) == (0, 1, 0, 0.5, 0)


def test_always_open_is_all_day() -> None:
    assert Calendar(Hours(), MADRID).open_share(date(2026, 3, 2)).sum() == pytest.approx(48)


KINDS = [
    (date(2026, 3, 2), DayKind.USUAL),  # a Monday after a weekend as ever
    (date(2026, 4, 6), DayKind.AFTER),  # the Monday after a Friday off
    (date(2026, 4, 7), DayKind.USUAL),
    (date(2026, 5, 1), DayKind.HOLIDAY),  # open on a holiday
    (date(2026, 5, 4), DayKind.AFTER),
]


@pytest.mark.parametrize(("day", "kind"), KINDS)
def test_kinds_of_day(day: date, kind: DayKind) -> None:
    assert OPEN.kind(day) is kind


def test_a_moment_is_placed_by_the_clock_on_the_wall_also_when_it_changes() -> None:
    assert OPEN.place(datetime(2026, 3, 28, 8, 30, tzinfo=UTC)) == (date(2026, 3, 28), 570)
    assert OPEN.place(datetime(2026, 3, 29, 8, 30, tzinfo=UTC)) == (date(2026, 3, 29), 630)
    assert OPEN.place(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == (date(2026, 3, 29), 30)
