"""The journal on disk: restored as it was, also from a snapshot; a changed past is found and named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from kiosk.queue import commands as c
from kiosk.queue.chain import GENESIS
from kiosk.queue.codec import take_snapshot
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.site.database import Database
from kiosk.site.defaults import default_settings
from kiosk.site.journal import append, keep_snapshot, load, write_down
from kiosk.site.snapshots import as_text, copy_of
from kiosk.site.verify import check

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def written_journal(path: Path, visits: int = 20, snapshot_at: int | None = None) -> Line:
    """A journal with some visits; the line that it leads to."""
    database, line, head = Database(path), Line(), GENESIS
    commands: list[c.Command] = [c.ApplySettings(default_settings("main")), c.OpenCounter("1", "lena")]
    commands += [c.CheckIn(f"v{n}", "laptop", f"p{n}") for n in range(visits)]
    commands += [c.CallNext("1", "lena"), c.Start("v0", "lena"), c.Finish("v0", "lena")]
    for number, command in enumerate(commands):
        decision = decide(line, command, NOON + timedelta(minutes=number))
        assert isinstance(decision, Decided)
        for event in decision.events:
            entry = write_down(event, line.sequence + 1, head, "test", "command")
            fold(line, event)
            head = entry.hash
            with database.writing.begin():
                append(database.writing, [entry])
                if line.sequence == snapshot_at:
                    keep_snapshot(database.writing, line.sequence, head, as_text(copy_of(line)))
    database.close()
    return line


@pytest.mark.parametrize("snapshot_at", [None, 1, 10, 25])
def test_the_line_is_restored_as_it_was(tmp_path: Path, snapshot_at: int | None) -> None:
    line = written_journal(tmp_path / "j.db", snapshot_at=snapshot_at)
    database = Database(tmp_path / "j.db")
    standing = load(database.reading)
    database.close()
    assert take_snapshot(standing.line) == take_snapshot(line)
    assert standing.snapshot == (snapshot_at or 0)
    assert standing.head == check(tmp_path / "j.db").head


def test_a_copy_does_not_move_with_the_line(tmp_path: Path) -> None:
    line = written_journal(tmp_path / "j.db")
    copied = copy_of(line)
    before = take_snapshot(copied)
    for command in (c.CallNext("1", "lena"), c.CheckIn("new", "phone")):
        decision = decide(line, command, NOON + timedelta(hours=1))
        assert isinstance(decision, Decided)
        for event in decision.events:
            fold(line, event)
    assert take_snapshot(copied) == before != take_snapshot(line)


TAMPERING = [
    ("UPDATE entries SET data = replace(data, 'p3', 'p4') WHERE seq = 6", 6, "hash"),
    ("UPDATE entries SET at = '2020-01-01' WHERE seq = 9", 9, "hash"),
    ("UPDATE entries SET actor = 'somebody' WHERE seq = 2", 2, "hash"),
    ("DELETE FROM entries WHERE seq = 12", 12, "gap"),
    ("UPDATE entries SET prev = hash WHERE seq = 5", 5, "prev"),
    ("UPDATE entries SET data = '{' WHERE seq = 7", 7, "hash"),
]


@pytest.mark.parametrize(("statement", "broken", "why"), TAMPERING)
def test_a_changed_past_is_named(tmp_path: Path, statement: str, broken: int, why: str) -> None:
    written_journal(tmp_path / "j.db")
    assert check(tmp_path / "j.db").good
    engine = create_engine(f"sqlite:///{tmp_path / 'j.db'}")
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    report = check(tmp_path / "j.db")
    assert (report.good, report.broken, report.why, report.entries) == (False, broken, why, broken - 1)


def test_no_file_and_no_database(tmp_path: Path) -> None:
    assert check(tmp_path / "none").why == "missing"
    (tmp_path / "text").write_text("this is no database, " * 100)
    assert check(tmp_path / "text").why == "unreadable"
