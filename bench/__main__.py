"""`python -m bench [NAME …]`: run all benchmarks or the named ones."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench import (
    calls,
    catching_up,
    checkins,
    faces,
    followers,
    footprint,
    forecast,
    handovers,
    length,
    memory,
    order,
    outside_number,
    people,
    planning,
    recovery,
    rules,
    takeover,
    webhooks,
)

BENCHMARKS: dict[str, Callable[[], None]] = {
    "rules": rules.main,
    "order": order.main,
    "checkins": checkins.main,
    "calls": calls.main,
    "followers": followers.main,
    "catching-up": catching_up.main,
    "footprint": footprint.main,
    "length": length.main,
    "memory": memory.main,
    "recovery": recovery.main,
    "faces": faces.main,
    "takeover": takeover.main,
    "forecast": forecast.main,
    "planning": planning.main,
    "outside-number": outside_number.main,
    "handovers": handovers.main,
    "webhooks": webhooks.main,
    "people": people.main,
}


def main() -> int:
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [n for n in names if n not in BENCHMARKS]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names:
        print(f"\n== {name}", flush=True)
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
