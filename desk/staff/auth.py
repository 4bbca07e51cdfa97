"""Who is signed in, and whether that is enough: `member: Member = Depends(require(Role.ADMIN))`.

Pages know a member of staff by a cookie; programs may send the same token as `Authorization: Bearer`, or one
of their own (`mostrador token program`), which opens the API and no page. A page sends who is not signed in
to the sign-in page, and back afterwards; the API answers 401.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.context import Desk, desk_of
from desk.engine import StorageFull
from desk.problems import Refused
from desk.programs import store as programs
from desk.programs.rules import PREFIX
from desk.staff import store
from desk.staff.rules import Member, Role, covers
from kiosk.queue.refusals import Code

COOKIE = "mostrador_staff"
SIGN_IN = "/staff/sign-in"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SignInNeeded(Refused):
    """A page for staff was asked for without a sign-in; `back` is where to go afterwards."""

    def __init__(self, back: str) -> None:
        super().__init__(Code.UNAUTHENTICATED)
        self.back = back


def sign_in_first(request: Request, error: Exception) -> Response:
    """Answers SignInNeeded; registered with the app."""
    back = error.back if isinstance(error, SignInNeeded) else "/staff"
    return RedirectResponse(f"{SIGN_IN}?back={quote(back, safe='/')}", status_code=303)


def token_of(request: Request) -> str:
    """The sign-in token that came with a request; "" without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return request.cookies.get(COOKIE, "")


def signed_in(request: Request) -> Member | None:
    """Who asks; None when nobody is signed in. Blocking: call it in a plain `def` route or dependency."""
    token = token_of(request)
    if not token or len(token) > 200 or not token.isascii():
        return None
    if token.startswith(PREFIX):
        return _program(request, token) if request.url.path.startswith("/api/") else None
    desk = desk_of(request)
    with desk.database.read() as connection:
        return store.member_of(connection, token, desk.now())


def _program(request: Request, token: str) -> Member | None:
    """The program whose token came as a bearer's; a cookie is a browser's and no program's."""
    if "authorization" not in request.headers:
        return None
    desk = desk_of(request)
    with desk.database.read() as connection:
        found = programs.member_of(connection, token)
        is_news = found is not None and programs.use_is_news(connection, token, desk.now())
    if is_news:
        with suppress(StorageFull), desk.database.begin() as connection:  # who only reads is still answered
            programs.note_use(connection, token, desk.now())
    return found


def require(role: Role) -> Callable[[Request], Member]:
    """A dependency that gives the signed-in member, who must have at least this role.

    Raises SignInNeeded (pages), Refused `unauthenticated` (API) or `forbidden`. A request of the API that
    changes something with the cookie must carry `X-Mostrador: 1`, which no foreign page can make a browser
    send; forms prove where they come from by `desk.web.forms.Posted`.
    """

    def member(request: Request) -> Member:
        is_api = request.url.path.startswith("/api/")
        found = signed_in(request)
        if found is None:
            if is_api:
                raise Refused(Code.UNAUTHENTICATED)
            raise SignInNeeded(_address(request))
        by_cookie = "authorization" not in request.headers
        if is_api and by_cookie and request.method not in SAFE and "x-mostrador" not in request.headers:
            raise Refused(Code.FORBIDDEN)
        if not covers(found.role, role):
            raise Refused(Code.FORBIDDEN)
        request.state.member = found
        return found

    return member


def note(desk: Desk, member: Member, action: str, subject: str, **detail: str) -> store.Action:
    """A line for the audit, to be stored by `store.note_action` in the transaction of the work."""
    return store.Action(desk.now(), member.id, action, subject, dict(detail))


def _address(request: Request) -> str:
    """Where somebody wanted to go; after a form that was too late, the staff pages' first one."""
    if request.method not in SAFE:
        return "/staff"
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query
