"""Walks a journey along a list of (step, answer, next step), as a visitor would, without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from kiosk.checkin import journey as j
from kiosk.checkin.journey import Journey, PassSaid, Person
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.visits import CallAs

Answer = Callable[[Journey], Journey]
Stop = tuple[Step, Answer, Step]

START = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SAID = PassSaid("appointment-1", "setup", START, "Ana")
PLACE = PassSaid("visit-9", "setup", START, "Ana")
ANA = Person("person-1", "Ana García")


def start(language: str = "en") -> Journey:
    return j.begin("visit-1", language)


def walk(journey: Journey, stops: Iterable[Stop]) -> Journey:
    """The journey at the end; asserts the step before and after each answer."""
    for number, (at, answer, then) in enumerate(stops):
        assert journey.at is at, f"stop {number}: at {journey.at}, not {at}"
        journey = answer(journey)
        assert journey.at is then, f"stop {number}: went to {journey.at}, not {then}"
    return journey


def mode(wanted: Mode) -> Answer:
    return partial(j.with_mode, mode=wanted)


def scans(text: str = "M1.pass.signature", said: PassSaid = SAID) -> Answer:
    return partial(j.with_pass, text=text, said=said)


def person(found: Person = ANA, booked: PassSaid | None = None) -> Answer:
    return partial(j.with_person, person=found, booked=booked)


def booked(came_for_it: bool) -> Answer:
    return partial(j.with_booked, came_for_it=came_for_it)


def arrives(place: PassSaid = PLACE, number: str = "A042") -> Answer:
    return partial(j.has_arrived, place=place, number=number, call_as=CallAs.NUMBER)


def guest(name: str, mail: str = "") -> Answer:
    return partial(j.with_guest, name=name, mail=mail)


def service(wanted: str = "laptop") -> Answer:
    return partial(j.with_service, service=wanted)


def note(text: str = "") -> Answer:
    return partial(j.with_note, note=text)


def call_as(wanted: CallAs = CallAs.FIRST_NAME) -> Answer:
    return partial(j.with_call_as, call_as=wanted)


def speaks(language: str) -> Answer:
    return partial(j.with_language, language=language)


def change(step: Step) -> Answer:
    return partial(j.revisit, step=step)


def gets(visit: str = "visit-1", number: str = "A042") -> Answer:
    return partial(j.with_visit, visit=visit, number=number)


def keeps(number: str = "KA07", at: datetime = START) -> Answer:
    return partial(j.kept_offline, arrived_at=at, number=number)


NO_DIRECTORY: Answer = j.without_directory
BACK: Answer = j.back
