"""Agents sign in and out."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from common.wire import SignInBody, SignInOut
from kiosk.queue.refusals import Code
from kiosk.site import staff, tokens
from kiosk.site.asking import allow, json_response, pending, site_of
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.work import Work

router = APIRouter(prefix="/api/v1/sessions", tags=["agents"])


@router.post("", response_model=SignInOut, status_code=201)
async def sign_in(request: Request, body: SignInBody) -> Response:
    """A token for an agent, good for a working day."""
    site = site_of(request)
    _check_rest(site, body.name)
    agent = staff.find_agent(site.reading, body.name)
    async with site.password_check:
        _check_rest(site, body.name)
        right = await asyncio.to_thread(staff.is_right, agent, body.password)
        if not right or agent is None:
            site.tries.wrong(body.name, time.monotonic())
            raise Refused(Code.WRONG_PASSWORD)
    site.tries.right(body.name)
    now = site.clock.now().timestamp()
    expires = now + tokens.AGENT_SECONDS
    made: list[str] = []

    def write(connection: Connection) -> None:
        tokens.clear_expired(connection, now)
        made.append(tokens.create(connection, "agent", agent.id, expires))

    await site.carry_out(Work(f"agent:{agent.id}", pending, write=write))
    answer = SignInOut(
        token=made[-1],
        agent=agent.id,
        name=agent.name,
        site=site.settings.site.id,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )
    return json_response(answer, 201)


@router.delete("/current", status_code=204, response_class=Response)
async def sign_out(request: Request) -> Response:
    """End the token that this request came with."""
    site, caller = site_of(request), allow(request, "agent")

    def write(connection: Connection) -> None:
        tokens.end(connection, caller.digest)

    await site.carry_out(Work(caller.scope, pending, write=write))
    site.tokens.forget(caller.digest)
    return Response(status_code=204)


def _check_rest(site: Site, login: str) -> None:
    rests = site.tries.rests(login, time.monotonic())
    if rests > 0:
        raise Refused(Code.TOO_MANY_TRIES, seconds=str(int(rests) + 1))
