"""JSON over HTTP, the ground of most connectors: one call, and what came of it as a value.

What is decided here is whether a request can have done anything. Before its first byte left, certainly not:
RetryAfter. After that, without a whole answer, nobody knows: Ambiguous for a call that writes; a call that
only reads may simply be asked again. An answer is given to the connector, which alone knows what its tool
means; `usual` says what most tools mean.

What writes is never repeated. What only reads, and whose answer got lost on the way, is asked again at once,
a few times and within the same time: a connector's call may take several reads, and over a network that
loses half of them such a call would seldom come to its end.

No redirect is followed (a moved address would make a GET of a POST, and hand our key to somebody else), no
cookie is kept and no .netrc is read. Proxies of the environment are used.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from common.clock import Clock, SystemClock
from desk.connectors.http.attempt import time_for
from desk.connectors.http.deadline import Watch, WatchedAdapter
from desk.connectors.http.waiting import reason_of, seconds_asked
from desk.connectors.port import Ambiguous, Failure, Misconfigured, Rejected, RetryAfter, SignInFailed

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 10 * 1024 * 1024  # bytes, unpacked
CHUNK = 64 * 1024
PAUSES = (0.05, 0.2, 0.8)  # seconds, before each further try of a read whose answer was lost
GATEWAY_LOST = frozenset({502, 504})  # who stands before the tool has lost it, or its answer
WORDS = 300  # characters of a tool's own message that people are shown

Auth = tuple[str, str] | Callable[[requests.PreparedRequest], requests.PreparedRequest]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of the tool, whatever its status. Header names are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any | None:
        """The JSON value in it, None when there is none (an empty body, a page, a half one, too deep)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def is_page(self) -> bool:
        """Whether it is a page for people, as a proxy or a crashed tool shows one."""
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return kind in {"text/html", "application/xhtml+xml"} or self.body.lstrip()[:1] == b"<"

    def is_foreign(self) -> bool:
        """Whether it says something in another way than tools do: then somebody who stands before it does."""
        return bool(self.body.strip()) and self.json() is None

    def words(self) -> str:
        """What the tool says, on one line and not too long; "" for a page."""
        if self.is_page():
            return ""
        said = _said(self.json()) or self.body[: 4 * WORDS].decode(errors="replace")
        return " ".join(said.split())[:WORDS]


