"""The queue of announcements. Pure: no clock, no sound.

Each call and each recall is announced once, in the order of the journal, one after another, however fast they
come. What is taken back before its turn (a no-show, a call that went back to the line) is not announced any
more; who is being served already still is, since nobody else may answer for them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.queue import events as e
from kiosk.queue.visits import Presence, Visit

TAKES_BACK = (
    e.VisitReturned,
    e.VisitHeld,
    e.VisitTransferred,
    e.VisitFinished,
    e.VisitMissed,
    e.VisitLeft,
    e.VisitCancelled,
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to say. `name`: what the room may hear, a name or the ticket number; `again`: a recall."""

    sequence: int
    visit: str
    name: str
    number: str
    counter: str
    language: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Announcements:
    """What is being announced `now`, and what waits for its turn, the oldest first."""

    now: Announcement | None = None
    waiting: tuple[Announcement, ...] = ()

    @property
    def unannounced(self) -> frozenset[str]:
        """Visits that nobody has heard called yet: they join the list when their turn is over."""
        called = (self.now, *self.waiting)
        return frozenset(each.visit for each in called if each is not None and not each.again)


def announced_by(event: e.Event, visit: Visit | None, name: str, sequence: int) -> Announcement | None:
    """What is to be announced after `event`; `visit` as it is after it. None: nothing.

    Who is served by phone or video is called there, not in the room.
    """
    if not isinstance(event, e.VisitCalled | e.VisitRecalled) or visit is None:
        return None
    if visit.presence is Presence.REMOTE:
        return None
    again = isinstance(event, e.VisitRecalled)
    number = visit.number or ""
    return Announcement(
        sequence, visit.id, name or number, number, event.counter, visit.language, again=again
    )


def with_call(queue: Announcements, call: Announcement) -> Announcements:
    """One more waits for its turn. The same journal entry heard twice is announced once."""
    known = [each.sequence for each in (queue.now, *queue.waiting) if each is not None]
    return queue if call.sequence in known else replace(queue, waiting=(*queue.waiting, call))


def without(queue: Announcements, visit: str) -> Announcements:
    """A call was taken back before its turn. What is being said now is said to its end."""
    return replace(queue, waiting=tuple(each for each in queue.waiting if each.visit != visit))


def after(queue: Announcements, event: e.Event, call: Announcement | None) -> Announcements:
    """The queue after an event of the journal and the announcement that it brings."""
    if call is not None:
        return with_call(queue, call)
    if isinstance(event, TAKES_BACK):
        return without(queue, event.visit)
    return queue


def next_one(queue: Announcements) -> Announcements:
    """The turn of the next one: what was being announced is over. `now` is None when nobody waits."""
    if not queue.waiting:
        return Announcements()
    return Announcements(queue.waiting[0], queue.waiting[1:])
