"""A journal of 1,000,000 entries: how long until the service is ready, and until all of it is verified."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.footprint import resident_mib
from bench.long_journal import long_journal
from kiosk.site.database import Database
from kiosk.site.journal import load
from kiosk.site.verify import check
from mostrador.house import House

ENTRIES = 1_000_000
ROUNDS = 3
BOUND_SECONDS = 2.0


def main() -> None:
    stored = long_journal(ENTRIES)
    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as made:
        file = Path(made) / "data" / "site" / "journal.db"
        file.parent.mkdir(parents=True)
        shutil.copyfile(stored, file)
        told = f"{_entries(file):,} entries, {file.stat().st_size / 2**20:,.0f} MiB"
        best = min((_ready(Path(made)) for _ in range(ROUNDS)), key=lambda found: found[0])
        print(
            f"ready with a snapshot      {best[0]:7.2f} s   (aim {BOUND_SECONDS:.0f} s)   {told}", flush=True
        )
        began = time.perf_counter()
        report = check(file)
        taken = time.perf_counter() - began
        assert report.good, report
        print(
            f"verify, from the first     {taken:7.1f} s   {report.entries / taken:,.0f} entries/s", flush=True
        )
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DELETE FROM snapshots")
        database = Database(file)
        began = time.perf_counter()
        standing = load(database.reading)
        taken = time.perf_counter() - began
        database.close()
        print(f"line without a snapshot    {taken:7.1f} s   {standing.line.sequence / taken:,.0f} entries/s")


def _ready(folder: Path) -> tuple[float, float]:
    """Seconds from starting the program to its ready line, and its memory then."""
    with House(folder) as house:
        began = time.perf_counter()
        service = house.start_site()
        return time.perf_counter() - began, resident_mib(service.process.pid)


def _entries(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("SELECT max(seq) FROM entries").fetchone()
    return int(count)
