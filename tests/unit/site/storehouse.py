"""A small site on disk to be damaged: what was committed when, and what a start makes of what is left."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common.clients.errors import Unreachable
from common.settings import Settings
from common.wire import JournalCopyOut
from kiosk.queue import commands as c
from kiosk.queue.chain import GENESIS
from kiosk.queue.codec import take_snapshot
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.site.database import Database
from kiosk.site.defaults import default_settings
from kiosk.site.journal import Standing, Written, append, keep_snapshot, load, write_down
from kiosk.site.mark import Mark
from kiosk.site.recovery import damage_told, prepare
from kiosk.site.snapshots import as_text

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Commit:
    """One transaction: the last entry in it, and how long the write-ahead log was once it was durable."""

    seq: int
    head: str
    wal_bytes: int


@dataclass
class Storehouse:
    """Files of a site in `folder`, as they lie there when the machine loses power: the log not folded in."""

    folder: Path
    commits: list[Commit] = field(default_factory=list)
    entries: list[Written] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "site" / "journal.db"

    @property
    def wal(self) -> Path:
        return self.folder / "site" / "journal.db-wal"

    def settings(self) -> Settings:
        return Settings(data_folder=self.folder)

    def copy(self, folder: Path, *, with_mark: bool = False) -> Storehouse:
        """The same files elsewhere, in place of what was there."""
        shutil.rmtree(folder / "site", ignore_errors=True)
        (folder / "site").mkdir(parents=True)
        for name in ("journal.db", "journal.db-wal", *(["journal.mark"] if with_mark else [])):
            if (self.folder / "site" / name).exists():
                shutil.copyfile(self.folder / "site" / name, folder / "site" / name)
        return Storehouse(folder, self.commits, self.entries)

    def start(self) -> Standing:
        """What the service does with its files when it starts. Raises JournalUnusable."""
        with damage_told():
            prepare(self.settings())
            database = Database(self.file)
            try:
                return load(database.reading)
            finally:
                database.close()

    def durable(self, wal_bytes: int) -> Commit:
        """The last commit that is whole in that much of the log."""
        return [commit for commit in self.commits if commit.wal_bytes <= wal_bytes][-1]

    def desk(self, most: int | None = None) -> DeskCopyOf:
        """A desk that holds the first `most` entries (None: all)."""
        return DeskCopyOf(self.entries[:most])


@dataclass
class DeskCopyOf:
    """Answers as `GET /api/v1/sync/{site}/journal` does; stops answering after `patience` runs."""

    entries: Sequence[Written]
    patience: int | None = None

    def __call__(self, after: int, limit: int) -> JournalCopyOut:
        head = self.entries[-1].hash if self.entries else GENESIS
        run = [asdict(one.entry()) for one in self.entries[after : after + limit]]
        if run and self.patience is not None:
            if self.patience == 0:
                raise Unreachable("gone")
            self.patience -= 1
        return JournalCopyOut(sequence=len(self.entries), head=head, entries=run)


def a_day(visits: int, agent: str) -> list[list[c.Command]]:
    """What is committed together: settings, check-ins in threes, and a visitor served after each three."""
    turns: list[list[c.Command]] = [[c.ApplySettings(default_settings("main")), c.OpenCounter("1", agent)]]
    for n in range(0, visits, 3):
        turns.append([c.CheckIn(f"v{n + k}", "laptop", f"p{n + k}") for k in range(3)])
        visit = f"v{n // 3}"
        turns.append([c.CallNext("1", agent), c.Start(visit, agent), c.Finish(visit, agent)])
    return turns


def storehouse(
    folder: Path, visits: int = 12, *, snapshot_at: int = 0, closed: bool = False, agent: str = "lena"
) -> Storehouse:
    """Make one. `snapshot_at`: the first commit from this entry on stores one, too; `closed`: ended well."""
    made = Storehouse(folder / "living")
    database = Database(made.file)
    mark = Mark(made.file.parent)
    line, head, at = Line(), GENESIS, NOON
    made.commits.append(Commit(0, GENESIS, made.wal.stat().st_size))
    for turn in a_day(visits, agent):
        at += timedelta(minutes=1)
        fresh = []
        for command in turn:
            decision = decide(line, command, at)
            assert isinstance(decision, Decided), decision
            for event in decision.events:
                one = write_down(event, line.sequence + 1, head, "test", "command")
                fold(line, event)
                head = one.hash
                fresh.append(one)
        with database.writing.begin():
            append(database.writing, fresh)
            if snapshot_at and line.sequence >= snapshot_at:
                keep_snapshot(database.writing, line.sequence, head, as_text(line))
                snapshot_at = 0
        mark.put(line.sequence, head)
        made.entries += fresh
        made.commits.append(Commit(line.sequence, head, made.wal.stat().st_size))
    mark.close()
    if closed:
        database.close()
    result = made.copy(folder / "left", with_mark=True)
    if not closed:
        database.close()
    return result


def same_line(standing: Standing, entries: Sequence[Written]) -> bool:
    """Whether a line is what these entries lead to."""
    other = Standing(Line(), GENESIS, 0)
    for one in entries:
        other.take(one)
    return take_snapshot(other.line) == take_snapshot(standing.line) and other.head == standing.head
