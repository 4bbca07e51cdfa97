"""A journal of 1,000,000 entries: how long until the service is ready, and until all of it is verified."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.footprint import cpu_seconds, resident_mib
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
        seconds, cpu, mib = min(_ready(Path(made)) for _ in range(ROUNDS))
        print(f"ready with a snapshot     {seconds:7.2f} s (aim {BOUND_SECONDS:.0f}), {cpu:.2f} s of CPU")
        print(f"                          {mib:.0f} MiB resident, {told}", flush=True)
        began, used = time.perf_counter(), time.process_time()
        report = check(file)
        taken, used = time.perf_counter() - began, time.process_time() - used
        assert report.good, report
        _tell("verify, from the first", taken, used, report.entries)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("DELETE FROM snapshots")
        database = Database(file)
        began, used = time.perf_counter(), time.process_time()
        standing = load(database.reading)
        taken, used = time.perf_counter() - began, time.process_time() - used
        database.close()
        _tell("line without a snapshot", taken, used, standing.line.sequence)


def _tell(what: str, seconds: float, cpu: float, entries: int) -> None:
    rate = f"{entries / cpu:,.0f} entries a second of it"
    print(f"{what:25} {seconds:7.1f} s, {cpu:.1f} s of CPU: {rate}", flush=True)


def _ready(folder: Path) -> tuple[float, float, float]:
    """Seconds from starting the program to its ready line, of the processor, and its memory in MiB then."""
    with House(folder) as house:
        began = time.perf_counter()
        pid = house.start_site().process.pid
        return time.perf_counter() - began, cpu_seconds(pid), resident_mib(pid)


def _entries(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute("SELECT max(seq) FROM entries").fetchone()
    return int(count)
