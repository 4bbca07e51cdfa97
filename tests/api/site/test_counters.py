"""From opening a counter to goodbye: every move over HTTP, and every refusal on the way."""

from __future__ import annotations

from common.ids import new_id
from kiosk.queue.visits import ChosenReason
from tests.api.site.asking import raw, refused, waiting
from tests.api.site.running import SiteThread


def test_a_visit_from_call_to_goodbye(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    place = waiting(kiosk)
    opened = lena.open("1", new_id())
    assert (opened.counter, opened.agent, opened.visit) == ("1", "lena", None)
    called = lena.call("1", new_id())
    assert (called.id, called.state, called.counter, called.agent, called.calls) == (
        place.id,
        "called",
        "1",
        "lena",
        1,
    )
    assert called.full_name == "Ana García"
    assert lena.act(place.id, "recall", new_id()).calls == 2
    assert lena.open("1", new_id()).visit is not None, "a console that comes back finds its visitor"
    assert lena.act(place.id, "start", new_id()).state == "serving"
    assert lena.act(place.id, "hold", new_id()).state == "held"
    assert lena.act(place.id, "resume", new_id()).state == "serving"
    assert lena.transfer(place.id, "phone", new_id()).state == "waiting"
    assert lena.call("1", new_id()).service == "phone"
    lena.act(place.id, "start", new_id())
    assert lena.act(place.id, "finish", new_id()).state == "done"
    assert lena.close("1", new_id()).agent == ""
    assert kiosk.visit(place.id).state == "done"


def test_no_show_and_leave(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    first, second = waiting(kiosk), waiting(kiosk, "Luis Pérez")
    lena.open("1", new_id())
    lena.call("1", new_id())
    assert lena.act(first.id, "no-show", new_id()).state == "no_show"
    assert kiosk.act(second.id, "leave", new_id()).state == "left"
    refused(409, "nobody_waiting", lena.call, "1", new_id())


def test_call_somebody_out_of_turn_with_a_reason(site: SiteThread) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    waiting(kiosk)
    second = waiting(kiosk, "Luis Pérez")
    lena.open("1", new_id())
    marco.open("2", new_id())
    assert lena.call("1", new_id(), second.id, ChosenReason.ACCESSIBILITY).id == second.id
    data = refused(409, "already_called", marco.call, "2", new_id(), second.id, ChosenReason.URGENT)
    assert data == {"number": "A002", "counter": "1"}
    page = raw(lena, "GET", "/api/v1/journal?after=0", headers={"Accept": "application/json"}).json()
    event = next(entry["data"] for entry in page["entries"] if entry["type"] == "VisitCalled")
    assert (event["rule"], event["reason"], event["passed"]) == ("chosen", "accessibility", 1)


def test_what_the_rules_refuse(site: SiteThread) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    place = waiting(kiosk)
    refused(404, "unknown_counter", lena.open, "9", new_id())
    refused(404, "unknown_counter", lena.close, "9", new_id())
    refused(409, "counter_not_open", lena.call, "1", new_id())
    lena.open("1", new_id())
    refused(409, "counter_taken", marco.open, "1", new_id())
    refused(409, "counter_taken", marco.call, "1", new_id())
    refused(409, "wrong_state", lena.act, place.id, "finish", new_id())
    lena.call("1", new_id())
    refused(409, "agent_busy", lena.call, "1", new_id())
    refused(409, "agent_busy", lena.open, "2", new_id())
    refused(409, "counter_in_use", lena.close, "1", new_id())
    refused(409, "not_yours", marco.act, place.id, "start", new_id())
    refused(409, "not_yours", marco.close, "1", new_id())
    refused(409, "same_service", lena.transfer, place.id, "laptop", new_id())
    refused(404, "unknown_service", lena.transfer, place.id, "haircut", new_id())
    refused(404, "unknown_visit", lena.act, "nobody", "start", new_id())
    refused(409, "counter_not_open", marco.renew, "3")
    refused(409, "counter_taken", marco.renew, "1")
    lena.renew("1")


def test_who_may_do_what(site: SiteThread) -> None:
    kiosk, display, lena = site.local(), site.device("display", "wall"), site.agent("lena")
    place = waiting(kiosk)
    for client in (kiosk, display):
        refused(403, "forbidden", client.open, "1", new_id())
        refused(403, "forbidden", client.act, place.id, "start", new_id())
    refused(403, "forbidden", display.visit, place.id)
    refused(403, "forbidden", display.people, "ana")
    refused(403, "forbidden", kiosk.earlier_visits, "x")
    assert display.board().next[0].name == "Ana" and lena.board().sequence == display.board().sequence
    assert display.line().names == {place.id: "Ana"} and lena.line().names == {place.id: "Ana García"}
    display.token = "mst_nobody"
    refused(401, "unauthenticated", display.site)
    assert site.client("").healthz()["status"] == "ok"


def test_the_board_shows_calls_waits_and_who_is_next(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    first, second = waiting(kiosk), waiting(kiosk, "Luis Pérez")
    lena.open("1", new_id())
    lena.call("1", new_id())
    board = kiosk.board()
    assert [(row.visit, row.counter) for row in board.called] == [(first.id, "1")]
    assert [row.visit for row in board.next] == [second.id]
    wait = next(row for row in kiosk.waits() if row.service == "laptop")
    assert wait.waiting == 1 and wait.high_minutes is not None and wait.high_minutes % 5 == 0
    lena.act(first.id, "start", new_id())
    assert [row.visit for row in kiosk.board().serving] == [first.id]
