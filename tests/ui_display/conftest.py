"""A display with its real window, and the site service that it follows as a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

from common.assets import asset
from common.clients.site import SiteClient
from common.clock import SystemClock
from common.ids import new_id
from common.qt.fonts import load_fonts
from common.qt.messages import collected_messages
from common.settings import Settings
from common.wire import AgentRecord, Guest, VisitOut
from kiosk.site import staff, tokens
from kiosk.site.database import Database
from kiosk.ui.display_program import Screen, assemble
from tests.ui_console.site_process import SiteProcess

PATIENCE_MS = 15_000
agent_tokens: dict[str, str] = {}  # of the site that runs now, by login: signed in without a password
COUNTERS = {"lena": "1", "marco": "2", "ines": "3", "noor": "4", "otto": "5"}


@pytest.fixture
def open_site(tmp_path: Path) -> Iterator[Callable[..., SiteProcess]]:
    """Starts a site with five counters and an agent for each: `open_site(hours="always = true")` (TOML)."""
    processes: list[SiteProcess] = []
    agent_tokens.clear()

    def start(hours: str = "always = true") -> SiteProcess:
        bundled = asset("defaults", "site.toml").read_text(encoding="utf-8")
        changed = bundled.replace('counters = ["1", "2", "3"]', f"counters = {list(COUNTERS.values())}")
        catalogue = tmp_path / "catalogue.toml"
        catalogue.write_text(f'timezone = "UTC"\n{changed.replace("always = true", hours)}', encoding="utf-8")
        process = SiteProcess(tmp_path, settings={"catalogue": str(catalogue)})
        processes.append(process)
        database = Database(tmp_path / "site" / "journal.db")
        with database.writing.begin():
            process.kiosk_token = tokens.create(database.writing, "kiosk", "test-kiosk")
            for login in COUNTERS:
                agent = AgentRecord(id=login, login=login, name=login.title(), password_hash="none")
                staff.put_agent(database.writing, agent)
                agent_tokens[login] = tokens.create(database.writing, "agent", login, expires=4e9)
        database.close()
        process.start()
        return process

    yield start
    for process in processes:
        process.stop()


@pytest.fixture
def site(open_site: Callable[..., SiteProcess]) -> SiteProcess:
    return open_site()


class Wall:
    """The display on the wall, seen by names of its items, and the people of the room."""

    def __init__(self, qtbot: QtBot, screen: Screen, site: SiteProcess) -> None:
        self.qtbot, self.screen, self.site = qtbot, screen, site
        self.agents: dict[str, SiteClient] = {}

    def item(self, name: str) -> QQuickItem | None:
        """A visible item; None when it is not there or not visible."""
        found = self.screen.window.findChild(QObject, name)
        if found is None:
            found = _search(self.screen.window.contentItem(), name)
        return found if isinstance(found, QQuickItem) and found.isVisible() else None

    def text(self, name: str) -> str:
        found = self.item(name)
        return str(found.property("text")) if found else ""

    def until(self, condition: Callable[[], object], milliseconds: int = PATIENCE_MS) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=milliseconds)

    def live(self) -> None:
        self.until(lambda: self.item("display-empty") or self.item("display-called-0"))

    def resize(self, width: int, height: int) -> None:
        """Another screen; returns when its pages have it."""
        window = self.screen.window
        window.resize(width, height)
        stage = window.contentItem()
        self.until(lambda: (stage.width(), stage.height()) == (width, height))

    def guest(self, name: str, service: str = "laptop", **more: Any) -> VisitOut:
        return self.site.check_in(service, guest=Guest(name=name), **more)

    def agent(self, login: str) -> SiteClient:
        """An agent with a counter open."""
        if login not in self.agents:
            self.agents[login] = SiteClient(self.site.url, agent_tokens[login])
            self.agents[login].open(COUNTERS[login], new_id())
        return self.agents[login]

    def call(self, login: str) -> VisitOut:
        return self.agent(login).call(COUNTERS[login], new_id())

    def act(self, login: str, visit: VisitOut, action: Any) -> VisitOut:
        return self.agent(login).act(visit.id, action, new_id())

    def close(self) -> None:
        for client in self.agents.values():
            client.hang_up()
        self.screen.close()


def _search(item: QQuickItem, name: str) -> QQuickItem | None:
    """Delegates have no QObject parent in the window: follow the items instead."""
    for child in item.childItems():
        if child.objectName() == name:
            return child
        if (found := _search(child, name)) is not None:
            return found
    return None


@pytest.fixture
def hang(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Wall]]:
    """Hangs a display on the wall: `hang(site, voice=False, …)`. Warnings of Qt and QML fail the test."""
    walls: list[Wall] = []
    assert QGuiApplication.instance() is not None
    load_fonts()
    with collected_messages() as messages:

        def start(site: SiteProcess, **display: Any) -> Wall:
            settings = Settings(
                data_folder=tmp_path,
                site={"port": site.port},
                display={"full_screen": False, "chime": False} | display,
            )
            screen = assemble(settings, SystemClock())
            screen.window.resize(1280, 720)
            screen.window.show()
            walls.append(Wall(qtbot, screen, site))
            return walls[-1]

        yield start
        for wall in walls:
            wall.close()
    assert messages == []


@pytest.fixture
def wall(hang: Callable[..., Wall], site: SiteProcess) -> Wall:
    shown = hang(site)
    shown.live()
    return shown
