"""Real site services for tests: in a thread (quick), or as a process of its own (to be killed)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine

from common.clients.site import SiteClient
from common.clock import Clock, SystemClock
from common.ids import new_id
from common.settings import Settings
from common.wire import AgentRecord, PersonRecord
from kiosk.queue.settings import SiteSettings
from kiosk.site.people import put
from kiosk.site.program import listen, loop_factory, make_server, serve
from kiosk.site.service import Site, Tuning
from kiosk.site.staff import put_agent
from kiosk.site.tokens import Kind, create
from kiosk.site.work import Work

PATIENCE_SECONDS = 20.0


@dataclass
class Room:
    """A running site and ways to talk to it."""

    url: str
    folder: Path
    clients: list[SiteClient] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "site" / "journal.db"

    def client(self, token: str, timeout: float = 10.0) -> SiteClient:
        made = SiteClient(self.url, token, timeout)
        self.clients.append(made)
        return made

    def local(self) -> SiteClient:
        """As the kiosk on the same machine."""
        return self.client((self.folder / "site" / "local-token").read_text().strip())

    def device(self, kind: Kind, name: str) -> SiteClient:
        with self.writing() as connection:
            return self.client(create(connection, kind, name))

    def agent(self, name: str, password_hash: str = "none") -> SiteClient:
        """An agent who is signed in. The id is `name`."""
        with self.writing() as connection:
            record = AgentRecord(id=name, login=name, name=name.title(), password_hash=password_hash)
            put_agent(connection, record)
            return self.client(create(connection, "agent", name, expires=4e9))

    def person(self, name: str, mail: str = "", badge: str = "") -> str:
        """Somebody of the directory; the id."""
        record = PersonRecord(id=new_id(), name=name, mail=mail, badge=badge)
        with self.writing() as connection:
            put(connection, record, listed=True)
        return record.id

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """As the command line does it: another process that writes now and then."""
        engine = create_engine(f"sqlite:///{self.database}")
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def hang_up(self) -> None:
        for client in self.clients:
            client.hang_up()


class SiteThread(Room):
    """A service in a thread of this process, with parts that a test may set."""

    def __init__(
        self, folder: Path, clock: Clock | None = None, tuning: Tuning | None = None, **site_settings: Any
    ) -> None:
        super().__init__("", folder)
        settings = Settings(data_folder=folder, site={"port": 0} | site_settings)
        self._parts = (settings, clock or SystemClock(), tuning)
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="site-under-test")
        self._thread.start()
        assert self._ready.wait(PATIENCE_SECONDS)
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        try:
            listening, self.url = listen("127.0.0.1", self._parts[0].site.port)
            with listening, asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._main(listening))
        except BaseException as failure:
            self._failure = failure
            raise
        finally:
            self._ready.set()

    async def _main(self, listening: Any) -> None:
        self.site = Site(*self._parts)
        self.server = make_server(self.site, self.url, _ReadyLine(self._ready))
        await serve(self.site, self.server, listening)

    def apply(self, settings: SiteSettings) -> None:
        """Give the site other settings, as the desk would."""
        from kiosk.queue.commands import ApplySettings

        self.site.carry_out_from_thread(Work("test", lambda _: None, ApplySettings(settings)))

    def look_at_clock(self) -> None:
        """Make the writer look at the clock now."""
        self.site.carry_out_from_thread(Work("test", lambda _: None))

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        self.hang_up()
        self.server.handle_exit(signal.SIGTERM, None)
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()


class _ReadyLine(io.StringIO):
    """Waits for the line that says that the service accepts requests."""

    def __init__(self, ready: threading.Event) -> None:
        super().__init__()
        self._ready = ready

    def write(self, text: str) -> int:
        if text.startswith("ready "):
            self._ready.set()
        return len(text)


class SiteProcess(Room):
    """The service as a program of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__("", folder)
        self._environment = os.environ | {
            "MOSTRADOR_DATA_FOLDER": str(folder),
            "MOSTRADOR_SITE__PORT": "0",
            **environment,
        }
        self.start()

    def start(self) -> None:
        """Start, or start again after a kill. Another port each time."""
        root = Path(__file__).resolve().parents[3]
        code = (
            "import sys; from common.settings import Settings; from kiosk.site.program import run;"
            "sys.exit(run(Settings()))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
            env=self._environment,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            self.process.kill()
            raise RuntimeError(f"the service did not start: {self.process.communicate()[1]}")
        self.url = line.split()[1]

    def kill(self) -> None:
        """SIGKILL: no time for anything."""
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.hang_up()
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        self.log = self.process.communicate(timeout=PATIENCE_SECONDS)[1]
        return self.process.returncode
