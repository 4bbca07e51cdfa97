"""The desk and a site with two machines: the newer one's journal counts, the older one's is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused
from desk.changes import store as changes
from desk.standby import store as standby
from desk.standby.rules import set_aside_after, term_of
from desk.standby.store import Terms
from desk.sync import store
from desk.sync.lines import line_of
from kiosk.queue import events as e
from kiosk.queue.chain import Entry
from kiosk.queue.refusals import Code, Refusal
from tests.api.desk_sync.journals import START, chained, opening, push_of, visit
from tests.fixtures.desks import RunningDesk

BEGUN = opening()
BOTH = [*BEGUN, *visit(1)]
OLD = chained([*BOTH, *visit(2), *visit(3)])
NEW = chained([*BOTH, e.SiteTakenOver(START, 1, len(BOTH), False, "operator"), *visit(4)])
THEN = e.SiteTakenOver(START, 2, len(BOTH) + 1, True, "operator")
NEWEST = chained([*BOTH, e.SiteTakenOver(START, 1, len(BOTH), False, "operator"), THEN, *visit(5)])
CUT = len(BOTH)


def refusal(call: Callable[[], object]) -> Any:
    with pytest.raises(ApiRefused) as caught:
        call()
    return caught.value.problem


def held(desk: RunningDesk) -> list[Entry]:
    with desk.database.read() as connection:
        return store.entries_after(connection, "main", 0)


@pytest.mark.expect_log("entries_set_aside")
def test_a_new_term_takes_the_place_of_what_only_the_old_machine_had(
    desk: RunningDesk, client: DeskClient
) -> None:
    client.push("main", push_of(OLD))
    with line_of(desk.database, "main") as line:
        assert set(line.visits) == {"v1", "v2", "v3"}
    out = client.push("main", push_of(NEW[CUT:]), term=1)
    assert (out.sequence, out.head) == (len(NEW), NEW[-1].hash)
    assert held(desk) == NEW
    with line_of(desk.database, "main") as line:
        assert set(line.visits) == {"v1", "v4"}, "what was folded of the old one is forgotten"
    with desk.database.read() as connection:
        aside = connection.execute(standby.superseded.select().order_by(standby.superseded.c.seq)).all()
    assert [row.hash for row in aside] == [entry.hash for entry in OLD[CUT:]], "kept, not lost"
    assert client.push("main", push_of(NEW[CUT:]), term=1) == out, "a repeat changes nothing"
    with desk.database.read() as connection:
        told = [each.fact for each in changes.page_after(connection, 0, changes.Wanted()).items]
    undone = [fact.id for fact in told if fact.what == "set_aside"]
    assert undone == ["v2", "v3"], "other programs are told whose visit that was"
    assert [fact.id for fact in told[-4:]] == ["v4"] * 4


@pytest.mark.expect_log("entries_set_aside")
def test_the_old_machine_is_refused(desk: RunningDesk, client: DeskClient) -> None:
    client.push("main", push_of(OLD[:CUT]))
    client.push("main", push_of(NEW[CUT:]), term=1)
    for entries in ([], OLD[CUT:], OLD):
        problem = refusal(lambda run=entries: client.push("main", push_of(run)))  # type: ignore[misc]  # bound now
        assert (problem.status, problem.code, problem.data) == (503, "fenced", {"term": "1"})
    assert held(desk) == NEW
    client.push("main", push_of(NEWEST[CUT + 1 :]), term=2)
    assert held(desk) == NEWEST
    assert refusal(lambda: client.push("main", push_of([]), term=1)).data == {"term": "2"}


@pytest.mark.expect_log("entries_set_aside")
@pytest.mark.expect_log("chain_broken")
def test_only_a_higher_term_moves_anything(desk: RunningDesk, client: DeskClient) -> None:
    client.push("main", push_of(OLD))
    other = chained([*BOTH, *visit(7)])
    for entries, term in ((other[CUT:], 0), (other[CUT:], 5), (NEW[CUT + 1 :], 1)):
        problem = refusal(lambda run=entries, t=term: client.push("main", push_of(run), term=t))  # type: ignore[misc]  # bound now
        assert problem.code in ("chain_broken", "out_of_order")
        assert held(desk) == OLD
    client.push("main", push_of(NEW[CUT:]), term=1)
    again = chained([*BOTH, e.SiteTakenOver(START, 1, len(BOTH), True, "somebody else")])
    assert refusal(lambda: client.push("main", push_of(again[CUT:]), term=1)).code == "chain_broken"
    assert held(desk) == NEW


def test_the_word_to_take_over_is_for_one_term(desk: RunningDesk, client: DeskClient) -> None:
    assert client.terms("main") == (0, 0)
    with desk.database.begin() as connection:
        assert [standby.order(connection, "main", desk.clock.now()) for _ in range(2)] == [1, 1]
    assert client.terms("main") == (0, 1)
    client.push("main", push_of(NEW), term=1)
    assert client.terms("main") == (1, 0), "it was done: a standby that comes later does not hear it"
    with desk.database.read() as connection:
        assert standby.terms_of(connection, "main") == Terms(1, 1)
        assert standby.terms_of(connection, "elsewhere") == Terms()


def test_a_word_that_no_standby_heard_counts_no_more_after_a_while(
    desk: RunningDesk, client: DeskClient
) -> None:
    with desk.database.begin() as connection:
        standby.order(connection, "main", desk.clock.now())
    desk.clock.forward(standby.ORDER_HOLDS)
    assert client.terms("main") == (0, 1)
    desk.clock.forward(timedelta(seconds=1))
    assert client.terms("main") == (0, 0), "a standby that is set up tomorrow only follows"
    with desk.database.begin() as connection:
        assert standby.order(connection, "main", desk.clock.now()) == 1
    assert client.terms("main") == (0, 1), "said anew, it counts"


def test_strangers_hear_nothing(desk: RunningDesk) -> None:
    path = f"{desk.url}/api/v1/sync/main/take-over"
    assert requests.get(path, timeout=10).status_code == 401
    assert requests.get(path, headers={"Authorization": "Bearer x"}, timeout=10).status_code == 401


def test_the_rule() -> None:
    differs = Refusal(Code.CHAIN_BROKEN, {"seq": str(CUT + 1), "why": "differs"})
    assert set_aside_after(NEW[CUT:], differs, 0) == CUT
    assert set_aside_after(NEW[CUT:], differs, 1) is None, "it is known already"
    assert set_aside_after(OLD[CUT:], differs, 0) is None, "no take-over"
    assert set_aside_after(NEW[CUT:], Refusal(Code.CHAIN_BROKEN, {"seq": "7", "why": "hash"}), 0) is None
    assert set_aside_after(NEW[CUT:], Refusal(Code.OUT_OF_ORDER, {"sequence": "1"}), 0) is None
    assert (term_of(OLD), term_of(NEW), term_of(NEWEST)) == (0, 1, 2)
