"""Qt's messages reach the log, and tests see the warnings among them."""

from __future__ import annotations

import pytest
import structlog
from PySide6.QtCore import qCritical, qDebug, qWarning
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from common.qt.messages import QtMessage, collected_messages


@pytest.mark.expect_log("wrong")
def test_warnings_are_collected_and_chatter_is_not(qtbot: QtBot) -> None:
    with collected_messages() as found:
        qDebug("only chatter")
        qWarning("a page is wrong")
        qCritical("very wrong")
    assert [(message.level, message.text) for message in found] == [
        ("warning", "a page is wrong"),
        ("error", "very wrong"),
    ]


def test_messages_go_to_the_log_with_their_level(qtbot: QtBot) -> None:
    with capture_logs() as logged, collected_messages():
        qWarning("a page is wrong")
    assert [(entry["log_level"], entry["event"]) for entry in logged] == [("warning", "a page is wrong")]
    assert structlog.get_logger() is not None


@pytest.mark.expect_log("both|outer only")
def test_collections_may_lie_within_each_other(qtbot: QtBot) -> None:
    with collected_messages() as outer:
        with collected_messages() as inner:
            qWarning("both")
        qWarning("outer only")
    assert [message.text for message in outer] == ["both", "outer only"]
    assert inner == [QtMessage("warning", "default", "both")]
