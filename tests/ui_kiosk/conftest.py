"""A running site, a visitor before the touch screen, and no warning from Qt or QML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.qt.fonts import load_fonts
from common.qt.messages import collected_messages
from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import Visitor


@pytest.fixture
def empty_room(tmp_path: Path) -> Iterator[Room]:
    """A site that is filled and not started."""
    made = Room(tmp_path / "site-data")
    yield made
    made.stop()


@pytest.fixture
def room(empty_room: Room) -> Room:
    """A site that runs, with an agent on duty, so that waits can be told."""
    empty_room.start()
    agent = empty_room.agent()
    agent.open("1", "open-1")
    agent.hang_up()
    return empty_room


@pytest.fixture(scope="module")
def lasting_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A site that runs for all tests of a module: for those that do not look at who else came."""
    made = Room(tmp_path_factory.mktemp("lasting") / "site-data")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def visitor(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody before the screen; every warning of Qt or QML while they are there fails the test."""
    load_fonts()
    with collected_messages() as messages:
        somebody = Visitor(qtbot, qapp, tmp_path)
        yield somebody
        somebody.leave()
    assert messages == []


@pytest.fixture
def at_welcome(visitor: Visitor, room: Room) -> Visitor:
    """The visitor before the first page, in touch with the site."""
    visitor.open(room.url, room.token)
    visitor.wait_for("welcome-help")
    return visitor
