"""Web hooks that tools send when something changed: proved by a signature, they hasten the next poll.

Nothing in a hook is believed or even read beyond its signature, so one that is sent again, or made up by who
knows the secret, does no more than ask the tool what is new. However many come, polls keep their distance.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping as Values

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desk.connectors.mapping.form import Hook
from desk.connectors.store import lines
from desk.context import Desk, TheDesk
from desk.problems import Refused
from kiosk.queue.refusals import Code

router = APIRouter(tags=["connectors"])

ALGORITHMS = {"hmac-sha256": hashlib.sha256, "hmac-sha1": hashlib.sha1}
LONGEST_SIGNATURE = 400


@router.post("/api/v1/hooks/{connector}", status_code=202)
async def take_hook(request: Request, desk: TheDesk, connector: str) -> Response:
    """A tool says that something changed. 202: its changes are read soon; 401: the signature is not right.

    The mapping's table `hook` says how the tool signs. A connector without one is not told from one with.
    """
    mapping = desk.connectors.mappings.get(connector)
    hook = mapping.hook if mapping is not None else None
    body = await request.body()
    if hook is None or not is_signed(hook, request.headers, body):
        raise Refused(Code.UNAUTHENTICATED)
    await run_in_threadpool(_hasten, desk, connector)
    return Response(status_code=202)


def is_signed(hook: Hook, headers: Values[str, str], body: bytes) -> bool:
    """Whether the header holds what the secret makes of the body, to the byte as it came."""
    told = headers.get(hook.header, "")
    secret = hook.secret.get_secret_value().encode()
    if not secret or not 0 < len(told) <= LONGEST_SIGNATURE or not told.startswith(hook.prefix):
        return False
    if hook.scheme == "token":
        wanted = secret.decode()
    else:
        stamp = headers.get(hook.timestamp_header, "") if hook.timestamp_header else ""
        if hook.timestamp_header and not stamp:
            return False
        made = hmac.new(secret, stamp.encode("latin-1", "replace") + body, ALGORITHMS[hook.scheme]).digest()
        wanted = made.hex() if hook.encoding == "hex" else base64.b64encode(made).decode()
    given = told.removeprefix(hook.prefix)
    given = given.lower() if hook.encoding == "hex" and hook.scheme != "token" else given
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _hasten(desk: Desk, connector: str) -> None:
    with desk.database.begin() as connection:
        sooner = lines.hasten(connection, connector, desk.now())
    if sooner:
        desk.connectors.wake()
