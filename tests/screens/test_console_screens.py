"""Pictures of every state of the console in both languages and all schemes, and what can be checked of them.

The pictures go to `build/screens/console/` (or MOSTRADOR_PICTURES), to be looked at by a person.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from agent_console.windows.main_window import MainWindow
from agent_console.windows.records_panel import two_lines
from common.qt.fonts import load_fonts
from common.theme import SCHEMES, Scheme, load_theme
from tests.screens.console_states import LONG_TITLES, Stage

FOLDER = Path(os.environ.get("MOSTRADOR_PICTURES", "build/screens")) / "console"
STATES = (
    "sign-in",
    "sign-in-unreachable",
    "sign-on-offered",
    "sign-on-unnamed",
    "sign-on-waiting",
    "sign-on-no-browser",
    "sign-on-finishing",
    "sign-on-cancelled",
    "sign-on-desk-silent",
    "sign-on-other-person",
    "sign-on-refused",
    "counters",
    "main-loading",
    "main-empty",
    "main-full",
    "main-called",
    "main-serving",
    "main-out-of-touch",
    "main-desk-away",
    "main-wrong-clock",
    "main-refused",
    "main-closed",
    "main-ask",
    "main-signs",
    "main-helping",
    "main-next-matter",
    "main-left-alone",
    "main-came-back",
    "main-closing",
    "main-explained",
    "main-pausing",
    "main-more",
    "main-small",
    "main-other-machine",
    "record-needs-attention",
    "main-outside",
    "main-long-titles",
    "record-outside",
    "record-outside-dropped",
    "record-outside-stuck",
)


@pytest.fixture(params=[("en", "light"), ("es", "dark"), ("es", "contrast")], ids="-".join)
def stage(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> Iterator[Stage]:
    language, scheme = request.param
    assert scheme in SCHEMES
    load_fonts()
    made = Stage(language, scheme, tmp_path)
    made.look.dress(qapp)
    yield made
    made.put_away()


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_or_nameless(stage: Stage, state: str, qtbot: QtBot) -> None:
    window = stage.states[state]()
    top = window if window.parentWidget() is None else window.parentWidget()
    qtbot.addWidget(top)
    window.show()
    with contextlib.suppress(QtBot.TimeoutError):  # what is still cut then, is named below
        qtbot.waitUntil(lambda: cut_texts(window) == [], timeout=1000)
    _save(window, f"{state}.{stage.speaker.language}.{stage.look.scheme}")
    assert cut_texts(window) == []
    assert nameless(window) == []


def test_a_long_title_has_a_second_line_and_is_whole_in_the_tip(stage: Stage, qtbot: QtBot) -> None:
    window = stage.states["main-long-titles"]()
    assert isinstance(window, MainWindow)
    qtbot.addWidget(window)
    window.show()
    view, title = window.records.list, LONG_TITLES[stage.speaker.language]
    first = window.records.model.index(0, 0)
    assert title in str(first.data(int(Qt.ItemDataRole.ToolTipRole)))
    qtbot.waitUntil(lambda: view.visualRect(first).height() == 72)
    lines = two_lines(title, view.font(), 120)
    assert " ".join(lines) == title and len(lines) == 2, "the rest is elided where it is drawn"
    assert two_lines("🖥️ 🖥️", view.font(), 1)[0] in ("🖥️", "🖥"), "no half of a character"
    assert two_lines("Mouse", view.font(), 120) == ["Mouse"]


def _save(window: QWidget, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            shown = dialog.grab()
            shown.save(str(FOLDER / f"{name}.dialog.png"))
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.grab().save(str(FOLDER / f"{name}.menu.png"))
        popup.close()
    assert picture.save(str(FOLDER / f"{name}.png"))


def cut_texts(window: QWidget) -> list[str]:
    """Labels and buttons that have less room than their words need, or lie outside their window."""
    cut = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton) or not widget.text():
            continue
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        needed = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().height()
        narrow = not wraps and widget.width() < widget.sizeHint().width()
        if narrow or widget.height() < needed:
            cut.append(f"{widget.objectName()}: {widget.text()}")
    for table in window.findChildren(QTableView):
        header, model = table.horizontalHeader(), table.model()
        for column in range(model.columnCount()):
            words = str(model.headerData(column, Qt.Orientation.Horizontal))
            font = header.font()
            font.setPixelSize(load_theme().type.console.secondary)
            needed = QFontMetrics(font).horizontalAdvance(words) + 18
            gone = header.isSectionHidden(column)  # on purpose, where a pane is narrow
            if table.isVisible() and not gone and header.sectionSize(column) < needed:
                cut += [f"header {column}"]
    return cut


def nameless(window: QWidget) -> list[str]:
    """Fields and buttons that a screen reader could not name."""
    kinds = QLineEdit | QAbstractButton | QComboBox
    found = []
    for widget in window.findChildren(QWidget):
        touchable = isinstance(widget, kinds) and widget.isVisible()
        inner = widget.objectName().startswith("qt_") or isinstance(
            widget.parentWidget(), QComboBox | QLineEdit
        )
        if not touchable or inner:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface or not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_every_state_has_its_pictures(tmp_path: Path, qapp: QApplication) -> None:
    light: Scheme = "light"
    assert set(Stage("en", light, tmp_path).states) == set(STATES)
