"""A bad network between the two machines, and none: nothing is told that could be lost, or it is named."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from common.clients.errors import ApiRefused
from common.clients.health import reach
from common.ids import new_id
from common.waiting import until
from kiosk.site.verify import check
from tests.e2e.fault_proxy import Fate, FaultProxy
from tests.e2e.standby_pair import PATIENCE_SECONDS, Pair, a_pair, events, guest, rows, standing

SEED = 7310
COPIED = ("answers", "people", "visit_details", "tokens", "agents", "incidents", "sync_state", "people_words")


def first_standing(pair: Pair) -> dict[str, object]:
    return dict((reach(pair.first.url) or {}).get("standby") or {})


def same_rows(pair: Pair) -> bool:
    """Whatever lies beside the journal is the same at both, to the letter."""
    return all(
        rows(pair.database("a"), f"SELECT rowid, * FROM {table} ORDER BY rowid")
        == rows(pair.database("b"), f"SELECT rowid, * FROM {table} ORDER BY rowid")
        for table in COPIED
    )


def test_a_network_that_loses_doubles_and_delays_loses_nothing(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair, FaultProxy(pair.first.url, SEED) as network:
        with pair.client(pair.first) as client:
            for n in range(30):
                client.check_in(guest(f"Before {n}"), new_id())
            pair.start_standby(network.url)
            assert pair.together()
            told = [client.check_in(guest(f"Guest {n}"), new_id()).id for n in range(60)]
        caught_up = until(lambda: standing(pair.standby).get("entry") == 91, PATIENCE_SECONDS)
        assert caught_up, standing(pair.standby)
        assert set(network.met) == set(Fate), "each kind of fault was met"
        assert until(lambda: same_rows(pair), PATIENCE_SECONDS)
        pair.first.kill()
        pair.take_over()
    assert check(pair.database("b")).good
    assert {one["visit"] for one in events(pair.database("b"), "VisitCheckedIn")} >= set(told)


def test_a_cut_cable_costs_two_seconds_once_and_what_may_be_missing_is_named(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair, FaultProxy(pair.first.url, SEED, {Fate.PASS: 1}) as cable:
        pair.start_standby(cable.url)
        assert pair.together()
        with pair.client(pair.first) as client:
            client.check_in(guest("Both have me"), new_id())
            cable.pull()
            began = time.monotonic()
            client.check_in(guest("Alone"), new_id())
            waited = time.monotonic() - began
            assert waited > 1.0, "it was held until the last promise was over"
            alone = first_standing(pair)
            assert (alone["in_touch"], alone["alone_after"]) == (False, 2)
            assert alone["alone_at"]
            over = pair.take_over()
            assert (over.in_touch, over.after) == (False, 2)
            assert over.missing_since is not None
            fenced = until(lambda: (reach(pair.first.url) or {}).get("role") == "fenced", PATIENCE_SECONDS)
            assert fenced, "it asked the standby that it is not in touch with"
    assert events(pair.database("b"), "SiteTakenOver")[0]["in_touch"] is False


def test_a_primary_that_sleeps_through_it_wakes_up_fenced(tmp_path: Path) -> None:
    """It hangs with somebody's answer in its hands; when it wakes up it must not give it."""
    with a_pair(tmp_path) as pair:
        pair.start_standby(pair.first.url)
        assert pair.together()
        process = pair.first.process
        assert process is not None
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        began = time.monotonic()
        over = pair.take_over()
        assert time.monotonic() - began < PATIENCE_SECONDS
        os.kill(process.pid, signal.SIGCONT)
        assert not over.handed_over
        fenced = until(lambda: (reach(pair.first.url) or {}).get("role") == "fenced", PATIENCE_SECONDS)
        assert fenced
        with pair.client(pair.first) as client, pytest.raises(ApiRefused) as caught:
            client.check_in(guest("Ana"), new_id())
        assert caught.value.problem.code == "fenced"


