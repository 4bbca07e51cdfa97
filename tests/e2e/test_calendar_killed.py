"""A desk is killed after a calendar took an entry and before the desk could note it: one entry stands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import requests

from common.clock import ManualClock, SystemClock
from common.waiting import until
from desk.calendars.store import entries
from desk.catalogue import store as catalogue
from desk.engine import sqlite_url
from desk.staff.rules import Role
from tests.api.desk_calendars.servers import Radicale, radicale
from tests.api.desk_calendars.test_writing import book, change, choice, connect, standing, the_one
from tests.fixtures.desks import RunningDesk, make_desk, sample_site
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

PATIENCE_SECONDS = 60.0
PASSED_ON = ("Content-Type", "If-Match", "If-None-Match", "Authorization", "Depth", "Accept")


class Holding:
    """In front of a server: has it do what is asked, but while it holds no answer to a PUT comes back."""

    def __init__(self, target: str) -> None:
        self.did, self.let_go = threading.Event(), threading.Event()
        self.let_go.set()
        self.puts: list[int] = []
        holding = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
                there = requests.request(
                    self.command, target + self.path, data=body, headers=headers, timeout=60
                )
                if self.command == "PUT":
                    holding.puts.append(there.status_code)
                    holding.did.set()
                    holding.let_go.wait(60)
                self.send_response(there.status_code)
                for name in {"ETag", "Content-Type"} & set(there.headers):
                    self.send_header(name, there.headers[name])
                self.send_header("Content-Length", str(len(there.content)))
                self.end_headers()
                self.wfile.write(there.content)

            do_GET = do_DELETE = do_PROPFIND = do_REPORT = do_PUT

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:  # who asked was killed
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Nothing: a test looks at the calendar."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def hold(self) -> None:
        self.did.clear()
        self.let_go.clear()

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


@dataclass
class Rig:
    """A desk as a process, its database as this test reads it, and lena's calendar behind the holding one."""

    process: Killable
    desk: RunningDesk
    calendar: Radicale
    between: Holding

    def killed_once_the_calendar_took_it(self) -> None:
        assert self.between.did.wait(PATIENCE_SECONDS)
        self.process.kill()
        self.between.let_go.set()

    def starts_again(self) -> None:
        """Once the claim of who was killed has ended: these three minutes are taken out of the row."""
        with self.desk.database.begin() as connection:
            lapsed = entries.entries.update().where(entries.entries.c.claimed_until.is_not(None))
            changed = connection.execute(lapsed.values(claimed_until=SystemClock().now()))
            assert changed.rowcount == 1
        self.process.start()

    def is_settled(self, appointment: str) -> bool:
        return standing(self.desk, appointment)["lena"].state == "settled"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    url = sqlite_url(tmp_path / "desk.db")
    clock = ManualClock(SystemClock().now())
    made = make_desk(url, tmp_path, clock)
    with made.database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    desk = RunningDesk("", made, clock)
    desk.staff("lena", Role.AGENT)
    desk.staff("boss", Role.ADMIN)
    settings = {"database_url": url, "webhooks_http": True, "webhooks_private": True}
    with radicale(tmp_path) as calendar, Killable("desk", tmp_path, desk=settings) as process:
        between = Holding(calendar.root)
        try:
            yield Rig(process, desk, calendar, between)
        finally:
            between.close()
    made.database.close()


def test_who_is_killed_between_writing_and_noting_leaves_one_entry(rig: Rig) -> None:
    lena = Visitor(rig.process.url)
    lena.sign_in("lena")
    connect(lena, Radicale(rig.between.url, rig.calendar.folder))
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    lena.close()
    assert until(lambda: choice(rig.desk).checked_at is not None, PATIENCE_SECONDS, 0.05)
    zone = ZoneInfo("Europe/Madrid")
    nine = datetime.combine(SystemClock().now().astimezone(zone).date() + timedelta(days=2), time(9), zone)
    rig.between.hold()
    appointment = book(rig.desk, nine)
    rig.killed_once_the_calendar_took_it()
    name, _ = the_one(rig.calendar)
    assert standing(rig.desk, appointment)["lena"].written_at is None, "the desk knows nothing of it"
    rig.starts_again()
    assert until(lambda: rig.is_settled(appointment), PATIENCE_SECONDS, 0.05)
    assert the_one(rig.calendar)[0] == name
    assert rig.between.puts[1:3] == [201, 412], "made, and seen to be there"
    rig.between.hold()
    change(rig.desk, appointment, start=nine + timedelta(hours=1))
    rig.killed_once_the_calendar_took_it()
    rig.starts_again()
    assert until(lambda: rig.is_settled(appointment), PATIENCE_SECONDS, 0.05)
    moved_name, moved = the_one(rig.calendar)
    assert moved_name == name
    ten = (nine + timedelta(hours=1)).astimezone(ZoneInfo("UTC"))
    assert f"DTSTART:{ten:%Y%m%dT%H%M%SZ}" in moved
    assert rig.process.stop() == 0
