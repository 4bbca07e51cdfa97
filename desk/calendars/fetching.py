"""Asking calendar servers: each address looked at as a webhook's is, within a time, up to a size.

Nothing of an answer is shown to anybody, so that a calendar's address is no window into the organisation's
network. A redirect is followed where its address may be asked, and the password stays with the server that
it was given for.
"""

from __future__ import annotations

import base64
import http.client
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from desk.webhooks.posting import (
    LEAST_SECONDS,
    Allowed,
    NotAllowed,
    Pinned,
    Resolve,
    Target,
    address_of,
    in_time,
    look_up,
    target_of,
)

DEADLINE_SECONDS = 20.0
LARGEST = 4_000_000  # bytes: some ten thousand events
MOST_REDIRECTS = 3
CHUNK = 65_536
REDIRECTS = (301, 302, 303, 307, 308)
SIGN_IN = (401, 403)
GONE = (404, 410)


class NotFetched(Exception):
    """A server was not reached, or did not give what was asked; `why` is a code with words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Login:
    """Name and password for one server."""

    user: str
    password: str

    @property
    def header(self) -> str:
        return f"Basic {base64.b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer; the names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetch:
    """Asks servers; may be used by several threads at once."""

    def __init__(
        self,
        allowed: Allowed,
        deadline_seconds: float = DEADLINE_SECONDS,
        largest: int = LARGEST,
        resolve: Resolve = look_up,
    ) -> None:
        self._allowed = allowed
        self._deadline = deadline_seconds
        self._largest = largest
        self._resolve = in_time(resolve, deadline_seconds)

    def __call__(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        login: Login | None = None,
    ) -> Fetched:
        """Ask once, over redirects. Raises NotFetched, for each hop after the deadline at the latest."""
        return _checked(self.ask(method, url, headers, body, login))

    def ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes = b"",
        login: Login | None = None,
        elsewhere: bool = True,
    ) -> Fetched:
        """The same, with an answer of any status. `elsewhere` False: no redirect leads to another server."""
        home = self._target(url)
        there = (home.secure, home.host, home.port)
        for _ in range(MOST_REDIRECTS + 1):
            same = (home.secure, home.host, home.port) == there
            with_login = {"Authorization": login.header} if login is not None and same else {}
            answer = self._ask(method, home, {**headers, **with_login}, body)
            if answer.status not in REDIRECTS:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
            home = self._target(url)
            if not elsewhere and (home.secure, home.host, home.port) != there:
                break
        raise NotFetched("redirects")

    def _target(self, url: str) -> Target:
        try:
            return target_of(url, self._allowed)
        except NotAllowed as no:
            raise NotFetched(no.why) from no

    def _ask(self, method: str, target: Target, headers: Mapping[str, str], body: bytes) -> Fetched:
        until = time.monotonic() + self._deadline
        try:
            address = address_of(target, self._allowed, self._resolve)
        except NotAllowed as no:
            raise NotFetched(no.why) from no
        except TimeoutError as error:
            raise NotFetched("too_slow") from error
        except (OSError, UnicodeError) as error:
            raise NotFetched("unknown_host") from error
        left = max(until - time.monotonic(), LEAST_SECONDS)
        connection = Pinned(target, address, left)
        cut = threading.Timer(left, connection.cut)
        cut.daemon = True
        cut.start()
        try:
            return self._exchange(connection, method, target, headers, body)
        except ssl.SSLError as error:
            raise NotFetched("too_slow" if connection.was_cut else "not_trusted") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            slow = connection.was_cut or isinstance(error, TimeoutError)
            raise NotFetched("too_slow" if slow else "unreachable") from error
        except NotFetched as no:
            raise NotFetched("too_slow" if connection.was_cut else no.why) from no
        finally:
            cut.cancel()
            connection.close()

    def _exchange(
        self, connection: Pinned, method: str, target: Target, headers: Mapping[str, str], body: bytes
    ) -> Fetched:
        usual = {"User-Agent": "Mostrador", "Accept-Encoding": "gzip", "Connection": "close"}
        connection.request(method, target.path, body or None, {**usual, **headers})
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.headers.items()}
        read = self._read(answer, named.get("content-encoding", "").strip().lower())
        if connection.was_cut:  # half an answer reads like a whole one
            raise NotFetched("too_slow")
        return Fetched(answer.status, named, read)

    def _read(self, answer: http.client.HTTPResponse, encoding: str) -> bytes:
        """The body, unpacked; counted while it is unpacked, since a small one may become a huge one."""
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise NotFetched("no_calendar")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
        found = bytearray()
        while chunk := answer.read(CHUNK):
            try:
                found += unpack.decompress(chunk, self._largest + 1 - len(found)) if unpack else chunk
            except zlib.error as error:
                raise NotFetched("unreadable") from error
            if len(found) > self._largest:
                raise NotFetched("too_large")
        if answer.length or (unpack is not None and not unpack.eof and found):
            raise NotFetched("unreachable")  # it broke off: half a calendar would free half the days
        return bytes(found)


def _checked(answer: Fetched) -> Fetched:
    if answer.status in SIGN_IN:
        raise NotFetched("sign_in")
    if answer.status in GONE:
        raise NotFetched("gone")
    if answer.status != 304 and not 200 <= answer.status < 300:
        raise NotFetched("refused")
    return answer
