"""A port of this machine alone, on which the browser brings back how signing in went (RFC 8252, 7.3)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

MOST_BYTES = 16 * 1024
MOST_CALLERS = 16  # a browser opens a few; more is somebody who means no good
END = b"\r\n\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Loopback(QObject):
    """Listens as long as it lives. `heard(head)` reads a request; the address that it gives is gone to."""

    def __init__(self, heard: Callable[[bytes], str | None], parent: QObject) -> None:
        super().__init__(parent)
        self._heard = heard
        self._read: dict[QTcpSocket, bytes] = {}
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._come)

    def listen(self) -> int:
        """The port; 0 when this machine gives none."""
        opened = self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), 0)
        return int(self._server.serverPort()) if opened else 0

    def close(self) -> None:
        """No more; an answer that is on its way still arrives."""
        self._server.close()
        for caller in [*self._read]:
            caller.abort()

    def _come(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            if len(self._read) >= MOST_CALLERS:
                caller.abort()
                caller.deleteLater()
                continue
            self._read[caller] = b""
            caller.readyRead.connect(lambda caller=caller: self._more(caller))
            caller.disconnected.connect(lambda caller=caller: self._gone(caller))

    def _more(self, caller: QTcpSocket) -> None:
        if caller not in self._read:
            return
        self._read[caller] += bytes(caller.readAll().data())
        head, end, _ = self._read[caller].partition(END)
        if not end and len(head) <= MOST_BYTES:
            return
        del self._read[caller]  # it is answered: what else it sends is nobody's matter
        address = self._heard(head) if end and len(head) <= MOST_BYTES else None
        caller.write(_redirect(address) if address else NOT_FOUND)
        caller.disconnectFromHost()

    def _gone(self, caller: QTcpSocket) -> None:
        self._read.pop(caller, None)
        caller.deleteLater()


def _redirect(address: str) -> bytes:
    lines = (
        "HTTP/1.1 303 See Other",
        f"Location: {address}",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "Content-Length: 0",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
