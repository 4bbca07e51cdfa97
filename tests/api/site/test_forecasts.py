"""Forecasts in a running site: told at check-in and after each event, kept over restarts, not in the way."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from common.clients.site import SiteClient
from common.ids import new_id
from common.waiting import until
from common.wire import CheckInBody, VisitOut
from kiosk.queue.codec import restore
from kiosk.queue.line import Line
from kiosk.site.database import open_reader
from kiosk.site.forecasts.child import KEPT_AS, load_learner
from kiosk.site.schema import entries as table
from tests.api.site.running import SiteProcess, SiteThread

PATIENCE = 20.0


def check_in(client: SiteClient, service: str = "laptop") -> VisitOut:
    visit = new_id()
    return client.check_in(CheckInBody.model_validate({"id": visit, "service": service}), visit)


def line_of(client: SiteClient) -> Line:
    return restore(client.line().line)


def promised(client: SiteClient, visit: str) -> bool:
    """Whether a forecast, not the simple estimate, was told to this visit."""
    told = line_of(client).visits[visit].promise
    return told is not None and told.mid_minutes is not None


def seated(site: SiteThread | SiteProcess, names: tuple[str, ...] = ("lena",)) -> list[SiteClient]:
    agents = [site.agent(name) for name in names]
    for counter, agent in enumerate(agents, start=1):
        agent.open(str(counter), new_id())
    return agents


def children_of(pid: int) -> list[int]:
    """Forecasting processes of a site service."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if int(stat[1]) == pid and b"forecasts.child" in words:
            found.append(int(entry.name))
    return found


@pytest.fixture
def site(open_site: Callable[..., SiteThread]) -> SiteThread:
    return open_site(forecasts=True)


def test_everybody_who_waits_is_told_a_forecast_and_who_would_join_too(site: SiteThread) -> None:
    kiosk, (agent,) = site.local(), seated(site)
    visits = [check_in(kiosk) for _ in range(6)]
    assert until(lambda: all(promised(agent, v.id) for v in visits), PATIENCE)
    rows = [agent.visit(v.id) for v in visits]
    highs = [row.high_minutes for row in rows if row.high_minutes is not None]
    assert len(highs) == 6 and highs == sorted(highs) and highs[-1] > highs[1]
    assert all((row.high_minutes or 0) % 5 == 0 for row in rows)
    assert until(lambda: (agent.waits()[0].high_minutes or 0) >= highs[-1], PATIENCE)


def test_a_newcomer_is_promised_the_newest_forecast_at_once(site: SiteThread) -> None:
    kiosk, _ = site.local(), seated(site)
    for _ in range(4):
        check_in(kiosk)
    assert until(lambda: site.site.forecasts.promise("laptop", booked=False) is not None, PATIENCE)
    told = site.site.forecasts.promise("laptop", booked=False)
    newest = check_in(kiosk)
    assert told is not None
    assert (newest.told_low_minutes, newest.told_high_minutes) == (told.low_minutes, told.high_minutes)
    first = next(
        json.loads(row.data)["promise"] for row in entries(site, "VisitCheckedIn") if newest.id in row.data
    )
    assert first["mid_minutes"] == told.mid_minutes


def entries(site: SiteThread, kind: str) -> list[Any]:
    with open_reader(site.database) as connection:
        return list(connection.execute(select(table).where(table.c.type == kind).order_by(table.c.seq)))


def test_a_promise_is_an_event_and_is_told_only_when_it_changes(site: SiteThread) -> None:
    kiosk, (agent,) = site.local(), seated(site)
    visits = [check_in(kiosk) for _ in range(3)]
    assert until(lambda: all(promised(agent, v.id) for v in visits), PATIENCE)
    answer = site.site.forecasts.newest
    assert answer is not None
    assert until(lambda: settled(site), PATIENCE)
    told = len(entries(site, "WaitsPromised"))
    site.site.forecasts._follow(())  # nothing happened
    check_in(kiosk, "phone")
    assert until(lambda: settled(site), PATIENCE)
    assert len(entries(site, "WaitsPromised")) <= told + 4


