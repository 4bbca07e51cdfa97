"""One POST to a receiver: to an address that was looked at, within a time, following nobody elsewhere.

The name is looked up once, every address is checked, and the connection goes to the address that was checked:
a name that leads somewhere else a moment later leads nowhere. No proxy, no redirect, nothing of the answer's
body is read or kept, so that a receiver's address is no window into the organisation's network.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from desk.webhooks.rules import LONGEST_URL, Answer, NoAnswer, Outcome, may_reach

DEADLINE_SECONDS = 15.0
LEAST_SECONDS = 0.1  # for the connection, when looking the name up took all of it
PORTS = {"https": 443, "http": 80}
Resolve = Callable[[str, int], list[tuple[Any, ...]]]


class NotAllowed(ValueError):
    """A receiver's address that no delivery may go to; `why` is a code with words, as in NoAnswer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver's address, taken apart. `path` with its query."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the settings allow besides https to the open internet."""

    http: bool = False
    private: bool = False


def target_of(url: str, allowed: Allowed) -> Target:
    """A receiver's address if it may be one; names are not looked up here. Raises NotAllowed."""
    if not 0 < len(url) <= LONGEST_URL or not url.isascii() or any(not "!" <= ch <= "~" for ch in url):
        raise NotAllowed("no_address")
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotAllowed("no_address") from error
    host = parts.hostname or ""
    if not host or not port or parts.username is not None or parts.fragment or "\\" in url:
        raise NotAllowed("no_address")
    if parts.scheme == "http" and not allowed.http:
        raise NotAllowed("not_https")
    is_number = host.replace(".", "").isdigit() or ":" in host
    if (is_number or host == "localhost") and not allowed.private and not may_reach(host, False):
        raise NotAllowed("private")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", host, port, path)


def address_of(target: Target, allowed: Allowed, resolve: Resolve) -> str:
    """The first address of the host, if every one of them may be reached. Raises NotAllowed, OSError."""
    found = [str(each[4][0]) for each in resolve(target.host, target.port)]
    if not found:
        raise OSError("no address")
    if not all(may_reach(each, allowed.private) for each in found):
        raise NotAllowed("private")
    return found[0]


def look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


def in_time(resolve: Resolve, seconds: float) -> Resolve:
    """Looks names up within this time, else raises TimeoutError: the system's own patience cannot be set."""

    def look_up_soon(host: str, port: int) -> list[tuple[Any, ...]]:
        found: list[list[tuple[Any, ...]] | OSError | UnicodeError] = []

        def look() -> None:
            try:
                found.append(resolve(host, port))
            except (OSError, UnicodeError) as error:
                found.append(error)

        thread = threading.Thread(target=look, name="name-lookup", daemon=True)
        thread.start()
        thread.join(seconds)
        if not found:
            raise TimeoutError(host)
        if isinstance(found[0], OSError | UnicodeError):
            raise found[0]
        return found[0]

    return look_up_soon


class Post:
    """Sends to receivers; may be used by several threads at once."""

    def __init__(
        self, allowed: Allowed, deadline_seconds: float = DEADLINE_SECONDS, resolve: Resolve = look_up
    ) -> None:
        self._allowed = allowed
        self._deadline = deadline_seconds
        self._resolve = in_time(resolve, deadline_seconds)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """One attempt; whatever happens comes back as an outcome, after the deadline at the latest."""
        until = time.monotonic() + self._deadline
        try:
            target = target_of(url, self._allowed)
            address = address_of(target, self._allowed, self._resolve)
        except NotAllowed as no:
            return NoAnswer(no.why)
        except TimeoutError:
            return NoAnswer("too_slow")
        except (OSError, UnicodeError):
            return NoAnswer("unknown_host")
        left = max(until - time.monotonic(), LEAST_SECONDS)
        connection = Pinned(target, address, left)
        cut = threading.Timer(left, connection.cut)
        cut.daemon = True
        cut.start()
        try:
            connection.request("POST", target.path, body, dict(headers))
            answer = connection.getresponse()
            if connection.was_cut:  # half a head reads like a whole one
                return NoAnswer("too_slow")
            return Answer(answer.status, _seconds(answer.headers.get("Retry-After")))
        except ssl.SSLError:
            return NoAnswer("too_slow" if connection.was_cut else "not_trusted")
        except (OSError, http.client.HTTPException, ValueError) as error:
            slow = connection.was_cut or isinstance(error, TimeoutError)
            return NoAnswer("too_slow" if slow else "unreachable")
        finally:
            cut.cancel()
            connection.close()


class Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the host's name leads to by now."""

    def __init__(self, target: Target, address: str, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.default_port = PORTS["https" if target.secure else "http"]
        self._secure = target.secure
        self._address = address
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self.was_cut:  # a moment before there was a connection to cut
            raise TimeoutError
        if self._secure:
            context = ssl.create_default_context()
            secured = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secured  # known to `cut` before a slow handshake begins
            secured.do_handshake()

    def cut(self) -> None:
        """Time is up: whoever waits on the connection is woken."""
        self.was_cut = True
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _seconds(header: str | None) -> float | None:
    text = (header or "").strip()
    return float(text) if text.isdecimal() and text.isascii() and len(text) < 7 else None
