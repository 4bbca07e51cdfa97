"""Forms of the pages: read, and proved to come from our own page (double-submitted token, same origin)."""

from __future__ import annotations

import errno
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

from desk.engine import StorageFull
from desk.problems import Refused
from kiosk.queue.refusals import Code

COOKIE = "mostrador_form"
FIELD = "form_token"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a form sent it: its name and media type as they were told, and its content."""

    name: str
    type: str
    content: bytes


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
    fields, _ = await _read(request, 0)
    return fields


async def posted_file(request: Request) -> Upload:
    """The one file of a form; an empty one when none was chosen. Raises as `posted_form`, and StorageFull."""
    _, upload = await _read(request, 1)
    return upload


async def _read(request: Request, most_files: int) -> tuple[Fields, Upload]:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused(Code.FORBIDDEN)
    fields: Fields = {}
    upload = Upload("", "", b"")
    try:
        async with request.form(max_files=most_files, max_fields=400) as form:
            for name, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    fields[name] = f"{fields[name]}\n{value}" if name in fields else value
                elif most_files:
                    upload = Upload(value.filename or "", value.content_type or "", await value.read())
                else:
                    raise Refused(Code.INVALID, {name: "no file expected"})
    except OSError as error:  # a file of some size waits on the disk until it is read
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or not hmac.compare_digest(cookie.encode(), fields.pop(FIELD, "").encode()):
        raise Refused(Code.FORBIDDEN)
    return fields, upload


Posted = Annotated[Fields, Depends(posted_form)]
