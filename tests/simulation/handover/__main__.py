"""`python -m tests.simulation.handover --hand-overs 1000000`: hands over and says which run went wrong.

`--seed S` tells one run, shrunk if it fails; `--whole` leaves it as it is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from itertools import count

from tests.simulation.handover.run import Report, simulate
from tests.simulation.handover.shrink import shrink


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tell(report: Report) -> None:
    """A failing run, shrunk, with how to see it again."""
    conditions, best = shrink(report)
    say(f"\nFAILED seed {report.seed}: {best.invariant}: {best.what}")
    say(f"  {len(report.odd)} odd draws shrunk to {len(best.odd)}; {conditions}")
    for line in best.story[-40:]:
        say(f"  {line[:200]}")
    say(f"  again: python -m tests.simulation.handover --seed {report.seed}")


def one(seed: int, whole: bool) -> int:
    report = simulate(seed, story=True)
    if report.invariant and not whole:
        tell(report)
    else:
        say("\n".join(report.story))
        say(f"seed {seed}: {report.invariant or 'all holds'} {report.what}")
    return 1 if report.invariant else 0


def many(first: int, wanted: int) -> int:
    began = last = time.perf_counter()
    cpu = time.process_time()
    handed_over = failed = ran = 0
    counts: Counter[str] = Counter()
    for seed in count(first):
        report = simulate(seed)
        ran, handed_over = ran + 1, handed_over + report.hand_overs
        counts.update(report.counts)
        if report.invariant:
            failed += 1
            tell(report)
        now = time.perf_counter()
        if now - last > 60:
            last = now
            say(f"{ran} runs, {handed_over} handed over, {failed} failed")
        if handed_over >= wanted or failed >= 20:
            break
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    say(", ".join(f"{what}: {number}" for what, number in sorted(counts.items())))
    times = f"{took:.0f} s, {cpu:.0f} s of processor time"
    say(f"{ran} runs, {handed_over} handed over in {times}: {failed} failed")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.handover", description=__doc__)
    parser.add_argument("--hand-overs", type=int, default=20_000)
    parser.add_argument("--from", dest="first", type=int, default=1)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--whole", action="store_true")
    chosen = parser.parse_args()
    return (
        one(chosen.seed, chosen.whole) if chosen.seed is not None else many(chosen.first, chosen.hand_overs)
    )


if __name__ == "__main__":
    sys.exit(main())
