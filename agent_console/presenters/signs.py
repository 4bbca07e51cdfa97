"""What is special about a visit, as an icon with a few words: marks, groups, presence, who shall serve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from common.i18n import Words, say_time
from kiosk.queue.line import Line
from kiosk.queue.visits import Mark, Presence, Visit

_MARKS: dict[Mark, str] = {Mark.URGENT: "flag", Mark.ACCESSIBILITY: "accessibility", Mark.VIP: "star"}
_PRESENCE: dict[Presence, str] = {Presence.ON_THE_WAY: "map-pin", Presence.REMOTE: "headset"}


@dataclass(frozen=True, slots=True)
class Sign:
    """`icon` of the family; `key` and `args`: its words; `count`: a number beside the icon, if any."""

    icon: str
    key: str
    args: tuple[tuple[str, object], ...] = ()
    count: int | None = None

    def text(self, words: Words) -> str:
        return words.say(self.key, **dict(self.args))


def signs(line: Line, names: Mapping[str, str], agent: str, language: str, visit: Visit) -> tuple[Sign, ...]:
    """Of one visit, the weightiest first, as `agent` reads them."""
    return tuple(_signs(line, names, agent, language, visit))


def _signs(line: Line, names: Mapping[str, str], agent: str, language: str, visit: Visit) -> Iterator[Sign]:
    for mark in Mark:
        if mark in visit.marks:
            yield Sign(_MARKS[mark], f"console-mark-{mark.value}")
    if visit.presence in _PRESENCE:
        yield Sign(_PRESENCE[visit.presence], f"console-sign-{visit.presence.value.replace('_', '-')}")
    if visit.reserved_for is not None:
        yield _reserved(names, agent, visit.reserved_for)
    if visit.people > 1:
        yield Sign("users-round", "console-sign-people", (("count", visit.people),), visit.people)
    if visit.booked_for is not None and visit.number:
        at = say_time(visit.booked_for.astimezone(line.settings.zone), language)
        yield Sign("calendar-clock", "console-person-booked", (("time", at),))
    if visit.further:
        known = [line.settings.service(one) for one in visit.further]
        services = ", ".join(one.name(language) for one in known if one)
        yield Sign("plus", "console-sign-further", (("services", services),), len(visit.further))


def _reserved(names: Mapping[str, str], agent: str, reserved_for: str) -> Sign:
    if reserved_for == agent:
        return Sign("user-check", "console-sign-for-you")
    if name := names.get(reserved_for):
        return Sign("user-check", "console-sign-for-agent", (("agent", name),))
    return Sign("user-check", "console-sign-for-colleague")
