"""What only some say on the page that sums up: how many they are, a seat, one more matter."""

from __future__ import annotations

import pytest

from common.wire import CheckInBody
from kiosk.checkin import journey as j
from kiosk.checkin.journey import Journey
from kiosk.checkin.steps import MOST_TOGETHER, Mode, Step, asked_of
from kiosk.queue.visits import CallAs, Mark
from tests.flows import walk as w

HELPED: list[w.Answer] = [w.mode(Mode.HELP), w.person(), w.service(), w.note("x"), w.call_as()]


def _at(answers: list[w.Answer]) -> Journey:
    journey = w.start()
    for answer in answers:
        journey = answer(journey)
    return journey


def test_nothing_of_it_is_on_the_way() -> None:
    journey = _at(HELPED)
    assert Step.FURTHER not in [row.step for row in asked_of(journey)]
    assert not {"people", "marks", "further"} & set(j.body(journey))


def test_everything_reaches_the_site() -> None:
    journey = j.with_accessible(j.with_people(_at(HELPED), 3), True)
    journey = j.revisit(journey, Step.FURTHER)
    assert journey.at is Step.FURTHER
    assert j.progress(journey) == (0, 0)
    journey = j.with_further(journey, "phone")
    assert journey.at is Step.CONFIRM
    body = CheckInBody.model_validate(j.body(journey))
    assert (body.people, body.marks, body.further) == (3, (Mark.ACCESSIBILITY,), ("phone",))


@pytest.mark.parametrize(("asked", "taken"), [(0, 1), (-4, 1), (2, 2), (99, MOST_TOGETHER)])
def test_how_many_has_an_end_on_either_side(asked: int, taken: int) -> None:
    assert j.with_people(_at(HELPED), asked).people == taken


def test_back_from_the_other_matters_to_the_page_that_sums_up() -> None:
    journey = j.back(j.revisit(_at(HELPED), Step.FURTHER))
    assert journey.at is Step.CONFIRM
    assert j.second_matter(journey) is None


def test_the_same_matter_is_not_named_twice() -> None:
    journey = j.with_further(j.revisit(_at(HELPED), Step.FURTHER), "phone")
    journey = j.with_service(j.revisit(journey, Step.SERVICE), "phone")
    assert j.second_matter(journey) is None
    assert "further" not in j.body(journey)


def test_with_an_appointment_the_matter_of_it_is_the_first() -> None:
    journey = _at([w.scans(), w.call_as()])
    assert journey.at is Step.CONFIRM
    same = j.with_further(j.revisit(journey, Step.FURTHER), w.SAID.service)
    assert j.second_matter(same) is None
    other = j.with_further(j.revisit(journey, Step.FURTHER), "laptop")
    assert j.body(other)["further"] == ["laptop"]


@pytest.mark.parametrize("length", range(len(HELPED)))
def test_it_is_said_on_that_page_only(length: int) -> None:
    journey = _at(HELPED[:length])
    for said in (
        j.with_people(journey, 4),
        j.with_accessible(journey, True),
        j.revisit(journey, Step.FURTHER),
        j.with_further(journey, "phone"),
    ):
        assert said == journey


def test_who_wants_what_is_paused_is_asked_for_by_number_and_stays_there() -> None:
    journey = _at(HELPED[:2])
    asking = j.asking_anyway(journey, "laptop")
    assert journey.at is Step.SERVICE and journey.service is None
    assert j.body(asking)["call_as"] == CallAs.NUMBER.value
    assert j.with_visit(asking, "visit-9", "A001").at is Step.TICKET
    assert j.asking_anyway(_at(HELPED[:1]), "laptop").service is None
