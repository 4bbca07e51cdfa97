"""The end of a call in time, and whether any of it was sent: what `requests` alone does not tell."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Watch:
    """Ends a call at its deadline by shutting its connection, and knows whether anything was sent.

    A time-out of sockets alone counts from byte to byte: a tool that drips would hold us for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.sent = False
        self.expired = False
        self._lock = threading.Lock()
        self._over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        _in_hand.watch = self
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._over = True
        self._timer.cancel()
        _in_hand.watch = None

    def sees(self, connection: socket.socket | None, sent: bool) -> None:
        """The connection that this call now uses. Raises OSError when it comes too late."""
        with self._lock:
            self._socket = connection
            self.sent = sent
            if self.expired:
                raise TimeoutError("the call's time is over")

    def _expire(self) -> None:
        with self._lock:
            if self._over:
                return
            self.expired = True
            if self._socket is not None:
                with suppress(OSError):  # it may be closed already
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # SSLSocket's own would unwrap it


class _InHand(threading.local):
    watch: Watch | None = None


_in_hand = _InHand()


class _Watched(HTTPConnection):
    """Tells the watch of the call in hand what happens on the connection."""

    def connect(self) -> None:
        super().connect()
        if _in_hand.watch is not None:
            _in_hand.watch.sees(self.sock, sent=False)  # what a proxy or TLS said so far is not our request

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if _in_hand.watch is not None:
            _in_hand.watch.sees(self.sock, sent=True)
        super().send(data)


class _WatchedTls(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTls


class WatchedAdapter(HTTPAdapter):
    """Connections that the watch sees, straight to the tool and through a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
        return manager
