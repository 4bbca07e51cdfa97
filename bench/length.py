"""Check-ins and calls a second with 1,000 and with 1,000,000 entries in the journal."""

from __future__ import annotations

from bench.calls import call_next
from bench.checkins import better
from bench.load import Figures, run
from bench.long_journal import long_journal
from bench.site_under_test import check_in, fill, site

LENGTHS = (1_000, 1_000_000)
ROUNDS = 4
REQUESTS = 600
AIM = 1.2


def main() -> None:
    """Both services run at once and take turns, so that what else the machine does meets both."""
    stored = {length: long_journal(length) for length in LENGTHS}
    checked_in: dict[int, Figures | None] = dict.fromkeys(LENGTHS)
    called: dict[int, Figures | None] = dict.fromkeys(LENGTHS)
    with site(10, stored[LENGTHS[0]]) as short, site(10, stored[LENGTHS[1]]) as long:
        for found in (short, long):
            fill(found, 200)
        for _ in range(ROUNDS):
            for length, found in zip(LENGTHS, (short, long), strict=True):
                took = run(found.url, [found.kiosk] * 10, REQUESTS, check_in)
                checked_in[length] = better(checked_in[length], took)
                took = run(found.url, found.agents, REQUESTS, call_next(found, []))
                called[length] = better(called[length], took)
    for name, best in (("check-in", checked_in), ("call + no-show", called)):
        first = best[LENGTHS[0]]
        for length, figure in best.items():
            assert first and figure
            times = first.rate / figure.rate
            print(f"{name:15} {length:9,} entries   {figure}   {times:.2f} × the first (aim {AIM})")
