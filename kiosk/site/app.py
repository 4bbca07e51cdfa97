"""The HTTP face of a site: routes, refusals, and the gate before them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kiosk.queue.refusals import Code, Refusal
from kiosk.site.gate import MOST_BYTES, Gate
from kiosk.site.openapi import describe
from kiosk.site.problems import Refused, invalid, response
from kiosk.site.routes import counters, incidents, line, pauses, people, replica, sessions, site, visits
from kiosk.site.service import Site
from kiosk.site.terms import Terms
from kiosk.site.writer import Fenced, KeyReused, StorageFull

# /metrics says how the service does; what a failed request said never goes anywhere by the framework
NOTHING_SENT = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False)
_CODES = {401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN, 404: Code.NOT_FOUND, 413: Code.TOO_LARGE}


def make_app(running: Site) -> FastAPI:
    """The app for a site; the caller starts and stops the site itself."""
    app = FastAPI(
        title="Mostrador site service",
        version="1",
        docs_url=None,
        redoc_url=None,
        telemetry=NOTHING_SENT,
    )
    app.state.site = running
    busiest_first = (visits, counters, line, people, incidents, pauses, sessions, site, replica)
    for module in busiest_first:
        app.router.routes.extend(module.router.routes)  # side by side: a router in a router matches twice
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StorageFull, _storage_full)
    app.add_exception_handler(KeyReused, _key_reused)
    app.add_exception_handler(Fenced, _fenced)
    app.add_middleware(Gate, caller_of=running.caller_of, seen=running.figures.seen, terms=Terms(running))
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once when somebody asks for it."""
    if app.openapi_schema is None:
        app.openapi_schema = describe(app)
    return app.openapi_schema


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return response(error.refusal)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return response(invalid(error.errors()))


async def _http(_: Request, error: Exception) -> Response:
    """What FastAPI and Starlette refuse by themselves: no such path or method, a body that is no JSON."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, Code.INVALID)
    data = {"most_bytes": str(MOST_BYTES)} if code is Code.TOO_LARGE else {}
    made = response(Refusal(code, data), error.status_code)
    made.headers.update(error.headers or {})
    return made


async def _storage_full(_: Request, error: Exception) -> Response:
    return response(Refusal(Code.STORAGE_FULL))


async def _fenced(request: Request, error: Exception) -> Response:
    return response(Refusal(Code.FENCED, {"term": str(request.app.state.site.fence.term)}))


async def _key_reused(_: Request, error: Exception) -> Response:
    return response(Refusal(Code.KEY_REUSED))
