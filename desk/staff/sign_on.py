"""Signing in with the organisation's account: to the provider, and back with somebody known.

`/staff/sign-on` sends the browser to the provider, `/staff/sign-on/answer` is the one address to which the
provider sends it back. In between a cookie of the browser's own keeps what belongs to this attempt, so an
answer that somebody else's attempt brought is of no use.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.context import Desk, TheDesk
from desk.problems import Refused
from desk.sign_on.admission import admitted
from desk.sign_on.console import ask_owner
from desk.sign_on.rules import ask_of
from desk.staff.auth import SIGN_IN, signed_in
from desk.staff.layout import STAFF_FACES
from desk.staff.openid import Attempt, SignOn, SignOnFailed
from desk.staff.rules import way_back
from desk.staff.sign_in import begun, end, welcome
from desk.staff.store import Account
from desk.web.layout import page_language, render
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/sign-on", include_in_schema=False)
COOKIE = "mostrador_sign_on"
ANSWER = "/staff/sign-on/answer"
LASTS_SECONDS = 900  # a second factor may be in another room
KEPT = re.compile(r"([A-Za-z0-9_-]{43})\.([A-Za-z0-9_=-]{0,1400})")
STATUS = {
    "not-reached": 503,
    "refused": 403,
    "wrong": 400,
    "set-up": 503,
    "no-account": 403,
    "no-role": 403,
    "stopped": 403,
    "other-person": 403,
    "not-here": 403,
}
DENIED = frozenset({"access_denied", "consent_required", "interaction_required", "login_required"})
PASSING = frozenset({"server_error", "temporarily_unavailable"})
log = structlog.get_logger()


@router.get("")
def to_the_provider(
    request: Request, desk: TheDesk, back: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """Send the browser to the provider."""
    sign_on = _of(desk)
    back = way_back(back)
    if signed_in(request) is not None:
        return RedirectResponse(back, 303)
    try:
        return sent_to_provider(request, desk, sign_on, back)
    except SignOnFailed as failed:
        return _to_page(failed, back)


def sent_to_provider(request: Request, desk: Desk, sign_on: SignOn, kept: str, prompt: str = "") -> Response:
    """Begin an attempt; `kept`: what the browser keeps of it until it is back. Raises SignOnFailed."""
    attempt = Attempt.new()
    address = sign_on.address(attempt, desk.public_url + ANSWER, page_language(request), prompt)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE,
        f"{attempt.secret}.{urlsafe_b64encode(kept.encode()).decode()}",
        max_age=LASTS_SECONDS,
        path="/staff/sign-on",
        secure=desk.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/answer")
def back_from_the_provider(
    request: Request,
    desk: TheDesk,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=8000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """Whom the provider sent back: signed in, or told what to do."""
    sign_on = _of(desk)
    attempt, kept = _kept(request)
    ask = ask_of(kept)
    try:
        if attempt is None or not hmac.compare_digest(attempt.state.encode(), state.encode()):
            log.warning("sign_on_other_state")
            raise SignOnFailed("wrong")
        claims = _claims(sign_on, attempt, code, error, iss, desk.public_url + ANSWER)
        account = admitted(desk, sign_on, claims)
        answer = ask_owner(desk, account, ask) if ask else _let_in(request, desk, account, way_back(kept))
    except SignOnFailed as failed:
        if ask is None:
            answer = _to_page(failed, way_back(kept))
        else:
            answer = RedirectResponse(ask.answered("error", failed.why), 303)
    answer.delete_cookie(COOKIE, path="/staff/sign-on")
    return answer


@router.get("/failed")
def failed_page(
    request: Request,
    desk: TheDesk,
    why: Annotated[str, Query(max_length=40)] = "",
    back: Annotated[str, Query(max_length=1000)] = "",
    at: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Why nobody was signed in, and what to do now; `at`: "console" when one goes on there."""
    _of(desk)
    if why not in STATUS:
        raise Refused(Code.NOT_FOUND)
    values = {"why": why, "back": way_back(back), "at_console": at == "console"}
    return render(request, "staff/sign_on_failed.html", STATUS[why], STAFF_FACES, **values)


@router.get("/out")
def out_of_the_provider(desk: TheDesk) -> Response:
    """Sign out at the provider too, where it offers that; here one is signed out already."""
    try:
        address = _of(desk).way_out(desk.public_url + SIGN_IN)
    except SignOnFailed as failed:
        return _to_page(failed, "/staff")
    return RedirectResponse(address or SIGN_IN, 303)


def _claims(sign_on: SignOn, attempt: Attempt, code: str, error: str, iss: str, back: str) -> dict[str, Any]:
    """What the provider says of who comes back. Raises SignOnFailed."""
    if error:
        log.warning("sign_on_not_granted", error=error)
        if error in PASSING:
            raise SignOnFailed("not-reached")
        raise SignOnFailed("refused" if error in DENIED else "set-up")
    if not code or (iss and iss.rstrip("/") != sign_on.offer().issuer.rstrip("/")):
        log.warning("sign_on_other_answer")
        raise SignOnFailed("wrong")
    return sign_on.claims(attempt, code, back)


def _of(desk: Desk) -> SignOn:
    if desk.sign_on is None:
        raise Refused(Code.NOT_FOUND)
    return desk.sign_on


def _let_in(request: Request, desk: Desk, account: Account, back: str) -> Response:
    """To the page where they wanted to go, signed in."""
    with desk.database.begin() as connection:
        done = begun(desk, connection, account.member, account.member.login, by="sign_on")
    end(request, desk)
    return welcome(desk, done, back)


def failed_address(why: str, **more: str) -> str:
    """A page of its own: its address has no code in it, and may be read again in another language."""
    return f"/staff/sign-on/failed?{urlencode({'why': why} | more)}"


def _to_page(failed: SignOnFailed, back: str) -> Response:
    return RedirectResponse(failed_address(failed.why, back=back), 303)


def _kept(request: Request) -> tuple[Attempt | None, str]:
    """The attempt that this browser began, and what it kept of it: where it wanted to go."""
    kept = KEPT.fullmatch(request.cookies.get(COOKIE, "").strip('"'))
    if kept is None:
        return None, "/staff"
    try:
        return Attempt(kept[1]), urlsafe_b64decode(kept[2]).decode()
    except ValueError:
        return None, "/staff"
