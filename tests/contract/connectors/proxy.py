"""A fault proxy: stands before a tool, real or imitated, and does to requests what networks and tools do.

`plan` says what happens to each request; `strike` sets one for the n-th request from then on, which reaches
each step of a call that takes several (a sign-in, a look-up, an upload, the ticket itself).
"""

from __future__ import annotations

import itertools
import random
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer"})
UPSTREAM_SECONDS = 120.0
PAGE = b"<!DOCTYPE html><html><head><title>500</title></head><body><h1>Oh no</h1></body></html>"


class Fault(StrEnum):
    """What happens to a request."""

    NONE = "none"
    CLOSED = "closed"  # hung up on before it reached the tool
    LOST = "lost"  # the tool acted, its reply is lost
    GATEWAY = "gateway"  # the tool acted, its reply became a 504 of a gateway
    LATE = "late"  # hung up on, and the tool gets it only later
    BUSY = "busy"  # 429 with Retry-After, the tool never sees it
    CRASH = "crash"  # a page of HTML with status 500, the tool never sees it
    DRIP = "drip"  # the tool acted, its reply drips in byte by byte without an end


Plan = Callable[[str, str], Fault]  # method and path


def calm(method: str, path: str) -> Fault:
    return Fault.NONE


def storm(seed: int) -> Plan:
    """The mix that the connectors are proven with: of all requests, whatever they ask, 10 % are closed before
    the tool sees them, 30 % lose their reply, 10 % become a 504.
    """
    dice = random.Random(seed)
    guard = threading.Lock()

    def plan(method: str, path: str) -> Fault:
        with guard:
            thrown = dice.random()
        if thrown < 0.1:
            return Fault.CLOSED
        if thrown < 0.4:
            return Fault.LOST
        return Fault.GATEWAY if thrown < 0.5 else Fault.NONE

    return plan


class Proxy:
    """Listens on a free port from `start` to `stop`. `requests`: what came, with the fault each met."""

    def __init__(self, upstream: str, plan: Plan = calm) -> None:
        split = urlsplit(upstream)
        self.host, self.port = split.hostname or "", split.port or 80
        self.plan = plan
        self.requests: list[tuple[str, str, Fault]] = []
        self.retry_after = "7"
        self.late_seconds = 0.05
        self._guard = threading.Lock()
        self._strikes: dict[int, Fault | Callable[[], None]] = {}
        self._count = itertools.count(1)
        self._seen = 0
        self._late: list[threading.Thread] = []
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fault-proxy")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self.settle()
        self._server.end()

    def strike(self, fault: Fault | Callable[[], None], nth: int = 1) -> None:
        """Let the n-th request from now meet this fault, or do something just before it is passed on."""
        with self._guard:
            self._strikes[self._seen + nth] = fault

    def struck(self) -> bool:
        """Whether every strike has met its request; forgets those that have not."""
        with self._guard:
            all_met = not self._strikes
            self._strikes.clear()
        return all_met

    def settle(self) -> None:
        """Wait until the tool has got, and answered, what it gets late."""
        for thread in self._late:
            thread.join()
        self._late.clear()

    def fate_of(self, method: str, path: str) -> Fault:
        """What happens to this request, which is now counted."""
        with self._guard:
            self._seen = next(self._count)
            strike = self._strikes.pop(self._seen, None)
        if callable(strike):
            strike()
        fault = strike if isinstance(strike, Fault) else self.plan(method, path)
        self.requests.append((method, path, fault))
        return fault

    def later(self, act: Callable[[], object]) -> None:
        """Pass a request on when its sender has long gone."""
        thread = threading.Timer(self.late_seconds, act)
        self._late.append(thread)
        thread.start()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128
    proxy: Proxy

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()

    def end(self) -> None:
        """Hang up on everybody; waits for the threads."""
        with self._guard:
            for connection in self._open:
                with suppress(OSError):  # the other side may have gone
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.server.proxy
        fault = proxy.fate_of(self.command, self.path)
        if fault is Fault.BUSY:
            headers = [("Retry-After", proxy.retry_after), ("Content-Type", "application/json")]
            self._reply(429, headers, b'{"message":"Too many requests"}')
        elif fault is Fault.CRASH:
            self._reply(500, [("Content-Type", "text/html; charset=utf-8")], PAGE)
        elif fault is Fault.CLOSED:
            self.close_connection = True
        elif fault is Fault.LATE:
            self.close_connection = True
            proxy.later(lambda: self._pass_on(body))
        else:
            self._answer(fault, *self._pass_on(body))

    def _answer(self, fault: Fault, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        if fault is Fault.LOST:
            self.close_connection = True
        elif fault is Fault.GATEWAY:
            self._reply(504, [("Content-Type", "text/html")], b"<html><body>Gateway Time-out</body></html>")
        elif fault is Fault.DRIP:
            self._drip(status, headers)
        else:
            self._reply(status, headers, content)

    def _pass_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        """What the tool says to the request; a 502 when it says nothing."""
        proxy = self.server.proxy
        connection = HTTPConnection(proxy.host, proxy.port, timeout=UPSTREAM_SECONDS)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        try:
            connection.request(self.command, self.path, body or None, headers | {"Connection": "close"})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return 502, [("Content-Type", "text/html")], b"<html><body>Bad Gateway</body></html>"
        finally:
            connection.close()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
        return answer.status, kept, content

    def _reply(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _drip(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.close_connection = True
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # until the other side has had enough
            while not self.server.proxy.over.wait(0.05):
                self.wfile.write(b" ")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

    def log_message(self, *args: Any) -> None:
        """Not to the terminal."""
