"""Signing in and out: for pages by a cookie, for programs by a token in the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.wire import SignInBody
from desk.context import Desk, TheDesk
from desk.problems import Refused, sentence
from desk.staff import store
from desk.staff.auth import COOKIE, SIGN_IN, require, signed_in, token_of
from desk.staff.layout import STAFF_FACES
from desk.staff.passwords import matches
from desk.staff.rules import Member, Role, expires_at, may_try, plain, way_back
from desk.web.forms import Posted
from desk.web.layout import page_language, render
from kiosk.queue.refusals import Code

router = APIRouter(tags=["staff"])


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that worked."""

    token: str
    member: Member
    until: datetime


class SessionOut(BaseModel):
    """What a program gets: send the token as `Authorization: Bearer`."""

    token: str
    id: str
    name: str
    role: Role
    expires_at: datetime


def sign_in(desk: Desk, login: str, password: str, address: str) -> SignIn:
    """Check a password and begin a sign-in. Raises Refused: `wrong_password`, `too_many_tries`."""
    now = desk.now()
    with desk.database.begin() as connection:
        if not may_try(*store.wrong_lately(connection, login, address, now)):
            raise Refused(Code.TOO_MANY_TRIES)
        store.note_wrong_try(connection, login, address, now)
        account = store.account_by_login(connection, login)
    if not matches(password, account.password_hash if account else None):
        raise Refused(Code.WRONG_PASSWORD)
    if account is None or not account.active:
        raise Refused(Code.WRONG_PASSWORD)
    until = expires_at(now, desk.sign_in_hours)
    with desk.database.begin() as connection:
        store.forgive(connection, login)
        token = store.begin_session(connection, account.member.id, now, until)
        store.note_action(connection, store.Action(now, account.member.id, "signed_in", login, {}))
    return SignIn(token, account.member, until)


@router.get(SIGN_IN, include_in_schema=False)
def sign_in_page(
    request: Request, desk: TheDesk, back: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """The page that asks who somebody is."""
    if signed_in(request) is not None:
        return RedirectResponse(way_back(back), 303)
    return _page(request, desk, back)


@router.post(SIGN_IN, include_in_schema=False)
def sign_in_form(request: Request, desk: TheDesk, form: Posted) -> Response:
    """Sign in and go where one wanted to go."""
    login, back = form.get("login", "")[:100], form.get("back", "")
    try:
        done = sign_in(desk, plain(login), form.get("password", "")[:1000], _address(request))
    except Refused as refused:
        said = sentence(refused.code, refused.data, page_language(request))
        return _page(request, desk, back, login, said, refused.status)
    answer = RedirectResponse(way_back(back), 303)
    answer.set_cookie(
        COOKIE,
        done.token,
        max_age=int((done.until - desk.now()).total_seconds()),
        path="/",
        secure=desk.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/staff/sign-out", include_in_schema=False)
def sign_out(request: Request, desk: TheDesk, form: Posted) -> Response:
    """End this sign-in, here and in the database."""
    _end(request, desk)
    answer = RedirectResponse(SIGN_IN, 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


@router.post("/api/v1/sessions", status_code=201)
def begin_session(request: Request, desk: TheDesk, body: SignInBody) -> SessionOut:
    """Sign in as a member of staff; for programs."""
    done = sign_in(desk, body.name, body.password, _address(request))
    member = done.member
    return SessionOut(
        token=done.token, id=member.id, name=member.name, role=member.role, expires_at=done.until
    )


@router.delete("/api/v1/sessions/current", status_code=204)
def end_session(
    request: Request, desk: TheDesk, member: Annotated[Member, Depends(require(Role.AGENT))]
) -> None:
    """Sign out."""
    _end(request, desk)


def _end(request: Request, desk: Desk) -> None:
    with desk.database.begin() as connection:
        store.end_session(connection, token_of(request))


def _page(
    request: Request, desk: Desk, back: str, login: str = "", problem: str = "", status: int = 200
) -> Response:
    with desk.database.read() as connection:
        nobody_yet = store.active_admins(connection) == 0
    values = {"back": way_back(back), "login": login, "problem": problem, "nobody_yet": nobody_yet}
    return render(request, "staff/sign_in.html", status, STAFF_FACES, **values)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
