"""Snapshots: so that a start need not fold a year's journal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from kiosk.queue import codec
from kiosk.queue.line import Line
from kiosk.site.journal import keep_snapshot
from kiosk.site.published import Published
from kiosk.site.work import Outcome, Work

EVERY = 1_000  # entries, and never more often than the line has visits: a snapshot costs time for each
AT_STOP = 100


def copy_of(line: Line) -> Line:
    """A line that later events do not change. Visits are immutable, so only the tables are copied."""
    return replace(
        line,
        visits=dict(line.visits),
        counters={name: replace(at) for name, at in line.counters.items()},
        last_number=dict(line.last_number),
        numbers=set(line.numbers),
        paused=dict(line.paused),
        joiner_waits=dict(line.joiner_waits),
        times={name: replace(times) for name, times in line.times.items()},
    )


class Snapshots:
    """Takes one now and then, off the event loop, and has the writer store it."""

    def __init__(self, published: Published, submit: Callable[[Work], None], newest: int) -> None:
        self._published = published
        self._submit = submit
        self._newest = newest
        self._task: asyncio.Task[None] | None = None

    def consider(self) -> None:
        """Take one if enough has happened since the last."""
        since = self._published.sequence - self._newest
        if since >= max(EVERY, len(self._published.line.visits)) and (
            self._task is None or self._task.done()
        ):
            self._task = asyncio.get_running_loop().create_task(self._take())

    async def finish(self) -> None:
        """End a snapshot that is being taken, and take a last one, so that the next start is quick."""
        if self._task is not None:
            await self._task
        if self._published.sequence - self._newest >= AT_STOP:
            await self._take()

    async def _take(self) -> None:
        line, head = copy_of(self._published.line), self._published.head
        self._newest = line.sequence
        text = await asyncio.to_thread(as_text, line)
        self._submit(
            Work("site:snapshot", _done, write=lambda c: keep_snapshot(c, line.sequence, head, text))
        )


def as_text(line: Line) -> str:
    """A line as `keep_snapshot` stores it."""
    return json.dumps(codec.take_snapshot(line), separators=(",", ":"), ensure_ascii=False)


def _done(outcome: Outcome) -> None:
    """A snapshot that could not be stored costs time at the next start, nothing else."""
