"""A running site, a console at it, and hands to use it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.qt.background import finish_background
from common.qt.fonts import load_fonts
from tests.ui_console.hands import Hands
from tests.ui_console.site_process import SiteProcess


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> SiteProcess:
    """A site that was filled and never started: others copy it."""
    made = SiteProcess(tmp_path_factory.mktemp("filled") / "site-data")
    made.fill()
    return made


@pytest.fixture
def site(filled: SiteProcess, tmp_path: Path) -> Iterator[SiteProcess]:
    """The site service, filled and running."""
    process = SiteProcess(tmp_path / "site-data")
    process.fill_like(filled)
    process.start()
    yield process
    process.stop()


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    """Opens consoles and works with them; whatever is left open is closed."""
    load_fonts()
    made = Hands(qtbot, qapp, tmp_path)
    yield made
    made.put_down()
    finish_background(5.0)
