"""A room to try the rules in: a line, a clock that moves, and short ways to give commands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.events import Event
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallRule, Visit, VisitState

MONDAY_NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

NEEDS_COUNTER = frozenset(
    {VisitState.CALLED, VisitState.SERVING, VisitState.HELD, VisitState.DONE, VisitState.NO_SHOW}
)
AFTER_CALL: dict[VisitState, tuple[type[c.Start | c.Hold | c.Finish | c.MarkNoShow], ...]] = {
    VisitState.SERVING: (c.Start,),
    VisitState.HELD: (c.Start, c.Hold),
    VisitState.DONE: (c.Start, c.Finish),
    VisitState.NO_SHOW: (c.MarkNoShow,),
}


def settings(**changes: Any) -> SiteSettings:
    """Two services and three counters, always open, in UTC."""
    services = (
        Service("laptop", "A", {"en": "Laptop"}, expected_minutes=10),
        Service("phone", "B", {"en": "Phone"}),
    )
    return SiteSettings(**{"services": services, "counters": ("1", "2", "3"), **changes})


class Room:
    """`do` decides and folds, through the JSON that the journal would hold; `no` expects a refusal."""

    def __init__(self, site: SiteSettings | None = None) -> None:
        self.line = Line()
        self.now = MONDAY_NINE
        self.journal: list[Event] = []
        self.do(c.ApplySettings(site or settings()))

    def wait(self, minutes: float) -> Room:
        self.now += timedelta(minutes=minutes)
        return self

    def do(self, command: c.Command) -> Decided:
        decided = decide(self.line, command, self.now)
        assert isinstance(decided, Decided), f"{command} was refused: {decided}"
        for event in decided.events:
            written = codec.to_json(event)
            read = codec.from_json(codec.event_type(event), written)
            assert read == event
            fold(self.line, read)
            self.journal.append(event)
        return decided

    def no(self, command: c.Command) -> Code:
        refused = decide(self.line, command, self.now)
        assert isinstance(refused, Refusal), f"{command} was not refused: {refused}"
        return refused.code

    def check_in(self, visit: str, service: str = "laptop", **more: Any) -> Visit:
        decided = self.do(c.CheckIn(visit, service, **more))
        assert decided.visit is not None
        return self.line.visits[decided.visit]

    def book(
        self, visit: str, minutes: float, service: str = "laptop", person: str | None = None
    ) -> c.AppointmentClaim:
        """An appointment that many minutes from now, known to the site."""
        claim = c.AppointmentClaim(visit, service, self.now + timedelta(minutes=minutes), person)
        self.do(c.BookVisit(claim))
        return claim

    def open(self, counter: str = "1", agent: str = "lena") -> Decided:
        return self.do(c.OpenCounter(counter, agent))

    def next(self, counter: str = "1", agent: str = "lena") -> Visit:
        decided = self.do(c.CallNext(counter, agent))
        assert decided.visit is not None
        return self.line.visits[decided.visit]

    def serve(self, counter: str = "1", agent: str = "lena", minutes: float = 5) -> Visit:
        """Call the next one, serve them that long, say goodbye."""
        visit = self.next(counter, agent)
        self.do(c.Start(visit.id, agent))
        self.wait(minutes)
        self.do(c.Finish(visit.id, agent))
        return self.line.visits[visit.id]

    def somebody(self, state: VisitState, visit: str = "v", agent: str = "lena") -> Visit:
        """A visit brought to `state` by commands, at counter 1 where it needs one."""
        if state is VisitState.BOOKED or state is VisitState.CANCELLED:
            self.book(visit, 30)
        else:
            self.check_in(visit)
        if state in NEEDS_COUNTER:
            self.open("1", agent)
            self.next("1", agent)
        for command in AFTER_CALL.get(state, ()):
            self.do(command(visit, agent))
        if state is VisitState.CANCELLED:
            self.do(c.CancelVisit(visit))
        if state is VisitState.LEFT:
            self.do(c.Leave(visit))
        assert self.line.visits[visit].state is state
        return self.line.visits[visit]

    def state(self, visit: str) -> VisitState:
        return self.line.visits[visit].state

    def data_of(self, command: c.Command) -> dict[str, str]:
        """What the refusal's words are given."""
        refused = decide(self.line, command, self.now)
        assert isinstance(refused, Refusal), f"{command} was not refused: {refused}"
        return refused.data

    def order(self) -> list[str]:
        return [v.id for v in self.line.in_order()]


def by_rule(rule: CallRule) -> Room:
    return Room(settings(rule=rule))
