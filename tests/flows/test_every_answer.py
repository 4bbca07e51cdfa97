"""Every answer at every step: where it leads. One line a step, one column an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.checkin import journey as j
from kiosk.checkin.journey import Journey
from kiosk.checkin.steps import STEPS, Missing, Mode, Step, asked_of, lacking
from kiosk.queue.visits import CallAs
from tests.flows import walk as w

HELPED: list[w.Answer] = [w.mode(Mode.HELP), w.person(), w.service(), w.note("x"), w.call_as()]
STANDS: dict[Step, list[w.Answer]] = {
    Step.WELCOME: [],
    Step.PASS: [w.mode(Mode.APPOINTMENT)],
    Step.PERSON: HELPED[:1],
    Step.BOOKED: [w.mode(Mode.HELP), w.person(booked=w.SAID)],
    Step.GUEST: [w.mode(Mode.HELP), w.NO_DIRECTORY],
    Step.SERVICE: HELPED[:2],
    Step.NOTE: HELPED[:3],
    Step.CALL_AS: HELPED[:4],
    Step.CONFIRM: HELPED,
    Step.FURTHER: [*HELPED, w.change(Step.FURTHER)],
    Step.TICKET: [*HELPED, w.gets()],
    Step.BOOKING: [w.mode(Mode.BOOK)],
}
# Ways in work from every page before the ticket, since pass and badge may be shown at any time.
WAYS_IN: dict[str, tuple[w.Answer, Step]] = {
    "I have an appointment": (w.mode(Mode.APPOINTMENT), Step.PASS),
    "I joined by phone": (w.mode(Mode.JOINED), Step.PASS),
    "a badge of somebody who is booked": (w.person(booked=w.SAID), Step.BOOKED),
    "I need help now": (w.mode(Mode.HELP), Step.PERSON),
    "book for later": (w.mode(Mode.BOOK), Step.BOOKING),
    "a pass is scanned": (w.scans(), Step.CALL_AS),
    "a badge is read": (w.person(), Step.SERVICE),
    "I am not in the directory": (w.NO_DIRECTORY, Step.GUEST),
    "I am a guest": (w.guest("Robin"), Step.SERVICE),
}
ANSWERS: dict[str, w.Answer] = {
    "service": w.service("phone"),
    "note": w.note("y"),
    "call as": w.call_as(CallAs.NUMBER),
    "back": w.BACK,
    "place": w.gets(),
    "kept": w.keeps(),
}
S = Step
LEADS_TO: dict[Step, tuple[Step, ...]] = {
    #            service    note       call as    back       place      kept
    S.WELCOME: (S.WELCOME, S.WELCOME, S.WELCOME, S.WELCOME, S.WELCOME, S.WELCOME),
    S.PASS: (S.PASS, S.PASS, S.PASS, S.WELCOME, S.PASS, S.PASS),
    S.PERSON: (S.PERSON, S.PERSON, S.PERSON, S.WELCOME, S.PERSON, S.PERSON),
    S.BOOKED: (S.BOOKED, S.BOOKED, S.BOOKED, S.PERSON, S.BOOKED, S.BOOKED),
    S.GUEST: (S.GUEST, S.GUEST, S.GUEST, S.PERSON, S.GUEST, S.GUEST),
    S.SERVICE: (S.NOTE, S.SERVICE, S.SERVICE, S.PERSON, S.SERVICE, S.SERVICE),
    S.NOTE: (S.NOTE, S.CALL_AS, S.CONFIRM, S.SERVICE, S.NOTE, S.NOTE),
    S.CALL_AS: (S.NOTE, S.CALL_AS, S.CONFIRM, S.NOTE, S.CALL_AS, S.CALL_AS),
    S.CONFIRM: (S.NOTE, S.CALL_AS, S.CONFIRM, S.CALL_AS, S.TICKET, S.TICKET),
    S.FURTHER: (S.NOTE, S.CALL_AS, S.CONFIRM, S.CONFIRM, S.TICKET, S.TICKET),
    S.TICKET: (S.TICKET, S.TICKET, S.TICKET, S.TICKET, S.TICKET, S.TICKET),
    S.BOOKING: (S.BOOKING, S.BOOKING, S.BOOKING, S.WELCOME, S.BOOKING, S.BOOKING),
}
ASKED: dict[Mode | None, tuple[Step, ...]] = {
    None: (S.WELCOME,),
    Mode.APPOINTMENT: (S.WELCOME, S.PASS, S.CALL_AS, S.CONFIRM, S.TICKET),
    Mode.JOINED: (S.WELCOME, S.PASS, S.TICKET),
    Mode.HELP: (S.WELCOME, S.PERSON, S.SERVICE, S.NOTE, S.CALL_AS, S.CONFIRM, S.TICKET),
    Mode.BOOK: (S.WELCOME, S.BOOKING),
}


def stand(step: Step) -> Journey:
    """A journey that stands at `step`."""
    journey = w.start()
    for answer in STANDS[step]:
        journey = answer(journey)
    assert journey.at is step
    return journey


@pytest.mark.parametrize("step", STANDS)
def test_where_every_answer_leads(step: Step) -> None:
    leads = tuple(answer(stand(step)).at for answer in ANSWERS.values())
    assert dict(zip(ANSWERS, leads, strict=True)) == dict(zip(ANSWERS, LEADS_TO[step], strict=True))


@pytest.mark.parametrize("step", STANDS)
def test_only_who_is_asked_about_an_appointment_can_answer(step: Step) -> None:
    asked = step is Step.BOOKED
    assert w.booked(True)(stand(step)).at is (Step.CALL_AS if asked else step)
    assert w.booked(False)(stand(step)).at is (Step.SERVICE if asked else step)


@pytest.mark.parametrize("step", STANDS)
def test_a_place_is_shown_where_passes_are(step: Step) -> None:
    shown = step in (Step.PASS, Step.TICKET)
    assert w.arrives()(stand(step)).at is (Step.TICKET if shown else step)


@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize("step", [step for step in STANDS if step is not Step.TICKET])
def test_every_way_in_works_from_every_page(step: Step, way: str) -> None:
    answer, leads_to = WAYS_IN[way]
    assert answer(stand(step)).at is leads_to


@pytest.mark.parametrize("way", WAYS_IN)
def test_no_way_in_changes_a_ticket(way: str) -> None:
    ticket = stand(Step.TICKET)
    assert WAYS_IN[way][0](ticket) == ticket


@pytest.mark.parametrize("mode", ASKED)
def test_who_is_asked_what(mode: Mode | None) -> None:
    journey = replace(w.start(), mode=mode)
    assert tuple(row.step for row in asked_of(journey)) == ASKED[mode]


def test_a_guest_is_asked_one_thing_more() -> None:
    journey = replace(w.start(), mode=Mode.HELP, as_guest=True)
    asked = [row.step for row in asked_of(journey)]
    assert asked[asked.index(Step.PERSON) + 1] is Step.GUEST
    assert len(asked) == len(ASKED[Mode.HELP]) + 1


def test_every_step_stands_once_in_the_table() -> None:
    assert sorted(row.step for row in STEPS) == sorted(Step)


@pytest.mark.parametrize(
    ("step", "lacks"),
    [
        (Step.WELCOME, (Missing.MODE,)),
        (Step.PASS, (Missing.PASS,)),
        (Step.PERSON, (Missing.PERSON,)),
        (Step.BOOKED, (Missing.BOOKED,)),
        (Step.GUEST, (Missing.GUEST_NAME,)),
        (Step.SERVICE, (Missing.SERVICE,)),
        (Step.NOTE, ()),
        (Step.CALL_AS, (Missing.CALL_AS,)),
        (Step.CONFIRM, ()),
        (Step.TICKET, ()),
        (Step.BOOKING, ()),
    ],
)
def test_what_a_step_lacks_before_it_is_answered(step: Step, lacks: tuple[Missing, ...]) -> None:
    assert lacking(w.start(), step) == lacks


@pytest.mark.parametrize("step", [step for step in STANDS if step is not Step.TICKET])
def test_another_language_changes_nothing_else(step: Step) -> None:
    journey = stand(step)
    spanish = j.with_language(journey, "es")
    assert replace(spanish, language="en") == journey


@pytest.mark.parametrize("step", [Step.PERSON, Step.SERVICE, Step.NOTE, Step.CALL_AS])
def test_one_answer_can_be_changed_from_the_last_page(step: Step) -> None:
    changing = j.revisit(stand(Step.CONFIRM), step)
    assert changing.at is step
    assert j.progress(changing)[1] == 5
    assert j.back(changing) == stand(Step.CONFIRM)


@pytest.mark.parametrize("step", [Step.WELCOME, Step.PASS, Step.GUEST, Step.CONFIRM, Step.TICKET])
def test_what_was_not_asked_cannot_be_changed(step: Step) -> None:
    assert j.revisit(stand(Step.CONFIRM), step) == stand(Step.CONFIRM)


@pytest.mark.parametrize("step", [step for step in STANDS if step is not Step.CONFIRM])
def test_answers_are_changed_from_the_last_page_only(step: Step) -> None:
    assert j.revisit(stand(step), Step.SERVICE) == stand(step)


def test_the_next_visitor_never_gets_the_ticket_of_the_one_before() -> None:
    fresh = w.start()
    assert w.gets("visit-0", "A041")(fresh) == fresh
    assert w.keeps("KA01")(fresh) == fresh


def test_a_number_told_stays_when_the_site_hears_of_it_later() -> None:
    kept = w.keeps("KA07")(stand(Step.CONFIRM))
    assert w.gets("visit-1", "A099")(kept) == kept


@pytest.mark.parametrize(
    ("mail", "good"),
    [
        ("", True),
        ("robin@example.org", True),
        ("r.f+it@mail.example.org", True),
        ("ñandú@example.org", True),
        ("robin", False),
        ("robin@", False),
        ("@example.org", False),
        ("robin@example", False),
        ("robin ferrer@example.org", False),
        ("a@b@example.org", False),
        ("r" * 250 + "@example.org", False),
    ],
)
def test_a_mail_address_is_one_or_is_left_out(mail: str, good: bool) -> None:
    journey = j.with_guest(w.start(), "Robin", mail)
    assert (Missing.GUEST_MAIL not in j.missing(journey)) is good
    assert journey.at is (Step.SERVICE if good else Step.GUEST)


@pytest.mark.parametrize(("length", "good"), [(1, True), (200, True), (201, False)])
def test_a_name_has_an_end(length: int, good: bool) -> None:
    journey = j.with_guest(w.start(), "n" * length)
    assert (Missing.GUEST_NAME not in j.missing(journey)) is good


def test_blanks_around_what_is_typed_are_not_kept() -> None:
    journey = j.with_guest(w.start(), "  Robin \t Ferrer\n", "  robin@example.org ")
    assert (journey.guest_name, journey.guest_mail) == ("Robin Ferrer", "robin@example.org")
    assert j.with_note(stand(Step.NOTE), "  two\nlines  ").note == "two\nlines"
