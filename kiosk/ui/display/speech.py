"""What is said and shown of a call, in the visitor's language or in the room's."""

from __future__ import annotations

from common.i18n import Words, choose_language
from kiosk.ui.display.announcements import Announcement

NAMESAKE = " · "
FACES = ("display", "common")


def spoken(call: Announcement) -> tuple[str, str]:
    """(text, language) for the voice. A ticket number is spelled, so that every voice says it alike."""
    language = choose_language([call.language])
    name, mark, number = call.name.partition(NAMESAKE)
    if mark:
        name = f"{name}, {spelled(number)}"
    elif name == call.number:
        name = spelled(name)
    return Words(language, FACES).say("call-spoken", name=name, counter=call.counter), language


def spelled(number: str) -> str:
    """ "A042" → "A 0 4 2"."""
    return " ".join(number)


def sentences(call: Announcement, room_language: str) -> tuple[str, str]:
    """What the screen says under the name: in the visitor's language, and in the room's if it is another."""
    own = choose_language([call.language], room_language)
    first = Words(own, FACES).say("call-please", counter=call.counter)
    other = Words(room_language, FACES).say("call-please", counter=call.counter)
    return first, "" if other == first else other
