"""A standby's HTTP face: how it is, the word to take over, and for everything else a polite no."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from common.wire import TakeOverBody, TakeOverOut
from kiosk.queue.refusals import Code, Refusal
from kiosk.site.problems import invalid, response
from kiosk.site.standby.follower import Standing
from kiosk.site.writer import StorageFull

TOKEN_FILE = "standby-token"
MOST_BYTES = 4_096


class Switch:
    """What the server calls: the standby's face, and after the take-over the site's own app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class NotReady(Exception):
    """It cannot take over: it never had everything."""


def make_face(
    site: str,
    primary: str,
    token: str,
    standing: Callable[[], Standing],
    take_over: Callable[[str], Awaitable[TakeOverOut]],
) -> Starlette:
    """The app of a standby of `site`. `token`: of those on this machine who may say that it takes over."""

    async def health(_: Request) -> Response:
        how = asdict(standing())
        told = {"status": "standby", "role": "standby", "site": site, "term": how["term"]}
        return JSONResponse(told | {"sequence": how["entry"], "primary": primary, "follows": how})

    async def taken_over(request: Request) -> Response:
        kind, _, shown = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), token.encode()):
            return response(Refusal(Code.UNAUTHENTICATED))
        try:
            if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
                return response(Refusal(Code.TOO_LARGE, {"most_bytes": str(MOST_BYTES)}))
            body = TakeOverBody.model_validate_json(await request.body() or b"{}")
            told = await take_over(body.by)
        except ValidationError as error:
            return response(invalid(error.errors()))
        except NotReady:
            return response(Refusal(Code.STANDBY, {"why": "copying"}), 409)
        except StorageFull:
            return response(Refusal(Code.STORAGE_FULL))
        return Response(told.model_dump_json(), media_type="application/json")

    async def no(request: Request, error: Exception) -> Response:
        return response(Refusal(Code.STANDBY, {"primary": primary}))

    routes = [
        Route("/healthz", health),
        Route("/api/v1/take-over", taken_over, methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: no})


def own_token(folder: Path) -> str:
    """The token for this machine's `mostrador take-over`, in a file that only its user can read."""
    path = folder / TOKEN_FILE
    if path.exists() and (known := path.read_text(encoding="utf-8").strip()):
        return known
    made = f"mst_{secrets.token_urlsafe(32)}"
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(made + "\n", encoding="utf-8")
    fresh.replace(path)
    return made
