"""The console comes for what the browser's yes is worth: the desk's signed word, for code and verifier."""

from __future__ import annotations

import hmac

import structlog
from fastapi import APIRouter

from common import assertions
from common.assertions import Assertion
from common.console_sign_on import challenge_of
from common.ids import new_id
from common.wire_sign_on import AssertionOut, ConsoleCodeBody
from desk.context import Desk, TheDesk
from desk.passes import store as passes
from desk.problems import Refused
from desk.sign_on import store
from desk.sign_on.console import for_consoles
from desk.sign_on.rules import works_at
from desk.staff import store as staff
from kiosk.queue.refusals import Code

router = APIRouter(tags=["staff"])
log = structlog.get_logger()


@router.post("/api/v1/console-sign-ins", status_code=201)
def take(desk: TheDesk, body: ConsoleCodeBody) -> AssertionOut:
    """The desk's word for who said yes in the browser, for one sign-in at the console's site.

    Refusals: `sign_on_not_taken` (a code works once, for a minute, and only with all that it was asked with),
    `sign_on_not_here` (they do not work at that site, or not any more), `not_found` (not offered).
    """
    for_consoles(desk)
    with desk.database.begin() as connection:  # committed before anything is compared: a code is tried once
        taken = store.take_code(connection, body.code)
    if taken is None or not _fits(taken, body) or taken.expires_at <= desk.now():
        log.warning("console_code_not_taken", known=taken is not None)
        raise Refused(Code.SIGN_ON_NOT_TAKEN)
    return _word(desk, taken, body.term)


def _fits(taken: store.ConsoleSignIn, body: ConsoleCodeBody) -> bool:
    same = (taken.site, taken.redirect_uri) == (body.site, body.redirect_uri)
    return same and hmac.compare_digest(challenge_of(body.code_verifier), taken.challenge)


def _word(desk: Desk, taken: store.ConsoleSignIn, term: int) -> AssertionOut:
    now = desk.now()
    with desk.database.begin() as connection:
        account = staff.account(connection, taken.staff)
        if account is None or not account.active or not works_at(account.member.sites, taken.site):
            raise Refused(Code.SIGN_ON_NOT_HERE)
        name, key = passes.signing_key(connection)
        expires = now + assertions.LASTS
        word = Assertion(name, taken.site, new_id(), account.member.id, now, expires, term)
        action = staff.Action(now, account.member.id, "console_signed_in", taken.site, {"by": "sign_on"})
        staff.note_action(connection, action)
    return AssertionOut(assertion=assertions.sign(word, key), expires_at=expires)
