"""Planning from a year of history: reading the journal once, then plan, what-if and back-test.

`python -m bench planning`. The past is invented (seeded): 60 visitors a day on weekdays and 12 booked.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from common.clock import ManualClock
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.context import Desk
from desk.engine import Database, sqlite_url
from desk.reports import planning, store
from kiosk.queue.planning.plan import Wish
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.planning.what_if import Change
from tests.api.desk_reports.asking import pushed
from tests.api.desk_sync.journals import chained
from tests.unit.planning.invented import FIRST, SERVICES, SETTINGS, ZONE, Invented, moment

DAYS = 365
AIM_PLAN_SECONDS = 3.0
T = TypeVar("T")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder))


def _measure(folder: Path) -> None:
    entries = chained(Invented(7).past(DAYS))
    until = FIRST + timedelta(days=DAYS)
    clock = ManualClock(moment(until, 480).astimezone(ZONE))
    database = Database(sqlite_url(folder / "desk.db"))
    database.prepare()
    desk = Desk(database, "http://desk.example", folder, clock)
    with database.begin() as connection:
        catalogue.save_site(connection, Site(SETTINGS, tuple(Offer(service) for service in SERVICES)))
        pushed(connection, "main", entries, clock.now())
    seconds, read = _timed(lambda: store.catch_up(database, "main"))
    print(f"reading {read:,} entries of a year, once: {seconds:.1f} s ({read / seconds:,.0f}/s)")
    seconds, _ = _timed(lambda: store.catch_up(database, "main"))
    print(f"looking again, nothing new: {1000 * seconds:.1f} ms")
    seconds, past = _timed(lambda: planning.past_of(desk, "main"))
    print(f"counting {len(past.history.visits):,} visits by half hour: {seconds:.2f} s")
    wish = Wish(until, 7)
    seconds, _ = _timed(lambda: planning.plan_of(desk, past, wish))
    print(f"plan of a week with slots: {seconds:.2f} s (aim {AIM_PLAN_SECONDS:.0f} s)")
    change = Wish(until, 7, change=Change(agents=-1, weekdays=frozenset({1})))
    seconds, _ = _timed(lambda: planning.plan_of(desk, past, change))
    print(f"… and what if one agent fewer on Tuesday: {seconds:.2f} s")
    seconds, _ = _timed(lambda: planning.tested(past, None))
    print(f"back-test of the forecast, ten weeks: {seconds:.2f} s")
    seconds, found = _timed(lambda: planning.tested(past, Promise()))
    print(f"… and of the staffing, 15 days twice: {seconds:.2f} s")
    assert found is not None and found.staffing is not None and found.naive_staffing is not None
    whole, each = found.half_hours, found.overall
    print(
        f"error a half hour {whole.wape:.0%} (naive {whole.naive_wape:.0%}), MASE {whole.mase:.2f},", end=" "
    )
    print(f"a service's half hour {each.wape:.0%} ({each.naive_wape:.0%}), MASE {each.mase:.2f};")
    print(f"80 % range right in {whole.covered:.0%} and {each.covered:.0%}")
    print(f"called in time, staffed by plan: {found.staffing.within:.1%},", end=" ")
    print(f"with {found.staffing.agent_hours:.1f} agent-hours a day;", end=" ")
    print(f"by last week: {found.naive_staffing.within:.1%} with {found.naive_staffing.agent_hours:.1f}")
    database.close()


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = perf_counter()
    found = work()
    return perf_counter() - began, found
