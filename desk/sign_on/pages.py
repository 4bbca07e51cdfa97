"""The pages on which a console is signed in: to the provider, the question, and back to the console.

The console opens the first one in the system's browser. Nobody is signed in to the desk's own pages by it: at
a counter the next person uses the same browser. Nothing goes anywhere but to the console's port on 127.0.0.1.
"""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from common.console_sign_on import DONE_PAGE, PAGE, mark_of
from desk.catalogue import store as catalogue
from desk.context import TheDesk
from desk.problems import Refused
from desk.sign_on import store
from desk.sign_on.console import CONFIRM, COOKIE, COOKIE_PATH, for_consoles
from desk.sign_on.rules import CODE_LASTS, ConsoleAsk, ask_in
from desk.staff import store as staff
from desk.staff.layout import STAFF_FACES
from desk.staff.openid import SignOnFailed
from desk.staff.sign_on import failed_address, sent_to_provider
from desk.web.forms import Posted
from desk.web.guard import CONTENT_POLICY
from desk.web.layout import page_language, render
from kiosk.queue.refusals import Code

router = APIRouter(include_in_schema=False)
log = structlog.get_logger()


@router.get(PAGE)
def begin(
    request: Request,
    desk: TheDesk,
    site: Annotated[str, Query(max_length=40)] = "",
    redirect_uri: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=100)] = "",
    code_challenge: Annotated[str, Query(max_length=100)] = "",
    code_challenge_method: Annotated[str, Query(max_length=10)] = "",
    other: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """Send the browser of a console to the provider; `other`: somebody else than who is signed in there."""
    sign_on = for_consoles(desk)
    ask = ask_in(site, redirect_uri, state, code_challenge, code_challenge_method)
    with desk.database.read() as connection:
        known = ask is not None and catalogue.site_of(connection, site) is not None
    if ask is None or not known:
        raise Refused(Code.INVALID, {"console": "not the address of a console"})
    try:
        return sent_to_provider(request, desk, sign_on, ask.text(), "login" if other else "")
    except SignOnFailed as failed:
        return RedirectResponse(ask.answered("error", failed.why), 303)


@router.get(CONFIRM)
def question(request: Request, desk: TheDesk) -> Response:
    """Who one is, and for which console: a person compares and says yes."""
    for_consoles(desk)
    with desk.database.read() as connection:
        asked = store.asked_console(connection, request.cookies.get(COOKIE, ""), desk.now())
        account = staff.account(connection, asked.staff) if asked else None
        site = catalogue.site_of(connection, asked.site) if asked else None
    if asked is None or account is None or site is None:
        return RedirectResponse(failed_address("wrong", at="console"), 303)
    language = page_language(request)
    answer = render(
        request,
        "staff/console_sign_on.html",
        200,
        STAFF_FACES,
        owner=account.member.name,
        site=site.name(language),
        mark=mark_of(asked.challenge),
        other=_again(asked),
    )
    # a browser follows a form's answer only where the form may go
    port = asked.redirect_uri.rstrip("/")
    policy = CONTENT_POLICY.replace("form-action 'self'", f"form-action 'self' {port}")
    answer.headers["Content-Security-Policy"] = policy
    return answer


@router.post(CONFIRM)
def answered(request: Request, desk: TheDesk, form: Posted) -> Response:
    """The yes, or no, of whom it is about: to the console with it."""
    for_consoles(desk)
    secret, now = request.cookies.get(COOKIE, ""), desk.now()
    with desk.database.begin() as connection:
        asked = store.asked_console(connection, secret, now)
        code = None
        if form.get("answer") == "yes":
            code = store.give_code(connection, secret, now, now + CODE_LASTS)
        else:
            store.drop_console(connection, secret)
    if asked is None:
        address = failed_address("wrong", at="console")
    elif code is None:
        address = _ask(asked).answered("error", "cancelled")
    else:
        address = _ask(asked).answered("code", code)
    answer = RedirectResponse(address, 303)
    answer.delete_cookie(COOKIE, path=COOKIE_PATH)
    return answer


@router.get(DONE_PAGE)
def done(request: Request, desk: TheDesk, cancelled: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Where the console sends the browser at last: it may be closed."""
    for_consoles(desk)
    return render(request, "staff/console_done.html", 200, STAFF_FACES, cancelled=bool(cancelled))


def _ask(asked: store.ConsoleSignIn) -> ConsoleAsk:
    found = ask_in(asked.site, asked.redirect_uri, asked.state, asked.challenge, "S256")
    if found is None:
        raise RuntimeError("only sound wishes are kept")
    return found


def _again(asked: store.ConsoleSignIn) -> dict[str, str]:
    """The same wish for somebody else, as the fields of an address."""
    return {
        "site": asked.site,
        "redirect_uri": asked.redirect_uri,
        "state": asked.state,
        "code_challenge": asked.challenge,
        "code_challenge_method": "S256",
        "other": "1",
    }
