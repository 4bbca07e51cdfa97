"""The desk's copy of a site's journal proves its end, and brings it back, over HTTP between the real two."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from common.settings import Settings
from kiosk.queue.chain import first_break, link
from kiosk.queue.codec import settings_to_json
from kiosk.queue.settings import Service, SiteSettings
from kiosk.site.recovery import desk_copy, prepare
from mostrador.journals import GOOD, NOT_AS_WRITTEN, NOT_PROVED, mend, verify
from tests.api.site.asking import waiting
from tests.api.site.running import SiteThread
from tests.contract.test_site_and_desk import heard, in_step, tell
from tests.fixtures.desks import RunningDesk

SITE = SiteSettings(services=(Service("laptop", "A", {"en": "Laptop"}),), counters=("1",))
Open = Callable[..., SiteThread]


@pytest.fixture
def settings(desk: RunningDesk, open_site_of: Open) -> Settings:
    """Of a site that had some visitors, told the desk of all of them, and was stopped."""
    token = desk.token()
    site = open_site_of(desk.url, token)
    tell(desk, "settings", "main", settings_to_json(SITE))
    heard(desk, site)
    kiosk = site.local()
    for number in range(6):
        waiting(kiosk, f"Guest {number}")
    in_step(site)
    site.stop()
    return Settings(data_folder=site.folder, site={"desk_url": desk.url, "desk_token": token})


def file_of(settings: Settings) -> Path:
    return settings.data_folder / "site" / "journal.db"


def heads(settings: Settings) -> list[str]:
    with closing(sqlite3.connect(file_of(settings))) as connection:
        return [row[0] for row in connection.execute("SELECT hash FROM entries ORDER BY seq")]


def cut(settings: Settings, entries: int) -> None:
    """The last entries are gone, and with them the snapshot and the mark."""
    with closing(sqlite3.connect(file_of(settings))) as connection, connection:
        connection.execute("DELETE FROM entries WHERE seq > (SELECT max(seq) - ? FROM entries)", (entries,))
        connection.execute("DELETE FROM snapshots")
    (file_of(settings).parent / "journal.mark").unlink()


def test_the_desk_tells_a_site_its_own_journal(settings: Settings, desk: RunningDesk) -> None:
    ask = desk_copy(settings)
    assert ask is not None
    whole = ask(0, 500)
    assert [entry["hash"] for entry in whole.entries] == heads(settings)
    assert (whole.sequence, whole.head) == (len(whole.entries), heads(settings)[-1])
    assert [entry["seq"] for entry in ask(2, 3).entries] == [3, 4, 5]
    assert ask(0, 0).entries == [] and ask(whole.sequence, 10).entries == []
    assert first_break([]) is None


def test_verify_proves_the_end_with_the_desk(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    count = len(heads(settings))
    assert verify(settings, None, ask_desk=True, as_json=False) == GOOD
    said = capsys.readouterr().out
    assert f"{count} entries, all as they were written" in said and "nothing was cut off" in said
    cut(settings, 2)
    assert verify(settings, None, ask_desk=False, as_json=False) == GOOD, "alone it cannot know"
    capsys.readouterr()
    assert verify(settings, None, ask_desk=True, as_json=True) == NOT_AS_WRITTEN
    told = json.loads(capsys.readouterr().out)
    assert told["good"] and told["desk"]["says"] == "more" and told["desk"]["sequence"] == count


def test_without_an_answer_nothing_is_proved(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    away = settings.model_copy(
        update={"site": settings.site.model_copy(update={"desk_url": "http://127.0.0.1:9"})}
    )
    assert verify(away, None, ask_desk=True, as_json=False) == NOT_PROVED
    assert "nothing is proved" in capsys.readouterr().out
    alone = settings.model_copy(update={"site": settings.site.model_copy(update={"desk_url": ""})})
    assert verify(alone, None, ask_desk=True, as_json=False) == NOT_PROVED
    assert "nobody to ask" in capsys.readouterr().out


@pytest.mark.expect_log("journal_fetched_back")
@pytest.mark.parametrize("entries", [1, 4])
def test_a_start_fetches_back_what_was_cut_off(
    entries: int, settings: Settings, desk: RunningDesk, open_site_of: Open
) -> None:
    before = heads(settings)
    cut(settings, entries)
    assert prepare(settings) == entries
    assert heads(settings) == before
    site = open_site_of(desk.url, desk.token())
    waiting(site.local(), "One more")
    in_step(site)
    site.stop()
    assert verify(settings, None, ask_desk=True, as_json=False) == GOOD


def test_a_journal_that_was_rewritten_is_found_and_the_desks_put_in_its_place(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every hash was made anew, so that the chain alone looks good."""
    before = heads(settings)
    with closing(sqlite3.connect(file_of(settings))) as connection, connection:
        rows = connection.execute("SELECT * FROM entries ORDER BY seq").fetchall()
        prev = rows[0][7]
        for seq, at, kind, version, data, actor, command, _, _ in rows:
            actor = "somebody" if seq == 4 else actor
            made = link(prev, seq, at, kind, version, data, actor, command)
            change = "UPDATE entries SET actor = ?, prev = ?, hash = ? WHERE seq = ?"
            connection.execute(change, (actor, prev, made, seq))
            prev = made
        connection.execute("DELETE FROM snapshots")
    (file_of(settings).parent / "journal.mark").unlink()
    assert verify(settings, None, ask_desk=False, as_json=False) == GOOD
    assert verify(settings, None, ask_desk=True, as_json=False) == NOT_AS_WRITTEN
    assert "another journal" in capsys.readouterr().out
    assert mend(settings, from_desk=True) == 0
    assert f"3 entries kept, {len(before) - 3} fetched" in capsys.readouterr().out
    assert heads(settings) == before
    assert verify(settings, None, ask_desk=True, as_json=False) == GOOD


def test_a_machine_that_lost_everything_gets_its_journal_from_the_desk(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    before = heads(settings)
    shutil.rmtree(settings.data_folder / "site")
    assert mend(settings, from_desk=False) == 1
    assert "there is no journal" in capsys.readouterr().err
    assert mend(settings, from_desk=True) == 0
    assert heads(settings) == before
    assert verify(settings, None, ask_desk=True, as_json=False) == GOOD
