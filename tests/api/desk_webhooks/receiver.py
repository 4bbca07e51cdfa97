"""Programs that receive webhooks, in tests: a real HTTP server each, and the sample code of the guide."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[[int], tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def value(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Receiver:
    """Takes what is sent; `answering(n)` says status and headers for the n-th request, from 0.

    While `open` is cleared, requests hang.
    """

    def __init__(self, answering: Answering = lambda n: (204, {})) -> None:
        self.received: list[Received] = []
        self.arrived = threading.Condition()
        self.open = threading.Event()
        self.open.set()
        self.answering = answering
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with receiver.arrived:
                    number = len(receiver.received)
                    receiver.received.append(Received(headers, body))
                    receiver.arrived.notify_all()
                receiver.open.wait(60)
                status, answer = receiver.answering(number)
                try:
                    self.send_response(status)
                    for name, value in ({"Content-Length": "0"} | answer).items():
                        self.send_header(name, value)
                    self.end_headers()
                except OSError:  # the desk had no more patience
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing: a test looks at `received`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=desk"

    def wait_for(self, count: int, seconds: float = 20) -> list[Received]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, seconds), len(self.received)
            return list(self.received)

    def close(self) -> None:
        self.open.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()
