"""Whole journeys as lists of stops: where the visitor stands, what they answer, where that leads."""

from __future__ import annotations

from typing import Any

import pytest

from common.wire import CheckInBody
from kiosk.checkin import journey as j
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.visits import CallAs
from tests.flows.walk import (
    BACK,
    NO_DIRECTORY,
    SAID,
    Stop,
    arrives,
    booked,
    call_as,
    change,
    gets,
    guest,
    keeps,
    mode,
    note,
    person,
    scans,
    service,
    speaks,
    start,
    walk,
)

S = Step
APPOINTMENT: list[Stop] = [
    (S.WELCOME, mode(Mode.APPOINTMENT), S.PASS),
    (S.PASS, scans(), S.CALL_AS),
    (S.CALL_AS, call_as(), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
PASS_ON_THE_FIRST_PAGE: list[Stop] = [
    (S.WELCOME, scans(), S.CALL_AS),
    (S.CALL_AS, call_as(CallAs.NUMBER), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
WALK_UP: list[Stop] = [
    (S.WELCOME, mode(Mode.HELP), S.PERSON),
    (S.PERSON, person(), S.SERVICE),
    (S.SERVICE, service(), S.NOTE),
    (S.NOTE, note("  Will not start since this morning "), S.CALL_AS),
    (S.CALL_AS, call_as(CallAs.INITIALS), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
BOOKED_AND_BY_NAME: list[Stop] = [
    (S.WELCOME, mode(Mode.HELP), S.PERSON),
    (S.PERSON, person(booked=SAID), S.BOOKED),
    (S.BOOKED, booked(True), S.CALL_AS),
    (S.CALL_AS, call_as(), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
BOOKED_AND_ONE_THING_MORE: list[Stop] = [
    (S.WELCOME, person(booked=SAID), S.BOOKED),
    (S.BOOKED, booked(False), S.SERVICE),
    (S.SERVICE, BACK, S.BOOKED),
    (S.BOOKED, booked(False), S.SERVICE),
    (S.SERVICE, service("phone"), S.NOTE),
    (S.NOTE, note(), S.CALL_AS),
    (S.CALL_AS, call_as(), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
JOINED_BY_PHONE: list[Stop] = [
    (S.WELCOME, mode(Mode.JOINED), S.PASS),
    (S.PASS, BACK, S.WELCOME),
    (S.WELCOME, mode(Mode.JOINED), S.PASS),
    (S.PASS, arrives(), S.TICKET),
]
GUEST: list[Stop] = [
    (S.WELCOME, mode(Mode.HELP), S.PERSON),
    (S.PERSON, NO_DIRECTORY, S.GUEST),
    (S.GUEST, guest("  ", ""), S.GUEST),
    (S.GUEST, guest("Robin", "no mail"), S.GUEST),
    (S.GUEST, guest("  Robin   Ferrer ", "robin@example.org"), S.SERVICE),
    (S.SERVICE, service("phone"), S.NOTE),
    (S.NOTE, note(), S.CALL_AS),
    (S.CALL_AS, call_as(), S.CONFIRM),
    (S.CONFIRM, gets(), S.TICKET),
]
BADGE_ON_THE_FIRST_PAGE: list[Stop] = [
    (S.WELCOME, person(), S.SERVICE),
    (S.SERVICE, service(), S.NOTE),
]
REFUSED_PASS_THEN_HELP: list[Stop] = [
    (S.WELCOME, mode(Mode.APPOINTMENT), S.PASS),
    (S.PASS, mode(Mode.HELP), S.PERSON),
    (S.PERSON, person(), S.SERVICE),
]
PASS_IN_THE_MIDDLE: list[Stop] = [*WALK_UP[:3], (S.NOTE, scans(), S.CALL_AS), (S.CALL_AS, BACK, S.PASS)]
TO_AND_FRO: list[Stop] = [
    *WALK_UP[:4],
    (S.CALL_AS, BACK, S.NOTE),
    (S.NOTE, BACK, S.SERVICE),
    (S.SERVICE, BACK, S.PERSON),
    (S.PERSON, BACK, S.WELCOME),
    (S.WELCOME, BACK, S.WELCOME),
    (S.WELCOME, mode(Mode.HELP), S.PERSON),
    (S.PERSON, NO_DIRECTORY, S.GUEST),
    (S.GUEST, BACK, S.PERSON),
    (S.PERSON, person(), S.SERVICE),
]
BOOK_LATER: list[Stop] = [
    (S.WELCOME, mode(Mode.BOOK), S.BOOKING),
    (S.BOOKING, BACK, S.WELCOME),
    (S.WELCOME, mode(Mode.HELP), S.PERSON),
]
CHANGE_ONE_ANSWER: list[Stop] = [
    *WALK_UP[:5],
    (S.CONFIRM, change(S.SERVICE), S.SERVICE),
    (S.SERVICE, service("setup"), S.CONFIRM),
    (S.CONFIRM, change(S.NOTE), S.NOTE),
    (S.NOTE, BACK, S.CONFIRM),
    (S.CONFIRM, change(S.PERSON), S.PERSON),
    (S.PERSON, NO_DIRECTORY, S.GUEST),
    (S.GUEST, BACK, S.PERSON),
    (S.PERSON, NO_DIRECTORY, S.GUEST),
    (S.GUEST, guest("Robin"), S.CONFIRM),
    (S.CONFIRM, BACK, S.CALL_AS),
]
IMPATIENT_FINGER: list[Stop] = [
    *WALK_UP[:2],
    (S.SERVICE, service("laptop"), S.NOTE),
    (S.NOTE, service("phone"), S.NOTE),
    (S.NOTE, note("x"), S.CALL_AS),
    (S.CALL_AS, note("x"), S.CALL_AS),
]
LONG_NOTE: list[Stop] = [
    *WALK_UP[:3],
    (S.NOTE, note("n" * 501), S.NOTE),
    (S.NOTE, note("n" * 500), S.CALL_AS),
]
CUT_OFF: list[Stop] = [*WALK_UP[:5], (S.CONFIRM, keeps(), S.TICKET)]
NOTHING_AFTER_THE_TICKET: list[Stop] = [
    *APPOINTMENT,
    (S.TICKET, BACK, S.TICKET),
    (S.TICKET, scans("M1.another.one"), S.TICKET),
    (S.TICKET, mode(Mode.HELP), S.TICKET),
    (S.TICKET, change(S.CALL_AS), S.TICKET),
]
TURNS_TO_SPANISH: list[Stop] = [
    *WALK_UP[:2],
    (S.SERVICE, speaks("es"), S.SERVICE),
    (S.SERVICE, service(), S.NOTE),
]

JOURNEYS = {
    "appointment": APPOINTMENT,
    "pass on the first page": PASS_ON_THE_FIRST_PAGE,
    "walk-up": WALK_UP,
    "booked, and by name": BOOKED_AND_BY_NAME,
    "booked, and one thing more": BOOKED_AND_ONE_THING_MORE,
    "joined by phone": JOINED_BY_PHONE,
    "guest": GUEST,
    "badge on the first page": BADGE_ON_THE_FIRST_PAGE,
    "refused pass, then help": REFUSED_PASS_THEN_HELP,
    "pass in the middle": PASS_IN_THE_MIDDLE,
    "to and fro": TO_AND_FRO,
    "book later": BOOK_LATER,
    "change one answer": CHANGE_ONE_ANSWER,
    "impatient finger": IMPATIENT_FINGER,
    "long note": LONG_NOTE,
    "cut off": CUT_OFF,
    "nothing after the ticket": NOTHING_AFTER_THE_TICKET,
    "turns to Spanish": TURNS_TO_SPANISH,
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_the_journey(name: str) -> None:
    walk(start(), JOURNEYS[name])


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        (
            "appointment",
            {"id": "visit-1", "language": "en", "call_as": "first_name", "pass": "M1.pass.signature"},
        ),
        (
            "walk-up",
            {
                "id": "visit-1",
                "language": "en",
                "call_as": "initials",
                "person": "person-1",
                "service": "laptop",
                "note": "Will not start since this morning",
            },
        ),
        (
            "booked, and by name",
            {
                "id": "visit-1",
                "language": "en",
                "call_as": "first_name",
                "person": "person-1",
                "service": "setup",
                "note": "",
            },
        ),
        (
            "booked, and one thing more",
            {
                "id": "visit-1",
                "language": "en",
                "call_as": "first_name",
                "person": "person-1",
                "service": "phone",
                "note": "",
            },
        ),
        (
            "guest",
            {
                "id": "visit-1",
                "language": "en",
                "call_as": "first_name",
                "guest": {"name": "Robin Ferrer", "mail": "robin@example.org"},
                "service": "phone",
                "note": "",
            },
        ),
        (
            "cut off",
            {
                "id": "visit-1",
                "language": "en",
                "call_as": "initials",
                "person": "person-1",
                "service": "laptop",
                "note": "Will not start since this morning",
                "arrived_at": "2026-03-02T10:30:00+00:00",
                "number": "KA07",
            },
        ),
    ],
)
def test_what_is_sent_is_what_was_said(name: str, sent: dict[str, Any]) -> None:
    body = j.body(walk(start(), JOURNEYS[name]))
    assert body == sent
    CheckInBody.model_validate(body)


def test_an_answer_that_is_not_asked_any_more_is_not_sent() -> None:
    journey = walk(
        start(), [*WALK_UP[:5], (S.CONFIRM, scans(), S.CALL_AS), (S.CALL_AS, call_as(), S.CONFIRM)]
    )
    assert set(j.body(journey)) == {"id", "language", "call_as", "pass"}


def test_a_person_found_after_all_replaces_the_guest() -> None:
    journey = walk(start(), [*GUEST[:5], (S.SERVICE, person(), S.SERVICE), *WALK_UP[2:5]])
    assert j.body(journey)["person"] == "person-1"
    assert "guest" not in j.body(journey)


def test_the_place_that_somebody_had_already_is_theirs() -> None:
    journey = walk(start(), [*WALK_UP[:5], (S.CONFIRM, gets("visit-0", "A007"), S.TICKET)])
    assert (journey.visit, journey.number) == ("visit-0", "A007")


def test_the_language_of_the_last_moment_is_sent() -> None:
    journey = walk(start(), [*WALK_UP[:5], (S.CONFIRM, speaks("es"), S.CONFIRM)])
    assert j.body(journey)["language"] == "es"


def test_who_joined_by_phone_gets_the_ticket_of_that_place() -> None:
    journey = walk(start(), JOINED_BY_PHONE)
    assert (journey.visit, journey.number, journey.mode) == ("visit-9", "A042", Mode.JOINED)


def test_an_appointment_that_is_shown_instead_of_a_place_is_an_appointment() -> None:
    journey = walk(start(), [*JOINED_BY_PHONE[:1], (S.PASS, scans(), S.CALL_AS)])
    assert journey.mode is Mode.APPOINTMENT


def test_another_person_is_not_asked_about_the_first_ones_appointment() -> None:
    journey = walk(start(), [*BOOKED_AND_BY_NAME[:3], (S.CALL_AS, person(), S.SERVICE)])
    assert journey.booked is None and j.second_matter(journey) is None
