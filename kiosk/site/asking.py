"""What every route does: who asks, may they, is it a repeat, and the answer as HTTP."""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from kiosk.queue.refusals import Code
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.staff import agent_name
from kiosk.site.tokens import Caller, Kind
from kiosk.site.work import Answer, Repeat, Work

MOST_SEQUENCE = 2**53
# how a route says in the OpenAPI document that it takes a key; `repeat_of` reads it, quicker than FastAPI
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Made by the sender before the first try; a repeat gets the first answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
        }
    ]
}
_KEY = re.compile(r"[!-~]{1,64}")


def site_of(request: Request) -> Site:
    """The service that this request came to."""
    return cast(Site, request.app.state.site)


def allow(request: Request, *kinds: Kind) -> Caller:
    """Who asks. Raises Refused when none of `kinds`. A kiosk may do what a display may."""
    caller = cast(Caller, request.scope["caller"])
    if caller.kind not in kinds and not (caller.kind == "kiosk" and "display" in kinds):
        raise Refused(Code.FORBIDDEN)
    return caller


def check_agent(site: Site, agent: str | None) -> None:
    """Raises Refused when somebody is named who is no agent of this site."""
    if agent is not None and not agent_name(site.reading, agent):
        raise Refused(Code.NOT_FOUND, agent=agent)


def repeat_of(request: Request, caller: Caller, body: BaseModel | None = None) -> Repeat:
    """What makes this request recognisable when it comes again. Raises Refused without a usable key."""
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise Refused(Code.KEY_MISSING)
    if not _KEY.fullmatch(key):
        raise Refused(Code.INVALID, key="1 to 64 visible characters")
    asked = f"{request.scope['path']}\n{body.model_dump_json(by_alias=True) if body else ''}"
    return Repeat(caller.scope, key, hashlib.sha256(asked.encode("utf-8", "surrogatepass")).digest())


async def answer(site: Site, work: Work) -> Response:
    """Carry the work out and give its answer, or the first answer to the same request."""
    result = await site.carry_out(work)
    if result.answer is None:
        raise RuntimeError("work for a request has an answer")
    return as_response(result.answer)


def as_response(found: Answer) -> Response:
    """A stored answer, byte for byte."""
    return Response(found.body, found.status, media_type=found.media_type)


def json_response(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")


def pending(outcome: object) -> None:
    """Stands in `Work.done` until the service puts the one who waits there."""
