"""Starts the desk: puts its parts together, serves until it is told to stop."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable

import structlog
import uvicorn
from structlog.typing import Processor

from common.clock import SystemClock
from common.settings import Settings
from common.theme import load_theme
from desk.app import create_app
from desk.calendars.reading import Reader
from desk.calendars.writer import Writer
from desk.connectors.loaded import load_connectors
from desk.connectors.worker import Worker
from desk.context import Desk
from desk.directory.ldap import read_when_due
from desk.engine import Database, sqlite_url
from desk.messages.sender import Sender, delivery
from desk.passes import store as passes
from desk.sign_on.console import tell_sites
from desk.staff.openid import SignOn
from desk.sync.api import end_waits
from desk.tidying import set_right, tidy
from desk.webhooks import sender as webhooks

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class _Server(uvicorn.Server):
    """A server that says on standard output when it is up, and keeps no site waiting when it stops."""

    def __init__(self, config: uvicorn.Config, address: str, before_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._address = address
        self._before_stop = before_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"ready {self._address}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_stop()
        await super().shutdown(sockets)


def database_url(settings: Settings) -> str:
    """The database that the settings name, else a file in the data folder."""
    chosen = settings.desk.database_url.get_secret_value()
    return chosen or sqlite_url(settings.data_folder / "desk" / "desk.db")


def open_desk(settings: Settings, address: str = "") -> Desk:
    """The parts of a desk that listens at `address`; the caller closes the database."""
    database = Database(database_url(settings))
    database.prepare()
    with database.begin() as connection:
        passes.ensure(connection, SystemClock().now())
    fallback = address or f"http://{settings.desk.host}:{settings.desk.port}"
    return Desk(
        database=database,
        public_url=(settings.desk.public_url or fallback).rstrip("/"),
        data_folder=settings.data_folder / "desk",
        theme=load_theme(settings.theme),
        mail_urls=tuple(settings.desk.mail_urls),
        mail_from=settings.desk.mail_from,
        sign_in_hours=settings.desk.sign_in_hours,
        connectors=load_connectors(settings.connectors_folder),
        changes_days=settings.desk.changes_days,
        webhooks_http=settings.desk.webhooks_http,
        webhooks_private=settings.desk.webhooks_private,
        sign_on=SignOn(settings.desk.sign_on) if settings.desk.sign_on.issuer else None,
    )


def run(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    log_to_stderr(settings.log_level)
    listening = socket.create_server((settings.desk.host, settings.desk.port), backlog=512)
    address = f"http://{settings.desk.host}:{listening.getsockname()[1]}"
    desk = open_desk(settings, address)
    desk.connectors.log_faults()
    tell_sites(desk)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn stops at them, then raises them again; we end with 0
    sender = Sender(desk, delivery(desk), lambda: _hourly(desk, settings))
    worker = Worker(desk)
    hooks = webhooks.Sender(desk)
    calendars, calendar_writer = Reader(desk), Writer(desk)
    sender.start()
    worker.start()
    hooks.start()
    calendars.start()
    calendar_writer.start()
    try:
        app = create_app(desk)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        _Server(config, address, lambda: end_waits(app)).run(sockets=[listening])
    finally:
        sender.stop()
        worker.stop()
        hooks.stop()
        calendars.stop()
        calendar_writer.stop()
        desk.database.close()
    return 0


def _hourly(desk: Desk, settings: Settings) -> None:
    set_right(desk)
    tidy(desk)
    read_when_due(desk.database, settings.desk.ldap, desk.now())


def log_to_stderr(level: str) -> None:
    """JSON lines, one a record, our own and the libraries'.

    A traceback names lines of the program, never what its variables held: passwords and names are among it.
    """
    number = LEVELS[level]
    stamped: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*stamped, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.JSONRenderer(), foreign_pre_chain=stamped
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
