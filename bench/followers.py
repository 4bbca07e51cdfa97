"""From a call's answer to 200 followers' hands."""

from __future__ import annotations

import asyncio
import time

from bench.load import Connection, figures
from bench.site_under_test import Site, fill, site
from common.ids import new_id

FOLLOWERS = 200
CALLS = 40


class Seen:
    """When each call reached each follower; `everybody` is set when the last one has it."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.everybody = asyncio.Event()

    def note(self, visit: str) -> None:
        at = self.times.setdefault(visit, [])
        at.append(time.perf_counter())
        if len(at) == FOLLOWERS:
            self.everybody.set()


async def _follow(found: Site, after: int, seen: Seen, ready: asyncio.Event) -> None:
    """One screen: reads the stream and notes when each call arrived."""
    host, port = found.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    request = f"GET /api/v1/journal?after={after} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n"
    writer.write(f"{request}Authorization: Bearer {found.kiosk}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    ready.set()
    try:
        while True:
            line = await reader.readline()
            if line.startswith(b"data:") and b'"VisitCalled"' in line:
                visit = line.partition(b'"visit":"')[2][:36].decode()
                seen.note(visit)
    finally:
        writer.close()


async def _run(found: Site) -> None:
    connection = await Connection(found.url, found.agents[0]).open()
    _, line = await connection.get("/api/v1/line")
    seen = Seen()
    gates = [asyncio.Event() for _ in range(FOLLOWERS)]
    screens = [asyncio.create_task(_follow(found, line["sequence"], seen, gate)) for gate in gates]
    await asyncio.gather(*(gate.wait() for gate in gates))
    times: list[float] = []
    began = time.perf_counter()
    for _ in range(CALLS):
        asked = time.perf_counter()
        status, answer = await connection.post("/api/v1/counters/1/call", {}, new_id())
        assert status == 200, answer
        await seen.everybody.wait()
        seen.everybody.clear()
        times += [(at - asked) * 1000 for at in seen.times[answer["id"]]]
        await connection.post(f"/api/v1/visits/{answer['id']}/no-show", None, new_id())
    print(f"call asked to {FOLLOWERS} followers   {figures(times, time.perf_counter() - began)}")
    for screen in screens:
        screen.cancel()
    await asyncio.gather(*screens, return_exceptions=True)
    await connection.close()


def main() -> None:
    with site(agents=1) as found:
        fill(found, CALLS)
        asyncio.run(_run(found))
