"""Ticket numbers: one series a service and day, a cut-off kiosk's own series, and no number twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import commands as c
from kiosk.queue.settings import Service
from tests.unit.queue.room import Room, settings


def numbers(room: Room, *visits: str, service: str = "laptop") -> list[str | None]:
    return [room.check_in(visit, service).number for visit in visits]


def test_each_service_counts_by_itself() -> None:
    room = Room()
    assert numbers(room, "a", "b") == ["A001", "A002"]
    assert numbers(room, "c", service="phone") == ["B001"]
    assert numbers(room, "d") == ["A003"]


def test_services_with_one_letter_share_a_series() -> None:
    services = (Service("laptop", "A", {}), Service("tablet", "A", {}))
    room = Room(settings(services=services))
    assert numbers(room, "a") == ["A001"]
    assert numbers(room, "b", service="tablet") == ["A002"]


def test_a_number_is_kept_when_the_visit_is_transferred() -> None:
    room = Room()
    numbers(room, "a", "b")
    room.do(c.Transfer("a", "lena", "phone"))
    assert room.line.visits["a"].number == "A001"
    assert numbers(room, "c", service="phone") == ["B001"]


def test_after_nine_hundred_and_ninety_nine_comes_a_thousand() -> None:
    room = Room()
    room.check_in("first")
    room.line.last_number["A"] = 998
    assert numbers(room, "a", "b", "c") == ["A999", "A1000", "A1001"]


def test_the_number_in_the_visitors_hand_counts_when_the_first_answer_was_lost() -> None:
    room = Room()
    assert numbers(room, "a") == ["A001"]
    again = c.CheckIn("a", "laptop", number="KA01", series="KA")
    assert room.do(again).events
    assert room.line.visits["a"].number == "KA01"
    assert room.do(again).events == ()
    assert numbers(room, "b") == ["A002"]


@pytest.mark.parametrize("number", ["KB01", "A007", "KA1", None])
def test_a_repeat_with_a_number_of_somebody_elses_changes_nothing(number: str | None) -> None:
    room = Room()
    numbers(room, "a")
    assert room.do(c.CheckIn("a", "laptop", number=number, series="KA")).events == ()
    assert room.line.visits["a"].number == "A001"


def test_a_number_that_another_visit_has_is_not_taken_over() -> None:
    room = Room()
    room.check_in("other", number="KA01", series="KA")
    numbers(room, "a")
    assert room.do(c.CheckIn("a", "laptop", number="KA01", series="KA")).events == ()


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("UTC", datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
        # days on which clocks change: the local midnight before, and the one after
        ("Europe/Madrid", datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 5, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 9, 4, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
    ],
)
def test_numbers_begin_anew_at_the_sites_midnight(zone: str, midnight: datetime) -> None:
    room = Room(settings(timezone=zone))
    room.now = midnight - timedelta(minutes=1)
    assert numbers(room, "a", "b") == ["A001", "A002"]
    room.do(c.Leave("a"))
    room.do(c.Leave("b"))
    room.now = midnight
    assert numbers(room, "c") == ["A001"]


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("Europe/Madrid", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Madrid", datetime(2026, 10, 25, 1, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, 6, 0, tzinfo=UTC)),
    ],
)
def test_the_hour_that_is_missing_or_comes_twice_disturbs_nobody(zone: str, change: datetime) -> None:
    room = Room(settings(timezone=zone))
    for n, minutes in enumerate((-61, -31, -1, 0, 1, 31, 61)):
        room.now = change + timedelta(minutes=minutes)
        assert numbers(room, f"v{n}") == [f"A{n + 1:03d}"]
    assert room.order() == [f"v{n}" for n in range(7)]


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=20), timedelta(days=400)])
def test_a_clock_set_back_never_gives_a_number_again(back: timedelta) -> None:
    room = Room()
    numbers(room, "a", "b")
    room.now -= back
    assert numbers(room, "c") == ["A003"]
    room.now += back
    assert numbers(room, "d") == ["A004"]


def test_a_clock_that_jumped_ahead_and_back_goes_on_counting() -> None:
    room = Room()
    numbers(room, "a")
    room.now += timedelta(days=3650)
    assert numbers(room, "b") == ["A002"]  # somebody holds A001 still
    room.now -= timedelta(days=3650)
    assert numbers(room, "c") == ["A003"]


# A kiosk that was cut off


def told(room: Room, visit: str, number: str | None, series: str | None = "KA") -> str | None:
    return room.check_in(visit, number=number, series=series).number


def test_a_number_of_the_kiosks_own_series_is_kept() -> None:
    room = Room()
    assert told(room, "a", "KA07") == "KA07"
    assert told(room, "b", "KA08") == "KA08"
    assert numbers(room, "c") == ["A001"]


@pytest.mark.parametrize(
    "number",
    [
        "KB01",
        "A001",
        "K001",
        "KA1",
        "KA0001",
        "ka01",
        "KA01 ",
        "KA01\n",
        " KA01",
        "KÄ01",
        "KA٠١",
        "KA-1",
        "",
        "👍",
    ],
)
def test_anything_else_gets_the_sites_next_number(number: str) -> None:
    assert told(Room(), "a", number) == "A001"


@pytest.mark.parametrize("series", [None, "", "K", "KB"])
def test_who_has_no_such_series_cannot_give_numbers(series: str | None) -> None:
    assert told(Room(), "a", "KA01", series) == "A001"


def test_a_number_that_is_taken_today_is_not_given_twice() -> None:
    room = Room()
    assert [told(room, "a", "KA01"), told(room, "b", "KA01")] == ["KA01", "A001"]
    room.do(c.Leave("a"))
    room.wait(24 * 60)
    assert told(room, "c", "KA01") == "KA01"


def test_over_midnight_nobody_is_given_a_number_that_somebody_in_the_room_holds() -> None:
    room = Room()
    assert [*numbers(room, "a", "b"), told(room, "k", "KA01")] == ["A001", "A002", "KA01"]
    room.do(c.Leave("a"))
    room.wait(24 * 60)
    assert [*numbers(room, "c", "d"), told(room, "l", "KA01")] == ["A001", "A003", "A004"]
    held = [visit.number for visit in room.line.in_order()]
    assert len(set(held)) == len(held)


def test_a_number_of_somebody_who_has_left_is_still_taken() -> None:
    room = Room()
    told(room, "a", "KA01")
    room.do(c.Leave("a"))
    assert told(room, "b", "KA01") == "A001"


def test_two_kiosks_that_were_cut_off_deliver_without_clashing() -> None:
    room = Room()
    given = [told(room, f"{s}{n}", f"{s}{n:02d}", s) for n in range(1, 30) for s in ("KA", "KB")]
    assert len(set(given)) == 58 and None not in given


def test_the_sites_count_steps_over_a_number_that_is_taken() -> None:
    room = Room()
    room.line.day = room.now.date()
    room.line.numbers |= {"A001", "A002"}
    assert numbers(room, "a") == ["A003"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["laptop", "phone"]),
            st.sampled_from([None, "KA01", "KA02", "KB01", "A001", "B002", "nonsense"]),
            st.sampled_from(["KA", "KB", None]),
            st.sampled_from([-1500, -90, 0, 1, 700, 1500]),
        ),
        max_size=40,
    )
)
def test_no_number_twice_a_day_whatever_is_offered_and_whatever_the_clock_does(
    asked: list[tuple[str, str | None, str | None, int]],
) -> None:
    room, seen = Room(), set()
    for n, (service, number, series, minutes) in enumerate(asked):
        room.wait(minutes)
        visit = room.check_in(f"v{n}", service, number=number, series=series)
        given_today = (room.line.day, visit.number)
        assert given_today not in seen
        seen.add(given_today)
