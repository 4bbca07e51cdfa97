"""Pure ASGI layers around the desk: bodies have limits, answers carry headers that protect the reader."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = 64 * 1024
SYNC_LIMIT = 8 * 1024 * 1024  # a site that was away for a day pushes its journal in large runs
SYNC_PREFIX = "/api/v1/sync/"
FILE_LIMIT = 10 * 1024 * 1024  # a file of a record; a form around it has the room of any other
FILES = re.compile(r"/(?:api/v1|staff)/incidents/[^/]+/files")
HOOK_LIMIT = 1024 * 1024  # some tools send whole tickets
HOOKS_PREFIX = "/api/v1/hooks/"

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # A pass stands in the address of its page, so no address may reach another server; the own one needs
    # the origin of a form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class BodyLimit:
    """Refuses a body that is larger than it may be, whether it says so or not, when somebody reads it.

    The refusal is an exception in the place of the body, so that the app says no in its own way: a page in
    the reader's language, or problem+json. What nobody reads is thrown away by the server.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:  # no PostgreSQL text has it
            scope = _to_nowhere(scope)
        limit = _limit(scope["path"])
        told = Headers(scope=scope).get("content-length", "0")
        too_large = not told.isdigit() or len(told) > 12 or int(told) > limit
        await self._app(scope, _counting(receive, 0 if too_large else limit, too_large), send)


def _limit(path: str) -> int:
    """How many bytes a body sent there may have."""
    if path.startswith(SYNC_PREFIX):
        return SYNC_LIMIT
    if path.startswith(HOOKS_PREFIX):
        return HOOK_LIMIT
    return FILE_LIMIT + BODY_LIMIT if FILES.fullmatch(path) else BODY_LIMIT


def _counting(receive: Receive, limit: int, at_once: bool) -> Receive:
    """Raises HTTPException 413 once more than `limit` bytes came, or for whoever reads `at_once`."""
    read = 0

    async def counting() -> Message:
        nonlocal read
        if at_once:
            raise HTTPException(413)
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413)
        return message

    return counting


def _to_nowhere(scope: Scope) -> Scope:
    """The same request to an address that does not exist."""
    path = "/api/nowhere" if scope["path"].startswith("/api/") else "/nowhere"
    return {**scope, "path": path, "raw_path": path.encode(), "query_string": b""}


class ProtectingHeaders:
    """Adds the headers to every answer; what is not a static file is never kept by a cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, adding)
