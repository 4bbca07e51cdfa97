"""Examples for "How shall we call you?": what the room would hear for each choice."""

from __future__ import annotations

from kiosk.checkin.journey import Journey
from kiosk.checkin.steps import Mode
from kiosk.queue.names import first_name, initials
from kiosk.queue.visits import CallAs


def name_of(journey: Journey) -> str:
    """The name as far as this kiosk knows it: of the directory, of the guest, or the pass's first name."""
    if journey.mode in (Mode.APPOINTMENT, Mode.JOINED):
        return journey.pass_said.first_name if journey.pass_said else ""
    if journey.person is not None and not journey.as_guest:
        return journey.person.name
    return journey.guest_name


def call_as_examples(journey: Journey, sample_number: str) -> dict[CallAs, str]:
    """What would be called, by choice; "" where it cannot be shown here.

    A checked pass tells the kiosk a first name only, so there are no initials to show. A name without
    letters leaves the number as the only choice that says something. `sample_number`: like "A042".
    """
    name = name_of(journey)
    known_whole = journey.mode is not Mode.APPOINTMENT
    return {
        CallAs.FIRST_NAME: first_name(name),
        CallAs.INITIALS: initials(name) if known_whole else "",
        CallAs.NUMBER: sample_number,
    }
