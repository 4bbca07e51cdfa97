"""A follower that does not read is cut off, and costs nobody else anything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from starlette.types import Message

from kiosk.queue.chain import GENESIS
from kiosk.queue.line import Line
from kiosk.site.faces import Faces
from kiosk.site.published import Published
from kiosk.site.stream import MOST_WAITING, Followers, JournalResponse
from kiosk.site.wire_journal import beat_event

BEAT = beat_event(datetime(2026, 5, 4, tzinfo=UTC), 0, False)


async def never_hangs_up() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def a_turn() -> None:
    """Let everybody else on the loop have a turn."""
    had = asyncio.Event()
    asyncio.get_running_loop().call_soon(had.set)
    await had.wait()


def test_who_does_not_read_is_cut_off_and_others_go_on() -> None:
    sent: list[Message] = []

    async def reads(message: Message) -> None:
        sent.append(message)

    async def stuck(message: Message) -> None:
        if message["type"] == "http.response.body" and b"beat" not in message["body"][:12]:
            raise AssertionError
        if len(followers) == 2:
            await asyncio.Event().wait()

    published = Published(Line(), GENESIS)
    followers = Followers(published, Faces())

    def response() -> JournalResponse:
        return JournalResponse(followers, published, Faces(), lambda _: [], 0, False, BEAT)

    async def play() -> None:
        good = asyncio.create_task(response()({}, never_hangs_up, reads))
        bad = asyncio.create_task(response()({}, never_hangs_up, stuck))
        while len(followers) < 2:
            await a_turn()
        for _ in range(MOST_WAITING + 10):
            followers.beat(BEAT)
            await a_turn()
        await asyncio.wait_for(bad, 5)
        assert len(followers) == 1
        followers.close()
        await asyncio.wait_for(good, 5)

    asyncio.run(play())
    assert b"".join(message.get("body", b"") for message in sent).count(b"event: beat") == MOST_WAITING + 11
