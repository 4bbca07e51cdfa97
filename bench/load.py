"""A lean HTTP client for load: keep-alive connections on one event loop, so that the client costs little."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class Connection:
    """One keep-alive connection; one request at a time."""

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        self.token = token
        self.untimed = 0.0
        self._paused_at = 0.0
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._head = (
            f"Host: {self._host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        )

    def pause(self) -> None:
        """From here on time does not count for the piece of work in hand."""
        self._paused_at = time.perf_counter()

    def resume(self) -> None:
        self.untimed += time.perf_counter() - self._paused_at

    async def open(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def post(self, path: str, body: dict[str, Any] | None, key: str) -> tuple[int, Any]:
        """Send and wait for the whole answer: (status, JSON)."""
        content = json.dumps(body).encode() if body is not None else b""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Idempotency-Key: {key}\r\n"
        head += f"Content-Length: {len(content)}\r\n\r\n"
        self._writer.write(head.encode() + content)
        return await self._answer()

    async def get(self, path: str) -> tuple[int, Any]:
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())
        return await self._answer()

    async def _answer(self) -> tuple[int, Any]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        status = int(head.split(" ", 2)[1])
        length = next((int(row[15:]) for row in head.split("\r\n") if row.startswith("content-length:")), 0)
        content = await self._reader.readexactly(length) if length else b""
        return status, json.loads(content) if content else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Rate a second, and how long one took in milliseconds."""

    rate: float
    p50: float
    p99: float
    worst: float

    def __str__(self) -> str:
        return f"{self.rate:7,.0f}/s  p50 {self.p50:6.1f}  p99 {self.p99:6.1f}  worst {self.worst:6.1f} ms"


def figures(milliseconds: list[float], seconds: float) -> Figures:
    """Sum up one run."""
    row = sorted(milliseconds)
    return Figures(
        len(row) / seconds, row[len(row) // 2], row[min(len(row) - 1, int(len(row) * 0.99))], row[-1]
    )


Work = Callable[[Connection, int], Awaitable[bool]]


async def _client(
    connection: Connection, numbers: asyncio.Queue[int], work: Work, times: list[float]
) -> None:
    while not numbers.empty():
        number = numbers.get_nowait()
        began, connection.untimed = time.perf_counter(), 0.0
        if not await work(connection, number):
            return
        times.append((time.perf_counter() - began - connection.untimed) * 1000)


async def _run(url: str, tokens: list[str], requests: int, work: Work) -> Figures:
    connections = [await Connection(url, token).open() for token in tokens]
    numbers: asyncio.Queue[int] = asyncio.Queue()
    for number in range(requests):
        numbers.put_nowait(number)
    times: list[float] = []
    began = time.perf_counter()
    await asyncio.gather(*(_client(c, numbers, work, times) for c in connections))
    taken = time.perf_counter() - began
    for connection in connections:
        await connection.close()
    return figures(times, taken)


def run(url: str, tokens: list[str], requests: int, work: Work) -> Figures:
    """`requests` pieces of work one client a token; a client stops when work says False."""
    return asyncio.run(_run(url, tokens, requests, work))
