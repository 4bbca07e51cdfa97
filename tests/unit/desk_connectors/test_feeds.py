"""A feed by time loses nothing that changes while its pages are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import ManualClock
from desk.connectors.http.calls import Answer
from desk.connectors.http.feeds import OVERLAP, Place
from desk.connectors.http.shapes import stamp
from desk.connectors.http.tool_clock import in_zone, time_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("place", [Place(NOON), Place(NOON, 0, within=True), Place(NOON, 200, within=True)])
def test_a_cursor_names_its_place(place: Place) -> None:
    assert Place.of(str(place), NOON) == place


@pytest.mark.parametrize("cursor", ["", "yesterday", "|3", "7"])
def test_what_is_no_cursor_of_ours_names_none(cursor: str) -> None:
    assert Place.of(cursor, NOON) is None


def test_a_time_that_cannot_be_yet_leads_back_to_now() -> None:
    """One ticket with a stamp of 2099, or a clock that was wrong for an hour: else nothing would be read."""
    far = Place(NOON).after([after(1), NOON + timedelta(days=900)], more=False)
    assert Place.of(str(far), NOON) == Place(NOON)
    assert Place.of("9999-12-31T23:59:59Z|3", NOON) == Place(NOON)
    ahead = Place(NOON + timedelta(hours=14))
    assert Place.of(str(ahead), NOON) == ahead, "a zone that is not known"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_time_are_no_stamps(text: str) -> None:
    assert stamp(text) is None
    assert Place.of(text, NOON) is None
    answer = Answer(200, {"Date": "Fri, 31 Dec 9999 23:59:59 -1200"}, b"")
    assert time_of(answer, ManualClock(NOON)) == NOON
    assert in_zone("0001-01-01 00:00:00", ZoneInfo("Asia/Tokyo")) is None


def test_each_poll_looks_back_over_the_last_one() -> None:
    assert Place(NOON).start == NOON - OVERLAP
    assert Place(NOON, within=True).start == NOON, "but not each of its pages"


def test_a_last_page_leads_to_its_newest_change_and_an_empty_one_nowhere() -> None:
    assert Place(NOON).after([after(1), after(5.7)], more=False) == Place(after(5))
    assert Place(NOON).after([], more=False) == Place(NOON)
    assert Place(NOON).after([after(-30)], more=False) == Place(NOON), "what is seen again moves nothing back"


def test_a_page_of_one_second_is_counted_through() -> None:
    first = Place(NOON, within=True).after([NOON] * 3, more=True)
    assert first == Place(NOON, 3, within=True)
    assert first.after([NOON] * 3, more=True) == Place(NOON, 6, within=True)
    assert first.after([NOON, after(1), after(1)], more=True) == Place(after(1), 0, within=True)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=25),
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 24)), max_size=6),
)
def test_every_row_is_seen_in_its_newest_form_though_rows_change_between_pages(
    stamps: list[int], size: int, touches: list[tuple[int, int]]
) -> None:
    """Rows by the second of their change; between two pages somebody changes one, which moves it to the end.
    What a page jumps over is seen by the next poll, which nobody disturbs here.
    """
    rows = {number: after(second) for number, second in enumerate(stamps)}
    place, seen, now, polls = Place(NOON), set(), 10, 0
    for page in range(400):
        listed = sorted(rows.items(), key=lambda row: (row[1], row[0]))
        found = [row for row in listed if row[1] >= place.start][place.skip : place.skip + size]
        seen |= set(found)
        more = len(found) == size
        place = place.after([moment for _, moment in found], more)
        for when, number in touches:
            if when == page and number in rows:
                now += 1
                rows[number] = after(now)
        polls += 0 if more or page <= 8 else 1
        if polls == 2:
            break
    assert set(rows.items()) <= seen
