"""Ten thousand changes for a receiver that is away and comes back; another is told of new ones meanwhile.

The desk is a process of its own, the receivers are real HTTP servers in this one. Each change is one
delivery, signed, sent and noted, in order: a receiver is sent the next one when it has taken the one before.
"""

from __future__ import annotations

import shutil
import socket
import statistics
import tempfile
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

from common.clock import SystemClock
from common.ids import new_id
from common.waiting import until
from desk.changes import store as changes
from desk.changes.rules import Fact, Kind
from desk.engine import Database
from desk.webhooks import store
from tests.fixtures.killable import Killable

WAITING = 10_000
BATCH = 500
NEW_EACH_SECONDS = 0.5
LONGEST_SECONDS = 400.0
AWAY_TRIES = 2  # while it is away


class Receiver:
    """Says 204 to everything; `at` has the moment of each request by the subject of the change."""

    def __init__(self, port: int = 0) -> None:
        self.at: list[float] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                receiver.at.append(time.monotonic())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing: what counts is `at`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/"


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="mostrador-bench-"))
    try:
        _measure(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measure(home: Path) -> None:
    address = f"sqlite:///{home / 'desk.db'}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = free.getsockname()[1]
    settings = {"database_url": address, "webhooks_http": True, "webhooks_private": True}
    with Killable("desk", home, desk=settings) as desk:
        assert desk.process is not None and desk.process.pid is not None
        memory = Memory(desk.process.pid)
        database = Database(address)
        _note(database, 1)
        others = Receiver()
        with database.begin() as connection:
            now = SystemClock().now()
            store.add(connection, f"http://127.0.0.1:{away}/", (Kind.INCIDENT,), (), now)
            store.add(connection, others.url, (Kind.VISIT,), (), now)
        before = memory.now()
        for _ in range(WAITING // BATCH):
            _note(database, BATCH)
        assert until(lambda: _tries(database) >= AWAY_TRIES, 60, 0.1), "it was asked in vain"
        noted = time.monotonic()
        back = Receiver(away)
        delays = _meanwhile(database, others, back)
        done = time.monotonic()
        begun = back.at[0]
        rate = (len(back.at) - 1) / (back.at[-1] - begun)
        print(f"{len(back.at):,} of {WAITING:,} came; the first {begun - noted:.1f} s after it was back")
        print(f"  then all in {back.at[-1] - begun:.0f} s, {rate:.0f}/s, looked for {done - noted:.0f} s")
        print(f"  memory before {before:.0f} MiB, after {memory.now():.0f}, at most {memory.most():.0f}")
        told = sorted(delays)
        print(
            f"  new ones to another receiver meanwhile ({len(told)}): p50 {statistics.median(told):.2f} s,"
            f" most {told[-1]:.2f} s"
        )
        assert len(back.at) == WAITING, "each came, and once"
        database.close()


def _meanwhile(database: Database, others: Receiver, back: Receiver) -> list[float]:
    """New changes for the other receiver until everything has come; how long each took."""
    delays = []
    end = time.monotonic() + LONGEST_SECONDS
    while len(back.at) < WAITING and time.monotonic() < end:
        count, began = len(others.at), time.monotonic()
        _note(database, 1, Kind.VISIT)
        assert until(partial(_more, others.at, count), 30, 0.005), "new ones are starved"
        delays.append(others.at[count] - began)
        threading.Event().wait(NEW_EACH_SECONDS)
    return delays


def _tries(database: Database) -> int:
    """How often the receiver that is away was asked."""
    with database.read() as connection:
        return max(each.standing.tries for each in store.everybody(connection))


def _note(database: Database, count: int, kind: Kind = Kind.INCIDENT) -> None:
    now = SystemClock().now()
    facts = (Fact(kind, new_id(), "recorded", "main", now, {"number": "INC-1"}) for _ in range(count))
    with database.begin() as connection:
        changes.note(connection, list(islice(facts, count)), now)


def _more(come: list[float], than: int) -> bool:
    return len(come) > than


class Memory:
    """A process's resident memory in MiB."""

    def __init__(self, process: int) -> None:
        self._status = Path(f"/proc/{process}/status")

    def now(self) -> float:
        return self._read("VmRSS")

    def most(self) -> float:
        return self._read("VmHWM")

    def _read(self, name: str) -> float:
        line = next(each for each in self._status.read_text().splitlines() if each.startswith(name))
        return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
