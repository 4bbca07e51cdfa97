"""Qt's and QML's own messages go to our log; tests collect them, since each warning is a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "error",
    QtMsgType.QtFatalMsg: "critical",
}

_collectors: list[list[QtMessage]] = []


@dataclass(frozen=True)
class QtMessage:
    """One message of the toolkit; `level` is debug, info, warning, error or critical."""

    level: str
    category: str
    text: str


def route_messages() -> None:
    """From now on messages of Qt and QML go to structlog (logger "qt"). May be called again."""
    qInstallMessageHandler(_handle)


@contextmanager
def collected_messages() -> Iterator[list[QtMessage]]:
    """The warnings and worse that Qt and QML give within the block; they go to the log as well.

    with collected_messages() as messages:
        …
    assert messages == []
    """
    found: list[QtMessage] = []
    before = qInstallMessageHandler(_handle)
    _collectors.append(found)
    try:
        yield found
    finally:
        _collectors[:] = [collector for collector in _collectors if collector is not found]
        qInstallMessageHandler(before)


def _handle(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    message = QtMessage(_LEVELS.get(kind, "warning"), str(context.category or ""), text or "")
    getattr(structlog.get_logger("qt"), message.level)(message.text, category=message.category)
    if message.level not in ("debug", "info"):
        for collector in _collectors:
            collector.append(message)