class Http:
    """A tool at `base_url`. `timeout_seconds` bounds a whole call, however slowly its bytes drip in.

    `headers` and `auth` go out with each call. `verify`: a file of certificates to trust, or False for none.
    """

    def __init__(
        self,
        base_url: str,
        *,
        headers: Mapping[str, str] | None = None,
        auth: Auth | None = None,
        timeout_seconds: float = 60.0,
        verify: bool | str = True,
        clock: Clock | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout_seconds = timeout_seconds
        self._clock = clock or SystemClock()
        self._session = requests.Session()
        self._session.headers.update(
            {"Accept": "application/json", "User-Agent": "Mostrador"} | dict(headers or {})
        )
        self._session.auth = auth or _as_it_is
        self._session.verify = verify
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, WatchedAdapter(pool_connections=2, pool_maxsize=8, max_retries=0))

    def call(
        self,
        method: str,
        path: str,
        *,
        writes: bool,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        data: Any = None,
        files: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float | None = None,
    ) -> Answer | Failure:
        """A request to `base_url` + `path`. `writes`: whether it may change anything at the tool.

        `json`, `params`, `data` and `files` are those of `requests`; `headers` of this call win.
        """
        allowed = time_for(timeout_seconds or self.timeout_seconds)
        if allowed is None:
            return RetryAfter(None, "The steps before it took too long", lost=True)
        parts = {"json": json, "params": params, "data": data, "files": files, "headers": dict(headers or {})}
        ends = time.monotonic() + allowed
        answer = self._once(method, path, writes, allowed, parts)
        for pause in () if writes else PAUSES:
            left = ends - time.monotonic() - pause
            if not _lost_on_the_way(answer) or left < pause:
                break
            threading.Event().wait(pause)
            answer = self._once(method, path, writes, left, parts)
        if not isinstance(answer, Answer):
            return answer
        if len(answer.body) > LARGEST_ANSWER:
            return unknown(f"The answer is larger than {LARGEST_ANSWER} bytes", writes)
        return self._busy(answer) or answer

    def _once(
        self, method: str, path: str, writes: bool, allowed: float, parts: Mapping[str, Any]
    ) -> Answer | Failure:
        """One request, and the whole answer if one came; that may be a larger one than any should be."""
        watch = Watch(allowed)
        try:
            with (
                watch,
                self._session.request(
                    method,
                    self.base_url + path,
                    **parts,
                    timeout=(min(CONNECT_SECONDS, allowed), allowed),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                answer = Answer(response.status_code, CaseInsensitiveDict(response.headers), _body(response))
        except _NOT_AN_ADDRESS as error:
            return Misconfigured("url", f"This address or header cannot be used: {type(error).__name__}")
        except (requests.RequestException, OSError, ValueError) as error:
            if not watch.sent:
                return RetryAfter(None, _not_reached(error))
            return unknown(_lost(error, watch), writes)
        if watch.expired:
            return unknown(_lost(None, watch), writes)
        return answer

    def close(self) -> None:
        """Let go of connections; the next call opens new ones."""
        self._session.close()

    def _busy(self, answer: Answer) -> RetryAfter | None:
        """A polite "later": always for 429; for 503 only with a time, else it may be a crash half-way."""
        if answer.status != 429 and not (answer.status == 503 and "Retry-After" in answer.headers):
            return None
        words, limit = answer.words() or f"Status {answer.status}", reason_of(answer.headers)
        seconds = seconds_asked(answer.headers, self._clock.now())
        return RetryAfter(seconds, f"{words} ({limit})" if limit else words, busy=True)


def unknown(reason: str, writes: bool) -> Failure:
    """What an answer that tells nothing means: of a write nobody knows; a read can be asked again."""
    return Ambiguous(reason) if writes else RetryAfter(None, reason, lost=True)


def usual(answer: Answer, writes: bool) -> Failure | None:
    """What an answer means at most tools; None: it is a yes, to be read. Connectors look first where
    theirs differ.
    """
    status, words = answer.status, answer.words() or f"Status {answer.status}"
    if 200 <= status < 300:
        return unknown("A page came where JSON was due", writes) if answer.body and answer.is_page() else None
    if 300 <= status < 400:
        there = answer.headers.get("Location", "")
        return Misconfigured(
            "url",
            f"The tool sends us on to {urlsplit(there)._replace(query='', fragment='').geturl()[:WORDS]}",
        )
    if status == 401:
        return SignInFailed(words)
    if status == 403:
        return Misconfigured("url" if answer.is_foreign() else "", words)
    if status in {404, 405, 407}:
        return Misconfigured("url", words)
    if status == 423:
        return RetryAfter(None, words, busy=True)
    if status in {408, 425} or status >= 500:
        return unknown(words, writes)
    return Rejected("", words)


def _lost_on_the_way(answer: Answer | Failure) -> bool:
    """Whether the network, or who stands before the tool, lost an answer to what only reads."""
    if isinstance(answer, Answer):
        return answer.status in GATEWAY_LOST
    return isinstance(answer, RetryAfter) and answer.lost


def _body(response: requests.Response) -> bytes:
    """All of the body; of one that is too large to be an answer, a little more than that."""
    parts, length = [], 0
    for part in response.iter_content(CHUNK):
        parts.append(part)
        length += len(part)
        if length > LARGEST_ANSWER:
            break
    return b"".join(parts)


_NOT_AN_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidProxyURL,
    UnicodeError,
)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """In place of an `auth`, so that no .netrc of the machine signs in instead."""
    return request


def _not_reached(error: Exception) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "The tool's certificate or TLS is not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "The proxy on the way to the tool does not answer"
    return "The tool cannot be reached"


def _lost(error: Exception | None, watch: Watch) -> str:
    if watch.expired or isinstance(error, requests.exceptions.Timeout):
        return f"No whole answer came within {watch.seconds:.3g} s"
    return f"The connection broke before the answer was whole ({type(error).__name__})"


def _said(value: Any) -> str:
    """The message in an error's JSON, where most tools have it."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        for name in ("message", "errorMessage", "errors", "errorMessages", "error", "detail", "description"):
            if said := _said(value.get(name)):
                return said
    return ""
