"""The first thing that a request meets: who is it, is it small enough; and the last net under every bug."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.queue.refusals import Code, Refusal
from kiosk.site.problems import response
from kiosk.site.terms import Terms
from kiosk.site.tokens import Caller

MOST_BYTES = 64 * 1024
WORK_ACCOUNT = "/api/v1/sessions/work-account"
OPEN_PATHS = frozenset(
    {"/healthz", "/metrics", "/openapi.json", "/api/v1/sessions", "/api/v1/sign-on", WORK_ACCOUNT}
)
log = structlog.get_logger("site.gate")


class Gate:
    """ASGI middleware. Puts the `Caller` into `scope["caller"]`; `seen(route, status)` hears each answer."""

    def __init__(
        self,
        app: ASGIApp,
        caller_of: Callable[[str], Caller | None],
        seen: Callable[[str, int], None],
        terms: Terms,
    ) -> None:
        self._app = app
        self._caller_of = caller_of
        self._seen = seen
        self._terms = terms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started: list[int] = []

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message["status"])
                message["headers"] = [*message.get("headers", ()), self._terms.header()]
            await send(message)

        try:
            refusal = self._admit(scope) or await self._terms.check(scope)
            if refusal is not None:
                await response(refusal)(scope, receive, watched)
            else:
                await self._app(scope, _limited(receive), watched)
        except Exception:
            log.exception("bug", method=scope["method"], path=scope["path"])
            if started:
                raise  # half an answer is out: only the connection can be cut
            await response(Refusal(Code.INTERNAL))(scope, receive, watched)
        finally:
            route = scope.get("route")
            self._seen(getattr(route, "path", "other"), started[0] if started else 0)

    def _admit(self, scope: Scope) -> Refusal | None:
        token = ""
        for name, value in scope["headers"]:
            if name == b"authorization":
                kind, _, token = value.decode("latin-1").partition(" ")
                token = token.strip() if kind.lower() == "bearer" else ""
            elif name == b"content-length" and (not value.isdigit() or int(value[:12]) > MOST_BYTES):
                return Refusal(Code.TOO_LARGE, {"most_bytes": str(MOST_BYTES)})
        if scope["path"] in OPEN_PATHS:
            return None
        caller = self._caller_of(token) if token else None
        if caller is None:
            return Refusal(Code.UNAUTHENTICATED)
        scope["caller"] = caller
        return None


def _limited(receive: Receive) -> Receive:
    """Counts what really comes: a chunked body has no length to look at beforehand."""
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MOST_BYTES:
            raise HTTPException(413)
        return message

    return counted
