"""Reads a calendar's text in a process of its own: `python -m desk.calendars.expanding`.

A file that was made to keep a reader busy for hours, or that fills the memory, ends this process and nothing
else. In: JSON {"texts", "zone", "first", "until"}; out: JSON {"busy": [[start, end], …], "own": [[uid, start,
end], …]} or {"fault": code}.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.calendars.rules import Busy, Unreadable, own_entries, spans

SECONDS = 30.0
MEMORY_BYTES = 1 << 30
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Read:
    """What a calendar's text says: when its owner is busy, and where the entries of ours stand, by UID."""

    busy: list[Busy]
    own: dict[str, Busy]


def expand(
    texts: Sequence[str], zone: ZoneInfo, first: datetime, until: datetime, seconds: float = SECONDS
) -> Read:
    """As `rules.spans` and `rules.own_entries`, within a time. Raises Unreadable."""
    asked = {"texts": list(texts), "zone": zone.key, "first": first.isoformat(), "until": until.isoformat()}
    command = [sys.executable, "-m", "desk.calendars.expanding"]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_much") from error
    if done.returncode:
        raise Unreadable("too_much" if done.returncode < 0 or done.returncode == 3 else "unreadable")
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise Unreadable(answer["fault"])
    own = {uid: _span(pair) for uid, *pair in answer["own"]}
    return Read([_span(pair) for pair in answer["busy"]], own)


def _span(pair: Sequence[str]) -> Busy:
    return Busy(datetime.fromisoformat(pair[0]), datetime.fromisoformat(pair[1]))


def main() -> int:
    """Read one calendar. Exit code 3: it needs more memory than it gets."""
    _bound_memory()
    try:
        asked = json.load(sys.stdin)
        first, until = (datetime.fromisoformat(asked[name]) for name in ("first", "until"))
        zone = ZoneInfo(asked["zone"])
        found = spans(asked["texts"], zone, first, until)
        own = own_entries(asked["texts"], zone)
    except Unreadable as no:
        answer: dict[str, object] = {"fault": no.why}
    except MemoryError:
        return 3
    else:
        answer = {
            "busy": [[each.start.isoformat(), each.end.isoformat()] for each in found],
            "own": [[uid, each.start.isoformat(), each.end.isoformat()] for uid, each in own.items()],
        }
    sys.stdout.write(json.dumps(answer))
    return 0


def _bound_memory() -> None:
    with suppress(ImportError):  # other systems than Unix have the limit in time alone
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    raise SystemExit(main())
