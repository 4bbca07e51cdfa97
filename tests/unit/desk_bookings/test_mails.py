"""Mails read well in both languages; the calendar file says the right time anywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from desk.bookings.mails import mail_about
from desk.bookings.store import Appointment
from desk.messages.sender import address_for
from tests.unit.desk_bookings.sites import office

START = datetime(2026, 3, 30, 8, 30, tzinfo=UTC)  # half past ten in Madrid: summer time began the day before
ANA = Appointment(
    id="a1",
    site="main",
    service="laptop",
    start=START,
    end=START + timedelta(minutes=30),
    state="booked",
    person="p1",
    name="Ana García",
    mail="ana@example.org",
    language="es",
    note="",
    code="ACDEFG",
    changes=0,
    made_at=START - timedelta(days=1),
)
PAGE = "https://desk.example/v/M1.x.y"


def written(kind: str, appointment: Appointment = ANA) -> tuple[str, str, Calendar]:
    mail = mail_about(kind, appointment, office(), PAGE, "Mostrador", START)
    calendar = Calendar.from_ical(mail.calendar)
    assert isinstance(calendar, Calendar)
    return mail.subject, mail.text, calendar


def test_a_booking_in_spanish() -> None:
    subject, text, _ = written("booked")
    assert subject == "Su cita: lunes 30 de marzo de 2026, 10:30"
    assert text.startswith("Hola, Ana García:\n\nSu cita está reservada.\n")
    assert "lunes 30 de marzo de 2026 a las 10:30\nPortátil, Sede principal" in text
    assert "ACDEFG" in text and PAGE in text


def test_a_move_in_english_tells_the_new_time_and_the_way() -> None:
    subject, text, _ = written("moved", replace(ANA, language="en-GB"))
    assert subject == "Your new time: Monday 30 March 2026, 10:30"
    assert "Room 12" in text


def test_a_cancelling_has_no_code_any_more() -> None:
    _, text, calendar = written("cancelled", replace(ANA, state="cancelled", changes=1))
    assert "ACDEFG" not in text
    assert calendar["METHOD"] == "CANCEL"
    event = calendar.events[0]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_the_calendar_file_carries_zone_and_time() -> None:
    _, _, calendar = written("booked")
    event = calendar.events[0]
    assert event.start == START
    assert event["DTSTART"].params["TZID"] == "Europe/Madrid"
    assert event.end - event.start == timedelta(minutes=30)
    assert [zone["TZID"] for zone in calendar.timezones] == ["Europe/Madrid"]
    assert event["URL"] == PAGE
    assert event["UID"] == "a1@mostrador"


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("mailto://u:p@mail.example", "mailto://u:p@mail.example?to=ana@example.org"),
        (
            "mailtos://mail.example?from=a@b.example",
            "mailtos://mail.example?from=a@b.example&to=ana@example.org",
        ),
        ("json://hook.example/{to}", "json://hook.example/ana@example.org"),
    ],
)
def test_the_recipient_goes_into_the_mail_address(url: str, made: str) -> None:
    assert address_for(url, "ana@example.org") == made


def test_an_address_cannot_smuggle_another_parameter_in() -> None:
    assert (
        address_for("mailto://mail.example", "a&bcc=x@y.example")
        == "mailto://mail.example?to=a%26bcc%3Dx@y.example"
    )
