"""The line's memory: a site on its busiest day, and as many visits as a hundred sites have in one."""

from __future__ import annotations

import gc
import tracemalloc
from datetime import UTC, datetime, timedelta

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings

SITES = 100
VISITS_EACH = 200
MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
SITE = SiteSettings(services=(Service("laptop", "A", {"en": "Laptop"}),), counters=("1",))


def main() -> None:
    tracemalloc.start()
    empty = tracemalloc.get_traced_memory()[0]
    line = Line()
    _do(line, c.ApplySettings(SITE), MORNING)
    _do(line, c.OpenCounter("1", "agent"), MORNING)
    for number in range(SITES * VISITS_EACH):
        _one_visit(line, f"{number:036d}", MORNING + timedelta(seconds=number))
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - empty
    visits = SITES * VISITS_EACH
    each = used / visits
    print(f"{visits:,} visits of one day in a line   {used / 2**20:.1f} MiB, {each:,.0f} bytes a visit")
    _do(line, c.EndDay(), MORNING + timedelta(hours=15))
    gc.collect()
    left = tracemalloc.get_traced_memory()[0] - empty
    print(f"after the day's end              {left / 2**20:.2f} MiB, {len(line.visits)} visits")
    tracemalloc.stop()
    text = len(str(codec.take_snapshot(line)))
    print(f"its snapshot then                {text:,} bytes")


def _one_visit(line: Line, visit: str, at: datetime) -> None:
    """Three of four are served at once, the fourth waits."""
    _do(line, c.CheckIn(visit, "laptop", f"person-{visit}"), at)
    if int(visit) % 4:
        called = _do(line, c.CallNext("1", "agent"), at)
        _do(line, c.Start(called, "agent"), at)
        _do(line, c.Finish(called, "agent"), at)


def _do(line: Line, command: c.Command, at: datetime) -> str:
    decision = decide(line, command, at)
    assert isinstance(decision, Decided), (command, decision)
    for event in decision.events:
        fold(line, event)
    return decision.visit or ""
