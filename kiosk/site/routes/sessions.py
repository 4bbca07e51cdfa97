"""Agents sign in and out."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from common.wire import SignInBody, SignInOut
from common.wire_sign_on import SignOnOut, WorkAccountBody
from kiosk.queue.refusals import Code
from kiosk.site import staff, tokens
from kiosk.site.asking import allow, json_response, pending, site_of
from kiosk.site.documents import read_sign_on
from kiosk.site.problems import Refused
from kiosk.site.service import Site
from kiosk.site.sign_on import desks_word, spend
from kiosk.site.work import Work

if TYPE_CHECKING:
    from common.assertions import Assertion

router = APIRouter(tags=["agents"])
SESSIONS = "/api/v1/sessions"


@router.get("/api/v1/sign-on", response_model=SignOnOut)
async def sign_on(request: Request) -> Response:
    """Whether, and where, agents may sign in with their work account; for a console's first window."""
    site = site_of(request)
    offer = read_sign_on(site.reading)
    term = site.published.line.term
    return json_response(SignOnOut(site=site.settings.site.id, desk=offer.desk, names=offer.names, term=term))


@router.post(SESSIONS, response_model=SignInOut, status_code=201)
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
    return await _signed_in(site, agent)


@router.post(SESSIONS + "/work-account", response_model=SignInOut, status_code=201)
async def sign_in_by_the_desk(request: Request, body: WorkAccountBody) -> Response:
    """The same for whom the desk knows by the organisation's account; its word works once."""
    site = site_of(request)
    word = desks_word(site, body.assertion)
    agent = staff.agent_of(site.reading, word.agent)
    if agent is None:
        raise Refused(Code.SIGN_ON_NOT_HERE)
    return await _signed_in(site, agent, word)


async def _signed_in(site: Site, agent: staff.Agent, word: Assertion | None = None) -> Response:
    """A new token; with the desk's word for it only if that was never used. Raises Refused."""
    now = site.clock.now().timestamp()
    expires = now + tokens.AGENT_SECONDS
    made: list[str] = []

    def write(connection: Connection) -> None:
        tokens.clear_expired(connection, now)
        if word is None or spend(connection, word, now):
            made.append(tokens.create(connection, "agent", agent.id, expires))

    await site.carry_out(Work(f"agent:{agent.id}", pending, write=write))
    if not made:
        raise Refused(Code.SIGN_ON_NOT_TAKEN)
    answer = SignInOut(
        token=made[-1],
        agent=agent.id,
        name=agent.name,
        site=site.settings.site.id,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )
    return json_response(answer, 201)


@router.delete(SESSIONS + "/current", status_code=204, response_class=Response)
async def sign_out(request: Request) -> Response:
    """End the token that this request came with."""
    site, caller = site_of(request), allow(request, "agent")

    def write(connection: Connection) -> None:
        tokens.end(connection, caller.digest)

    await site.carry_out(Work(caller.scope, pending, write=write))
    site.tokens.forget(caller.digest)
    site.followers.end_of(caller.digest)
    return Response(status_code=204)


def _check_rest(site: Site, login: str) -> None:
    rests = site.tries.rests(login, time.monotonic())
    if rests > 0:
        raise Refused(Code.TOO_MANY_TRIES, seconds=str(int(rests) + 1))
