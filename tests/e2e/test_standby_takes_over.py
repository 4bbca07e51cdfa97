"""The first machine is killed under load, the second takes over: what anybody was told is there, once."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from common.clients.addresses import Addresses
from common.clients.errors import ApiRefused, Unreachable
from common.clients.health import reach
from common.clients.site import SiteClient
from common.ids import new_id
from common.waiting import until
from common.wire import TERM_HEADER, CheckInBody, TakeOverOut, VisitOut
from kiosk.queue import codec
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.verify import check
from tests.e2e.crowd import Patient
from tests.e2e.standby_pair import AGENTS, PATIENCE_SECONDS, Pair, a_pair, events, guest, rows, standing
from tests.fixtures.killable import Killable

SEED = 20261121
KIOSKS, WALK_UPS_EACH = 4, 30
Sent = tuple[CheckInBody, str, VisitOut]


def test_all_that_was_acknowledged_is_there_once(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair:
        pair.start_standby(pair.first.url)
        assert pair.together()
        both = Addresses(f"{pair.first.url} {pair.standby.url}")
        told, called, over = a_day_with_a_take_over(pair, both)
        assert over.in_touch, "connection refused at once shows that nothing was told afterwards"
        assert not over.handed_over
        repeats_get_the_first_answer(pair, told)
        with pair.client(pair.standby) as client:
            line = client.line()
        nobody_is_forgotten(line.line, told)
        the_old_one_is_fenced(pair)
        assert pair.standby.stop() == 0
    nobody_twice(pair.database("b"), called)
    taken_over = events(pair.database("b"), "SiteTakenOver")
    assert [(one["term"], one["after"], one["in_touch"]) for one in taken_over] == [(1, over.after, True)]


def a_day_with_a_take_over(pair: Pair, both: Addresses) -> tuple[list[Sent], list[str], TakeOverOut]:
    """Walk-ups and calls, the kill, and the take-over while everybody repeats what was not answered."""
    told: list[Sent] = []
    called: list[str] = []
    with ThreadPoolExecutor(KIOSKS + len(AGENTS)) as room:
        screens = [room.submit(partial(kiosk, pair, both, number, told)) for number in range(KIOSKS)]
        desks = [room.submit(partial(agent, pair, both, who, called)) for who in AGENTS]
        assert until(lambda: len(told) > KIOSKS * WALK_UPS_EACH // 3, PATIENCE_SECONDS, 0.005)
        pair.first.kill()
        over = pair.take_over()
        for work in screens:
            work.result(120)
        for desk in desks:
            desk.result(120)
    return told, called, over


def kiosk(pair: Pair, both: Addresses, number: int, told: list[Sent]) -> None:
    person = Patient(SiteClient(both, pair.tokens["kiosk"], timeout=4), random.Random(SEED + number))
    for n in range(WALK_UPS_EACH):
        body, key = guest(f"Guest {number}.{n}"), new_id()
        told.append((body, key, person.until_answered(partial(person.client.check_in, body, key))))
    person.client.hang_up()


def agent(pair: Pair, both: Addresses, who: str, called: list[str]) -> None:
    """Calls and finishes until nobody has come for a while."""
    counter = str(AGENTS.index(who) + 1)
    person = Patient(SiteClient(both, pair.tokens[who], timeout=4), random.Random(SEED))
    person.open(counter)
    empty = 0
    while empty < 20:
        visit = person.call(counter)
        if visit is None:
            empty += 1
            threading.Event().wait(0.05)
            continue
        empty = 0
        called.append(visit.id)
        person.start(visit)
        person.finish(visit)
    person.client.hang_up()


def repeats_get_the_first_answer(pair: Pair, told: list[Sent]) -> None:
    """Also to what the old machine answered."""
    with pair.client(pair.standby) as client:
        for body, key, first in told:
            assert client.check_in(body, key) == first


def nobody_is_forgotten(stored: dict[str, Any], told: list[Sent]) -> None:
    line = codec.restore(stored)
    assert {body.id for body, _, _ in told} == set(line.visits)
    numbers = [visit.number for visit in line.visits.values()]
    assert len(numbers) == len(set(numbers)), "no number was given twice"


def nobody_twice(path: Path, called: list[str]) -> None:
    """The chain verifies, replay gives the line, and each call that was told is in the journal once."""
    report = check(path)
    assert report.good, report
    line = Line()
    for kind, data in rows(path, "SELECT type, data FROM entries ORDER BY seq"):
        fold(line, codec.from_json(kind, json.loads(data)))
    calls = Counter(one["visit"] for one in events(path, "VisitCalled"))
    assert {visit: calls[visit] for visit in called} == dict.fromkeys(called, 1)


def visits_of(client: SiteClient) -> set[str]:
    return set(codec.restore(client.line().line).visits)


def the_old_one_is_fenced(pair: Pair) -> None:
    """It comes back, asks its standby, and neither calls nor takes anybody in."""
    before = rows(pair.database("a"), "SELECT max(seq) FROM entries")
    pair.first.start()
    health = reach(pair.first.url) or {}
    assert (health["role"], health["term"]) == ("fenced", 1)
    for who, call in (("kiosk", "check_in"), ("lena", "call"), ("lena", "open")):
        words = (guest("Late"), new_id()) if call == "check_in" else ("1", new_id())
        with pair.client(pair.first, who) as client, pytest.raises(ApiRefused) as caught:
            getattr(client, call)(*words)
        assert (caught.value.problem.status, caught.value.problem.code) == (503, "fenced")
    assert rows(pair.database("a"), "SELECT max(seq) FROM entries") == before, "nothing more is written"
    pair.first.kill()
    pair.first.start()
    assert (reach(pair.first.url) or {})["role"] == "fenced", "it remembers"


def test_the_old_one_comes_back_as_standby_of_the_new_one(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair:
        pair.start_standby(pair.first.url)
        with pair.client(pair.first) as client:
            client.check_in(guest("First"), new_id())
            assert pair.together()
            pair.standby.kill()
            alone = client.check_in(guest("Alone"), new_id())
            pair.first.kill()
            pair.standby.start()
            over = pair.take_over()
        assert not over.in_touch
        assert over.missing_since is not None
        assert over.after == 2, "the settings and the first one"
        with pair.client(pair.standby) as client:
            assert alone.id not in visits_of(client)
            assert client.check_in(guest("New"), new_id()).number
        pair.first = again_as_standby(pair)
        assert until(lambda: bool(standing(pair.first).get("together")), PATIENCE_SECONDS)
        assert rows(pair.database("a"), "SELECT hash FROM entries") == rows(
            pair.database("b"), "SELECT hash FROM entries"
        )
        kept = pair.folder / "a" / "data" / "site" / "diverged-term-1.jsonl"
        assert [json.loads(row)["data"]["visit"] for row in kept.read_text().splitlines()] == [alone.id]
        assert (kept.parent / "journal.before-term-1.db").exists(), "nothing is thrown away"


def again_as_standby(pair: Pair) -> Killable:
    named = {"standby_of": pair.standby.url, "standby_token": pair.key}
    pair.first.__exit__(None, None, None)
    return Killable("site", pair.folder / "a", site=named)


def test_a_planned_take_over_hands_everything_over(tmp_path: Path) -> None:
    """Both work: the old one is told to stop first, and nothing can be missing."""
    with a_pair(tmp_path) as pair:
        pair.start_standby(pair.first.url)
        assert pair.together()
        with pair.client(pair.first) as client:
            visit = client.check_in(guest("Ana"), new_id())
            over = pair.take_over()
            assert (over.in_touch, over.handed_over) == (True, True)
            with pytest.raises(ApiRefused) as caught:
                client.line()
            assert caught.value.problem.code == "fenced"
        with pair.client(pair.standby) as client:
            assert visit.id in visits_of(client)
        pair.standby.kill()
        pair.standby.start()
        health = reach(pair.standby.url) or {}
        assert (health["role"], health["term"]) == ("primary", 1), "it stays, whatever its settings say"


def test_any_screen_that_knows_of_the_new_one_fences_the_old_one(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair, pair.client(pair.first) as client:
        headers = client.headers() | {TERM_HEADER: "4"}
        stranger = {TERM_HEADER: "7"}
        line = f"{pair.first.url}/api/v1/line"
        assert requests.get(line, headers=stranger, timeout=10).status_code == 401
        assert requests.get(line, headers=client.headers(), timeout=10).status_code == 200, (
            "a stranger cannot"
        )
        assert requests.get(line, headers=headers, timeout=10).json()["code"] == "fenced"
        with pytest.raises((ApiRefused, Unreachable)):
            client.check_in(guest("Ana"), new_id())
