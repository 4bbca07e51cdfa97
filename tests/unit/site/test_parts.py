"""Small parts of the site service: leases, tokens, people's words, tries, time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.queue import events as e
from kiosk.queue.commands import LapseLease
from kiosk.queue.events import Event
from kiosk.queue.line import Line, OpenCounter
from kiosk.queue.visits import EndCause
from kiosk.site.database import Database
from kiosk.site.defaults import default_settings, machine_timezone
from kiosk.site.journal import write_down
from kiosk.site.leases import AGAIN_SECONDS, Leases
from kiosk.site.people import masked, words_of
from kiosk.site.published import Step
from kiosk.site.schema import STEPS, NewerDatabase
from kiosk.site.staff import LOCK_SECONDS, TRIES, WrongTries
from kiosk.site.tokens import create, digest_of, find, local_token, take_back

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


class Seconds:
    """A steadily growing time that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def step(event: Event) -> Step:
    return Step(write_down(event, 1, "", "", ""), event)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    database = Database(tmp_path / "journal.db")
    with database.writing.begin():
        yield database.writing
    database.close()


def test_a_lease_lapses_unless_renewed() -> None:
    time = Seconds()
    leases = Leases(Line(), 60.0, time)
    leases.follow([step(e.CounterOpened(NOW, "1", "lena"))])
    time.now = 59.0
    assert leases.lapsed() == []
    leases.renew("lena")
    time.now = 118.0
    assert leases.lapsed() == []
    time.now = 119.0
    assert leases.lapsed() == [LapseLease("1", "lena")]
    assert leases.lapsed() == [], "named once, then again only after a pause"
    time.now += AGAIN_SECONDS
    assert leases.lapsed() == [LapseLease("1", "lena")]
    leases.follow([step(e.CounterClosed(NOW, "1", "lena", EndCause.LEASE))])
    time.now += 1000
    assert leases.lapsed() == []


def test_an_agent_who_moves_keeps_one_lease() -> None:
    time = Seconds()
    leases = Leases(Line(counters={"1": OpenCounter("lena", NOW)}), 60.0, time)
    moved: list[Event] = [
        e.CounterClosed(NOW, "1", "lena", EndCause.AGENT),
        e.CounterOpened(NOW, "2", "lena"),
    ]
    leases.follow([step(event) for event in moved])
    time.now = 61.0
    assert leases.lapsed() == [LapseLease("2", "lena")]


def test_every_open_counter_has_a_fresh_lease_after_a_restart() -> None:
    time = Seconds()
    leases = Leases(Line(counters={"1": OpenCounter("lena", NOW)}), 60.0, time)
    assert leases.lapsed() == []
    time.now = 60.0
    assert leases.lapsed() == [LapseLease("1", "lena")]


def test_kiosks_have_series_of_their_own_for_ever(connection: Connection) -> None:
    tokens = {name: create(connection, "kiosk", name) for name in ("a", "b", "c")}
    found = [find(connection, digest_of(token), 0.0) for token in tokens.values()]
    assert [caller.series for caller in found if caller] == ["KA", "KB", "KC"]
    take_back(connection, "kiosk", "b")
    assert find(connection, digest_of(tokens["b"]), 1.0) is None
    next_one = find(connection, digest_of(create(connection, "kiosk", "d")), 1.0)
    again = find(connection, digest_of(create(connection, "kiosk", "b")), 1.0)
    assert next_one is not None and next_one.series == "KD"
    assert again is not None and again.series == "KB"


def test_the_local_token_stays_until_it_is_lost(connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "local-token"
    first = local_token(connection, path, 0.0)
    assert local_token(connection, path, 1.0) == first == path.read_text().strip()
    path.unlink()
    second = local_token(connection, path, 2.0)
    assert second != first and find(connection, digest_of(first), 3.0) is None


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path / "journal.db")
    with database.writing.begin():
        database.writing.exec_driver_sql(f"PRAGMA user_version = {len(STEPS) + 1}")
    database.close()
    with pytest.raises(NewerDatabase):
        Database(tmp_path / "journal.db")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("José Muñoz", ["jose", "munoz"]),
        ("O’Neill, Zoë", ["o", "neill", "zoe"]),
        ("Straße", ["strasse"]),
        ("عبد الله", ["عبد", "الله"]),
        ("- 🙂 .", []),
        ("ana@example.org", ["ana@example.org"]),
    ],
)
def test_words_are_compared_without_case_and_accents(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_mail_address_is_masked() -> None:
    assert [masked(mail) for mail in ("ana@example.org", "", "a@b.c")] == ["a…@example.org", "", "a…@b.c"]


def test_a_login_rests_after_wrong_tries_and_no_longer() -> None:
    tries = WrongTries()
    for n in range(TRIES):
        assert tries.rests("lena", n) == 0
        tries.wrong("Lena ", n)
    assert tries.rests("LENA", TRIES) == LOCK_SECONDS - 1 and tries.rests("marco", TRIES) == 0
    assert tries.rests("lena", LOCK_SECONDS + TRIES) == 0
    tries.right("lena")
    assert tries.rests("lena", TRIES) == 0


def test_the_bundled_settings_are_whole() -> None:
    settings = default_settings("here")
    assert settings.site == "here" and settings.counters == ("1", "2", "3")
    assert len({service.prefix for service in settings.services}) == len(settings.services) == 4
    assert all({"en", "es"} <= service.names.keys() for service in settings.services)


def test_the_machines_time_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    zone = tmp_path / "zoneinfo" / "Europe" / "Madrid"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    assert machine_timezone(tmp_path / "localtime") == "Europe/Madrid"
    assert machine_timezone(tmp_path / "nothing") == "UTC"
    monkeypatch.setenv("TZ", "Atlantic/Canary")
    assert machine_timezone(tmp_path / "localtime") == "Atlantic/Canary"
