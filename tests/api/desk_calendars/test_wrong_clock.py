"""A clock that was a day or ten years ahead holds no calendar up once it is right again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.calendars import store
from desk.calendars.fetching import Fetch
from desk.calendars.reading import Reader
from desk.calendars.store import writing
from desk.calendars.threads import allowed
from desk.calendars.writer import Writer
from desk.tidying import set_right
from tests.api.desk_calendars.servers import Answering, Feed, Radicale, calendar
from tests.api.desk_calendars.test_reading import AFTERNOON, free, give, held
from tests.api.desk_calendars.test_writing import NINE, TEN, book, change, connect, standing
from tests.fixtures.desks import RunningDesk
from tests.web.staff.forms import Visitor

pytestmark = pytest.mark.expect_log("clock_was_ahead")
AHEAD = [timedelta(days=1), timedelta(days=3650)]


@pytest.fixture
def writer(desk: RunningDesk) -> Writer:
    return Writer(desk.desk, Fetch(allowed(desk.desk), deadline_seconds=3))


def turn_back(desk: RunningDesk, ahead: timedelta) -> None:
    """The clock is right again, and the desk does what it does then."""
    desk.clock.forward(-ahead)
    assert set_right(desk.desk) > 0


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("good", [True, False])
def test_a_calendar_that_was_read_then_is_read_now(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed, ahead: timedelta, good: bool
) -> None:
    give(lena, feed.url)
    feed.answering = Answering(calendar(AFTERNOON).encode()) if good else Answering(b"", 503)
    desk.clock.forward(ahead)
    assert reader.run_due() == 1
    turn_back(desk, ahead)
    feed.answering = Answering(calendar(AFTERNOON).encode())
    assert reader.run_due() == 1
    assert free(desk)["14:00"] == 0


def test_what_was_read_then_of_other_years_is_not_kept_for_unchanged(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    give(lena, feed.url)
    feed.answering = Answering(calendar(AFTERNOON).encode(), etag='"v1"')
    desk.clock.forward(AHEAD[1])
    assert reader.run_due() == 1
    turn_back(desk, AHEAD[1])
    assert held(desk).etag == ""
    assert reader.run_due() == 1
    assert free(desk)["14:00"] == 0


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_a_reader_that_died_had_claimed_then_is_read_now(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed, ahead: timedelta
) -> None:
    feed.answering = Answering(calendar(AFTERNOON).encode())
    give(lena, feed.url)
    desk.clock.forward(ahead)
    with desk.database.begin() as connection:
        assert store.claim(connection, desk.clock.now()) is not None
    turn_back(desk, ahead)
    assert reader.run_due() == 1


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_calendar_that_was_tried_in_vain_then_is_written_now(
    desk: RunningDesk, lena: Visitor, dav: Radicale, writer: Writer, ahead: timedelta
) -> None:
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    desk.clock.forward(ahead)
    with desk.database.begin() as connection:
        task = writing.claim(connection, desk.clock.now())
        assert task is not None
        later = desk.clock.now() + timedelta(minutes=30)
        writing.note_fault(connection, task.choice, "server", later)
    turn_back(desk, ahead)
    assert writer.run_due() == 1
    book(desk)
    assert writer.run_due() == 1
    assert len(dav.entries()) == 1


def test_an_entry_that_was_moved_then_is_written_now(
    desk: RunningDesk, lena: Visitor, dav: Radicale, writer: Writer
) -> None:
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 1
    appointment = book(desk)
    assert writer.run_due() == 1
    desk.clock.forward(AHEAD[1])
    change(desk, appointment, start=NINE + AHEAD[1] + timedelta(hours=3))
    turn_back(desk, AHEAD[1])
    change(desk, appointment, start=TEN)
    assert writer.run_due() == 1
    assert standing(desk, appointment)["lena"].state == "settled"
    ((_, text),) = dav.entries().items()
    assert "DTSTART:20260303T090000Z" in text
