"""`python -m tests.golden.make`: write the golden files of the version that is checked out.

    journal-vN.jsonl    every entry, as the table `entries` has it, `data` as the text that was hashed
    events-vN.jsonl     one event of each type with every field used, as the journal writes it
    line-vN.json        what the line says after the last entry (state.py)
    snapshot-vN.json    the same line as `codec.take_snapshot` gives it
    site-vN.db.xz       the site's database: journal, snapshot, people, answers, past visits

To be run once for each version of the journal, just before it is released; files that exist are not
overwritten, for they are what was released. `--again` does so while the version is still being made.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from common.clock import ManualClock
from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue.chain import canonical
from kiosk.queue.events import VERSION
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Refusal
from kiosk.site.database import Database
from kiosk.site.faces import Face, Faces
from kiosk.site.journal import Written, all_entries, keep_snapshot, load
from kiosk.site.published import Step
from kiosk.site.work import Answer, Outcome, Repeat, Result, Work
from kiosk.site.writer import Writer
from tests.golden.days import MONDAY, Days
from tests.golden.examples import example_of
from tests.golden.state import state_of

HERE = Path(__file__).parent
SNAPSHOT_BEFORE_LAST = 12  # entries that the database holds beyond its snapshot


class Desk:
    """The real writer on a database, given one command after the other."""

    def __init__(self, path: Path) -> None:
        self.clock = ManualClock(MONDAY)
        self.database = Database(path)
        self._writer = Writer(
            self.database, load(self.database.reading), Faces(), self.clock, self._deliver, lambda _: None
        )
        self._writer.start()
        self._count = 0

    def put(self, command: c.Command) -> Decision:
        """What the rules said, once it is on the disk."""
        self._count += 1
        work = Work("agent:golden", lambda _: None, command, f"c{self._count}", respond=_respond)
        work.repeat = Repeat("agent:golden", f"k{self._count}", b"same")
        if isinstance(command, c.CheckIn) and command.person:
            work.face = Face(command.person, f"Visitor {command.person}", "a note", command.visit)
            work.guest = _guest(command.person)
        result = self.carry_out(work)
        assert result.decision is not None
        return result.decision

    def carry_out(self, work: Work) -> Result:
        done, outcomes = threading.Event(), list[Outcome]()

        def told(outcome: Outcome) -> None:
            outcomes.append(outcome)
            done.set()

        work.done = told
        self._writer.submit(work)
        done.wait()
        (outcome,) = outcomes
        assert isinstance(outcome, Result), outcome
        return outcome

    def set_clock(self, at: datetime) -> None:
        self.clock.at = at

    def close(self) -> None:
        self._writer.stop()
        self.database.close()

    def _deliver(self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]]) -> None:
        for work, outcome in outcomes:
            work.done(outcome)


def _respond(line: Line, decision: Decided | Refusal) -> Answer:
    said = decision.code.value if isinstance(decision, Refusal) else decision.visit or ""
    return Answer(409 if isinstance(decision, Refusal) else 200, canonical({"said": said}).encode())


def _guest(person: str) -> dict[str, Any]:
    return {
        "id": person,
        "name": f"Visitor {person}",
        "mail": f"{person}@example.org",
        "badge": "",
        "language": "en",
        "department": "",
        "listed": 0,
        "erased": 0,
    }


def make(folder: Path) -> dict[str, int]:
    """Write the files; what was written, with sizes in bytes."""
    made = {name: folder / f"{name}-v{VERSION}.{end}" for name, end in _FILES.items()}
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "journal.db"
        desk = Desk(path)
        Days(desk.put, desk.set_clock).play()
        desk.close()
        journal, line = _read(path)
        missing = set(codec.EVENT_TYPES) - {one.type for one in journal}
        if missing:
            raise SystemExit(
                f"The days bring no {', '.join(sorted(missing))}: add them to tests/golden/days.py."
            )
        _write(made["journal"], "".join(f"{canonical(one.row())}\n" for one in journal))
        _write(made["line"], json.dumps(state_of(line), indent=1, ensure_ascii=False) + "\n")
        _write(made["snapshot"], canonical(codec.take_snapshot(line)) + "\n")
        examples = ((name, codec.to_json(example_of(kind))) for name, kind in codec.EVENT_TYPES.items())
        _write(made["events"], "".join(f"{canonical([name, data])}\n" for name, data in examples))
        _pack(path, made["site"])
    return {each.name: each.stat().st_size for each in made.values()}


_FILES = {"journal": "jsonl", "events": "jsonl", "line": "json", "snapshot": "json", "site": "db.xz"}


def _read(path: Path) -> tuple[list[Written], Line]:
    """The journal and its line; on the way a snapshot is stored that is some entries old."""
    database = Database(path)
    journal = list(all_entries(database.reading))
    last = journal[-SNAPSHOT_BEFORE_LAST]
    line = Line()
    for one in journal[: last.seq]:
        fold(line, codec.from_json(one.type, json.loads(one.data)))
    with database.writing.begin():
        keep_snapshot(database.writing, last.seq, last.hash, canonical(codec.take_snapshot(line)))
    standing = load(database.reading)
    database.close()
    return journal, standing.line


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _pack(source: Path, target: Path) -> None:
    """The database as one file, byte for byte as SQLite wrote it, packed: most of it is empty pages."""
    whole = source.with_name("whole.db")
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(whole),))
    target.write_bytes(lzma.compress(whole.read_bytes()))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.golden.make")
    parser.add_argument("--again", action="store_true", help="overwrite: this version is not released yet")
    parser.add_argument("--folder", type=Path, default=HERE)
    chosen = parser.parse_args()
    there = sorted(chosen.folder.glob(f"*-v{VERSION}.*"))
    if there and not chosen.again:
        sys.stderr.write(f"Version {VERSION} has its golden files ({there[0].name} …): they stay.\n")
        return 1
    for name, size in make(chosen.folder).items():
        sys.stdout.write(f"{name}: {size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
