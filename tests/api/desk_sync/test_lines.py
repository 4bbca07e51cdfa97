"""The line that a desk process folds from a journal: soon there, safe to look at, thrown by no entry."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from common.clients.desk import DeskClient
from desk.engine import Database
from desk.sync import store
from desk.sync.lines import SNAPSHOT_EVERY, line_of
from kiosk.queue import events as e
from kiosk.queue.chain import canonical, link
from kiosk.queue.codec import take_snapshot
from tests.api.desk_sync.journals import START, chained, journal, on_wire, opening, push_of, visit
from tests.fixtures.desks import RunningDesk

LONG = journal(SNAPSHOT_EVERY // 4 + 100)


def pushed(client: DeskClient) -> None:
    for start in range(0, len(LONG), 700):
        client.push("main", push_of(LONG[start : start + 700]))


def test_a_process_that_begins_anew_goes_on_from_a_snapshot(desk: RunningDesk, client: DeskClient) -> None:
    pushed(client)
    with line_of(desk.database, "main") as line:
        whole = take_snapshot(line)
    with desk.database.read() as connection:
        saved = store.snapshot(connection, "main")
    assert saved is not None
    assert saved["sequence"] >= SNAPSHOT_EVERY
    another = Database(desk.database.url)
    with line_of(another, "main") as line:
        assert take_snapshot(line) == whole
    another.close()
    with desk.database.begin() as connection:
        store.save_snapshot(connection, "main", 7, {"made": "by another version"})
    third = Database(desk.database.url)
    with line_of(third, "main") as line:
        assert take_snapshot(line) == whole
    third.close()


def test_many_look_while_the_journal_grows(desk: RunningDesk, client: DeskClient) -> None:
    growing = threading.Event()
    seen: list[list[int]] = []

    def look() -> None:
        mine = []
        while not growing.is_set():
            with line_of(desk.database, "main") as line:
                assert len(line.visits) >= line.sequence // 4 - 1
                mine.append(line.sequence)
        seen.append(mine)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for start in range(0, 200, 10):
        client.push("main", push_of(LONG[start : start + 10]))
    growing.set()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(mine == sorted(mine) for mine in seen)
    with line_of(desk.database, "main") as line:
        assert line.sequence == 200


@pytest.mark.expect_log("entry_not_folded.*seq=3 type='RobotArrived'")
@pytest.mark.expect_log("entry_not_folded.*seq=4 type='VisitStarted'")
def test_entries_that_cannot_be_folded_are_kept_and_passed_over(
    desk: RunningDesk, client: DeskClient
) -> None:
    """The first is of a kind that only a newer site knows, the second of a visit that nobody has heard of."""
    begun = opening()
    run = chained([*begun, e.DayEnded(START, 0), e.VisitStarted(START, "ghost", "1", "lena"), *visit(1)])
    odd = run[2]
    hashed = link(odd.prev, odd.seq, odd.at, "RobotArrived", 9, canonical({"x": 1}), odd.actor, odd.command)
    run[2] = replace(odd, type="RobotArrived", version=9, data={"x": 1}, hash=hashed)
    for place in range(3, len(run)):
        each = replace(run[place], prev=run[place - 1].hash)
        data = canonical(each.data)
        run[place] = replace(
            each,
            hash=link(each.prev, each.seq, each.at, each.type, each.version, data, each.actor, each.command),
        )
    assert client.push("main", push_of(run)).sequence == len(run)
    with line_of(desk.database, "main") as line:
        assert (line.sequence, list(line.visits)) == (len(run), ["v1"])
    with desk.database.read() as connection:
        kept = store.entries_after(connection, "main", 0)
    assert [on_wire(entry) for entry in kept] == [on_wire(entry) for entry in run]
