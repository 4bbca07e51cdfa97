"""Calls to a tool that wants a session or a short-lived token, which it may end at any time.

Signing in is not the call: whatever comes of it, the call itself was certainly not made. An answer that says
"this session is over" is a definite no as well, so the call is made once more with a new one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desk.connectors.http.calls import Answer, Http
from desk.connectors.port import Ambiguous, Failure, RetryAfter

Headers = Mapping[str, str]


class SignedIn(Http):
    """`sign_in` gets the headers of a new session, by calls of the plain `Http` that it is given; `over`
    knows an answer that only means "sign in again".
    """

    def __init__(
        self,
        base_url: str,
        sign_in: Callable[[Http], Headers | Failure],
        over: Callable[[Answer], bool],
        **plain: Any,
    ) -> None:
        super().__init__(base_url, **plain)
        self._plain = Http(base_url, **plain)
        self._sign_in = sign_in
        self._over = over
        self._ticket: Headers | None = None

    def call(self, method: str, path: str, *, writes: bool, **parts: Any) -> Answer | Failure:
        """As `Http.call`, within a session."""
        had_one = self._ticket is not None
        answer = self._within(method, path, writes, parts)
        if had_one and self._ticket is None:
            answer = self._within(method, path, writes, parts)
        return answer

    def close(self) -> None:
        self._plain.close()
        super().close()

    def _within(self, method: str, path: str, writes: bool, parts: dict[str, Any]) -> Answer | Failure:
        if self._ticket is None:
            got = self._sign_in(self._plain)
            if not isinstance(got, Mapping):
                return not_done(got)
            self._ticket = got
        headers = {**self._ticket, **(parts.get("headers") or {})}
        answer = super().call(method, path, writes=writes, **{**parts, "headers": headers})
        if isinstance(answer, Answer) and self._over(answer):
            self._ticket = None
        return answer


def not_done(failure: Failure) -> Failure:
    """A failure of a step before the one that counts: that one was not taken, so nothing is ambiguous."""
    return RetryAfter(None, failure.reason, lost=True) if isinstance(failure, Ambiguous) else failure
