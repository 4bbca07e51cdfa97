"""One request of an identity provider, answered."""

from __future__ import annotations

import json
from contextlib import suppress

import structlog
from scim2_models import (
    ForbiddenException,
    PreconditionFailedException,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from starlette.requests import Request
from starlette.responses import Response

from desk.context import desk_of
from desk.directory.resources import PROVIDER
from desk.directory.rules import SCIM_ROOT
from desk.directory.storage import PeopleStorage
from desk.engine import Connection, StorageFull
from desk.problems import STATUS, Refused, sentence
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.rules import Member, Role
from desk.web.layout import page_language
from kiosk.queue.refusals import Code

log = structlog.get_logger()
_SERVICE = ScimService(PROVIDER)
_ADMIN = require(Role.ADMIN)
AT_ONCE = 20  # so many may change one user at the same moment


class _Full(SCIMException):
    """The disk is full."""

    status = STATUS[Code.STORAGE_FULL]


def serve(request: Request, path: str, body: bytes) -> Response:
    """The whole answer, also to what fails. Blocking."""
    answer = _serve(request, path, body)
    content = b"" if answer.body is None else json.dumps(answer.body).encode()
    return Response(content, int(answer.status), answer.headers)


def _serve(request: Request, path: str, body: bytes) -> ScimResponse:
    desk = desk_of(request)
    asked = ScimRequest(
        method=request.method,
        base_url=f"{desk.public_url}{SCIM_ROOT}",
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
        return _handled(ScimHandler(_SERVICE, storage), asked, "if-match" in request.headers)
    except SCIMException as refusal:
        return _SERVICE.error_response(refusal)
    except StorageFull:
        log.error("storage_full")
        return _SERVICE.error_response(_Full(detail=sentence(Code.STORAGE_FULL, {}, page_language(request))))
    except Exception as error:
        log.error("scim", method=request.method, exc_info=error)
        return _SERVICE.error_response(error)


def _handled(handler: ScimHandler, asked: ScimRequest, for_a_version: bool) -> ScimResponse:
    """The answer. Who asked for no version is not refused because somebody was faster just now: once more."""
    for _ in range(0 if for_a_version else AT_ONCE):
        with suppress(PreconditionFailedException):
            return handler.handle(asked)
    return handler.handle(asked)


def _member(request: Request) -> Member:
    try:
        return _ADMIN(request)
    except Refused as refused:
        if refused.code is Code.UNAUTHENTICATED:
            raise UnauthorizedException(detail="a program's token is needed") from refused
        raise ForbiddenException(detail="this token may not do that") from refused
