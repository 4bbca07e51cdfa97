"""What holds on every journey, whatever the visitor does."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.wire import CheckInBody
from kiosk.checkin import journey as j
from kiosk.checkin.journey import Person
from kiosk.checkin.names import call_as_examples
from kiosk.checkin.steps import STEPS, Missing, Mode, Step, asked_of
from kiosk.queue.visits import CallAs
from tests.flows import walk as w
from tests.flows.test_journeys import APPOINTMENT, CHANGE_ONE_ANSWER, GUEST, WALK_UP

ANSWERS = st.one_of(
    st.sampled_from(Mode).map(w.mode),
    st.sampled_from(CallAs).map(w.call_as),
    st.sampled_from(Step).map(w.change),
    st.sampled_from(["laptop", "phone"]).map(w.service),
    st.text(max_size=600).map(w.note),
    st.builds(w.guest, st.text(max_size=210), st.sampled_from(["", "a@b.example", "nonsense", "a b@c.de"])),
    st.booleans().map(w.booked),
    st.integers(-1, 99).map(lambda n: partial(j.with_people, people=n)),
    st.sampled_from([None, "laptop", "phone"]).map(lambda s: partial(j.with_further, service=s)),
    st.sampled_from(
        [w.scans(), w.person(), w.person(booked=w.SAID), w.NO_DIRECTORY, w.BACK, w.BACK, w.speaks("es")]
    ),
)


@given(st.lists(ANSWERS, max_size=25))
def test_nobody_gets_lost(answers: list[w.Answer]) -> None:
    journey = w.start()
    for answer in answers:
        journey = answer(journey)
        steps = [row.step for row in asked_of(journey)]
        assert journey.at in steps
        assert journey.visit == "visit-1"
        index, count = j.progress(journey)
        assert 0 <= index < count or (index, count) == (0, 0)
        if journey.at is Step.CONFIRM:
            CheckInBody.model_validate(j.body(journey))
        assert journey.at is not Step.TICKET


@given(st.lists(ANSWERS, max_size=25))
def test_back_always_leads_to_the_first_page(answers: list[w.Answer]) -> None:
    journey = w.start()
    for answer in answers:
        journey = answer(journey)
    for _ in range(2 * len(STEPS)):
        journey = j.back(journey)
    assert journey.at is Step.WELCOME


@given(st.lists(ANSWERS, max_size=15))
def test_ready_at_the_end_whatever_came_before(answers: list[w.Answer]) -> None:
    journey = w.start()
    for answer in answers:
        journey = answer(journey)
    for answer in (w.mode(Mode.HELP), w.guest("Robin"), w.service(), w.note(), w.call_as()):
        journey = answer(journey)
    assert j.missing(journey) == ()
    assert j.body(journey)["guest"] == {"name": "Robin", "mail": ""}


def test_nothing_is_sent_while_something_is_missing() -> None:
    journey = w.start()
    assert j.missing(journey) == (Missing.MODE,)
    for stop in WALK_UP[:4]:
        journey = stop[1](journey)
        with pytest.raises(ValueError, match="nothing to send yet"):
            j.body(journey)


def test_nothing_is_sent_for_booking_later() -> None:
    with pytest.raises(ValueError, match="mode book"):
        j.body(j.with_mode(w.start(), Mode.BOOK))


def test_what_is_missing_is_named_in_the_order_of_the_steps() -> None:
    journey = j.without_directory(j.with_mode(w.start(), Mode.HELP))
    assert j.missing(journey) == (Missing.GUEST_NAME, Missing.SERVICE, Missing.CALL_AS)
    journey = j.with_guest(journey, "Robin", "nonsense")
    assert j.missing(journey) == (Missing.GUEST_MAIL, Missing.SERVICE, Missing.CALL_AS)


def test_the_dots() -> None:
    assert _dots(APPOINTMENT) == [(0, 0), (0, 3), (1, 3), (2, 3), (0, 0)]
    assert _dots(WALK_UP) == [(0, 0), (0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (0, 0)]
    assert _dots(GUEST)[1:5] == [(0, 5), (1, 6), (1, 6), (1, 6)]


def _dots(stops: list[w.Stop]) -> list[tuple[int, int]]:
    journey, seen = w.start(), [j.progress(w.start())]
    for _, answer, _ in stops:
        journey = answer(journey)
        seen.append(j.progress(journey))
    return seen


def test_next_step_is_where_an_answer_leads() -> None:
    journey = w.start()
    for at, answer, then in CHANGE_ONE_ANSWER:
        assert journey.at is at
        journey = answer(journey)
        assert journey.at is then
        if j.missing(journey) == () and journey.returning:
            assert j.next_step(journey) is Step.CONFIRM


@pytest.mark.parametrize("blank", ["", "   ", "\u200b", "\u2060 \u00a0"])
def test_a_name_that_nobody_sees_is_none(blank: str) -> None:
    assert Missing.GUEST_NAME in j.missing(j.with_guest(w.start(), blank))


@pytest.mark.parametrize("name", ["🦊", "王小明", "ليلى", "O'Neill", "a" * 200])
def test_any_visible_name_will_do(name: str) -> None:
    assert Missing.GUEST_NAME not in j.missing(j.with_guest(w.start(), name))


def test_examples_show_what_the_room_would_hear() -> None:
    found = j.with_person(w.start(), Person("p", "María del Carmen Pérez"))
    assert list(call_as_examples(found, "A042").values()) == ["María del Carmen", "M. C. P.", "A042"]
    guest = j.with_guest(w.start(), "Robin Ferrer")
    assert list(call_as_examples(guest, "A042").values()) == ["Robin", "R. F.", "A042"]


def test_a_pass_tells_the_kiosk_a_first_name_only() -> None:
    booked = w.scans()(w.start())
    assert list(call_as_examples(booked, "A042").values()) == ["Ana", "", "A042"]
    assert list(call_as_examples(w.start(), "A042").values()) == ["", "", "A042"]


def test_a_name_of_emoji_is_called_by_number() -> None:
    guest = j.with_guest(w.start(), "🦊")
    assert list(call_as_examples(guest, "A042").values()) == ["", "", "A042"]
