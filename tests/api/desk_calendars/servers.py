"""Servers of calendars, in tests: feeds over real HTTP, and the real Radicale for CalDAV."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests

LIST = {"Content-Type": "text/calendar; charset=utf-8"}


def event(start: str, end: str, uid: str = "e-1", *lines: str) -> str:
    about = ["SUMMARY:Dentist, private", f"DTSTART:{start}", f"DTEND:{end}", *lines]
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *about, "END:VEVENT"])


def calendar(*parts: str) -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN"]
    return "\r\n".join([*head, *parts, "END:VCALENDAR", ""])


@dataclass
class Answering:
    """What a feed answers. `drip`: a byte every tenth of a second, for ever. `short`: breaks off so early."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(LIST))
    etag: str = ""
    drip: bool = False
    short: int = 0


class Feed:
    """A server of one feed; `seen`: the headers of each request."""

    def __init__(self) -> None:
        self.answering = Answering()
        self.seen: list[dict[str, str]] = []
        self.closing = threading.Event()
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                feed.seen.append({name.lower(): value for name, value in self.headers.items()})
                feed.answer(self)

            def log_message(self, *_: object) -> None:
                """Nothing: a test looks at `seen`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/private-abc123/basic.ics"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    def answer(self, to: BaseHTTPRequestHandler) -> None:
        now = self.answering
        same = now.etag and to.headers.get("If-None-Match") == now.etag
        to.send_response(304 if same else now.status)
        for name, value in now.headers.items():
            to.send_header(name, value)
        if now.etag:
            to.send_header("ETag", now.etag)
        to.send_header("Content-Length", "0" if same else str(len(now.body) + now.short))
        to.end_headers()
        try:
            if same:
                return
            if now.drip:
                for at in range(len(now.body)):
                    to.wfile.write(now.body[at : at + 1])
                    if self.closing.wait(0.1):
                        return
            to.wfile.write(now.body)
        except OSError:  # the desk had enough
            to.close_connection = True

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self._thread.join(10)
        self.server.server_close()


@dataclass(frozen=True)
class Radicale:
    """A running Radicale; `url` of lena's calendar, whose password is `counter-demo`."""

    root: str
    folder: Path
    calendar: str = "duty"

    @property
    def url(self) -> str:
        return f"{self.root}/lena/{self.calendar}/"

    def beside(self, calendar: str) -> Radicale:
        """Another calendar of hers at the same server, made now."""
        made = replace(self, calendar=calendar)
        made.make()
        return made

    def make(self) -> None:
        answer = requests.request("MKCALENDAR", self.url, data=CALENDAR, auth=self.login, timeout=20)
        answer.raise_for_status()

    @property
    def login(self) -> tuple[str, str]:
        return "lena", "counter-demo"

    def put(self, name: str, text: str) -> None:
        address, body = f"{self.url}{name}.ics", text.encode()
        requests.put(address, body, auth=self.login, headers=LIST, timeout=20).raise_for_status()

    def entries(self, password: str = "counter-demo") -> dict[str, str]:
        """Every entry by its name; asked of the server."""
        ask = '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'
        login = ("lena", password)
        found = requests.request(
            "PROPFIND", self.url, data=ask, headers={"Depth": "1"}, auth=login, timeout=20
        )
        found.raise_for_status()
        names = re.findall(rf"<[^>]*href>/lena/{self.calendar}/([^<]+)\.ics<", found.text)
        texts = {name: requests.get(f"{self.url}{name}.ics", auth=login, timeout=20) for name in names}
        return {name: each.content.decode().replace("\r\n ", "") for name, each in texts.items()}

    def new_password(self, password: str) -> None:
        (self.folder / "people").write_text(f"lena:{password}\n")

    def remove(self, name: str) -> None:
        requests.delete(f"{self.url}{name}.ics", auth=self.login, timeout=20).raise_for_status()


PLACES = (("home", ""), ("calendars", "/[^/]+"))
CALENDAR = """<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:set><d:prop><d:displayname>Work</d:displayname></d:prop></d:set></c:mkcalendar>"""


@contextmanager
def radicale(folder: Path, read_only: bool = False) -> Iterator[Radicale]:
    """The real Radicale on a free port, with one person and one empty calendar."""
    if read_only:
        with radicale(folder):
            pass
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "people").write_text("lena:counter-demo\n")
    may = "R" if read_only else "RW"
    rights = "".join(
        f"[{name}]\nuser: .+\ncollection: {{user}}{path}\npermissions: {may}{may.lower()}\n"
        for name, path in PLACES
    )
    (folder / "rights").write_text(rights)
    settings = f"""[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder / "people"}
htpasswd_encryption = plain
delay = 0
[rights]
type = from_file
file = {folder / "rights"}
[storage]
filesystem_folder = {folder / "collections"}
"""
    (folder / "radicale.conf").write_text(settings)
    command = [sys.executable, "-m", "radicale", "--config", str(folder / "radicale.conf")]
    with (folder / "radicale.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            made = Radicale(f"http://127.0.0.1:{port}", folder)
            _until_up(made, process, folder / "radicale.log")
            if not read_only:
                made.make()
            yield made
        finally:
            process.terminate()
            process.wait(20)


def _until_up(made: Radicale, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    pause = threading.Event()
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            requests.get(made.root, timeout=5)
            return
        except requests.ConnectionError:
            pause.wait(0.1)
    raise AssertionError(log.read_text())
