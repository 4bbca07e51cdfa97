"""The journal as server-sent events: catch up from the disk, then follow; a slow follower is cut off.

Whoever is cut off resumes from the last entry that they have seen (Last-Event-ID): nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kiosk.site.faces import Faces
from kiosk.site.journal import Written
from kiosk.site.published import Published, Step
from kiosk.site.wire_journal import entry_event, other_event

log = structlog.get_logger("site.stream")
BEAT_SECONDS = 2.0
MOST_WAITING = 1_000  # events that may wait for a follower before it is cut off
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Follower:
    """What waits to be sent to one follower."""

    def __init__(self, for_agent: bool, digest: str = "") -> None:
        self.for_agent = for_agent
        self.digest = digest  # of the token that it came with
        self.over = False
        self.cut = False
        self.task: asyncio.Task[None] | None = None  # who sends
        self._waiting: list[bytes] = []
        self._news = asyncio.Event()

    def give(self, chunks: Sequence[bytes]) -> None:
        """Hand over more; too much waiting ends it."""
        self._waiting.extend(chunks)
        if len(self._waiting) > MOST_WAITING and not self.cut:
            self.drop()
        self._news.set()

    def drop(self) -> None:
        """End it now, also while it waits for somebody who does not read."""
        self.cut = True
        self.end()
        if self.task is not None:
            self.task.cancel()

    def end(self) -> None:
        self.over = True
        self._news.set()

    async def next(self) -> bytes:
        """Everything that waits; b"" when it is over."""
        await self._news.wait()
        if self.over:
            return b""
        self._news.clear()
        chunk, self._waiting = b"".join(self._waiting), []
        return chunk


class Followers:
    """Everybody who follows the journal now."""

    def __init__(self, published: Published, faces: Faces) -> None:
        self._published = published
        self._faces = faces
        self._all: set[Follower] = set()
        self.closed = False
        published.listen(self.feed)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, for_agent: bool, digest: str = "") -> Follower:
        follower = Follower(for_agent, digest)
        self._all.add(follower)
        if self.closed:
            follower.end()
        return follower

    def remove(self, follower: Follower) -> None:
        self._all.discard(follower)

    def feed(self, steps: Sequence[Step]) -> None:
        """Give new entries to everybody, each made once for agents and once for the room."""
        for for_agent in (False, True):
            audience = [follower for follower in self._all if follower.for_agent is for_agent]
            if audience:
                line, faces = self._published.line, self._faces
                chunks = [entry_event(step.entry, line, faces, for_agent) for step in steps]
                for follower in audience:
                    follower.give(chunks)

    def digests(self) -> set[str]:
        """The tokens that somebody follows with."""
        return {follower.digest for follower in self._all if follower.digest}

    def end_of(self, digest: str) -> None:
        """A token ended: whoever follows with it hears no more. Asked again, also who does not read."""
        for follower in self._all:
            if follower.digest == digest and follower.over:
                follower.drop()
            elif follower.digest == digest:
                follower.end()

    def beat(self, beat: bytes) -> None:
        for follower in self._all:
            follower.give([beat])

    def notice(self, fields: dict[str, Any]) -> None:
        """Tell agents."""
        chunk = other_event("notice", dict(fields))
        for follower in self._all:
            if follower.for_agent:
                follower.give([chunk])

    def close(self) -> None:
        """End everybody: the service goes down."""
        self.closed = True
        for follower in self._all:
            follower.end()


class JournalResponse(Response):
    """Sends entries after `after`, and goes on with new ones until somebody hangs up.

    `page`: reads entries from the disk. `first_beat`: says at once how things stand. `digest`: of the token
    that was sent, with whose end the stream ends.
    """

    def __init__(
        self,
        followers: Followers,
        published: Published,
        faces: Faces,
        page: Callable[[int], list[Written]],
        after: int,
        for_agent: bool,
        first_beat: bytes,
        digest: str = "",
    ) -> None:
        self.status_code = 200
        self.background = None
        self._followers, self._published, self._faces = followers, published, faces
        self._page, self._after, self._for_agent = page, after, for_agent
        self._first_beat, self._digest = first_beat, digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _send(send, self._first_beat)
        follower = await self._catch_up(send)
        follower.task = asyncio.current_task()
        hung_up = asyncio.ensure_future(_until_disconnect(receive))
        hung_up.add_done_callback(lambda _: follower.end())
        try:
            while chunk := await follower.next():
                await _send(send, chunk)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except asyncio.CancelledError:
            if not follower.cut:
                raise
            log.info("follower_cut_off")
        finally:
            self._followers.remove(follower)
            hung_up.cancel()
            with suppress(asyncio.CancelledError):
                await hung_up

    async def _catch_up(self, send: Send) -> Follower:
        """Send what happened before, and join the followers in the moment in which nothing is missing."""
        while self._after < self._published.sequence and not self._followers.closed:
            found = self._page(self._after)
            # the writer may have stored more than is published yet; that comes by the followers' way
            durable = [entry for entry in found if entry.seq <= self._published.sequence]
            for entry in durable:
                self._after = entry.seq
            line, faces = self._published.line, self._faces
            await _send(send, b"".join(entry_event(entry, line, faces, self._for_agent) for entry in durable))
        return self._followers.add(self._for_agent, self._digest)


async def _send(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
