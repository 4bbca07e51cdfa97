"""Every write can be repeated: the first answer comes again, also after a restart."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common.ids import new_id
from tests.api.site.asking import a_check_in, an_incident, raw, refused, waiting
from tests.api.site.running import SiteThread


def test_a_repeat_gets_the_first_answer(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    body, key = a_check_in(), new_id()
    first = kiosk.check_in(body, key)
    waiting(kiosk, "Luis Pérez")
    lena.open("1", new_id())
    assert kiosk.check_in(body, key) == first, "word for word, although the line has gone on"
    call = new_id()
    called = lena.call("1", call)
    assert lena.call("1", call) == called
    assert kiosk.line().sequence == called_once(site)


def called_once(site: SiteThread) -> int:
    entries = raw(site.local(), "GET", "/api/v1/journal", headers={"Accept": "application/json"}).json()[
        "entries"
    ]
    assert [entry["type"] for entry in entries].count("VisitCalled") == 1
    return len(entries)


def test_a_refusal_is_an_answer_too(site: SiteThread) -> None:
    lena, key = site.agent("lena"), new_id()
    lena.open("1", new_id())
    refused(409, "nobody_waiting", lena.call, "1", key)
    waiting(site.local())
    refused(409, "nobody_waiting", lena.call, "1", key)
    assert lena.call("1", new_id()).state == "called"


def test_a_key_belongs_to_one_request_of_one_sender(site: SiteThread) -> None:
    kiosk, other, key = site.local(), site.device("kiosk", "other"), new_id()
    first = kiosk.check_in(a_check_in(), key)
    refused(409, "key_reused", kiosk.check_in, a_check_in("Luis Pérez"), key)
    refused(409, "key_reused", kiosk.act, first.id, "leave", key)
    assert other.check_in(a_check_in("Eva Ruiz"), key).number == "A002"


def test_changes_need_a_key(site: SiteThread) -> None:
    kiosk = site.local()
    body = {"id": "a", "service": "laptop"}
    answer = raw(kiosk, "POST", "/api/v1/visits", json=body, headers={"Idempotency-Key": ""})
    assert (answer.status_code, answer.json()["code"]) == (400, "key_missing")
    answer = raw(kiosk, "POST", "/api/v1/visits", json=body, headers={"Idempotency-Key": "k" * 65})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_same_request_from_ten_hands_at_once_happens_once(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    body, key = a_check_in(), new_id()
    record, record_key = an_incident(), new_id()
    with ThreadPoolExecutor(10) as hands:
        places = list(hands.map(lambda _: kiosk.check_in(body, key), range(10)))
        records = list(hands.map(lambda _: lena.record(record, record_key), range(10)))
    assert len({place.number for place in places}) == 1
    assert len(kiosk.line().line["visits"]) == 1
    assert {found.standing for found in records} == {"recorded"}
    assert len(lena.incidents(kiosk.line().now.date())) == 1


def test_first_answers_survive_a_restart(open_site: Callable[..., SiteThread], tmp_path: Path) -> None:
    site = open_site()
    lena, body, key = site.agent("lena"), a_check_in(), new_id()
    first = site.local().check_in(body, key)
    lena.open("1", new_id())
    called = lena.call("1", "call-1")
    before = site.local().line()
    site.stop()
    again = SiteThread(tmp_path)
    try:
        assert again.local().check_in(body, key) == first
        assert again.client(lena.token).call("1", "call-1") == called
        after = again.local().line()
        assert (after.head, after.line, after.names) == (before.head, before.line, before.names)
    finally:
        again.stop()


def test_a_second_transfer_is_the_first_answer_also_when_things_went_on(site: SiteThread) -> None:
    """The same key is the same command, whatever became of the visit; another repeats it while it waits."""
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    visit = waiting(kiosk)
    lena.open("1", new_id())
    lena.call("1", new_id())
    first = lena.transfer(visit.id, "phone", "transfer-1")
    before = site.site.published.sequence
    assert lena.transfer(visit.id, "phone", "transfer-1") == first
    assert lena.transfer(visit.id, "phone", "transfer-2").service == "phone"
    assert site.site.published.sequence == before, "no second event"
    marco.open("2", new_id())
    called = marco.call("2", new_id())
    assert (called.id, called.service) == (visit.id, "phone")
    assert lena.transfer(visit.id, "phone", "transfer-1") == first, "after it was called again, too"
