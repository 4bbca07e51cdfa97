"""Check-ins and calls a second with 1,000 and with 1,000,000 entries in the journal."""

from __future__ import annotations

from bench.calls import call_next
from bench.checkins import better
from bench.footprint import cpu_seconds
from bench.load import Figures, run
from bench.long_journal import long_journal
from bench.site_under_test import Site, check_in, fill, site

LENGTHS = (1_000, 1_000_000)
ROUNDS = 4
REQUESTS = 600
AIM = 1.2


def main() -> None:
    """Both services run at once and take turns, so that what else the machine does meets both."""
    stored = {length: long_journal(length) for length in LENGTHS}
    best: dict[tuple[str, int], Figures | None] = {}
    used: dict[tuple[str, int], list[float]] = {}
    with site(10, stored[LENGTHS[0]]) as short, site(10, stored[LENGTHS[1]]) as long:
        for found in (short, long):
            fill(found, 200)
        for _ in range(ROUNDS):
            for length, found in zip(LENGTHS, (short, long), strict=True):
                for name in ("check-in", "call + no-show"):
                    before = cpu_seconds(found.pid)
                    took = _round(name, found)
                    used.setdefault((name, length), []).append(cpu_seconds(found.pid) - before)
                    best[name, length] = better(best.get((name, length)), took)
    for (name, length), figure in best.items():
        first = best[name, LENGTHS[0]]
        assert first and figure
        cpu = min(used[name, length]) / REQUESTS * 1000
        times = f"{first.rate / figure.rate:.2f} × the first (aim {AIM})"
        print(f"{name:15} {length:9,} entries   {figure}   {times}   {cpu:.2f} ms of processor each")


def _round(name: str, found: Site) -> Figures:
    if name == "check-in":
        return run(found.url, [found.kiosk] * 10, REQUESTS, check_in)
    return run(found.url, found.agents, REQUESTS, call_next(found, []))
