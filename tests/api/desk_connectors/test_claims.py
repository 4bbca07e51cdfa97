"""Several desk processes over one database: each delivery is carried by one of them, and none gets lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from common.waiting import until
from desk.connectors.carrying import Job
from desk.connectors.engine.breaker import Line, LineState
from desk.connectors.engine.delivery import Stage
from desk.connectors.http.attempt import time_for
from desk.connectors.loaded import Connectors
from desk.connectors.port import Done, Outcome, Ref, RetryAfter
from desk.connectors.store import deliveries, lines
from desk.connectors.worker import Worker
from tests.api.desk_connectors.conftest import Handing
from tests.api.desk_connectors.tool import Tool, ToolConnector, mapping_of

LEASE = timedelta(seconds=95)


class Dies(BaseException):
    """The process is killed: not even its clean-up runs."""


def test_a_claimed_delivery_is_nobody_elses_until_the_claim_lapses(handing_over: Handing) -> None:
    key, now = handing_over.record(), handing_over.clock.now()
    with handing_over.desk.database.begin() as connection:
        mine = deliveries.claim(connection, "tool", now, LEASE, "oldest")
    assert mine is not None and mine.delivery.id == key
    assert handing_over.worker.run_due() <= 1 and handing_over.tool.called("create") == 0
    handing_over.later(96)
    assert len(handing_over.tool.with_key(key)) == 1
    with handing_over.desk.database.begin() as connection:  # whoever comes back late changes nothing
        assert not deliveries.write(connection, mine, mine.delivery, now)


def test_a_process_that_dies_after_the_request_makes_no_second_ticket(handing_over: Handing) -> None:
    def dies(call: str) -> None:
        if call == "get":
            raise Dies

    handing_over.tool.before = dies
    key = handing_over.record()
    with pytest.raises(Dies):
        handing_over.worker.run_due()
    handing_over.tool.before = lambda call: None
    assert handing_over.stages(key) == [Stage.CHECKING]
    for _ in range(3):
        handing_over.later(200)
    assert (handing_over.tool.called("create"), len(handing_over.tool.with_key(key))) == (1, 1)
    assert handing_over.stages(key) == [Stage.DONE]


def test_a_process_that_dies_in_the_request_leaves_a_search_to_others(handing_over: Handing) -> None:
    def dies(call: str) -> None:
        if call == "create":
            raise Dies

    handing_over.tool.before = dies
    key = handing_over.record()
    with pytest.raises(Dies):
        handing_over.worker.run_due()
    handing_over.tool.before = lambda call: None
    assert handing_over.stages(key) == [Stage.SENT]
    handing_over.later(100)
    assert handing_over.tool.called("create") == 0 and handing_over.tool.called("find") == 0
    handing_over.later(150)
    assert (handing_over.tool.called("find"), len(handing_over.tool.with_key(key))) == (1, 1)


def test_what_is_made_once_is_made_within_one_attempt(handing_over: Handing) -> None:
    """Others search for it when that is over; a change of state reads before it writes and has its time."""
    given: dict[str, float | None] = {}
    handing_over.tool.before = lambda call: given.update({call: time_for(1e6)})
    handing_over.record(resolved=True)
    handing_over.worker.run_due()
    ends = given["create"]
    assert ends is not None and ends <= 2 * 60.0
    assert given["get"] == given["apply"] == 1e6


def test_a_process_that_slept_sends_no_more(handing_over: Handing) -> None:
    first = handing_over.record()
    carrier = handing_over.worker.servers["tool"][0].carrier
    assert carrier is not None
    job = carrier._take(("oldest",))
    assert job is not None
    handing_over.clock.forward(timedelta(seconds=30))  # it slept between the commit and the request
    assert carrier._step(job) is None
    assert handing_over.tool.calls == [] and handing_over.stages(first) == [Stage.WAITING]
    handing_over.later(30)
    assert handing_over.stages(first) == [Stage.DONE]


def test_new_ones_are_not_held_up_behind_old_ones(handing_over: Handing) -> None:
    old = [handing_over.record() for _ in range(30)]
    handing_over.clock.forward(timedelta(hours=2))
    new = handing_over.record()
    for _ in range(2):
        handing_over.worker.servers["tool"][0].do()
    assert handing_over.stages(new) == [Stage.DONE]
    done = [key for key in old if handing_over.stages(key) == [Stage.DONE]]
    assert len(done) == 1  # they take turns
    handing_over.worker.run_due()
    assert all(handing_over.stages(key) == [Stage.DONE] for key in old)


def test_two_workers_at_once_carry_each_one_once(handing_over: Handing) -> None:
    keys = [handing_over.record(resolved=True) for _ in range(40)]
    workers = [Worker(handing_over.desk), Worker(handing_over.desk)]
    for worker in workers:
        worker.start()
    done = all(_settles(handing_over, key) for key in keys)
    for worker in workers:
        worker.stop()
    assert done
    assert handing_over.tool.called("create") == 40
    assert all(len(handing_over.tool.with_key(key)) == 1 for key in keys)


def _settles(handing_over: Handing, key: str) -> bool:
    return until(lambda: handing_over.stages(key) == [Stage.DONE, Stage.DONE], 30, 0.02)


def test_one_process_at_a_time_tries_a_line_that_rests(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", RetryAfter(60, "busy", busy=True))
    keys = [handing_over.record() for _ in range(3)]
    handing_over.worker.run_due()
    assert handing_over.tool.calls == ["create"]
    handing_over.clock.forward(timedelta(seconds=62))
    other = Worker(handing_over.desk)
    carrier, its = handing_over.worker.servers["tool"][0].carrier, other.servers["tool"][0].carrier
    assert carrier is not None and its is not None
    first = carrier._take(("oldest",))
    assert first is not None and its.carry_one() is False
    step: Job | None = first
    while step is not None:
        step = carrier._step(step)
    handing_over.later(1)
    other.close()
    assert all(handing_over.stages(key) == [Stage.DONE] for key in keys)


def test_a_slow_tool_holds_up_no_other(handing_over: Handing) -> None:
    slow, quick = Tool(handing_over.clock), handing_over.tool
    let_go = threading.Event()

    def waits(call: str) -> None:
        if call != "changes":
            let_go.wait(20)

    slow.before = waits
    tools = {"quick": quick, "slow": slow}
    mappings = [mapping_of("quick", kinds=("incident",)), mapping_of("slow", kinds=("request",))]
    both = Connectors(mappings, connect=lambda mapping, _: ToolConnector(tools[mapping.name]))
    handing_over.desk = replace(handing_over.desk, connectors=both)
    worker = Worker(handing_over.desk)
    worker.start()
    held_up = [handing_over.record(kind="request") for _ in range(4)]
    key = handing_over.record()
    assert until(lambda: handing_over.stages(key) == [Stage.DONE], 20, 0.02)
    assert all(handing_over.stages(each) != [Stage.DONE] for each in held_up)
    let_go.set()
    assert until(lambda: all(handing_over.stages(each) == [Stage.DONE] for each in held_up), 20, 0.02)
    worker.stop()


class FindsEverything(ToolConnector):
    """A tool that ignores what it is asked for, as some do with a part of a query that they do not know."""

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        return Done((Ref("7", "T-7"),))


@pytest.mark.expect_log("line_changed")
def test_a_tool_whose_search_finds_everything_is_handed_nothing(handing_over: Handing) -> None:
    tool, name = handing_over.tool, "everything"
    found = Connectors([mapping_of(name)], connect=lambda mapping, _: FindsEverything(tool))
    handing_over.desk = replace(handing_over.desk, connectors=found)

    def line() -> Line:
        with handing_over.desk.database.read() as connection:
            return lines.line_of(connection, name)

    worker = Worker(handing_over.desk)
    worker.start()
    assert until(lambda: line().state is LineState.STOPPED, 20, 0.02)
    assert "nobody used" in line().message
    key = handing_over.record()
    assert worker.run_due() == 0 and not tool.with_key(key)
    worker.stop()
