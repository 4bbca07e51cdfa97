"""SCIM 2.0 for an identity provider: /api/scim/v2/Users and what describes it (RFC 7643, RFC 7644)."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desk.directory.rules import SCIM_ROOT

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
router = APIRouter(prefix=SCIM_ROOT, include_in_schema=False)


@router.api_route("/{path:path}", methods=METHODS)
async def scim(request: Request, path: str) -> Response:
    """Whatever an identity provider asks; the library knows the protocol, `PeopleStorage` the people."""
    body = await request.body()
    return await run_in_threadpool(_answer, request, path, body)


def _answer(request: Request, path: str, body: bytes) -> Response:
    from desk.directory.scim import serve  # takes long to import; only a desk with a provider needs it

    return serve(request, path, body)
