"""Notices that come and go by themselves, in the real window with a clock of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from agent_console.windows.main_window import MainWindow
from common.qt.fonts import load_fonts
from common.wire import Problem
from kiosk.queue import events as e
from kiosk.queue.fold import fold
from kiosk.queue.visits import CallRule, EndCause
from tests.screens.console_states import Stage
from tests.unit.console.sample_line import NOW


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Iterator[Stage]:
    load_fonts()
    made = Stage("en", "light", tmp_path)
    yield made
    made.put_away()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def window_of(stage: Stage, qtbot: QtBot, state: str) -> MainWindow:
    window = stage.states[state]()
    assert isinstance(window, MainWindow)
    qtbot.addWidget(window)
    window.show()
    return window


def happen(window: MainWindow, event: e.Event) -> None:
    """As if the site's journal had brought it."""
    before = window.work.situation()
    fold(window.work.live.line, event)
    window.work.happened.emit(event, before)
    window.work.changed.emit()


def test_a_warning_turns_into_what_became_of_it_and_goes_with_the_next_call(
    stage: Stage, qtbot: QtBot
) -> None:
    window = window_of(stage, qtbot, "main-left-alone")
    assert window.notice.text().startswith("Is B001 with you?")
    happen(window, e.VisitReturned(NOW, "v1", EndCause.TIMEOUT))
    assert window.notice.text().startswith("B001 is at the front of the line again")
    window.work.changed.emit()  # time passes: it stays until somebody else is called
    assert window.notice.text().startswith("B001 is at the front")
    happen(window, e.VisitCalled(NOW, "v2", "3", "lena", CallRule.DUE_TIME))
    assert window.notice.text() == ""


def test_a_warning_goes_when_the_technician_starts(stage: Stage, qtbot: QtBot) -> None:
    window = window_of(stage, qtbot, "main-left-alone")
    happen(window, e.VisitStarted(NOW, "v1", "3", "lena"))
    assert window.notice.text() == ""


def test_a_warning_that_was_closed_does_not_come_back(stage: Stage, qtbot: QtBot) -> None:
    window = window_of(stage, qtbot, "main-left-alone")
    window.notice.clear()
    window.work.changed.emit()
    assert window.notice.text() == ""


def test_somebody_to_call_again_first_is_called_from_the_notice(stage: Stage, qtbot: QtBot) -> None:
    window = window_of(stage, qtbot, "main-called")
    problem = Problem(title="", status=409, code="call_again_first", data={"calls": "1", "needed": "2"})
    window.work.commander.refused.emit("no_show", problem)
    button = window.notice.findChild(QAbstractButton, "console-notice-action")
    assert isinstance(button, QAbstractButton) and button.text() == "Recall"
    assert "once more" in window.notice.text()


def test_a_pause_stays_in_its_own_bar_until_it_is_over(stage: Stage, qtbot: QtBot) -> None:
    window = window_of(stage, qtbot, "main-signs")
    assert window.paused.text().startswith("Check-in is paused for Laptop, Phone.")
    stage.speaker.set_language("es")
    assert window.paused.text().startswith("La entrada está en pausa para Portátil, Teléfono.")
    happen(window, e.CheckInReopened(NOW, (), "marco"))
    assert window.paused.text() == "" and not window.paused.isVisible()


def test_a_machine_that_no_longer_runs_the_site_is_told_in_words(stage: Stage, qtbot: QtBot) -> None:
    window = window_of(stage, qtbot, "main-other-machine")
    assert "no longer runs the site" in window.notice.text()
