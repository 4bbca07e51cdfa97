"""A line with its journal, made by the real rules, as entries on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from common.wire import EntryOut, LineOut
from kiosk.queue import commands as c
from kiosk.queue.codec import event_type, take_snapshot, to_json
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallAs

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SETTINGS = SiteSettings(
    services=(
        Service("laptop", "A", {"en": "Laptop", "es": "Portátil"}, "laptop"),
        Service("phone", "B", {"en": "Phone", "es": "Teléfono"}, "smartphone"),
    ),
    counters=("1", "2", "3"),
)


class Journal:
    """What a site would send; `names` are what the room may hear, by visit."""

    def __init__(self, settings: SiteSettings = SETTINGS) -> None:
        self.line, self.names, self.now = Line(settings=settings), dict[str, str](), START
        self.entries: list[EntryOut] = []

    def do(self, command: c.Command) -> list[EntryOut]:
        """Carry out a command; the entries that it made. Fails on a refusal."""
        self.now += timedelta(seconds=1)
        decided = decide(self.line, command, self.now)
        assert isinstance(decided, Decided), decided
        made = []
        for event in decided.events:
            fold(self.line, event)
            visit = getattr(event, "visit", None)
            names = {visit: self.names[visit]} if visit in self.names else {}
            made.append(_entry(self.line.sequence, event_type(event), to_json(event), self.now, names))
        self.entries += made
        return made

    def check_in(self, visit: str, name: str = "", language: str = "en") -> list[EntryOut]:
        self.names[visit] = name
        call_as = CallAs.FIRST_NAME if name else CallAs.NUMBER
        if not name:
            del self.names[visit]
        return self.do(c.CheckIn(visit, "laptop", person=f"p-{visit}", call_as=call_as, language=language))

    def open(self, *counters: str) -> None:
        for counter in counters:
            self.do(c.OpenCounter(counter, f"agent-{counter}"))

    def call(self, counter: str) -> list[EntryOut]:
        return self.do(c.CallNext(counter, f"agent-{counter}"))

    def whole(self) -> LineOut:
        return LineOut(
            sequence=self.line.sequence,
            head="",
            line=take_snapshot(self.line),
            names=dict(self.names),
            now=self.now,
        )


def _entry(seq: int, kind: str, data: dict[str, object], at: datetime, names: dict[str, str]) -> EntryOut:
    return EntryOut(
        seq=seq,
        at=at.isoformat(),
        type=kind,
        version=1,
        data=data,
        actor="test",
        command="",
        prev="",
        hash="",
        names=names,
    )
