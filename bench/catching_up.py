"""Fifty screens were cut off for an hour of a busy room: how long until all of them are level again."""

from __future__ import annotations

import asyncio
import json
import time

from bench.calls import call_next
from bench.load import Connection, run
from bench.site_under_test import Site, fill, site
from kiosk.queue import codec
from kiosk.queue.fold import fold

FOLLOWERS = 50
VISITS = 300  # an hour of ten agents, and those who still wait
CALLED = 240


async def _catch_up(found: Site, after: int, level: int, fold_on: list[dict[str, object]] | None) -> None:
    """One screen: reads from `after` until it has `level`; one of them folds what it reads, as screens do."""
    host, port = found.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    request = f"GET /api/v1/journal?after={after} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n"
    writer.write(f"{request}Authorization: Bearer {found.kiosk}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    try:
        while True:
            row = await reader.readline()
            if row.startswith(b"id: "):
                seq = int(row[4:])
                data = await reader.readline()
                if fold_on is not None:
                    fold_on.append(json.loads(data[6:]))
                if seq >= level:
                    return
    finally:
        writer.close()


async def _run(found: Site, before: dict[str, object]) -> None:
    connection = await Connection(found.url, found.agents[0]).open()
    _, now = await connection.get("/api/v1/line")
    after, level = int(str(before["sequence"])), int(now["sequence"])
    read: list[dict[str, object]] = []
    began = time.perf_counter()
    await asyncio.gather(
        *(_catch_up(found, after, level, read if n == 0 else None) for n in range(FOLLOWERS))
    )
    taken = time.perf_counter() - began
    entries = level - after
    rate = entries * FOLLOWERS / taken
    told = f"level in {taken:.2f} s   {rate:,.0f} entries/s"
    print(f"{FOLLOWERS} followers, {entries:,} entries behind   {told}")
    line = codec.restore(before["line"])  # type: ignore[arg-type]  # as it came
    began = time.perf_counter()
    for entry in read:
        fold(line, codec.from_json(str(entry["type"]), entry["data"]))  # type: ignore[arg-type]  # as it came
    print(f"  one of them folds these in {(time.perf_counter() - began) * 1000:.0f} ms")
    same = codec.take_snapshot(line) == codec.take_snapshot(codec.restore(now["line"]))
    assert same, "a follower that caught up shows the same line"
    await connection.close()


async def _line(found: Site) -> dict[str, object]:
    connection = await Connection(found.url, found.kiosk).open()
    _, line = await connection.get("/api/v1/line")
    await connection.close()
    return dict(line)


def main() -> None:
    with site(agents=10) as found:
        before = asyncio.run(_line(found))
        fill(found, VISITS)
        run(found.url, found.agents, CALLED, call_next(found, []))
        asyncio.run(_run(found, before))
