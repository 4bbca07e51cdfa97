"""Between the provider's yes and the console: the desk keeps who it was, asks them, and gives a code."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from common.wire_sign_on import SignOnOffer
from desk.context import Desk
from desk.problems import Refused
from desk.sign_on import store
from desk.sign_on.rules import ASKED_FOR, ConsoleAsk, works_at
from desk.staff.openid import SignOn, SignOnFailed
from desk.staff.store import Account
from kiosk.queue.refusals import Code

COOKIE = "mostrador_console"
COOKIE_PATH = "/staff/sign-on/console"
CONFIRM = "/staff/sign-on/console/confirm"


def offered(desk: Desk) -> SignOnOffer:
    """What this desk offers the consoles of its sites."""
    sign_on = desk.sign_on
    if sign_on is None or not sign_on.settings.consoles:
        return SignOnOffer()
    names = {"": sign_on.settings.name} | sign_on.settings.names
    try:
        return SignOnOffer(desk=desk.public_url, names={tag: name for tag, name in names.items() if name})
    except ValueError:  # the way to the desk is not safe: a code could be read there
        return SignOnOffer()


def tell_sites(desk: Desk) -> None:
    """Tell the sites, when the desk starts."""
    with desk.database.begin() as connection:
        store.offer_to_sites(connection, offered(desk).model_dump(mode="json"))


def for_consoles(desk: Desk) -> SignOn:
    """The provider, if consoles may be signed in with it. Raises Refused `not_found`."""
    if desk.sign_on is None or not desk.sign_on.settings.consoles:
        raise Refused(Code.NOT_FOUND)
    return desk.sign_on


def ask_owner(desk: Desk, account: Account, ask: ConsoleAsk) -> Response:
    """Send the browser to the question whether this console is to be signed in. Raises SignOnFailed."""
    for_consoles(desk)
    if not works_at(account.member.sites, ask.site):
        raise SignOnFailed("not-here")
    now = desk.now()
    wanted = store.ConsoleSignIn(
        account.member.id, ask.site, ask.redirect_uri, ask.state, ask.challenge, now + ASKED_FOR
    )
    with desk.database.begin() as connection:
        secret = store.begin_console(connection, wanted, now)
    answer = RedirectResponse(CONFIRM, 303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(ASKED_FOR.total_seconds()),
        path=COOKIE_PATH,
        secure=desk.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",  # one comes from the provider
    )
    return answer
