"""The log of changes and the copy made from it: whatever happens at one database is so at the other."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from kiosk.queue.chain import GENESIS
from kiosk.queue.events import DayEnded
from kiosk.site import journal
from kiosk.site.database import Database
from kiosk.site.mark import NAME as MARK
from kiosk.site.schema import agents, answers, people, people_words, tables
from kiosk.site.standby import changes, notes, rows
from kiosk.site.standby.changes import Position
from kiosk.site.standby.copy import ChainBroken, Copy, set_aside, write_diverged

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def primary(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "a" / "journal.db")
    yield database
    database.close()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    made = Copy(tmp_path / "b")
    yield made
    made.close()


def write_entries(database: Database, count: int) -> None:
    with database.writing.begin():
        last, head = journal.tail(database.writing)
        for seq in range(last + 1, last + count + 1):
            one = journal.write_down(DayEnded(AT, 0), seq, head, "test", f"c{seq}")
            journal.append(database.writing, [one])
            head = one.hash


def sent(database: Database, at: Position) -> dict[str, Any]:
    """A run as it goes over the wire."""
    run = changes.run_after(database.reading, at)
    told = {"entries": run.entries, "rows": run.rows, "gone": run.gone, "whole": run.whole, "term": 0}
    found: dict[str, Any] = json.loads(json.dumps(told | {"entry": run.to.entry, "change": run.to.change}))
    return found


def fill(database: Database, copy: Copy) -> None:
    """A first copy, table by table."""
    with database.writing.begin():
        log = changes.begin_log(database.writing)
    copy.begin("copy", log, changes.last_change(database.reading), 0)
    while (filling := copy.filling) is not None:
        found = rows.page(database.reading, filling[0], filling[1], 3)
        copy.fill(filling[0], json.loads(json.dumps(found)), len(found) == 3)


def follow(database: Database, copy: Copy) -> None:
    while True:
        run = sent(database, copy.position)
        copy.store(run, "")
        if run["whole"]:
            return


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    database = Database(path)
    with closing(database.reader()) as reading:
        found = {
            name: [tuple(row) for row in reading.execute(text(f"SELECT rowid, * FROM {name} ORDER BY rowid"))]
            for name in tables.tables
        }
    database.close()
    return found


def answer(key: str, body: bytes = b"{}") -> dict[str, Any]:
    return {
        "scope": "k",
        "key": key,
        "digest": b"\x00\xff",
        "status": 200,
        "body": body,
        "at": 1.0,
        "person": "",
    }


def person(name: str) -> dict[str, Any]:
    row = dict.fromkeys(("mail", "badge", "language", "department"), "")
    return {"id": name, "name": name, "listed": 1, "erased": 0} | row


def random_change(database: Database, dice: random.Random) -> None:
    """One of what a site does: put, replace, change, remove; several in a transaction."""
    key, connection = str(dice.randrange(6)), database.writing
    with connection.begin():
        for _ in range(dice.randrange(1, 4)):
            what = dice.randrange(6)
            if what == 0:
                body = bytes(dice.randrange(256) for _ in range(4))
                connection.execute(insert(answers).prefix_with("OR REPLACE").values(answer(key, body)))
            elif what == 1:
                connection.execute(delete(answers).where(answers.c.key == key))
            elif what == 2:
                connection.execute(insert(people).prefix_with("OR IGNORE").values(person(key)))
                connection.execute(
                    insert(people_words).prefix_with("OR REPLACE").values(word=key, person=key)
                )
            elif what == 3:
                connection.execute(update(people).values(name=f"n{dice.random()}"))
            elif what == 4:
                row = {
                    "id": key,
                    "login": str(dice.randrange(3)),
                    "name": "",
                    "password_hash": "",
                    "active": 1,
                }
                connection.execute(insert(agents).prefix_with("OR REPLACE").values(row))
            else:
                connection.execute(delete(people_words).where(people_words.c.person == key))


@pytest.mark.parametrize("seed", range(30))
def test_the_copy_is_the_same_to_the_letter(primary: Database, copy: Copy, tmp_path: Path, seed: int) -> None:
    """Whatever changes before, during and after the first copy, in whatever runs it is told."""
    dice = random.Random(seed)
    for _ in range(10):
        random_change(primary, dice)
    write_entries(primary, 5)
    with primary.writing.begin():
        log = changes.begin_log(primary.writing)
    copy.begin("copy", log, changes.last_change(primary.reading), 0)
    while (filling := copy.filling) is not None:
        found = rows.page(primary.reading, filling[0], filling[1], 2)
        random_change(primary, dice)
        copy.fill(filling[0], json.loads(json.dumps(found)), len(found) == 2)
    for _ in range(20):
        random_change(primary, dice)
        write_entries(primary, dice.randrange(3))
        if dice.random() < 0.4:
            follow(primary, copy)
    follow(primary, copy)
    assert copy.whole
    assert content(tmp_path / "b" / "journal.db") == content(tmp_path / "a" / "journal.db")


def test_without_a_standby_nothing_is_logged(primary: Database) -> None:
    random_change(primary, random.Random(1))
    assert changes.position(primary.reading) == Position(0, 0)
    with primary.writing.begin():
        first, again = (changes.begin_log(primary.writing) for _ in range(2))
        assert first == again
        primary.writing.execute(insert(answers).values(answer("1")))
    assert changes.last_change(primary.reading) == 1
    with primary.writing.begin():
        changes.end_log(primary.writing)
        primary.writing.execute(insert(answers).values(answer("2")))
    assert changes.last_change(primary.reading) == 0
    assert notes.read(primary.reading).log == ""


def test_entries_go_ahead_of_rows(primary: Database) -> None:
    """An answer must never be at the standby without the entry that it tells of."""
    with primary.writing.begin():
        changes.begin_log(primary.writing)
    write_entries(primary, changes.MOST_ENTRIES + 1)
    with primary.writing.begin():
        primary.writing.execute(insert(answers).values(answer("1")))
    run = changes.run_after(primary.reading, Position())
    assert (len(run.entries), run.rows, run.whole) == (changes.MOST_ENTRIES, {}, False)
    run = changes.run_after(primary.reading, run.to)
    assert (len(run.entries), list(run.rows), run.whole) == (1, ["answers"], True)


def test_what_the_standby_has_is_forgotten_and_numbers_go_on(primary: Database) -> None:
    with primary.writing.begin():
        changes.begin_log(primary.writing)
        for key in "abcd":
            primary.writing.execute(insert(answers).values(answer(key)))
        assert not changes.is_too_long(primary.writing, 4)
        assert changes.is_too_long(primary.writing, 3)
        changes.trim(primary.writing, 4)
        primary.writing.execute(insert(answers).values(answer("e")))
    assert (changes.first_kept(primary.reading), changes.last_change(primary.reading)) == (4, 5)


def test_a_forged_run_is_refused_whole(primary: Database, copy: Copy) -> None:
    fill(primary, copy)
    write_entries(primary, 3)
    with primary.writing.begin():
        primary.writing.execute(insert(answers).values(answer("1")))
    run = sent(primary, copy.position)
    entry_fields = [column.name for column in tables.tables["entries"].columns]
    run["entries"][1][entry_fields.index("data")] = '{"cleared":7}'
    with pytest.raises(ChainBroken, match="entry 2: hash"):
        copy.store(run, "")
    assert copy.position == Position(0, 0)
    for wrong in ({"entry": 9}, {"rows": {"entries": [[1]]}}, {"rows": {"answers": [[1, 2]]}}):
        with pytest.raises((ValueError, KeyError)):
            copy.store(sent(primary, copy.position) | wrong, "")
    assert copy.head == GENESIS, "nothing of it is there"
    follow(primary, copy)
    assert copy.position.entry == 3


def test_an_own_journal_is_kept_and_what_the_other_lacks_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    database = Database(folder / "journal.db")
    write_entries(database, 5)
    database.close()
    (folder / MARK).write_text("x")
    kept = set_aside(folder, 2)
    assert kept == folder / "journal.before-term-2.db"
    file = folder / "diverged.jsonl"
    assert write_diverged(kept, 3, file) == 2
    assert [json.loads(row)["seq"] for row in file.read_text().splitlines()] == [4, 5]
    assert file.stat().st_mode & 0o077 == 0
    assert write_diverged(kept, 5, folder / "none.jsonl") == 0
    assert not (folder / "none.jsonl").exists()
    Copy(folder).close()
    assert not (folder / MARK).exists()
    again = set_aside(folder, 2)
    assert again == folder / "journal.before-term-2-2.db", "nothing is written over"
    assert set_aside(folder, 2) is None


def test_notes_know_their_names(primary: Database) -> None:
    with primary.writing.begin():
        notes.put_all(primary.writing, fenced=3, fenced_by="desk")
        with pytest.raises(ValueError, match="colour"):
            notes.put(primary.writing, "colour", "red")
    assert (notes.read(primary.reading).fenced, notes.read_file(primary.path)) == (
        "3",
        notes.read(primary.reading),
    )
    assert notes.read_file(primary.path.with_name("none.db")) is None
    assert primary.reading.execute(select(answers)).all() == []
