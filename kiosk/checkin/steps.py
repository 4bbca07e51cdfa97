"""The table of steps: in which order they come, who is asked, and what each must have before the next.

Theory of operation. A journey stands *at* one step. Every answer names the step that it belongs to, is kept,
and moves the journey to the next step that is asked; answers of steps that are not asked any more (another
way in was chosen) stay unused. So a pass that is scanned on the first page, and one that is scanned on the
page that asks for it, are the same event, and going back never loses what was said. Which page shows a step
is not known here: kiosk/ui has that table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

LONGEST_NAME = 200
LONGEST_MAIL = 254
LONGEST_NOTE = 500
MOST_TOGETHER = 20  # a larger group talks to a colleague
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Mode(StrEnum):
    """Why somebody came to the kiosk."""

    APPOINTMENT = "appointment"
    JOINED = "joined"  # by phone, before they came: they have a place and say that they are here
    HELP = "help"
    BOOK = "book"


class Step(StrEnum):
    """One page, one question."""

    WELCOME = "welcome"
    PASS = "pass"
    PERSON = "person"
    BOOKED = "booked"
    GUEST = "guest"
    SERVICE = "service"
    NOTE = "note"
    CALL_AS = "call_as"
    CONFIRM = "confirm"
    FURTHER = "further"
    TICKET = "ticket"
    BOOKING = "booking"


class Missing(StrEnum):
    """What an asked step still needs; `missing-<code>` may be its words."""

    MODE = "mode"
    PASS = "pass"
    PERSON = "person"
    BOOKED = "booked"
    GUEST_NAME = "guest_name"
    GUEST_MAIL = "guest_mail"
    SERVICE = "service"
    NOTE = "note"
    CALL_AS = "call_as"


class Answers(Protocol):
    """What the table looks at; `kiosk.checkin.journey.Journey` has it."""

    @property
    def at(self) -> Step: ...
    @property
    def mode(self) -> Mode | None: ...
    @property
    def as_guest(self) -> bool: ...
    @property
    def guest_name(self) -> str: ...
    @property
    def guest_mail(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def pass_said(self) -> object | None: ...
    @property
    def person(self) -> object | None: ...
    @property
    def booked(self) -> object | None: ...
    @property
    def for_booking(self) -> bool | None: ...
    @property
    def service(self) -> str | None: ...
    @property
    def call_as(self) -> object | None: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A step: `asked` says of whom, `lacks` what is not there yet; `dot`: counts as progress."""

    step: Step
    asked: Callable[[Answers], bool]
    lacks: Callable[[Answers], tuple[Missing, ...]]
    dot: bool = True


def _if(code: Missing, absent: bool) -> tuple[Missing, ...]:
    return (code,) if absent else ()


def _nothing(_: Answers) -> tuple[Missing, ...]:
    return ()


def _helped(a: Answers) -> bool:
    return a.mode is Mode.HELP


def _walks_in(a: Answers) -> bool:
    """Says what it is about: not who was found by name and came for the appointment that they have."""
    return _helped(a) and not for_own_booking(a)


def _is_asked_about_booking(a: Answers) -> bool:
    return _helped(a) and not a.as_guest and a.booked is not None


def for_own_booking(a: Answers) -> bool:
    """Whether somebody was found by name and said yes to the appointment that they have today."""
    return _is_asked_about_booking(a) and a.for_booking is True


def _checks_in(a: Answers) -> bool:
    return a.mode in (Mode.HELP, Mode.APPOINTMENT)


def _visible(text: str) -> bool:
    """Whether something is left of a text without blanks and marks that nobody sees."""
    return any(unicodedata.category(ch)[0] not in "CZ" for ch in text)


def _guest_lacks(a: Answers) -> tuple[Missing, ...]:
    named = _visible(a.guest_name) and len(a.guest_name) <= LONGEST_NAME
    mail = a.guest_mail
    reachable = not mail or (len(mail) <= LONGEST_MAIL and _MAIL.fullmatch(mail) is not None)
    return _if(Missing.GUEST_NAME, not named) + _if(Missing.GUEST_MAIL, not reachable)


STEPS: tuple[Row, ...] = (
    Row(Step.WELCOME, lambda a: True, lambda a: _if(Missing.MODE, a.mode is None), dot=False),
    Row(Step.BOOKING, lambda a: a.mode is Mode.BOOK, _nothing, dot=False),
    Row(
        Step.PASS,
        lambda a: a.mode in (Mode.APPOINTMENT, Mode.JOINED),
        lambda a: _if(Missing.PASS, a.pass_said is None),
    ),
    Row(Step.PERSON, _helped, lambda a: _if(Missing.PERSON, a.person is None and not a.as_guest)),
    Row(
        Step.BOOKED, _is_asked_about_booking, lambda a: _if(Missing.BOOKED, a.for_booking is None), dot=False
    ),
    Row(Step.GUEST, lambda a: _helped(a) and a.as_guest, _guest_lacks),
    Row(Step.SERVICE, _walks_in, lambda a: _if(Missing.SERVICE, not a.service)),
    Row(Step.NOTE, _walks_in, lambda a: _if(Missing.NOTE, len(a.note) > LONGEST_NOTE)),
    Row(Step.CALL_AS, _checks_in, lambda a: _if(Missing.CALL_AS, a.call_as is None)),
    Row(Step.CONFIRM, _checks_in, _nothing),
    # on nobody's way: a page beside the one that sums up, for who wants one more thing
    Row(Step.FURTHER, lambda a: _checks_in(a) and a.at is Step.FURTHER, _nothing, dot=False),
    Row(Step.TICKET, lambda a: _checks_in(a) or a.mode is Mode.JOINED, _nothing, dot=False),
)


def asked_of(answers: Answers) -> tuple[Row, ...]:
    """The steps of this visitor's way, in order."""
    return tuple(row for row in STEPS if row.asked(answers))


def lacking(answers: Answers, step: Step) -> tuple[Missing, ...]:
    """What `step` still needs."""
    return next(row.lacks(answers) for row in STEPS if row.step is step)
