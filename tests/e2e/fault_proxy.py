"""A bad network between two programs: it loses requests, loses replies, cuts them, delays and repeats.

Understands as much of HTTP as it needs: one request a connection, with a Content-Length. What happens to each
request is drawn from a generator with a seed, so that a run can be repeated as far as threads allow.
"""

from __future__ import annotations

import contextlib
import random
import re
import socket
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from types import TracebackType
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONNECTION = re.compile(rb"\r\nconnection: *[^\r]*", re.IGNORECASE)
LONGEST_DELAY_SECONDS = 0.3


class Fate(StrEnum):
    """What becomes of a request."""

    PASS = "pass"
    LOSE_REQUEST = "lose the request"
    LOSE_REPLY = "lose the reply"
    CUT_REPLY = "cut the reply in the middle"
    REPEAT = "send the request twice, one after the other"
    DOUBLE = "send the request twice at once"
    DELAY = "delay"


BAD = dict.fromkeys(Fate, 1) | {Fate.PASS: 2}


class FaultProxy:
    """Stands in front of the service at `target` and does to its requests what `fates` weigh.

    `pull()` cuts everything until `put_back()`. `met` counts what happened.
    """

    def __init__(self, target: str, seed: int, fates: Mapping[Fate, int] | None = None) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._weights = dict(fates or BAD)
        self._deck: list[Fate] = []
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._pulled = threading.Event()
        self._open: set[socket.socket] = set()
        self._workers: list[threading.Thread] = []
        self.met: Counter[Fate] = Counter()
        sys.stdout.write(f"fault proxy before {target}: seed {seed}\n")
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listening.settimeout(0.1)
        self._accepting = threading.Thread(target=self._accept, name="fault-proxy")
        self._accepting.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> FaultProxy:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._over.set()
        self._accepting.join()
        self._listening.close()
        self._cut()
        for worker in self._workers:
            worker.join(10)

    def pull(self) -> None:
        """From now on nothing gets through; what is under way is cut."""
        self._pulled.set()
        self._cut()

    def put_back(self) -> None:
        self._pulled.clear()

    def _draw(self) -> tuple[Fate, float]:
        """The next card of a shuffled deck, so that each fate comes as often as it weighs; and a delay."""
        with self._lock:
            if not self._deck:
                self._deck = [fate for fate, cards in self._weights.items() for _ in range(cards)]
                self._dice.shuffle(self._deck)
            return self._deck.pop(), self._dice.random() * LONGEST_DELAY_SECONDS

    def _cut(self) -> None:
        with self._lock:
            ends = list(self._open)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._listening.accept()
            except TimeoutError:
                continue
            if self._pulled.is_set():
                near.close()
                continue
            with self._lock:
                self._open.add(near)
            worker = threading.Thread(target=self._serve, args=(near,), daemon=True)
            self._workers = [one for one in self._workers if one.is_alive()] + [worker]
            worker.start()

    def _serve(self, near: socket.socket) -> None:
        try:
            near.settimeout(30)
            request = _read_request(near)
            if request is None:
                return
            fate, delay = self._draw()
            with self._lock:
                self.met[fate] += 1
            if fate is Fate.LOSE_REQUEST:
                return
            if fate is Fate.DELAY:
                self._over.wait(delay)
            if fate is Fate.REPEAT:
                self._ask(request)
            if fate is Fate.DOUBLE:
                self._twice_at_once(request, near)
                return
            if fate in (Fate.LOSE_REPLY, Fate.CUT_REPLY):
                reply = self._ask(request)
                near.sendall(_first_part(reply) if fate is Fate.CUT_REPLY else b"")
                return
            self._ask(request, near)
        except OSError:
            pass  # one side is gone: the other sees a closed connection
        finally:
            with self._lock:
                self._open.discard(near)
            near.close()

    def _twice_at_once(self, request: bytes, near: socket.socket) -> None:
        """The copy overtakes the request or the other way round; the answer is the request's own."""
        copy = threading.Thread(target=self._ask, args=(request,), daemon=True)
        copy.start()
        self._ask(request, near)
        copy.join(30)

    def _ask(self, request: bytes, near: socket.socket | None = None) -> bytes:
        """Send the request on; the whole reply, which also goes to `near` as it comes."""
        reply = b""
        with contextlib.suppress(OSError), socket.create_connection(self._target, timeout=5) as far:
            far.settimeout(60)
            with self._lock:
                self._open.add(far)
            try:
                far.sendall(request)
                while data := far.recv(65_536):
                    reply += data
                    if near is not None:
                        near.sendall(data)
            finally:
                with self._lock:
                    self._open.discard(far)
        return reply


def _first_part(reply: bytes) -> bytes:
    """The head and half of the body, or of the head where there is no body."""
    head, _, body = reply.partition(b"\r\n\r\n")
    return reply[: len(reply) - (len(body) or len(head)) // 2]


def _read_request(near: socket.socket) -> bytes | None:
    """One request, made the last of its connection; None when the other side hung up before its end."""
    got = b""
    while b"\r\n\r\n" not in got:
        data = near.recv(65_536)
        if not data:
            return None
        got += data
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(found[1]) if (found := _LENGTH.search(head)) else 0
    while len(body) < length:
        data = near.recv(65_536)
        if not data:
            return None
        body += data
    return _CONNECTION.sub(b"", head) + b"\r\nConnection: close\r\n\r\n" + body
