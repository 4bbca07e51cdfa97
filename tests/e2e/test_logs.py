"""What a service logs of a network that speaks nonsense: JSON, a line an event, also of its libraries."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.waiting import until
from tests.fixtures.killable import Killable

HALF_A_HEAD = b"HTTP/1.1 200 OK\r\nserver: somebody\r\ncontent-type"


@pytest.fixture
def nonsense() -> Iterator[str]:
    """The address of somebody who answers everything with half a head."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def answer() -> None:
            while not over.is_set():
                try:
                    near, _ = listening.accept()
                except TimeoutError:
                    continue
                with near:
                    near.recv(65_536)
                    near.sendall(HALF_A_HEAD)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        over.set()
        thread.join(10)


def test_each_line_of_the_sites_log_is_json(tmp_path: Path, nonsense: str) -> None:
    site = Killable("site", tmp_path, site={"desk_url": nonsense, "desk_token": "t"})
    try:
        assert until(lambda: "Failed to parse headers" in site.text(), 20)
        assert site.stop() == 0
    finally:
        if site.process is not None:
            site.kill()
    lines = [line for line in site.text().splitlines() if not line.startswith("ready http")]
    events = [json.loads(line) for line in lines]
    assert any("Failed to parse headers" in event["event"] for event in events)
