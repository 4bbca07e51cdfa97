"""How quickly the site service is up, and how much memory it takes, beside a bare FastAPI process."""

from __future__ import annotations

import os
import time
from pathlib import Path

from bench.checkins import bare
from bench.site_under_test import fill, site


def resident_mib(pid: int) -> float:
    """Resident memory of a process (Linux), MiB."""
    for row in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    raise LookupError(pid)


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processors so far (Linux): says the same on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    began = time.perf_counter()
    with bare():
        print(f"bare handler up in {time.perf_counter() - began:.2f} s")
    for visits in (0, 1_000):
        began = time.perf_counter()
        with site() as found:
            up = time.perf_counter() - began
            if visits:
                fill(found, visits)
            told = f"{resident_mib(found.pid):.0f} MiB with {visits:,} visits"
            print(
                f"site service: {told}" + (f"; up in {up:.2f} s with its database made" if not visits else "")
            )