def settled(site: SiteThread) -> bool:
    newest, published = site.site.forecasts.newest, site.site.published
    others = [row.seq for row in entries(site, "VisitCheckedIn")]
    return newest is not None and newest.seq >= max(others) and published.sequence >= newest.seq


def test_nothing_is_promised_while_nobody_is_on_duty(site: SiteThread) -> None:
    kiosk, agent = site.local(), site.agent("lena")
    visit = check_in(kiosk)
    assert until(lambda: site.site.forecasts.newest is not None and settled(site), PATIENCE)
    assert agent.visit(visit.id).high_minutes is None
    agent.open("1", new_id())
    assert until(lambda: agent.visit(visit.id).high_minutes is not None, PATIENCE)


def test_a_process_that_dies_is_started_again_and_nobody_waits_for_it(
    start_process: Callable[..., SiteProcess],
) -> None:
    site = start_process(MOSTRADOR_SITE__FORECASTS="true")
    kiosk, (agent,) = site.local(), seated(site)
    first = check_in(kiosk)
    assert until(lambda: promised(agent, first.id), PATIENCE)
    (child,) = children_of(site.process.pid)
    os.kill(child, signal.SIGKILL)
    assert until(lambda: not line_of(agent).joiner_waits.get("laptop"), PATIENCE)  # the simple estimate again
    second = check_in(kiosk)
    assert second.high_minutes is not None
    assert agent.call("1", new_id()).id == first.id
    assert until(lambda: bool(children_of(site.process.pid)), PATIENCE)
    assert until(lambda: promised(agent, second.id), PATIENCE)
    assert site.stop() == 0
    assert not children_of(site.process.pid)


def test_a_killed_service_leaves_no_process_behind(start_process: Callable[..., SiteProcess]) -> None:
    site = start_process(MOSTRADOR_SITE__FORECASTS="true")
    kiosk, (agent,) = site.local(), seated(site)
    visit = check_in(kiosk)
    assert until(lambda: promised(agent, visit.id), PATIENCE)
    (child,) = children_of(site.process.pid)
    site.kill()
    assert until(lambda: not Path(f"/proc/{child}/cmdline").exists() or ended(child), PATIENCE)


def ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except OSError:
        return True


def test_what_was_learned_is_kept_and_what_does_not_fit_is_learned_anew(
    start_process: Callable[..., SiteProcess],
) -> None:
    site = start_process(MOSTRADOR_SITE__FORECASTS="true")
    kiosk, (agent,) = site.local(), seated(site)
    visit = check_in(kiosk)
    assert until(lambda: promised(agent, visit.id), PATIENCE)
    assert site.stop() == 0
    path = site.database.with_name(KEPT_AS)
    learned = json.loads(path.read_text())
    assert learned["line"]["sequence"] > 0
    with open_reader(site.database) as connection:
        assert load_learner(path, connection).line.sequence == learned["line"]["sequence"]
        for other in ("", "{", '{"format": 1}', "[]", json.dumps({**learned, "head": "f" * 64})):
            path.write_text(other)
            assert load_learner(path, connection).line.sequence == 0, other
    site.start()
    kiosk, agent = site.local(), site.agent("lena")
    agent.open("1", new_id())
    visit = check_in(kiosk)
    assert until(lambda: promised(agent, visit.id), PATIENCE)
    assert site.stop() == 0
    assert json.loads(path.read_text())["head"] != "f" * 64


def test_a_site_without_forecasts_tells_the_simple_estimate(open_site: Callable[..., SiteThread]) -> None:
    site = open_site(forecasts=False)
    kiosk, (agent,) = site.local(), seated(site)
    visits = [check_in(kiosk) for _ in range(3)]
    assert agent.visit(visits[-1].id).high_minutes is not None
    assert not entries(site, "WaitsPromised")


def test_the_child_only_reads(site: SiteThread) -> None:
    seated(site)
    with open_reader(site.database) as connection, pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM entries")
    assert sqlite3.connect(f"file:{site.database}?mode=ro", uri=True).execute("SELECT 1").fetchone() == (1,)
