"""Following the journal: every entry once and in order, resumed after any loss, names by role."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
import requests

from common.clients.errors import ApiRefused, Unreachable
from common.clients.stream import Beat, Item, JournalStream
from common.ids import new_id
from common.wire import EntryOut
from kiosk.queue.chain import Entry, first_break
from kiosk.queue.codec import from_json, restore, take_snapshot
from kiosk.queue.fold import fold
from kiosk.site.schema import tokens
from kiosk.site.tokens import take_back
from tests.api.site.asking import raw, refused, waiting
from tests.api.site.running import PATIENCE_SECONDS, SiteThread


def entries_of(stream: JournalStream, after: int, count: int) -> list[EntryOut]:
    found = (item for item in stream.follow(after) if isinstance(item, EntryOut))
    return list(islice(found, count))


def test_what_happened_and_what_happens_come_in_one_stream(site: SiteThread) -> None:
    kiosk = site.local()
    waiting(kiosk)
    stream = JournalStream(site.url, kiosk.token)
    seen: list[Item] = []
    for item in stream.follow(0):
        seen.append(item)
        if isinstance(item, EntryOut) and item.seq == 2:
            waiting(kiosk, "Luis Pérez")
        if isinstance(item, EntryOut) and item.seq == 3:
            break
    assert isinstance(seen[0], Beat), "how things stand is said at once"
    entries = [item for item in seen if isinstance(item, EntryOut)]
    chain = [Entry(**{name: getattr(e, name) for name in Entry.__slots__}) for e in entries]
    assert [entry.seq for entry in entries] == [1, 2, 3] and first_break(chain) is None
    assert list(entries[2].names.values()) == ["Luis"]


def test_agents_hear_whole_names(site: SiteThread) -> None:
    lena, place = site.agent("lena"), waiting(site.local())
    entry = entries_of(JournalStream(site.url, lena.token), 1, 1)[0]
    assert entry.names == {place.id: "Ana García"}


def test_a_line_that_is_followed_equals_the_line(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    start = kiosk.line()
    waiting(kiosk)
    lena.open("1", new_id())
    visit = lena.call("1", new_id())
    lena.act(visit.id, "start", new_id())
    end = kiosk.line()
    line = restore(start.line)
    for entry in entries_of(
        JournalStream(site.url, kiosk.token), start.sequence, end.sequence - start.sequence
    ):
        fold(line, from_json(entry.type, entry.data))
    assert take_snapshot(line) == end.line


def test_last_event_id_resumes(site: SiteThread) -> None:
    kiosk = site.local()
    for n in range(4):
        waiting(kiosk, f"Guest {n}")
    with requests.get(
        f"{site.url}/api/v1/journal?after=0",
        headers=kiosk.headers() | {"Last-Event-ID": "4"},
        stream=True,
        timeout=5,
    ) as answer:
        ids = (line for line in answer.iter_lines() if line.startswith(b"id: "))
        assert next(ids) == b"id: 5"


def test_a_journal_that_does_not_reach_so_far(site: SiteThread) -> None:
    data = refused(409, "out_of_order", lambda: next(JournalStream(site.url, site.local().token).follow(99)))
    assert data == {"sequence": "1"}


def test_following_through_a_restart(open_site: Callable[..., SiteThread], tmp_path: Path) -> None:
    """The follower hears that it is out of touch, comes back, and has every entry once."""
    site = open_site()
    kiosk, stop, all_seen = site.local(), threading.Event(), threading.Event()
    port = int(site.url.rsplit(":", 1)[1])
    entries: list[int] = []
    states: list[bool] = []

    def on_item(item: Item) -> None:
        if isinstance(item, EntryOut):
            entries.append(item.seq)
            if item.seq == 3:
                all_seen.set()

    stream = JournalStream(site.url, kiosk.token)
    follower = threading.Thread(target=stream.follow_forever, args=(stop, on_item, states.append))
    follower.start()
    waiting(kiosk)
    site.stop()
    again = SiteThread(tmp_path, port=port)
    try:
        waiting(again.local(), "Luis Pérez")
        assert all_seen.wait(15)
    finally:
        stop.set()
        stream.stop()
        follower.join()
        again.stop()
    assert entries == [1, 2, 3] and states[:3] == [True, False, True]


def test_a_page_of_the_journal_as_json(site: SiteThread) -> None:
    waiting(site.local())
    page = raw(site.local(), "GET", "/api/v1/journal?after=1", headers={"Accept": "application/json"}).json()
    assert [entry["seq"] for entry in page["entries"]] == [2]
    assert page["head"] == page["entries"][0]["hash"] and page["sequence"] == 2


def followed_to_its_end(stream: JournalStream, ended: list[type[Exception]], heard: threading.Event) -> None:
    try:
        for _ in stream.follow(0):
            heard.set()
    except (Unreachable, ApiRefused) as failure:
        ended.append(type(failure))


@pytest.mark.parametrize("how", ["taken back", "signed out", "ran out"])
def test_a_stream_ends_with_its_token(site: SiteThread, how: str) -> None:
    """Also when another process takes it back, as the command line does."""
    lena, other = site.agent("lena"), site.device("display", "hall")
    ended: list[type[Exception]] = []
    heard, still = threading.Event(), threading.Event()
    stream, beside = JournalStream(site.url, lena.token), JournalStream(site.url, other.token)
    threads = [
        threading.Thread(target=followed_to_its_end, args=(stream, ended, heard)),
        threading.Thread(target=followed_to_its_end, args=(beside, [], still)),
    ]
    for thread in threads:
        thread.start()
    assert heard.wait(PATIENCE_SECONDS) and still.wait(PATIENCE_SECONDS)
    if how == "signed out":
        lena.sign_out()
    else:
        with site.writing() as connection:
            ending = tokens.update().where(tokens.c.name == "lena").values(expires=1.0)
            _ = take_back(connection, "agent", "lena") if how == "taken back" else connection.execute(ending)
    threads[0].join(PATIENCE_SECONDS)
    assert ended == [Unreachable], "within seconds"
    refused(401, "unauthenticated", lambda: next(stream.follow(0)))
    assert threads[1].is_alive(), "nobody else is cut off"
    beside.stop()
    threads[1].join(PATIENCE_SECONDS)
