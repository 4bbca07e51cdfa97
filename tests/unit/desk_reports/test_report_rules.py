"""What reports make of the past, on small pasts that can be reckoned by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from desk.reports.rules import (
    fairness_report,
    overbooking_report,
    times_passed,
    unmet_report,
    waits_report,
)
from kiosk.queue.planning.happened import Chosen, Leg
from kiosk.queue.planning.overbooking import Kept

MADRID = ZoneInfo("Europe/Madrid")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10 o'clock in Madrid


def leg(
    name: str, came: float, called: float | None, *told: tuple[float, float, float], service: str = "laptop"
) -> Leg:
    """Somebody who came and was called after so many minutes; told: minute after arrival, low, high."""
    at = NINE + timedelta(minutes=came)
    found = Leg(name, 0, service, at, promises=[list(each) for each in told])
    found.called_at = None if called is None else NINE + timedelta(minutes=called)
    return found


def test_promises_are_judged_against_what_came() -> None:
    legs = [
        leg("a", 0, 10, (0, 5, 12), (4, 2, 4)),  # within; told again after 4 minutes: 6 were left, later
        leg("b", 0, 3, (0, 5, 12)),  # sooner
        leg("c", 60, 80, (0, 5, 12)),  # later
        leg("d", 60, 72.4, (0, 5, 12)),  # half a minute is rounding
        leg("e", 0, None, (0, 5, 12)),  # went away
        leg("f", 0, 7),  # was told nothing
    ]
    report = waits_report(legs, MADRID)
    first = report.at_check_in
    assert (first.promises, first.covered, first.sooner, first.later) == (4, 0.5, 0.25, 0.25)
    assert first.width == 7 and first.error is not None
    assert abs(first.error - (1.5 + 5.5 + 11.5 + 3.9) / 4) < 0.01
    assert (report.later.promises, report.later.later) == (1, 1.0)
    assert (report.visitors, report.left) == (5, 1)
    assert {hour: each.promises for hour, each in report.by_hour.items()} == {10: 2, 11: 2}
    assert report.mean_wait is not None and abs(report.mean_wait - (10 + 3 + 20 + 12.4 + 7) / 5) < 0.01


def test_nothing_promised_is_no_figure() -> None:
    report = waits_report([], MADRID)
    assert report.at_check_in.covered is None and report.mean_wait is None and report.by_service == {}


def test_who_was_passed_and_how_often() -> None:
    legs = [
        leg("first", 0, 30),
        leg("second", 1, 10),
        leg("third", 2, 5),
        leg("other", 3, 4, service="phone"),  # another service passes nobody
        leg("gone", 0, None),
        leg("next day", 1440, 1441),
    ]
    assert sorted(times_passed(legs, MADRID)) == [0, 0, 0, 1, 2]
    chosen = [Chosen(NINE, "third", "laptop", "lena", "1", "urgent", 2)]
    report = fairness_report(legs, chosen, MADRID)
    assert report.times_passed == {"0": 3, "1": 1, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}
    assert (report.most_passed, report.passed_at_least_once) == (2, 0.4)
    assert report.by_agent["lena"].calls == 1 and report.by_reason["urgent"].passed == 2
    assert [each.visit for each in report.newest] == ["third"]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=40))
def test_being_passed_is_counted_as_by_looking_at_every_pair(rows: list[tuple[int, int]]) -> None:
    legs = [leg(f"{n:03d}", came, came + waits) for n, (came, waits) in enumerate(rows)]
    slow = sum(
        1
        for one in legs
        for other in legs
        if (one.arrived_at, one.visit) < (other.arrived_at, other.visit)
        and one.called_at is not None
        and other.called_at is not None
        and other.called_at < one.called_at
    )
    assert sum(times_passed(legs, MADRID)) == slow


def test_over_booking_is_shown_with_what_it_risks() -> None:
    seen = {"laptop": Kept(120, 180)}
    laptop, phone = overbooking_report({"laptop": 4, "phone": 1}, seen, 0.1)
    assert (laptop.kept, laptop.missed, laptop.room) == (120, 180, 4)
    assert laptop.places > 4 and 0 < laptop.too_many <= 0.1 and 0.4 < laptop.rate < 0.5
    assert (phone.places, phone.kept) == (1, 0) and phone.too_many == 0
    assert [row.places for row in overbooking_report({"laptop": 4}, seen, 0)] == [4]


def test_everybody_who_got_nothing_is_in_one_list() -> None:
    gone, served = leg("a", 0, None), leg("b", 0, None)
    gone.outcome, served.outcome = "left", ""
    rows = unmet_report([(date(2026, 3, 1), "laptop", "no_slot", 3)], [gone, served], MADRID)
    assert [(row.day.day, row.why, row.people) for row in rows] == [(1, "no_slot", 3), (2, "left", 1)]
