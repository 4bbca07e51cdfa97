"""A hand for the tour: finds what is on the screen by its objectName, touches it, types, takes pictures.

Only there when the environment variable MOSTRADOR_DRIVE names a socket; the socket belongs to the user who
started the program (`QLocalServer.UserAccessOption`). Gestures are real input events that Qt delivers as if
from the device, so a hidden, disabled or covered item is not touched. One JSON object a line, in and out:

    {"do": "tap", "name": "welcome-help"}            touch (Qt Quick) or click (widgets); "row": n in a table
    {"do": "type", "text": "Ana"}                    keys to whatever has the focus
    {"do": "key", "keys": "Ctrl+Return"}             one key with its modifiers
    {"do": "wait", "name": "done-number", "seconds": 5, "gone": false, "property": "text", "like": "A0"}
    {"do": "read", "name": "done-number", "property": "text"}
    {"do": "time", "name": "welcome-help", "until": "person-guest"}   touch; ms until a frame shows `until`
    {"do": "grab", "path": "done.png"} · {"do": "names"} · {"do": "resize", "width": 1920, "height": 1080}

Answers: {"ok": true, "value": …} or {"ok": false, "why": …}.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from common.qt.reach import (
    NotThere,
    grab,
    key,
    names,
    quick_windows,
    read,
    resize,
    seen,
    shown,
    tap,
    type_text,
)

POLL_MS = 25


class Drive(QObject):
    """Serves one tour at a time."""

    def __init__(self, app: QCoreApplication, path: str) -> None:
        super().__init__(app)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not self._server.listen(path):
            raise OSError(f"cannot listen on {path}: {self._server.errorString()}")
        self._server.newConnection.connect(self._accept)

    def _accept(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        while socket.canReadLine():
            request = json.loads(bytes(socket.readLine().data()))
            self._answer(socket, request)

    def _answer(self, socket: QLocalSocket, request: dict[str, Any]) -> None:
        if request["do"] == "wait":
            self._wait(socket, request, int(float(request.get("seconds", 5)) * 1000))
            return
        if request["do"] == "time":
            Stopwatch(self, request["until"], lambda ms: _send(socket, {"ok": True, "value": ms})).begin(
                request["name"]
            )
            return
        try:
            _send(socket, {"ok": True, "value": _ACTIONS[request["do"]](request)})
        except NotThere as missing:
            _send(socket, {"ok": False, "why": str(missing)})

    def _wait(self, socket: QLocalSocket, request: dict[str, Any], left_ms: int) -> None:
        """Look again every few milliseconds, without blocking the program, until it is so or time is up."""
        if seen(request) != bool(request.get("gone", False)):
            _send(socket, {"ok": True, "value": None})
        elif left_ms <= 0:
            _send(socket, {"ok": False, "why": f"waited in vain for {request}; on the screen: {names()}"})
        else:
            QTimer.singleShot(POLL_MS, self, lambda: self._wait(socket, request, left_ms - POLL_MS))


class Stopwatch(QObject):
    """From a touch to the first frame that shows something: what a person waits for."""

    def __init__(self, parent: QObject, until: str, done: Callable[[float], None]) -> None:
        super().__init__(parent)
        self._until, self._done = until, done
        self._window = next(quick_windows())

    def begin(self, name: str) -> None:
        self._window.frameSwapped.connect(self._look)
        self._began = time.perf_counter()
        tap(name)

    def _look(self) -> None:
        if shown(self._until):
            self._window.frameSwapped.disconnect(self._look)
            self._done((time.perf_counter() - self._began) * 1000)
            self.deleteLater()


def _send(socket: QLocalSocket, answer: dict[str, Any]) -> None:
    socket.write(json.dumps(answer).encode() + b"\n")
    socket.flush()


def _quit(_: dict[str, Any]) -> None:
    QTimer.singleShot(0, QCoreApplication.quit)


_ACTIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "tap": lambda r: tap(r["name"], r.get("row"), bool(r.get("double"))),
    "type": lambda r: type_text(r["text"]),
    "key": lambda r: key(r["keys"]),
    "read": lambda r: read(r["name"], r.get("property", "text")),
    "grab": lambda r: grab(r["path"]),
    "names": lambda _: names(),
    "resize": lambda r: resize(int(r["width"]), int(r["height"])),
    "quit": _quit,
}


def attach(app: QCoreApplication, path: str) -> Drive:
    """Listen on `path` for as long as `app` lives."""
    return Drive(app, path)
