"""SCIM 2.0 for an identity provider: /api/scim/v2/Users and what describes it (RFC 7643, RFC 7644)."""

from __future__ import annotations

import json

import structlog
from fastapi import APIRouter
from scim2_models import ForbiddenException, SCIMException, UnauthorizedException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desk.context import desk_of
from desk.directory.resources import PROVIDER
from desk.directory.storage import PeopleStorage
from desk.engine import Connection
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.rules import Member, Role
from kiosk.queue.refusals import Code

ROOT = "/api/scim/v2"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
log = structlog.get_logger()
router = APIRouter(prefix=ROOT, include_in_schema=False)
_SERVICE = ScimService(PROVIDER)
_ADMIN = require(Role.ADMIN)


@router.api_route("/{path:path}", methods=METHODS)
async def scim(request: Request, path: str) -> Response:
    """Whatever an identity provider asks; the library knows the protocol, `PeopleStorage` the people."""
    body = await request.body()
    answer = await run_in_threadpool(_serve, request, path, body)
    content = b"" if answer.body is None else json.dumps(answer.body).encode()
    return Response(content, int(answer.status), answer.headers)


def _serve(request: Request, path: str, body: bytes) -> ScimResponse:
    desk = desk_of(request)
    asked = ScimRequest(
        method=request.method,
        base_url=f"{desk.public_url}{ROOT}",
        path=f"/{path}",
        query=dict(request.query_params),
        headers=list(request.headers.items()),
        body=body,
    )
    try:
        member = _member(request)

        def noted(connection: Connection, action: str, user: str) -> None:
            staff.note_action(connection, note(desk, member, action, user))

        storage = PeopleStorage(desk.database, desk.now, noted)
        return ScimHandler(_SERVICE, storage).handle(asked)
    except SCIMException as refusal:
        return _SERVICE.error_response(refusal)
    except Exception as error:
        log.error("scim", method=request.method, exc_info=error)
        return _SERVICE.error_response(error)


def _member(request: Request) -> Member:
    try:
        return _ADMIN(request)
    except Refused as refused:
        if refused.code is Code.UNAUTHENTICATED:
            raise UnauthorizedException(detail="a program's token is needed") from refused
        raise ForbiddenException(detail="this token may not do that") from refused