def test_a_standby_that_is_killed_comes_back_and_catches_up(tmp_path: Path) -> None:
    """Again and again, while people check in, and also in the middle of the first copy."""
    with a_pair(tmp_path) as pair:
        told = []
        with pair.client(pair.first) as client:
            told += [client.check_in(guest(f"Before {n}"), new_id()).id for n in range(40)]
            over = threading.Event()
            pair.start_standby(pair.first.url)

            def come() -> None:
                while not over.is_set():
                    told.append(client.check_in(guest("Guest"), new_id()).id)

            coming = threading.Thread(target=come)
            coming.start()
            for pause in (0.01, 0.05, 0.3, 0.1):
                threading.Event().wait(pause)
                pair.standby.kill()
                pair.standby.start()
            over.set()
            coming.join(PATIENCE_SECONDS)
        assert pair.together()
        assert until(lambda: same_rows(pair), PATIENCE_SECONDS)
        hashes = "SELECT hash FROM entries ORDER BY seq"
        assert rows(pair.database("a"), hashes) == rows(pair.database("b"), hashes)
        assert {one["visit"] for one in events(pair.database("b"), "VisitCheckedIn")} == set(told)


def test_a_person_who_is_erased_is_erased_at_the_standby(tmp_path: Path) -> None:
    """What is removed at one is removed at the other, also from the log of changes."""
    from kiosk.site.database import Database
    from kiosk.site.people import erase

    with a_pair(tmp_path) as pair:
        pair.start_standby(pair.first.url)
        with pair.client(pair.first) as client:
            visit = client.check_in(guest("Zenobia Quintanilla"), new_id())
        assert pair.together()
        database = Database(pair.database("a"))
        with database.writing.begin():
            erase(database.writing, visit.person or "")
        database.close()
        found = "SELECT name FROM people WHERE name != ''"
        assert until(lambda: rows(pair.database("b"), found) == [], PATIENCE_SECONDS)
        assert until(lambda: same_rows(pair), PATIENCE_SECONDS)
        assert not rows(pair.database("b"), "SELECT 1 FROM answers WHERE body LIKE '%Zenobia%'")


ROUTES: list[tuple[str, str]] = [
    ("POST", "/api/v1/replica/copies/c"),
    ("GET", "/api/v1/replica/rows/tokens"),
    ("GET", "/api/v1/replica?copy=c&log=l&entry=0&change=0"),
    ("GET", "/api/v1/replica/hashes/1"),
    ("POST", "/api/v1/replica/fence"),
]


def test_only_a_standby_may_ask_and_a_standby_may_ask_nothing_else(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair:

        def ask(method: str, path: str, token: str) -> requests.Response:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            body = {"term": 1} if path.endswith("fence") else None
            return requests.request(method, pair.first.url + path, json=body, headers=headers, timeout=10)

        for method, path in ROUTES:
            assert ask(method, path, "").status_code == 401, path
            for who in ("kiosk", "lena"):
                assert ask(method, path, pair.tokens[who]).status_code == 403, path
        for path in ("/api/v1/line", "/api/v1/board", "/api/v1/people?q=ana", "/api/v1/site"):
            assert ask("GET", path, pair.key).status_code == 403, path
        pair.start_standby(pair.first.url)
        assert pair.together()
        no_word_of_a_stranger(pair)


def no_word_of_a_stranger(pair: Pair) -> None:
    """Nobody without this machine's own token makes a standby take over; it says no to all else."""
    url = f"{pair.standby.url}/api/v1/take-over"
    wrong: list[Callable[[], dict[str, str]]] = [
        dict,
        lambda: {"Authorization": f"Bearer {pair.key}"},
        lambda: {"Authorization": f"Bearer {pair.tokens['lena']}"},
    ]
    for headers in wrong:
        assert requests.post(url, json={}, headers=headers(), timeout=10).status_code == 401
    answer = requests.get(f"{pair.standby.url}/api/v1/line", timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (503, "standby")
    assert (reach(pair.standby.url) or {})["role"] == "standby"


@pytest.mark.parametrize("key", ["", "mst_wrong"])
def test_a_standby_without_a_good_token_says_so_and_cannot_take_over(tmp_path: Path, key: str) -> None:
    with a_pair(tmp_path) as pair:
        good, pair.key = pair.key, key
        pair.start_standby(pair.first.url)
        assert until(lambda: standing(pair.standby).get("fault") == "unauthenticated", PATIENCE_SECONDS)
        with pytest.raises(AssertionError, match="copying"):
            pair.take_over()
        assert not standing(pair.standby)["whole"]
        pair.key = good
