"""Why was somebody called before me? In words for the phone: numbers and times, never names nor needs.

That somebody else is ill at ease on stairs, or a guest of honour, is nobody's business: marks are told alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from common.i18n import Words, say_time
from kiosk.queue.because import Why, why_before
from kiosk.queue.events import VisitCalled
from kiosk.queue.line import Line
from kiosk.queue.visits import Because, Visit, VisitState

MOST_TOLD = 5
LOOK_BACK = 200  # so many calls are looked at, the newest first
_MARKED = frozenset({Because.URGENT, Because.ACCESSIBILITY, Because.VIP})


@dataclass(frozen=True, slots=True)
class Passed:
    """A call of somebody who came later, with what explains it."""

    number: str
    why: Why


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the answer: when, and why."""

    called_at: datetime
    text: str


def passed_by(line: Line, visit: Visit, calls: Iterable[VisitCalled]) -> list[Passed]:
    """The last calls of visitors who came after this one, the newest first. `calls`: newest first.

    Told by the line as it is now: who was called and returned since is told by the newest call alone.
    """
    found: dict[str, Passed] = {}
    if visit.state is not VisitState.WAITING:
        return []
    for call in calls:
        other = line.visits.get(call.visit)
        if other is None or other.turn <= visit.turn or other.id in found:
            continue
        why = why_before(line, call, visit.id)
        if why is not None and other.number:
            found[other.id] = Passed(other.number, why)
        if len(found) == MOST_TOLD:
            break
    return list(found.values())


def say_why(passed: Passed, words: Words, zone: ZoneInfo) -> Told:
    """Needs the face `desk`."""
    why = passed.why
    times = {
        "number": passed.number,
        "theirs": _time(why.theirs.booked_for or why.theirs.due_at, zone, words),
        "mine": _time(why.mine.booked_for or why.mine.due_at, zone, words),
    }
    return Told(why.called_at.astimezone(zone), words.say(_key(why), **times))


def _time(at: datetime, zone: ZoneInfo, words: Words) -> str:
    return say_time(at.astimezone(zone), words.language)


def _key(why: Why) -> str:
    if why.apart is not None:
        return f"why-apart-{why.apart.value.replace('_', '-')}"
    return "why-marked" if why.because in _MARKED else f"why-{why.because.value}"
