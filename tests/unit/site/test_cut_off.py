"""Files cut off and bits turned: what was durable is there after a start, or the start says no and why."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.site.journal import JournalUnusable
from kiosk.site.rescue import rescue
from kiosk.site.verify import check
from tests.unit.site.storehouse import Storehouse, same_line, storehouse

FRAME = 24 + 4096  # SQLite's log: a head of 32 bytes, then frames
STRIDE = 4001
DAMAGES = 100
REASONS = ("unreadable", "gap", "prev", "hash", "cut_off", "replaced")


def cuts(size: int) -> Iterator[int]:
    """Every edge of a frame, a byte before and after it, the ends of its head, and places in between."""
    edges = range(32, size + 1, FRAME)
    near = {edge + step for edge in edges for step in (-1, 0, 1, 24, 25)}
    yield from sorted(cut for cut in near | {0, 1, 31} | set(range(0, size, STRIDE)) if 0 <= cut <= size)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Storehouse:
    """After a power cut: the journal is partly in the database, partly in the write-ahead log."""
    return storehouse(tmp_path_factory.mktemp("left"))


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Storehouse:
    """After a good end: all of it is in the database."""
    return storehouse(tmp_path_factory.mktemp("closed"), closed=True)


def test_a_log_that_is_cut_off_anywhere_leaves_every_commit_before_the_cut(
    left: Storehouse, tmp_path: Path
) -> None:
    whole = left.wal.read_bytes()
    schema = left.commits[0].wal_bytes
    assert left.commits[-1].wal_bytes == len(whole)
    for cut in [cut for cut in cuts(len(whole)) if cut >= schema]:
        here = left.copy(tmp_path)
        here.wal.write_bytes(whole[:cut])
        expected = left.durable(cut)
        standing = here.start()
        assert (standing.line.sequence, standing.head) == (expected.seq, expected.head), cut
        assert same_line(standing, left.entries[: expected.seq]), cut


def test_with_the_mark_beside_it_a_log_that_is_cut_off_is_found(left: Storehouse, tmp_path: Path) -> None:
    whole = left.wal.read_bytes()
    last = left.commits[-1]
    for cut in [cut for cut in cuts(len(whole)) if cut % 2][::3]:
        here = left.copy(tmp_path, with_mark=True)
        here.wal.write_bytes(whole[:cut])
        with pytest.raises(JournalUnusable) as refused:
            here.start()
        assert (refused.value.why, refused.value.known) == ("cut_off", last.seq), cut
        assert refused.value.seq <= last.seq


def test_a_log_that_is_gone_is_found_by_the_mark(left: Storehouse, tmp_path: Path) -> None:
    here = left.copy(tmp_path, with_mark=True)
    here.wal.unlink()
    with pytest.raises(JournalUnusable) as refused:
        here.start()
    assert (refused.value.why, refused.value.seq) == ("cut_off", 1)


def test_a_database_that_is_gone_is_not_begun_anew(left: Storehouse, tmp_path: Path) -> None:
    here = left.copy(tmp_path, with_mark=True)
    here.file.unlink()
    log = here.wal.read_bytes()
    with pytest.raises(JournalUnusable, match="unreadable"):
        here.start()
    assert here.wal.read_bytes() == log, "what is left stays for whoever mends it"
    here.wal.unlink()
    with pytest.raises(JournalUnusable, match="cut_off at entry 1"):
        here.start()


def test_a_log_with_a_bit_turned_anywhere_ends_before_it_or_is_refused(
    left: Storehouse, tmp_path: Path
) -> None:
    """SQLite's own sums over the log find it: everything before the frame is there, nothing after it."""
    whole, dice = left.wal.read_bytes(), random.Random(1)
    for _ in range(DAMAGES):
        here = left.copy(tmp_path)
        place = dice.randrange(left.commits[0].wal_bytes, len(whole))
        here.wal.write_bytes(turned(whole, place, dice))
        standing = here.start()
        before = left.durable(place)
        assert (standing.line.sequence, standing.head) == (before.seq, before.head), place


def turned(whole: bytes, place: int, dice: random.Random) -> bytes:
    """The same with one bit of the byte at `place` turned."""
    return whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :]


def test_a_database_that_is_cut_off_is_refused_or_whole_never_shorter(
    closed: Storehouse, tmp_path: Path
) -> None:
    whole, dice = closed.file.read_bytes(), random.Random(2)
    places = {*range(0, len(whole), 4096), *(dice.randrange(len(whole)) for _ in range(60))}
    for cut in sorted(places):
        here = closed.copy(tmp_path, with_mark=True)
        here.file.write_bytes(whole[:cut])
        assert_refused_or_whole(here, closed, f"cut at {cut}")


def test_a_database_with_a_bit_turned_anywhere_is_refused_or_whole(
    closed: Storehouse, tmp_path: Path
) -> None:
    whole, dice = closed.file.read_bytes(), random.Random(3)
    for _ in range(DAMAGES):
        here = closed.copy(tmp_path, with_mark=True)
        place = dice.randrange(len(whole))
        here.file.write_bytes(turned(whole, place, dice))
        assert_refused_or_whole(here, closed, f"bit at {place}")


def assert_refused_or_whole(here: Storehouse, before: Storehouse, damage: str) -> None:
    why = ""
    try:
        standing = here.start()
    except JournalUnusable as refused:
        why = refused.why
    assert why in REASONS if why else same_line(standing, before.entries), damage


def test_a_damaged_database_is_mended_as_far_as_it_is_good(closed: Storehouse, tmp_path: Path) -> None:
    """Whatever is left, what comes out is a beginning of the journal that was, and verifies."""
    whole, dice = closed.file.read_bytes(), random.Random(4)
    for number in range(40):
        here = closed.copy(tmp_path, with_mark=True)
        cut = dice.randrange(len(whole))
        damaged = whole[:cut] if number % 2 else turned(whole, cut, dice)
        here.file.write_bytes(damaged)
        rescued = rescue(here.settings(), None)
        report = check(here.file)
        assert report.good and report.entries == rescued.kept, (number, cut, report)
        assert report.head == (closed.entries[rescued.kept - 1].hash if rescued.kept else "0" * 64)
        assert rescued.aside is not None
        assert (rescued.aside / "journal.db").read_bytes() == damaged, "kept as it was"
        assert here.start().line.sequence == rescued.kept


def test_a_damaged_database_is_whole_again_with_the_desks_copy(closed: Storehouse, tmp_path: Path) -> None:
    whole, dice = closed.file.read_bytes(), random.Random(5)
    for number in range(20):
        here = closed.copy(tmp_path, with_mark=True)
        here.file.write_bytes(turned(whole, dice.randrange(4096, len(whole)), dice)[: -4096 * number])
        rescued = rescue(here.settings(), closed.desk())
        assert rescued.kept + rescued.fetched == len(closed.entries)
        assert check(here.file).good
        assert same_line(here.start(), closed.entries)
