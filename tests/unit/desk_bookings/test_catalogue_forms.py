"""What an admin types about hours, sites and services is read as meant, or told back field by field."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.catalogue.forms import read_offer, read_site, service_fields, site_fields
from desk.catalogue.rules import (
    HoursUnreadable,
    exceptions_in,
    next_opening,
    said,
    spans_in,
    spans_text,
)
from kiosk.queue.settings import Span
from tests.unit.desk_bookings.sites import CHRISTMAS, MADRID, OPEN, WORKDAY, office

TAGS = ("en", "es")


@pytest.mark.parametrize(
    "text", ["9-13, 14:30-18", "09:00–13:00; 14.30 – 18:00", "14:30-18,9-13", "9 a 13, 14:30 to 18"]
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert spans_in(text) == WORKDAY


def test_empty_hours_are_closed_and_24_is_the_day_s_end() -> None:
    assert spans_in("  ") == ()
    assert spans_in("0-24") == (Span(time(0), time(23, 59, 59)),)
    assert spans_text(spans_in("0-24")) == "00:00–24:00"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("9", "unreadable"),
        ("25-26", "unreadable"),
        ("9-9", "order"),
        ("18-9", "order"),
        ("9-13, 12-14", "overlap"),
    ],
)
def test_hours_that_cannot_be_are_told_back(text: str, why: str) -> None:
    with pytest.raises(HoursUnreadable) as fault:
        spans_in(text)
    assert fault.value.why == why


def test_days_that_differ() -> None:
    assert exceptions_in("2026-12-25\n\n2026-12-24 9-13\n") == OPEN.exceptions
    with pytest.raises(HoursUnreadable):
        exceptions_in("25.12.2026")


@given(st.lists(st.integers(0, 24 * 60 - 1), min_size=0, max_size=8, unique=True).map(sorted))
def test_hours_survive_being_written_and_read(minutes: list[int]) -> None:
    times = [time(m // 60, m % 60) for m in minutes]
    spans = tuple(Span(*pair) for pair in zip(times[::2], times[1::2], strict=False))
    assert spans_in(spans_text(spans)) == spans


def test_a_site_survives_its_own_form() -> None:
    site = office()
    assert read_site(site_fields(site, TAGS), site, [], TAGS) == (site, {})


def test_an_offer_survives_its_own_form() -> None:
    site = office()
    offer = site.offers[0]
    assert read_offer(service_fields(offer, TAGS), site, "laptop", TAGS) == (offer, {})


SITE_FAULTS: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({"name_es": " "}, {"name_es": "empty"}),
    ({"name_en": "x" * 201}, {"name_en": "too_long"}),
    ({"timezone": "Mars/Base"}, {"timezone": "timezone"}),
    ({"counters": ""}, {"counters": "counters"}),
    ({"counters": "1,<b>"}, {"counters": "counters"}),
    ({"hours_2": "18-9"}, {"hours_2": "hours_order"}),
    ({"exceptions": "soon"}, {"exceptions": "hours_day"}),
    ({"late_grace": "-1", "days_ahead": "many"}, {"late_grace": "number", "days_ahead": "number"}),
]


@pytest.mark.parametrize(("typed", "faults"), SITE_FAULTS)
def test_faults_of_a_site_are_told_by_field(typed: dict[str, str], faults: dict[str, str]) -> None:
    site = office()
    assert read_site(site_fields(site, TAGS) | typed, site, [], TAGS) == (None, faults)


def test_a_new_site_needs_a_name_of_its_own() -> None:
    fields = site_fields(office(), TAGS)
    assert read_site(fields | {"id": "main"}, None, ["main"], TAGS)[1] == {"id": "taken"}
    assert read_site(fields | {"id": "Not so"}, None, [], TAGS)[1] == {"id": "form"}
    made, _ = read_site(fields | {"id": "north"}, None, ["main"], TAGS)
    assert made is not None and made.id == "north" and made.offers == ()


def test_faults_of_a_service_are_told_by_field() -> None:
    site = office()
    fields = service_fields(site.offers[0], TAGS)
    typed = {"id": "laptop", "slot_minutes": "0", "per_slot": "1.5", "expected_minutes": "1e9"}
    assert read_offer(fields | typed, site, "", TAGS) == (
        None,
        {
            "id": "taken",
            "prefix": "letter_taken",
            "expected_minutes": "number",
            "slot_minutes": "number",
            "per_slot": "number",
        },
    )


def test_next_opening() -> None:
    friday_evening = datetime(2026, 3, 6, 19, 0, tzinfo=MADRID)
    assert next_opening(OPEN, friday_evening) == datetime(2026, 3, 9, 9, 0, tzinfo=MADRID)
    assert next_opening(OPEN, datetime(2026, 3, 6, 13, 30, tzinfo=MADRID)) == datetime(
        2026, 3, 6, 14, 30, tzinfo=MADRID
    )
    assert next_opening(OPEN, datetime(2026, 3, 6, 10, 0, tzinfo=MADRID)) is None
    assert OPEN.spans(CHRISTMAS) == ()
    assert OPEN.spans(date(2026, 3, 6)) == WORKDAY


def test_a_text_is_said_in_the_nearest_language() -> None:
    assert said({"en": "Hi", "es": "Hola"}, "es") == "Hola"
    assert said({"en": "Hi"}, "es") == "Hi"
    assert said({"es": "Hola"}, "de") == "Hola"
    assert said({}, "en") == ""
