"""Reads a calendar's text in a process of its own: `python -m desk.calendars.expanding`.

A file that was made to keep a reader busy for hours, or that fills the memory, ends this process and nothing
else. In: JSON {"texts", "zone", "first", "until"}; out: JSON {"busy": [[start, end], …]} or {"fault": code}.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.calendars.rules import Busy, Unreadable, spans

SECONDS = 30.0
MEMORY_BYTES = 1 << 30
ROOT = Path(__file__).parents[2]


def expand(
    texts: Sequence[str], zone: ZoneInfo, first: datetime, until: datetime, seconds: float = SECONDS
) -> list[Busy]:
    """As `rules.spans`, within a time. Raises Unreadable."""
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
    return [Busy(*(datetime.fromisoformat(at) for at in pair)) for pair in answer["busy"]]


def main() -> int:
    """Read one calendar. Exit code 3: it needs more memory than it gets."""
    _bound_memory()
    try:
        asked = json.load(sys.stdin)
        first, until = (datetime.fromisoformat(asked[name]) for name in ("first", "until"))
        found = spans(asked["texts"], ZoneInfo(asked["zone"]), first, until)
    except Unreadable as no:
        answer: dict[str, object] = {"fault": no.why}
    except MemoryError:
        return 3
    else:
        answer = {"busy": [[each.start.isoformat(), each.end.isoformat()] for each in found]}
    sys.stdout.write(json.dumps(answer))
    return 0


def _bound_memory() -> None:
    with suppress(ImportError):  # other systems than Unix have the limit in time alone
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    raise SystemExit(main())
