"""`mostrador site`: the site service as a program. Says `ready http://…` once it accepts requests."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Protocol, TextIO

import structlog
import uvicorn
from starlette.types import ASGIApp

from common.clock import Clock, SystemClock
from common.settings import Settings
from kiosk.site.app import make_app
from kiosk.site.journal import JournalUnusable
from kiosk.site.logs import start_log
from kiosk.site.one_at_a_time import AlreadyRunning, only_one
from kiosk.site.recovery import damage_told, in_words, prepare
from kiosk.site.schema import NewerDatabase
from kiosk.site.service import Site, Tuning
from kiosk.site.sync.threads import start_sync

BACKLOG = 512
log = structlog.get_logger("site.program")


class Runs(Protocol):
    """What a server must be able to end: a site, or a standby."""

    def on_loop(self, what: Callable[[], None]) -> None: ...

    def going_down(self) -> None: ...


class SiteServer(uvicorn.Server):
    """Says when it is ready, and ends quietly: SIGTERM and SIGINT are a way to stop, not a failure."""

    def __init__(self, config: uvicorn.Config, site: Runs, address: str, out: TextIO) -> None:
        super().__init__(config)
        self._site, self._address, self._out = site, address, out

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"ready {self._address}", file=self._out, flush=True)  # whoever started us waits

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        self._site.on_loop(self._site.going_down)


def make_server(site: Site, address: str, out: TextIO) -> SiteServer:
    """The HTTP server for a site; `handle_exit` ends it, from any thread."""
    return make_server_for(make_app(site), site, address, out)


def make_server_for(app: ASGIApp, runs: Runs, address: str, out: TextIO) -> SiteServer:
    """The HTTP server for an app of whatever runs."""
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=75,
    )
    return SiteServer(config, runs, address, out)


async def serve(site: Site, server: SiteServer, listening: socket.socket) -> None:
    """Run the service until the server is told to end."""
    await site.start()
    sync = start_sync(site)
    try:
        await server.serve(sockets=[listening])
    finally:
        sync.stop()
        await site.stop()


def listen(host: str, port: int) -> tuple[socket.socket, str]:
    """A bound socket and the address that it has. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.set_inheritable(False)
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return listening, f"http://{shown}:{listening.getsockname()[1]}"


def run(settings: Settings, clock: Clock | None = None, tuning: Tuning | None = None) -> int:
    """Run the site service until SIGTERM or SIGINT; the exit status."""
    start_log(settings.log_level)
    try:
        with only_one(_folder(settings) / "lock"):
            listening, address = listen(settings.site.host, settings.site.port)
            with contextlib.closing(listening):
                _run_loop(settings, clock or SystemClock(), tuning, listening, address)
    except AlreadyRunning:
        log.error("already_running", folder="site")
        return 3
    except JournalUnusable as error:
        _refuse(error, settings)
        return 6
    except NewerDatabase as error:
        log.error("newer_database", why=str(error))
        return 4
    except OSError as error:
        log.error("cannot_start", why=error.strerror or type(error).__name__)
        return 5
    return 0


def _run_loop(
    settings: Settings, clock: Clock, tuning: Tuning | None, listening: socket.socket, address: str
) -> None:
    async def main() -> None:
        with damage_told():
            if settings.site.standby_of and await stand_by(settings, clock, tuning, listening, address):
                return
            fetched = prepare(settings)
            site = Site(settings, clock, tuning)
        if fetched:
            log.info("ready_after_recovery", sequence=site.published.sequence, fetched=fetched)
        gc.freeze()  # what is there now stays: the collector need not look at it again
        await serve(site, make_server(site, address, sys.stdout), listening)

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(main())


async def stand_by(
    settings: Settings, clock: Clock, tuning: Tuning | None, listening: socket.socket, address: str
) -> bool:
    """Run as a standby until the end, if this machine follows another one; False at once if it does not."""
    from kiosk.site.standby.program import Standby, follows  # only where there are two machines

    if not await asyncio.to_thread(follows, settings):
        return False
    standby = Standby(settings, clock, tuning, listening.getsockname()[1])
    standby.start()
    try:
        server = make_server_for(standby.switch, standby, address, sys.stdout)
        await server.serve(sockets=[listening])
    finally:
        await standby.stop()
    return True


def _refuse(unusable: JournalUnusable, settings: Settings) -> None:
    """Say why the service does not start: in the log, and in plain words to a person at a terminal."""
    says = in_words(unusable, settings)
    log.error("journal_unusable", why=unusable.why, entry=unusable.seq, known=unusable.known, says=says)
    if sys.stderr.isatty():
        sys.stderr.write(f"{says}\n")


def loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    """uvloop where there is one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


def _folder(settings: Settings) -> Path:
    folder = settings.data_folder / "site"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
