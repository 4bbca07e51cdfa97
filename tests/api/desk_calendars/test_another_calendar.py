"""Another calendar is given, or none: our entries leave the old one, and each stands once in the new one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.calendars.store import removals, writing
from desk.calendars.store.removals import Removal, Stays
from desk.calendars.writer import Writer
from desk.tidying import tidy
from tests.api.desk_calendars.servers import Radicale
from tests.api.desk_calendars.test_writing import NINE, TEN, book, choice, member, standing
from tests.fixtures.desks import RunningDesk
from tests.web.staff.forms import Visitor

LATER = NINE + timedelta(days=14)


@pytest.fixture
def writer(desk: RunningDesk) -> Writer:
    """A writer that a test drives by `run_due`."""
    return Writer(desk.desk)


@pytest.fixture
def written(lena: Visitor, dav: Radicale, writer: Writer) -> Visitor:
    """Lena, whose appointments are written into her calendar."""
    give(lena, dav.url)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 1
    return lena


def give(lena: Visitor, url: str, password: str = "counter-demo") -> None:
    form = {"kind": "caldav", "url": url, "user": "lena", "password": password}
    lena.get("/staff/calendar").post("/staff/calendar", dict(form))


def leftovers(desk: RunningDesk) -> list[Removal]:
    with desk.database.read() as connection:
        return removals.of_staff(connection, member(desk).id, desk.clock.now())


def starts(dav: Radicale, password: str = "counter-demo") -> list[str]:
    """When the entries begin, in order."""
    return sorted(text.partition("DTSTART:")[2][:13] for text in dav.entries(password).values())


def test_entries_move_into_another_calendar(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    made = [book(desk, NINE + timedelta(hours=hour)) for hour in range(4)]
    assert writer.run_due() == 4
    by_hand = {text.partition("DTSTART:")[2][:13]: (name, text) for name, text in dav.entries().items()}
    dav.remove(by_hand["20260303T0800"][0])
    name, text = by_hand["20260303T0900"]
    dav.put(name, text.replace("T0900", "T1600").replace("T0930", "T1630"))
    other = dav.beside("other")
    give(written, other.url)
    assert "3 of our entries are still there" not in written.text
    assert "4 of our entries are still there" in written.get("/staff/calendar").text
    assert "Being tried" in written.text, "it was written before, so it is now"
    assert writer.run_due() == 9  # the trial, and four each
    assert starts(dav) == ["20260303T1600"], "what its owner moved is theirs"
    assert starts(other) == [f"20260303T{hour}00" for hour in ("08", "09", "10", "11")]
    assert {standing(desk, each)["lena"].state for each in made} == {"settled"}
    ((theirs),) = leftovers(desk)
    assert (theirs.stays, theirs.password) == (Stays.MOVED, "")
    page = written.get("/staff/calendar").text
    assert "You moved this entry yourself" in page
    assert "at 17:00" in page
    written.post("/staff/calendar/leftovers", {})
    assert leftovers(desk) == []
    assert "In the calendar before" not in written.get("/staff/calendar").text
    written.post("/staff/calendar/remove", {})
    assert writer.run_due() == 4
    assert (starts(other), leftovers(desk)) == ([], [])


def test_what_cannot_be_taken_out_is_told_and_its_password_forgotten(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    book(desk, LATER)
    book(desk, LATER + timedelta(hours=1))
    writer.run_due()
    other = dav.beside("other")
    dav.new_password("another-one")
    give(written, other.url, "another-one")
    assert writer.run_due() == 4, "the trial, two are brought, and one attempt tells of both"
    assert starts(other, "another-one") == ["20260317T0800", "20260317T0900"]
    page = written.get("/staff/calendar").text
    assert "the password of then is not accepted" in page
    assert "17 March at 09:00" in page
    assert [(each.fault, each.password) for each in leftovers(desk)] == [("sign_in", "counter-demo")] * 2
    desk.clock.forward(timedelta(days=7, hours=1))
    assert writer.run_due() == 0
    tidy(desk.desk)
    assert [(each.stays, each.password) for each in leftovers(desk)] == [(Stays.GIVEN_UP, "")] * 2
    written.sign_in("lena")
    page = written.get("/staff/calendar").text
    assert "Please delete them yourself" in page
    assert "17 March at 09:00" in page
    give(written, dav.url, "another-one")  # the old one once more: what was left there is not doubled
    assert writer.run_due() == 7
    assert starts(other, "another-one") == []
    assert starts(dav, "another-one") == ["20260317T0800", "20260317T0900"]
    assert leftovers(desk) == []


def test_two_addresses_of_one_calendar_and_one_who_is_just_writing(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    book(desk, NINE)
    writer.run_due()
    book(desk, TEN)
    with desk.database.begin() as connection:
        task = writing.claim(connection, desk.clock.now())
    assert task is not None and task.entry is not None
    give(written, dav.url.rstrip("/"))
    assert writer.run_due() == 4, "the trial, one is taken out, two are brought"
    writer._bring(task, task.entry)  # who had begun before sends it all the same
    assert len(dav.entries()) == 3
    assert choice(desk).fault == ""
    written.post("/staff/calendar/read", {})
    assert writer.run_due() == 0, "what may still be sent is waited for"
    desk.clock.forward(timedelta(minutes=4))
    assert writer.run_due() == 1
    assert starts(dav) == ["20260303T0800", "20260303T0900"]
    assert leftovers(desk) == []
