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
from desk.engine import Connection
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
    """Check a password and begin a sign-in. Raises Refused: `wrong_password`, `too_many_tries`, and
    `forbidden` where the organisation's account is the only way in.
    """
    if not takes_passwords(desk):
        raise Refused(Code.FORBIDDEN)
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
    with desk.database.begin() as connection:
        store.forgive(connection, login)
        return begun(desk, connection, account.member, login)


def begun(desk: Desk, connection: Connection, member: Member, login: str, **detail: str) -> SignIn:
    """Sign in somebody of whom it is certain who they are; `detail` goes into the audit."""
    now = desk.now()
    until = expires_at(now, desk.sign_in_hours)
    token = store.begin_session(connection, member.id, now, until)
    store.note_action(connection, store.Action(now, member.id, "signed_in", login, dict(detail)))
    return SignIn(token, member, until)


def takes_passwords(desk: Desk) -> bool:
    """Whether the desk's own passwords open its pages."""
    return desk.sign_on is None or desk.sign_on.settings.passwords


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
    return welcome(desk, done, back)


def welcome(desk: Desk, done: SignIn, back: str) -> Response:
    """Go where one wanted to go, signed in."""
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
    end(request, desk)
    answer = RedirectResponse(f"{SIGN_IN}?out=1" if desk.sign_on else SIGN_IN, 303)
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
    end(request, desk)


def end(request: Request, desk: Desk) -> None:
    """The sign-in that came with the request is worth nothing any more."""
    with desk.database.begin() as connection:
        store.end_session(connection, token_of(request))


def _page(
    request: Request, desk: Desk, back: str, login: str = "", problem: str = "", status: int = 200
) -> Response:
    with desk.database.read() as connection:
        nobody_yet = store.active_admins(connection) == 0
    sign_on = desk.sign_on.settings if desk.sign_on else None
    values = {
        "back": way_back(back),
        "login": login,
        "problem": problem,
        "nobody_yet": nobody_yet,
        "sign_on": sign_on is not None,
        "account": (sign_on.names.get(page_language(request)) or sign_on.name) if sign_on else "",
        "passwords": takes_passwords(desk),
        "signed_out": sign_on is not None and "out" in request.query_params,
    }
    return render(request, "staff/sign_in.html", status, STAFF_FACES, **values)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
