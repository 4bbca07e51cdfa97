"""A start with a forged snapshot, a changed past, a desk that knows more, less or something else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from common.clients.errors import Unreachable
from common.i18n import Words, languages
from kiosk.queue import events as e
from kiosk.queue.chain import link
from kiosk.site.database import Database
from kiosk.site.journal import JournalUnusable, append, keep_snapshot, load, tail, write_down
from kiosk.site.mark import Mark, Marked, read_mark
from kiosk.site.recovery import in_words, make_ready
from kiosk.site.rescue import rescue
from kiosk.site.snapshots import as_text
from kiosk.site.verify import check, check_end
from tests.unit.site.storehouse import NOON, DeskCopyOf, Storehouse, same_line, storehouse

SNAPSHOT_AT = 20
FETCHED = pytest.mark.expect_log("journal_fetched_back")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Storehouse:
    """A journal with a snapshot in the middle, after a good end."""
    return storehouse(tmp_path_factory.mktemp("whole"), 21, snapshot_at=SNAPSHOT_AT, closed=True)


@pytest.fixture
def here(whole: Storehouse, tmp_path: Path) -> Storehouse:
    """A copy to be changed."""
    return whole.copy(tmp_path, with_mark=True)


def run_sql(house: Storehouse, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(house.file)) as connection, connection:
        assert connection.execute(statement, values).rowcount > 0


def ready(house: Storehouse, ask: DeskCopyOf | None) -> int:
    database = Database(house.file)
    try:
        return make_ready(database, house.file.parent, ask)
    finally:
        database.close()


# The snapshot


def test_a_start_uses_the_snapshot(here: Storehouse, whole: Storehouse) -> None:
    standing = here.start()
    assert standing.snapshot >= SNAPSHOT_AT
    assert same_line(standing, whole.entries)


FORGERIES = {
    "its text": "UPDATE snapshots SET line = replace(line, '\"waiting\"', '\"done\"')",
    "its head": "UPDATE snapshots SET head = (SELECT hash FROM entries WHERE seq = 3)",
    "its number": "UPDATE snapshots SET seq = seq - 1",
    "no text": "UPDATE snapshots SET line = ''",
    "a number beyond the end": "UPDATE snapshots SET seq = 9999",
}


@pytest.mark.expect_log("snapshot_not_used")
@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_snapshot_is_passed_over(statement: str, here: Storehouse, whole: Storehouse) -> None:
    run_sql(here, statement)
    standing = here.start()
    assert standing.snapshot == 0
    assert same_line(standing, whole.entries)


def test_a_snapshot_without_a_seal_is_of_an_older_version(here: Storehouse, whole: Storehouse) -> None:
    """Another version may fold otherwise: the journal is folded anew, once."""
    run_sql(here, "UPDATE snapshots SET line = substr(line, 66)")
    standing = here.start()
    assert standing.snapshot == 0
    assert same_line(standing, whole.entries)


def sealed_forgery(house: Storehouse) -> None:
    """A snapshot that was changed by somebody who can make the seal."""
    database = Database(house.file)
    standing = load(database.reading)
    text = as_text(standing.line).replace('"waiting"', '"done"', 1)
    with database.writing.begin():
        keep_snapshot(database.writing, standing.line.sequence, standing.head, text)
    database.close()


def test_a_snapshot_with_a_seal_that_lies_is_found_by_verify(here: Storehouse) -> None:
    assert check(here.file).snapshot == "good"
    sealed_forgery(here)
    report = check(here.file)
    assert (report.good, report.snapshot, report.why) == (False, "changed", "")
    rescue(here.settings(), None)
    assert check(here.file).snapshot == "good"


# A changed past

CHANGES = [
    ("UPDATE entries SET data = data || ' ' WHERE seq = ?", 36, "hash"),
    ("UPDATE entries SET at = '2020-01-01T00:00:00+00:00' WHERE seq = ?", 36, "hash"),
    ("UPDATE entries SET actor = x'ff00' WHERE seq = ?", 36, "hash"),
    ("UPDATE entries SET actor = 7 WHERE seq = ?", 36, "hash"),
    ("UPDATE entries SET prev = hash WHERE seq = ?", 36, "prev"),
    ("DELETE FROM entries WHERE seq = ?", 36, "gap"),
    ("UPDATE entries SET seq = seq + 1000 WHERE seq = ?", 36, "gap"),
]


@pytest.mark.parametrize(("statement", "seq", "why"), CHANGES, ids=lambda v: str(v)[:40])
def test_a_changed_entry_after_the_snapshot_is_refused(
    statement: str, seq: int, why: str, here: Storehouse, whole: Storehouse
) -> None:
    run_sql(here, statement, seq)
    with pytest.raises(JournalUnusable) as refused:
        here.start()
    assert (refused.value.why, refused.value.seq) == (why, seq)
    report = check(here.file)
    assert (report.good, report.why, report.broken) == (False, why, seq)
    rescued = rescue(here.settings(), whole.desk())
    assert (rescued.kept, rescued.fetched) == (seq - 1, len(whole.entries) - seq + 1)
    assert same_line(here.start(), whole.entries)


def test_two_entries_that_changed_places_are_refused(here: Storehouse) -> None:
    for old, new in ((36, -1), (37, 36), (-1, 37)):
        run_sql(here, "UPDATE entries SET seq = ? WHERE seq = ?", new, old)
    with pytest.raises(JournalUnusable, match="prev at entry 36"):
        here.start()


def test_an_entry_put_in_is_refused(here: Storehouse) -> None:
    columns = "at, type, version, data, actor, command, prev, hash"
    number = "(SELECT max(seq) + 1 FROM entries)"
    run_sql(here, f"INSERT INTO entries SELECT {number}, {columns} FROM entries WHERE seq = 36")
    with pytest.raises(JournalUnusable, match="prev"):
        here.start()


def test_an_entry_of_a_later_version_is_not_guessed_at(here: Storehouse) -> None:
    with closing(sqlite3.connect(here.file)) as connection, connection:
        seq, prev = connection.execute("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        row = (seq + 1, "2026-05-04T13:00:00+00:00", "RobotArrived", 99, "{}", "a", "c", prev)
        made = link(prev, row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, made))
    with pytest.raises(JournalUnusable, match="newer"):
        here.start()


def test_entries_cut_off_at_the_end_are_found_by_the_mark(here: Storehouse, whole: Storehouse) -> None:
    last = len(whole.entries)
    run_sql(here, "DELETE FROM entries WHERE seq > ?", last - 3)
    with pytest.raises(JournalUnusable) as refused:
        here.start()
    assert (refused.value.why, refused.value.seq, refused.value.known) == ("cut_off", last - 2, last)
    assert check(here.file).end == "cut_off" and not check(here.file).good
    rescued = rescue(here.settings(), None)
    assert (rescued.kept, rescued.left) == (last - 3, 0)
    assert here.start().line.sequence == last - 3, "and goes on"


# The mark


def test_a_mark_is_what_was_put_last(tmp_path: Path) -> None:
    assert read_mark(tmp_path) is None
    mark = Mark(tmp_path)
    for seq in (1_000_000, 7):
        mark.put(seq, f"{seq:064x}")
        assert read_mark(tmp_path) == Marked(seq, f"{seq:064x}")
    mark.close()


@pytest.mark.parametrize("text", ["", "7", "7 abc\n", "x" * 84, f"-1 {'0' * 64}\n"])
def test_a_mark_that_says_nothing_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "journal.mark").write_text(text)
    assert read_mark(tmp_path) is None


def test_another_journal_in_its_place_is_found_by_the_mark(here: Storehouse, tmp_path: Path) -> None:
    other = storehouse(tmp_path / "other", 30, closed=True)
    run_sql(other, "UPDATE entries SET command = 'other' WHERE seq = 1")
    (here.file.parent / "journal.mark").write_text(f"{3:018d} {'a' * 64}\n")
    with pytest.raises(JournalUnusable, match="replaced at entry 3"):
        here.start()


# The desk's copy


@FETCHED
def test_what_the_desk_has_more_is_fetched_back(here: Storehouse, whole: Storehouse) -> None:
    last = len(whole.entries)
    run_sql(here, "DELETE FROM entries WHERE seq > ?", last - 12)
    assert ready(here, whole.desk()) == 12
    assert same_line(here.start(), whole.entries)
    with closing(sqlite3.connect(here.file)) as connection:
        (past,) = connection.execute("SELECT count(*) FROM past_visits").fetchone()
    assert past > 0, "visits that ended in what was fetched are known as past ones"


@FETCHED
def test_a_machine_that_was_replaced_gets_its_journal_back(whole: Storehouse, tmp_path: Path) -> None:
    new = Storehouse(tmp_path)
    assert ready(new, whole.desk()) == len(whole.entries)
    assert same_line(new.start(), whole.entries)
    assert check(new.file).good


@pytest.mark.parametrize("held", [0, 1, 30])
def test_a_desk_that_is_behind_changes_nothing(held: int, here: Storehouse, whole: Storehouse) -> None:
    assert ready(here, whole.desk(held)) == 0
    assert same_line(here.start(), whole.entries)


@pytest.mark.parametrize("held", [5, 45])
def test_a_desk_with_another_journal_stops_the_start(held: int, here: Storehouse, tmp_path: Path) -> None:
    other = storehouse(tmp_path / "other", 30, closed=True, agent="marco")
    assert len(other.entries) > 45
    with pytest.raises(JournalUnusable, match="differs"):
        ready(here, other.desk(held))
    assert check(here.file).good, "ours is left as it was"


def forked(house: Storehouse, at: int) -> None:
    """As if the site had written on after a cut that nobody noticed: entries of its own after `at`."""
    run_sql(house, "DELETE FROM entries WHERE seq > ?", at)
    database = Database(house.file)
    for number in range(4):
        seq, head = tail(database.reading)
        one = write_down(e.VisitBooked(NOON, f"b{number}", "laptop", NOON), seq + 1, head, "test", "fork")
        with database.writing.begin():
            append(database.writing, [one])
    database.close()
    (house.file.parent / "journal.mark").unlink()


@pytest.mark.parametrize("at", [0, 1, 17, 38])
def test_a_second_past_is_refused_and_the_desks_is_taken_when_asked(
    at: int, here: Storehouse, whole: Storehouse
) -> None:
    run_sql(here, "DELETE FROM snapshots")
    forked(here, at)
    with pytest.raises(JournalUnusable, match="differs"):
        ready(here, whole.desk())
    rescued = rescue(here.settings(), whole.desk())
    assert (rescued.kept, rescued.left) == (at, 4)
    assert rescued.fetched == len(whole.entries) - at
    assert same_line(here.start(), whole.entries)


@FETCHED
def test_a_desk_that_stops_in_the_middle_stops_the_start_and_it_can_be_tried_again(
    here: Storehouse, whole: Storehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.site.recovery.PAGE", 5)
    last = len(whole.entries)
    run_sql(here, "DELETE FROM entries WHERE seq > ?", last - 12)
    desk = whole.desk()
    desk.patience = 1
    with pytest.raises(JournalUnusable, match="desk-stopped"):
        ready(here, desk)
    desk.patience = None
    assert ready(here, desk) == 7
    assert same_line(here.start(), whole.entries)


def test_a_desk_that_does_not_answer_keeps_nobody_waiting(here: Storehouse) -> None:
    def away(after: int, limit: int) -> None:
        raise Unreachable("away")

    assert ready(here, away) == 0  # type: ignore[arg-type]  # it never answers


@pytest.mark.parametrize("follows", [False, True])
def test_a_machine_in_whose_place_another_writes_does_not_fetch_its_way_back(
    follows: bool, here: Storehouse, whole: Storehouse, tmp_path: Path
) -> None:
    last = whole.entries[-1]
    taken = write_down(
        e.SiteTakenOver(NOON, 1, last.seq, True, "second"), last.seq + 1, last.hash, "test", "c"
    )
    booked = write_down(e.VisitBooked(NOON, "b", "laptop", NOON), last.seq + 2, taken.hash, "test", "c")
    desk = DeskCopyOf([*whole.entries, taken, booked])
    if not follows:
        assert ready(here, desk) == 0
        with closing(sqlite3.connect(here.file)) as connection:
            fenced = connection.execute("SELECT value FROM standby_notes WHERE name = 'fenced'").fetchone()
        assert fenced == ("1",)
        assert same_line(here.start(), whole.entries)
        assert rescue(here.settings(), None).kept == last.seq, "and stays so"
        with closing(sqlite3.connect(here.file)) as connection:
            assert connection.execute("SELECT count(*) FROM standby_notes").fetchone() == (2,)
    else:
        assert rescue(here.settings(), desk).fetched == 2, "when somebody asks for it"


# What verify says of the end


def test_the_end_is_proved_by_the_desks_copy(here: Storehouse, whole: Storehouse) -> None:
    last = len(whole.entries)
    for held, says in ((last, "level"), (last - 5, "behind"), (0, "behind")):
        assert check_end(here.file, check(here.file), whole.desk(held)).says == says
    run_sql(here, "DELETE FROM entries WHERE seq > ?", last - 2)
    found = check_end(here.file, check(here.file), whole.desk())
    assert (found.says, found.sequence, found.good) == ("more", last, False)


# The words


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "why",
    "unreadable gap prev hash event newer cut_off replaced differs desk-stopped".split(),  # noqa: SIM905  # shorter than a list
)
def test_every_reason_has_words_that_say_where_and_what_next(
    why: str, language: str, here: Storehouse
) -> None:
    settings = here.settings().model_copy(update={"language": language})
    says = in_words(JournalUnusable(why, 36, 41), settings)
    assert str(here.file) in says and len(says) > 100
    assert f"verify-why-{why}" in Words(language, ["operate"]) or why in (
        "cut_off",
        "replaced",
        "differs",
        "desk-stopped",
    )
