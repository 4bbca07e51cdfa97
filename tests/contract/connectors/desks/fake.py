"""The ground of every imitated tool: a real HTTP server in threads, and tickets in memory.

A tool's own module subclasses `FakeDesk`: `answer` takes a Request and gives a Reply as the tool would, its
documented misbehaviour included. It is called by one thread at a time, so it needs no locks of its own.
"""

from __future__ import annotations

import base64
import itertools
import json
import socket
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from common.clock import SystemClock
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is unquoted; header names are found in any case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes

    def value(self, name: str, default: str = "") -> str:
        """The first value of this name in the address."""
        return self.query.get(name, [default])[0]

    def json(self) -> Any:
        """The JSON value in the body, None when there is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def form(self) -> dict[str, str]:
        """The fields of a URL-encoded body."""
        given = parse_qs(self.body.decode(errors="replace"), keep_blank_values=True)
        return {name: values[0] for name, values in given.items()}

    def parts(self) -> list[tuple[str, str, bytes]]:
        """The parts of a multipart body: field name, file name ("" for a plain field), content."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        found = []
        for part in BytesParser(policy=HTTP).parsebytes(head + self.body).iter_parts():
            name = part.get_param("name", "", "content-disposition")
            content = part.get_payload(decode=True)
            found.append(
                (str(name), part.get_filename() or "", content if isinstance(content, bytes) else b"")
            )
        return found

    def basic(self) -> tuple[str, str]:
        """User and password of a Basic sign-in; empty when there is none."""
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "basic":
            return "", ""
        user, _, password = base64.b64decode(given).decode(errors="replace").partition(":")
        return user, password


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: a status, JSON (or bytes and their type as they are), headers. Status 0: nothing at
    all, the connection is closed.
    """

    status: int = 200
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "application/json"

    @property
    def body(self) -> bytes:
        if isinstance(self.value, bytes):
            return self.value
        return b"" if self.value is None else json.dumps(self.value).encode()


@dataclass(slots=True)
class Row:
    """A ticket in memory; a subclass keeps in `values` what its tool keeps, in the tool's own names."""

    id: int
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    revision: int = 0
    changed_at: datetime = field(default_factory=lambda: SystemClock().now())
    changed_by: str = ""


class FakeDesk(ABC):
    """A tool that listens on a free port from `start` to `stop`; its tickets go away with it."""

    tool: str
    traits: Traits = Traits()

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self.lock = threading.RLock()
        self.requests: list[Request] = []
        self._numbers = itertools.count(1)
        self._revisions = itertools.count(1)
        self._server: _Server | None = None

    @abstractmethod
    def answer(self, request: Request) -> Reply:
        """What the tool answers. The lock is held; an exception becomes a page of a crash (500)."""

    @abstractmethod
    def tickets(self, key: str) -> list[Ticket]:
        """As `Desk.tickets`."""

    @property
    def url(self) -> str:
        return NOWHERE if self._server is None else f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._server = _Server(self)
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.end()
            self._server = None

    def ripen(self) -> None:
        """As `Desk.ripen`; a tool that tells of changes late overrides it."""
        return

    # --- tickets
    def add(self, values: dict[str, Any], by: str) -> Row:
        """A new ticket."""
        row = Row(next(self._numbers), values)
        self.rows[row.id] = row
        self.touch(row, by)
        return row

    def touch(self, row: Row, by: str) -> None:
        """The ticket was changed now, by this account."""
        row.revision, row.changed_at, row.changed_by = next(self._revisions), SystemClock().now(), by


class _Server(ThreadingHTTPServer):
    """Answers by a desk; ends at once, whoever still holds a connection."""

    daemon_threads = False  # `end` waits for each
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, desk: FakeDesk) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.desk = desk
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), name=f"fake-{desk.tool}")

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self.shutdown()
        self._thread.join()
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
    protocol_version = "HTTP/1.1"  # connections stay open, as with real tools
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        split = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        query = parse_qs(split.query, keep_blank_values=True)
        body = self.rfile.read(length)
        request = Request(self.command, unquote(split.path), query, self.headers, body)
        desk = self.server.desk
        with desk.lock:
            desk.requests.append(request)
            try:
                reply = desk.answer(request)
            except Exception as error:  # noqa: BLE001  # a crash of the tool is an answer, too
                crash = f"<html><body>{type(error).__name__}: {error}</body></html>"
                reply = Reply(500, crash.encode(), type="text/html")
        if not reply.status:
            self.close_connection = True
            return
        content = reply.body
        self.send_response(reply.status)
        if content:
            self.send_header("Content-Type", reply.type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # names of the base class

    def log_message(self, *args: Any) -> None:
        """Not to the terminal."""
