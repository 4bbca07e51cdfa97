"""Forms of the pages: read, and proved to come from our own page (double-submitted token, same origin)."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

from desk.problems import Refused
from kiosk.queue.refusals import Code

COOKIE = "mostrador_form"
FIELD = "form_token"

Fields = dict[str, str]


def form_token(request: Request) -> str:
    """The token of this browser's forms: the cookie's, or a new one for the cookie that the layout sets."""
    known = request.cookies.get(COOKIE, "")
    if 16 <= len(known) <= 64 and known.isascii():
        return known
    made: str = getattr(request.state, "form_token", "") or secrets.token_urlsafe(18)
    request.state.form_token = made
    return made


async def posted_form(request: Request) -> Fields:
    """The fields of a posted form; of a field that comes several times, the values on one line each.

    Raises Refused: `forbidden` when it does not come from our own page, `invalid` when it cannot be read.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused(Code.FORBIDDEN)
    form = await request.form(max_files=0, max_fields=400)
    fields: Fields = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            raise Refused(Code.INVALID, {name: "no file expected"})
        fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or not hmac.compare_digest(cookie.encode(), fields.pop(FIELD, "").encode()):
        raise Refused(Code.FORBIDDEN)
    return fields


Posted = Annotated[Fields, Depends(posted_form)]
