"""`python -m tests.simulation --seeds 1000`: runs many days and says which went wrong, with the seed.

`--seed S --verbose` tells one in full; `--minutes` makes the days shorter (a failing one is cut down by
itself); `--calls 1000000` goes on until so many calls were checked; `--real-store` runs on SQLite.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator

from tests.simulation.run import MINUTES, Report, simulate


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def shortest(report: Report, minutes: float, real_store: bool) -> tuple[float, Report]:
    """The same seed, cut off as early as it still fails the same way."""
    low, high, best = 0.0, minutes, report
    while high - low > 0.25:
        middle = (low + high) / 2
        tried = simulate(report.seed, middle, real_store)
        if tried.invariant == report.invariant:
            high, best = middle, tried
        else:
            low = middle
    return high, best


def tell(report: Report, minutes: float, real_store: bool) -> None:
    upto, best = shortest(report, minutes, real_store)
    say(f"\nFAILED seed {report.seed}: {best.invariant}: {best.what}")
    for line in best.story[-40:]:
        say(f"  {line[:200]}")
    more = " --real-store" if real_store else ""
    say(f"  again: python -m tests.simulation --seed {report.seed} --minutes {upto:.2f}{more} --verbose")


def seeds(options: argparse.Namespace) -> Iterator[int]:
    """Which to run; without end where a number of calls is asked for."""
    if options.seed is not None:
        yield options.seed
        return
    seed = options.first
    while options.calls or seed < options.first + options.seeds:
        yield seed
        seed += 1


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--from", dest="first", type=int, default=1)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--calls", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so many seconds")
    parser.add_argument("--real-store", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


def main() -> int:
    chosen = options()
    began = last = time.perf_counter()
    cpu = time.process_time()
    ran = calls = commands = failed = 0
    for seed in seeds(chosen):
        report = simulate(seed, chosen.minutes, chosen.real_store, keep_all=chosen.verbose)
        ran, calls, commands = ran + 1, calls + report.calls, commands + report.commands
        if chosen.verbose:
            say("\n".join(report.story))
        if report.invariant:
            failed += 1
            tell(report, chosen.minutes, chosen.real_store)
        now = time.perf_counter()
        if now - last > 30:
            last = now
            say(f"{ran} seeds, {calls} calls, {calls / (now - began):.0f} a second, {failed} failed")
        if (chosen.calls and calls >= chosen.calls) or (chosen.seconds and now - began > chosen.seconds):
            break
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    say(
        f"{ran} seeds, {commands} commands decided, {calls} calls checked in {took:.1f} s, "
        f"{cpu:.1f} s of processor time ({calls / cpu:.0f} calls a second of it): {failed} failed"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
