"""Appointments reserved for an agent stand in their own calendar, at the real Radicale."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import requests

from common.ids import new_id
from desk.bookings import booking, by_staff
from desk.bookings.booking import BookingBody
from desk.bookings.by_staff import ChangeBody
from desk.bookings.store import Appointment
from desk.calendars import store
from desk.calendars.fetching import Fetch
from desk.calendars.reading import Reader
from desk.calendars.store import entries, writing
from desk.calendars.store.entries import Standing
from desk.calendars.store.writing import Choice
from desk.calendars.threads import allowed
from desk.calendars.writer import Writer
from desk.people.erase import erase_person
from desk.staff import store as staff
from desk.staff.rules import Member, Role
from tests.api.desk_calendars.servers import Radicale, calendar, event
from tests.fixtures.desks import NOON, RunningDesk
from tests.web.staff.forms import Fields, Visitor

NINE, TEN = (datetime.fromisoformat(f"2026-03-03T{hour}:00:00+01:00") for hour in ("09", "10"))


@pytest.fixture
def writer(desk: RunningDesk) -> Writer:
    """A writer that a test drives by `run_due`."""
    return Writer(desk.desk, Fetch(allowed(desk.desk), deadline_seconds=3))


@pytest.fixture
def written(desk: RunningDesk, lena: Visitor, dav: Radicale, writer: Writer) -> Visitor:
    """Lena, whose appointments are written into her calendar."""
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert "We try the calendar first" in lena.text
    assert "Being tried" in lena.text
    assert writer.run_due() == 1
    assert "Written there" in lena.get("/staff/calendar").text
    assert dav.entries() == {}  # the trial is taken away
    return lena


def connect(lena: Visitor, dav: Radicale) -> None:
    given: Fields = {"kind": "caldav", "url": dav.url, "user": "lena", "password": "counter-demo"}
    lena.get("/staff/calendar").post("/staff/calendar", given)


def member(desk: RunningDesk, login: str = "lena") -> Member:
    with desk.database.read() as connection:
        found = staff.account_by_login(connection, login)
    assert found is not None
    return found.member


def book(
    desk: RunningDesk, start: datetime = NINE, agent: str | None = "lena", name: str = "Ana García"
) -> str:
    reserved = member(desk, agent).id if agent else None
    wish = {"id": new_id(), "site": "main", "service": "laptop", "start": start, "name": name}
    return booking.book(desk.desk, BookingBody(**wish, reserved_for=reserved), new_id())[0].appointment.id


def change(desk: RunningDesk, appointment: str, **wish: object) -> Appointment:
    with desk.database.read() as connection:
        seen = by_staff.seen_appointment(connection, appointment, member(desk)).changes
    return by_staff.change(desk.desk, member(desk), appointment, seen, ChangeBody(**wish)).appointment


def standing(desk: RunningDesk, appointment: str) -> dict[str, Standing]:
    """How it stands in whose calendar, by login."""
    with desk.database.read() as connection:
        logins = {each.member.id: each.member.login for each in staff.everybody(connection)}
        return {logins[each.staff]: each for each in entries.of_appointments(connection, [appointment])}


def choice(desk: RunningDesk) -> Choice:
    with desk.database.read() as connection:
        found = writing.get(connection, member(desk).id)
    assert found is not None
    return found


def the_one(dav: Radicale) -> tuple[str, str]:
    """Name and text of the only entry."""
    ((name, text),) = dav.entries().items()
    return name, text


def test_it_is_made_moved_and_taken_away(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    appointment = book(desk)
    book(desk, TEN, None)  # of nobody: in no calendar
    assert writer.run_due() == 1
    name, text = the_one(dav)
    assert "DTSTART:20260303T080000Z" in text
    assert "SUMMARY:Appointment" in text
    assert "CLASS:PRIVATE" in text
    assert not any(secret in text for secret in ("Ana", "Laptop", "desk.example"))
    assert writer.run_due() == 0
    change(desk, appointment, start=NINE + timedelta(hours=3))
    assert standing(desk, appointment)["lena"].state == "waiting"
    assert writer.run_due() == 1
    moved_name, moved = the_one(dav)
    assert moved_name == name
    assert "DTSTART:20260303T110000Z" in moved
    assert sequence(moved) > sequence(text)
    assert "Stands in Lena Example’s calendar" in written.get(f"/staff/appointments/{appointment}").text
    change(desk, appointment, state="cancelled")
    assert writer.run_due() == 1
    assert dav.entries() == {}
    assert standing(desk, appointment) == {}


def sequence(text: str) -> int:
    return int(text.partition("SEQUENCE:")[2].split()[0])


def test_as_much_is_said_as_its_owner_chose(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    appointment = book(desk, name="Ana María García")
    writer.run_due()
    written.get("/staff/calendar?lang=es").post("/staff/calendar/writing", {"detail": "full"})
    assert writer.run_due() == 2  # it is tried again, and written anew
    _, text = the_one(dav)
    assert "SUMMARY:Portátil · Ana\r\n" in text
    assert "LOCATION:Sede main" in text
    assert f"URL:http://desk.example/staff/appointments/{appointment}" in text
    with desk.database.begin() as connection:
        person = by_staff.seen_appointment(connection, appointment, member(desk)).person
        erase_person(connection, person, NOON)
    writer.run_due()
    assert "Ana" not in the_one(dav)[1]


def test_it_follows_its_agent_and_what_was_there_before(
    desk: RunningDesk, lena: Visitor, dav: Radicale, writer: Writer
) -> None:
    desk.staff("omar", Role.AGENT)
    early = book(desk)
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 2  # the trial, and what was booked before
    assert len(dav.entries()) == 1
    change(desk, early, reserved_for=member(desk, "omar").id)
    writer.run_due()
    assert dav.entries() == {}
    change(desk, early, reserved_for=member(desk).id)
    writer.run_due()
    assert len(dav.entries()) == 1
    lena.get("/staff/calendar").post("/staff/calendar/writing/stop", {})
    writer.run_due()
    assert dav.entries() == {}
    book(desk, TEN)
    assert writer.run_due() == 0


def test_our_own_entry_takes_no_place_twice(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer, reader: Reader
) -> None:
    appointment = book(desk)
    writer.run_due()
    desk.clock.forward(timedelta(minutes=6))
    assert reader.run_due() == 1
    with desk.database.read() as connection:
        assert store.busy_of(connection, member(desk).id) == []
    assert standing(desk, appointment)["lena"].state == "settled"
    change(desk, appointment, start=TEN)
    assert change(desk, appointment, start=NINE).start == NINE  # its old time is free again


@pytest.mark.parametrize("noticed_by", ["reading", "writing"])
@pytest.mark.parametrize("by_hand", ["moved", "deleted"])
def test_what_its_owner_changed_by_hand_stays(
    desk: RunningDesk,
    written: Visitor,
    dav: Radicale,
    writer: Writer,
    reader: Reader,
    by_hand: str,
    noticed_by: str,
) -> None:
    appointment = book(desk)
    writer.run_due()
    name, text = the_one(dav)
    if by_hand == "deleted":
        dav.remove(name)
    else:
        dav.put(name, text.replace("T080000Z", "T140000Z").replace("T083000Z", "T143000Z"))
    before = dav.entries()
    desk.clock.forward(timedelta(minutes=6))
    if noticed_by == "reading":
        assert reader.run_due() == 1
    else:
        change(desk, appointment, start=TEN)
        assert writer.run_due() == 1
    found = standing(desk, appointment)["lena"]
    assert found.state == "left"
    assert (found.seen is None) == (by_hand == "deleted")
    page = f"/staff/appointments/{appointment}"
    words = {
        "moved": "moved it in their own calendar to tomorrow at 15:00",
        "deleted": "deleted it from their",
    }
    written.sign_in("lena")
    assert words[by_hand] in written.get(page).text
    assert "changed by hand" in written.get("/staff/appointments?day=2026-03-03&site=main").text
    assert "You moved or deleted one of our entries" in written.get("/staff/calendar").text
    change(desk, appointment, start=NINE + timedelta(hours=4))
    writer.run_due()
    assert dav.entries() == before  # nobody fights over it
    written.get(page).post(f"{page}/insist", {})
    assert "written into the calendar again" in written.text
    assert writer.run_due() == 1
    assert "DTSTART:20260303T120000Z" in the_one(dav)[1]
    assert standing(desk, appointment)["lena"].state == "settled"


def test_moved_by_hand_and_called_off_stays_and_is_said(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    appointment = book(desk)
    writer.run_due()
    name, text = the_one(dav)
    dav.put(name, text.replace("T080000Z", "T140000Z").replace("T083000Z", "T143000Z"))
    change(desk, appointment, state="cancelled")
    writer.run_due()
    assert "T140000Z" in the_one(dav)[1]
    assert "stays in their calendar" in written.get(f"/staff/appointments/{appointment}").text


def test_a_note_that_its_owner_added_does_not_stop_it(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    """The version is another, the time is ours: it follows the appointment."""
    appointment = book(desk)
    writer.run_due()
    name, text = the_one(dav)
    dav.put(name, text.replace("SUMMARY:", "DESCRIPTION:Bring the cable\r\nSUMMARY:"))
    change(desk, appointment, start=TEN)
    writer.run_due()
    assert "DTSTART:20260303T090000Z" in the_one(dav)[1]
    change(desk, appointment, state="cancelled")
    writer.run_due()
    assert dav.entries() == {}


def test_put_back_where_it_was_is_as_if_nothing_had_been(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer, reader: Reader
) -> None:
    appointment = book(desk)
    writer.run_due()
    name, text = the_one(dav)
    for hour, state in (("14", "left"), ("08", "settled")):
        dav.put(name, text.replace("T08", f"T{hour}"))
        desk.clock.forward(timedelta(minutes=6))
        assert reader.run_due() == 1
        assert standing(desk, appointment)["lena"].state == state
    change(desk, appointment, start=TEN)
    writer.run_due()
    assert "DTSTART:20260303T090000Z" in the_one(dav)[1]


def test_a_process_that_ended_between_writing_and_noting(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    """Written, moved and taken away, each time the server did it and the desk never knew."""
    appointment = book(desk)
    for wish, count in (({}, 1), ({"start": TEN}, 1), ({"state": "cancelled"}, 0)):
        if wish:
            change(desk, appointment, **wish)
        with desk.database.begin() as connection:
            task = writing.claim(connection, desk.clock.now())
        assert task is not None and task.entry is not None
        writer._outcome(task, task.entry)
        assert len(dav.entries()) == count
        assert writer.run_due() == 0  # claimed by who is gone
        desk.clock.forward(timedelta(minutes=4))
        assert writer.run_due() == 1
        assert len(dav.entries()) == count
    assert standing(desk, appointment) == {}


def test_a_password_that_changed_stops_the_line_not_the_appointment(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    dav.new_password("another-one")
    appointment, other = book(desk), book(desk, TEN)
    assert writer.run_due() == 1  # the second would fail, too
    assert choice(desk).fault == "sign_in"
    assert choice(desk).next_at == desk.clock.now() + timedelta(hours=1)
    assert "The name or the password was not accepted" in written.get("/staff/calendar").text
    assert standing(desk, appointment)["lena"].state == standing(desk, other)["lena"].state == "waiting"
    given: Fields = {"kind": "caldav", "url": dav.url, "user": "lena", "password": "another-one"}
    written.post("/staff/calendar", given)
    assert writer.run_due() == 3
    assert len(dav.entries("another-one")) == 2


def test_a_calendar_that_may_only_be_read_is_said_to_be_so(
    desk: RunningDesk, lena: Visitor, dav_read_only: Radicale, writer: Writer
) -> None:
    connect(lena, dav_read_only)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 1
    assert choice(desk).fault == "read_only"
    assert "lets us read but not write" in lena.get("/staff/calendar").text
    book(desk)
    assert writer.run_due() == 0


def test_a_feed_is_never_written_and_the_calendar_before_is_emptied(
    desk: RunningDesk, written: Visitor, dav: Radicale, writer: Writer
) -> None:
    appointment = book(desk)
    writer.run_due()
    written.get("/staff/calendar").post(
        "/staff/calendar", {"kind": "feed", "url": "https://c.example.org/a.ics"}
    )
    assert standing(desk, appointment) == {}
    written.post("/staff/calendar/writing", {"detail": "full"})
    assert writer.run_due() == 1
    assert dav.entries() == {}
    assert "My appointments there" not in written.get("/staff/calendar").text


def test_what_settings_forbid_is_not_reached(desk: RunningDesk, lena: Visitor, dav: Radicale) -> None:
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    strict = Writer(replace(desk.desk, webhooks_private=False))
    assert strict.run_due() == 1
    assert choice(desk).fault == "private"


def test_somebody_elses_entry_beside_ours_still_takes_the_time(
    desk: RunningDesk, written: Visitor, dav: Radicale, reader: Reader
) -> None:
    dav.put("dentist", calendar(event("20260303T080000Z", "20260303T090000Z")))
    reader.run_due()
    asked = {"service": "laptop", "day": "2026-03-03", "agent": member(desk).id}
    answer = requests.get(
        f"{desk.url}/api/v1/sites/main/slots",
        asked,
        cookies=written.session.cookies,
        timeout=20,
    )
    assert [slot["free"] for slot in answer.json() if slot["start"][11:16] in ("09:00", "10:00")] == [0, 1]
