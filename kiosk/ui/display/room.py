"""What the room knows: the line as the journal tells it, the names that may be heard, and the announcements.

The line is folded by the same rules as in the service. Beside times and waits, everything that the screen
shows comes from here, as plain values.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from common.wire import EntryOut, LineOut
from kiosk.queue.board import ServiceWait, called_now, waits
from kiosk.queue.capacity import EVERY_SERVICE
from kiosk.queue.codec import from_json, restore
from kiosk.queue.events import DayEnded
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import PRESENT, Presence, Visit
from kiosk.ui.display.announcements import Announcements, after, announced_by, next_one
from kiosk.ui.display.speech import NAMESAKE

MOST_CALLED = 5
MOST_NEXT = 3


class OutOfStep(Exception):
    """An entry that does not follow, or that this version does not know: fetch the line anew."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the screen: somebody by the name that the room may hear."""

    visit: str
    name: str
    counter: str = ""


class Room:
    """Knows nothing until `restart`."""

    def __init__(self) -> None:
        self.line = Line()
        self.names: dict[str, str] = {}
        self.queue = Announcements()
        self.known = False
        self._here: dict[str, str] = {}
        self._alike: Counter[str] = Counter()

    @property
    def settings(self) -> SiteSettings:
        return self.line.settings

    def restart(self, whole: LineOut) -> None:
        """Begin with the whole line. Who was called before is shown, and not announced again.

        Raises ValueError when it is no line.
        """
        self.line, self.names = restore(whole.line), dict(whole.names)
        self.queue = Announcements(self.queue.now, self.queue.waiting if self.known else ())
        self.known = True
        self._count_names()

    def hear(self, entry: EntryOut) -> None:
        """One entry of the journal. Raises OutOfStep; an entry that is known already changes nothing."""
        if entry.seq <= self.line.sequence:
            return
        if entry.seq != self.line.sequence + 1:
            raise OutOfStep(f"entry {entry.seq} after {self.line.sequence}")
        try:
            event = from_json(entry.type, entry.data)
            fold(self.line, event)
        except (KeyError, ValueError) as error:
            raise OutOfStep(f"entry {entry.seq}: {entry.type}") from error
        self.names.update(entry.names)
        visit = self.line.visits.get(getattr(event, "visit", None) or "")
        if visit is not None:
            self._follow_name(visit)
        elif isinstance(event, DayEnded):
            self._count_names()
        name = self.name_of(visit) if visit else ""
        self.queue = after(self.queue, event, announced_by(event, visit, name, entry.seq))

    def next_announcement(self) -> None:
        """What was being announced is over; the next one's turn, if any."""
        self.queue = next_one(self.queue)

    def called(self) -> list[Shown]:
        """Who is called and was announced, the newest first."""
        hidden = self.queue.unannounced
        seen = [v for v in called_now(self.line) if v.id not in hidden and v.presence is not Presence.REMOTE]
        return [Shown(v.id, self.name_of(v), v.counter or "") for v in seen[:MOST_CALLED]]

    def coming(self) -> list[Shown]:
        """Who is next of those in the room, in the order of calling."""
        visits = (self.line.visits[v] for v in self.line.waiting.in_order())
        here = (visit for visit in visits if visit.presence is Presence.HERE)
        return [Shown(visit.id, self.name_of(visit)) for visit in islice(here, MOST_NEXT)]

    def waiting_beyond(self) -> int:
        """How many wait beside those whom `coming` names."""
        return len(self.line.waiting) - len(self.coming())

    def waits(self) -> list[ServiceWait]:
        """The wait by service, in the catalogue's order."""
        return waits(self.line)

    def paused(self) -> dict[str, dict[str, str]]:
        """What takes nobody new: the message by language, by service; "" stands for all."""
        return self.line.paused

    def all_paused(self) -> bool:
        """Whether nobody can join now, whatever for."""
        offered = [service.id for service in self.settings.services if service.active]
        paused = self.line.paused
        return EVERY_SERVICE in paused or (bool(offered) and all(each in paused for each in offered))

    def name_of(self, visit: Visit) -> str:
        """What the room may hear; with the number behind it while two people here have the same name."""
        name, number = self._plain_name(visit), visit.number or ""
        return f"{name}{NAMESAKE}{number}" if self._alike[name] > 1 and name != number else name

    def _plain_name(self, visit: Visit) -> str:
        """A group is called by its number: one name would leave the others unsure."""
        if visit.people > 1 and visit.number:
            return visit.number
        return self.names.get(visit.id) or visit.number or ""

    def _count_names(self) -> None:
        """Who is here by which name; told anew at the start and at a day's end, followed in between."""
        self._here = {v.id: self._plain_name(v) for v in self.line.visits.values() if v.state in PRESENT}
        self._alike = Counter(self._here.values())

    def _follow_name(self, visit: Visit) -> None:
        if (before := self._here.pop(visit.id, None)) is not None:
            self._alike[before] -= 1
        if visit.state in PRESENT:
            self._here[visit.id] = name = self._plain_name(visit)
            self._alike[name] += 1
