"""Every page of the touch screen, in both orientations and languages, with large text and on odd screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.qt.fonts import load_fonts
from common.qt.messages import collected_messages
from kiosk.ui.assembly import Screen
from tests.screens.kiosk_pages import PAGES, Look, each_page, open_screen
from tests.screens.measures import faults

UPRIGHT, LYING = (1080, 1920), (1920, 1080)
LOOKS = [Look(*size, language) for size in (UPRIGHT, LYING) for language in ("en", "es")]
LARGE = [Look(*size, "es", text_scale=1.25) for size in (UPRIGHT, LYING)]
LARGE += [Look(*UPRIGHT, language, "dark", text_scale=1.25) for language in ("en", "es")]  # longest words
ODD = [Look(768, 1024, "es"), Look(1280, 1024, "es")]


@pytest.fixture(autouse=True)
def no_complaint_of_qt() -> Iterator[None]:
    with collected_messages() as messages:
        yield
    assert messages == []


def drawn(qtbot: QtBot, screen: Screen, folder: Path, name: str) -> Path:
    """A picture of the page once it stands still."""
    pages = screen.window.findChild(QObject, "pages")
    assert pages is not None
    qtbot.waitUntil(lambda: not pages.property("busy"), timeout=5000)
    path = folder / f"{name}.png"
    assert screen.window.grabWindow().save(str(path))
    return path


def walked(qtbot: QtBot, app: QApplication, folder: Path, look: Look, may_scroll: bool) -> list[str]:
    """The faults of all pages in this look; saves a picture of each."""
    load_fonts()
    screen = open_screen(app, folder / "data", look)
    found, seen = [], 0
    try:
        for name in each_page(screen, look):
            assert drawn(qtbot, screen, folder, f"{look.name}-{name}").stat().st_size > 5000
            found += [f"{name}: {fault}" for fault in faults(screen.window, may_scroll)]
            seen += 1
    finally:
        screen.close()
    assert seen == len(PAGES) + 1
    return found


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_nothing_is_cut_crowded_or_too_small(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, look: Look
) -> None:
    assert walked(qtbot, qapp, tmp_path, look, may_scroll=False) == []


@pytest.mark.parametrize("look", LARGE + ODD, ids=lambda look: look.name)
def test_large_text_and_odd_screens_keep_everything_in_reach(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, look: Look
) -> None:
    assert walked(qtbot, qapp, tmp_path, look, may_scroll=True) == []
