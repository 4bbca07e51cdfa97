"""A visitor's journey: what was answered, at which step it stands, and the events that move it.

    journey = begin(new_id(), "es")
    journey = with_mode(journey, Mode.HELP)          # at Step.PERSON
    journey = with_person(journey, Person("p-7", "Ana García"))
    …
    site.check_in(CheckInBody.model_validate(body(journey)), key)
    journey = with_visit(journey, visit.id, visit.number)

Events are functions from a journey to the next one; none raises for what a visitor may do. `steps.STEPS`
is the order. The clock and the ids come from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kiosk.checkin.steps import MOST_TOGETHER, Missing, Mode, Step, asked_of, for_own_booking, lacking
from kiosk.queue.visits import CallAs, Mark


@dataclass(frozen=True, slots=True)
class PassSaid:
    """What the check of a pass said (PassCheckOut, or the kiosk's own check while it is cut off)."""

    appointment: str
    service: str
    start: datetime
    first_name: str = ""
    verified_offline: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who was found in the directory. `name` as they write it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything answered so far. `visit`: id made before anything is sent; it is also the request's key.

    `arrived_at` and `number` without `sent_to_site`: kept by a kiosk that was cut off. `returning`: one
    answer is being changed from the page that sums up, which comes next. `people`: how many came together;
    `accessible`: wants a seat or a way without steps; `further`: the matter after the first one.
    `booked`: the appointment that the person has now, `for_booking`: whether they came for it (None: not
    said yet).
    """

    visit: str
    language: str
    at: Step = Step.WELCOME
    mode: Mode | None = None
    pass_text: str = ""
    pass_said: PassSaid | None = None
    person: Person | None = None
    as_guest: bool = False
    guest_name: str = ""
    guest_mail: str = ""
    service: str | None = None
    note: str = ""
    call_as: CallAs | None = None
    number: str | None = None
    arrived_at: datetime | None = None
    sent_to_site: bool = False
    returning: bool = False
    people: int = 1
    accessible: bool = False
    further: str | None = None
    booked: PassSaid | None = None
    for_booking: bool | None = None


def begin(visit: str, language: str) -> Journey:
    """Somebody stands before the first page. `visit`: a new id."""
    return Journey(visit, language)


def next_step(journey: Journey) -> Step:
    """The step after this one; never past one that lacks something, nor past the page that sums up:
    behind that there is only a place (`with_visit`, `kept_offline`).
    """
    if journey.at is Step.TICKET or lacking(journey, journey.at):
        return journey.at
    if journey.mode is Mode.BOOK:
        return Step.BOOKING
    if journey.mode is Mode.JOINED:
        return Step.PASS
    steps = [row.step for row in asked_of(journey) if row.step is not Step.TICKET]
    later = steps[steps.index(journey.at) + 1 :] if journey.at in steps else []
    following = later[0] if later and not journey.returning else Step.CONFIRM
    before = steps[: steps.index(following)]
    return next((step for step in before if lacking(journey, step)), following)


def missing(journey: Journey) -> tuple[Missing, ...]:
    """What is not there yet for checking in, in the order of the steps; empty: `body` may be sent."""
    return tuple(code for row in asked_of(journey) for code in row.lacks(journey))


def progress(journey: Journey) -> tuple[int, int]:
    """(index, count) of the dots, index from 0; (0, 0) on pages without dots, and on ways of one page."""
    dots = [row.step for row in asked_of(journey) if row.dot]
    return (dots.index(journey.at), len(dots)) if journey.at in dots and len(dots) > 1 else (0, 0)


def back(journey: Journey) -> Journey:
    """One step back, with every answer kept. The first page and the ticket have nothing behind them."""
    if journey.at in (Step.WELCOME, Step.TICKET):
        return journey
    if journey.returning and not missing(journey):
        return replace(journey, at=Step.CONFIRM, returning=False)
    steps = [row.step for row in asked_of(journey)]
    before = steps[max(0, steps.index(journey.at) - 1)]
    return replace(journey, at=before, mode=None if before is Step.WELCOME else journey.mode)


def revisit(journey: Journey, step: Step) -> Journey:
    """From the page that sums up to one answer, to change it; afterwards back there."""
    steps = [row.step for row in asked_of(journey) if row.dot]
    aside = step is Step.FURTHER and _checks_in(journey)
    if journey.at is not Step.CONFIRM or step is Step.CONFIRM or not (aside or step in steps):
        return journey
    return replace(journey, at=step, returning=True)


def _answered(journey: Journey, step: Step, **changes: Any) -> Journey:
    """Keep an answer and go on. Not taken: what is not asked on this way, and anything after the ticket."""
    kept = replace(journey, at=step, returning=journey.returning and step is journey.at, **changes)
    if journey.at is Step.TICKET or step not in [row.step for row in asked_of(kept)]:
        return journey
    following = next_step(kept)
    return replace(kept, at=following, returning=kept.returning and following is not Step.CONFIRM)


def _placed(journey: Journey, **changes: Any) -> Journey:
    """There is a place: the ticket. Not for a journey that asked for none, such as the next visitor's."""
    if journey.at is Step.TICKET or not _checks_in(journey):
        return journey
    return replace(journey, at=Step.TICKET, returning=False, **changes)


def _checks_in(journey: Journey) -> bool:
    return journey.mode in (Mode.HELP, Mode.APPOINTMENT) and not missing(journey)


def with_language(journey: Journey, language: str) -> Journey:
    """Speak another language; nothing else changes."""
    return replace(journey, language=language)


def with_mode(journey: Journey, mode: Mode) -> Journey:
    """Chosen on the first page, or offered where a pass was refused ("I need help now")."""
    return _answered(journey, Step.WELCOME, mode=mode)


def with_pass(journey: Journey, text: str, said: PassSaid) -> Journey:
    """A pass (or typed code) that was checked and is good, shown on any page."""
    return _answered(journey, Step.PASS, mode=Mode.APPOINTMENT, pass_text=text, pass_said=said)


def with_person(journey: Journey, person: Person, booked: PassSaid | None = None) -> Journey:
    """Found by name, mail or badge; a badge may be shown on any page. `booked`: what they may check in to."""
    return _answered(
        journey,
        Step.PERSON,
        mode=Mode.HELP,
        person=person,
        as_guest=False,
        booked=booked,
        for_booking=None,
    )


def with_booked(journey: Journey, came_for_it: bool) -> Journey:
    """ "You have an appointment at 10:30: check in for it?" """
    return _answered(journey, Step.BOOKED, for_booking=came_for_it)


def without_directory(journey: Journey) -> Journey:
    """ "I am a guest", or "I would rather not look"."""
    return _answered(journey, Step.PERSON, mode=Mode.HELP, person=None, as_guest=True)


def with_guest(journey: Journey, name: str, mail: str = "") -> Journey:
    """What a guest typed; stays at the step while the name is empty or the mail cannot be one."""
    name, mail = " ".join(name.split()), mail.strip()
    return _answered(
        journey, Step.GUEST, mode=Mode.HELP, person=None, as_guest=True, guest_name=name, guest_mail=mail
    )


def with_service(journey: Journey, service: str) -> Journey:
    return _answered(journey, Step.SERVICE, service=service)


def with_note(journey: Journey, note: str) -> Journey:
    """What they would like to say beforehand; "" when skipped."""
    return _answered(journey, Step.NOTE, note=note.strip())


def with_call_as(journey: Journey, call_as: CallAs) -> Journey:
    return _answered(journey, Step.CALL_AS, call_as=call_as)


def with_people(journey: Journey, people: int) -> Journey:
    """How many came together, said on the page that sums up; 1 to `MOST_TOGETHER`."""
    if journey.at is not Step.CONFIRM:
        return journey
    return replace(journey, people=min(max(people, 1), MOST_TOGETHER))


def with_accessible(journey: Journey, accessible: bool) -> Journey:
    """Whether they want a seat or a way without steps, said on the page that sums up."""
    return replace(journey, accessible=accessible) if journey.at is Step.CONFIRM else journey


def with_further(journey: Journey, service: str | None) -> Journey:
    """One more matter, or (None) no more than the first one. Not the same matter twice."""
    return _answered(journey, Step.FURTHER, further=service) if journey.at is Step.FURTHER else journey


def asking_anyway(journey: Journey, service: str) -> Journey:
    """The journey of who touches a service that takes nobody now: all that is needed to ask the site.

    The site alone knows whether this person has a place already, and writes down whom it turns away. They
    are called by number unless they chose otherwise: no name is said aloud that nobody agreed to.
    """
    if journey.at is not Step.SERVICE:
        return journey
    return replace(journey, service=service, call_as=journey.call_as or CallAs.NUMBER)


def with_visit(journey: Journey, visit: str, number: str | None) -> Journey:
    """The site gave a place, or named the one that this person had already (then `visit` differs)."""
    return _placed(journey, visit=visit, number=number, sent_to_site=True)


def has_arrived(journey: Journey, place: PassSaid, number: str | None, call_as: CallAs) -> Journey:
    """Somebody who joined by phone showed the page of the visit, and the site knows that they are here.

    `place.appointment` is the visit then.
    """
    if journey.at is not Step.PASS:
        return journey
    known = replace(journey, mode=Mode.JOINED, visit=place.appointment, pass_said=place, number=number)
    return replace(known, call_as=call_as, at=Step.TICKET, returning=False, sent_to_site=True)


def kept_offline(journey: Journey, arrived_at: datetime, number: str) -> Journey:
    """The site cannot be reached: the arrival is kept with its time and a number of this kiosk's series."""
    return _placed(journey, arrived_at=arrived_at, number=number)


def body(journey: Journey) -> dict[str, Any]:
    """The body of POST /api/v1/visits as JSON values (wire.CheckInBody).

    Raises ValueError while something is missing: a page that offers to send then is a bug.
    """
    if not _checks_in(journey):
        lacks = ", ".join(missing(journey))
        raise ValueError(f"nothing to send yet: mode {journey.mode}, missing {lacks or 'nothing'}")
    whole: dict[str, Any] = {
        "id": journey.visit,
        "language": journey.language,
        "call_as": str(journey.call_as),
    } | _besides(journey)
    if journey.mode is Mode.APPOINTMENT:
        whole["pass"] = journey.pass_text
    else:
        note = "" if for_own_booking(journey) else journey.note
        whole |= {"service": _first_matter(journey), "note": note} | _who(journey)
    if journey.arrived_at is not None:
        whole |= {"arrived_at": journey.arrived_at.isoformat(), "number": journey.number}
    return whole


def appointment_of(journey: Journey) -> PassSaid | None:
    """The appointment that somebody checks in for: by its pass, or found by name and agreed to."""
    if journey.mode is Mode.APPOINTMENT:
        return journey.pass_said
    return journey.booked if for_own_booking(journey) else None


def second_matter(journey: Journey) -> str | None:
    """The matter after the first one, if there is one; the first may have been changed to it since."""
    return journey.further if journey.further != _first_matter(journey) else None


def _first_matter(journey: Journey) -> str | None:
    """What they come for first: by the pass, by their own appointment, or as they chose."""
    if journey.mode is Mode.APPOINTMENT or for_own_booking(journey):
        said = appointment_of(journey)
        return said.service if said else None
    return journey.service


def _besides(journey: Journey) -> dict[str, Any]:
    """What only some have to say."""
    said: dict[str, Any] = {}
    if journey.people > 1:
        said["people"] = journey.people
    if journey.accessible:
        said["marks"] = [Mark.ACCESSIBILITY.value]
    if other := second_matter(journey):
        said["further"] = [other]
    return said


def _who(journey: Journey) -> dict[str, Any]:
    if journey.person is not None and not journey.as_guest:
        return {"person": journey.person.id}
    return {"guest": {"name": journey.guest_name, "mail": journey.guest_mail}}
