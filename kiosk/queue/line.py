"""The line: everything that is true at a site now. It changes only by `kiosk.queue.fold.fold`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.queue.headcount import Headcount
from kiosk.queue.order import WaitingIndex
from kiosk.queue.passing import Passing
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import Visit, Wait


@dataclass(slots=True)
class ServiceTimes:
    """How long services took here: a count and sums of minutes, older ones fading."""

    count: float = 0.0
    total: float = 0.0
    squares: float = 0.0

    def add(self, minutes: float, memory: float = 200.0) -> None:
        """Learn one more; what was learned before fades with a memory of about `memory` visits."""
        keep = 1.0 - 1.0 / memory
        self.count = self.count * keep + 1.0
        self.total = self.total * keep + minutes
        self.squares = self.squares * keep + minutes * minutes


@dataclass(slots=True)
class OpenCounter:
    """A counter with an agent behind it; `visit`: called to it, `helping`: at a colleague's counter."""

    agent: str
    since: datetime
    visit: str | None = None
    helping: str | None = None

    @property
    def taken(self) -> bool:
        """Whether its agent is with a visitor, here or at a colleague's counter."""
        return self.visit is not None or self.helping is not None


@dataclass
class Line:
    """State of one site. Read freely; change only by `fold`."""

    settings: SiteSettings = field(default_factory=SiteSettings)
    sequence: int = 0
    at: datetime | None = None  # of the newest event
    term: int = 0  # how often another machine took over
    day: date = date.min
    visits: dict[str, Visit] = field(default_factory=dict)
    counters: dict[str, OpenCounter] = field(default_factory=dict)
    last_number: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    times: dict[str, ServiceTimes] = field(default_factory=dict)
    waiting: WaitingIndex = field(default_factory=WaitingIndex)
    passing: Passing = field(default_factory=Passing)
    since_quick: int = 0  # calls by rule since the last one for a quick matter
    heads: Headcount = field(default_factory=Headcount)
    by_person: dict[str, str] = field(default_factory=dict)  # person -> visit that has their place
    by_appointment: dict[str, str] = field(default_factory=dict)  # appointment -> who took it up last
    by_agent: dict[str, str] = field(default_factory=dict)  # agent -> counter
    recent_calls: tuple[str, ...] = ()  # visits called last, newest first
    paused: dict[str, dict[str, str]] = field(default_factory=dict)  # service ("": all) -> message
    turned_away: dict[str, tuple[str, datetime]] = field(default_factory=dict)  # person -> service, when
    joiner_waits: dict[str, Wait | None] = field(default_factory=dict)  # service -> wait of who would join
    forecast_at: datetime | None = None  # when `joiner_waits` were told; None: no forecast yet

    def visit_of(self, person: str | None) -> Visit | None:
        """The place that a person has in the line, if any."""
        found = self.by_person.get(person) if person else None
        return self.visits[found] if found else None

    def appointments_in_order(self) -> dict[str, str]:
        """Appointment -> the last of its visits, which is nearly always the one that took it up last."""
        return {visit.appointment: visit.id for visit in self.visits.values() if visit.appointment}

    def visit_at(self, counter: str | None) -> Visit | None:
        """Who was called to a counter and is not done there."""
        at = self.counters.get(counter) if counter else None
        return self.visits[at.visit] if at and at.visit else None

    def in_order(self, now: datetime | None = None) -> list[Visit]:
        """Everybody waiting, in the order of calling as it stands `now`, else at the newest event."""
        moment = now.timestamp() if now else None
        return [self.visits[v] for v in self.waiting.in_order(now=moment)]
