"""Refusals as HTTP answers: application/problem+json (RFC 9457) with a stable code, never a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from common.wire import Problem
from kiosk.queue.refusals import Code, Refusal
from kiosk.site.work import PROBLEM, Answer

_STATUS = {
    Code.UNKNOWN_VISIT: 404,
    Code.UNKNOWN_SERVICE: 404,
    Code.UNKNOWN_COUNTER: 404,
    Code.NOT_FOUND: 404,
    Code.INVALID: 422,
    Code.TOO_LARGE: 413,
    Code.UNAUTHENTICATED: 401,
    Code.WRONG_PASSWORD: 401,
    Code.SIGN_ON_NOT_TAKEN: 401,
    Code.SIGN_ON_OUT_OF_TIME: 401,
    Code.SIGN_ON_NOT_HERE: 403,
    Code.FORBIDDEN: 403,
    Code.TOO_MANY_TRIES: 429,
    Code.KEY_MISSING: 400,
    Code.STORAGE_FULL: 507,
    Code.INTERNAL: 500,
    Code.UNREACHABLE: 503,
    Code.FENCED: 503,
    Code.STANDBY: 503,
}


class Refused(Exception):
    """A polite no, raised where a request cannot be answered otherwise."""

    def __init__(self, code: Code, **data: str) -> None:
        super().__init__(code.value)
        self.refusal = Refusal(code, data)


def problem(refusal: Refusal, status: int | None = None) -> Problem:
    """The refusal as it goes over the wire. Its words are the face's; `title` is for people with curl."""
    return Problem(
        title=refusal.code.value.replace("_", " ").capitalize(),
        status=status or _STATUS.get(refusal.code, 409),
        code=refusal.code.value,
        data=refusal.data,
    )


def refusal_answer(refusal: Refusal) -> Answer:
    """The refusal as an answer that can be stored for repeats."""
    made = problem(refusal)
    return Answer(made.status, made.model_dump_json().encode())


def response(refusal: Refusal, status: int | None = None) -> Response:
    made = problem(refusal, status)
    headers = {"WWW-Authenticate": "Bearer"} if made.status == 401 else None
    if refusal.code is Code.TOO_MANY_TRIES:
        headers = {"Retry-After": refusal.data.get("seconds", "60")}
    return Response(made.model_dump_json(), made.status, media_type=PROBLEM, headers=headers)


def invalid(errors: Sequence[Any]) -> Refusal:
    """What is wrong with a body or a parameter: field → what. The value itself is not repeated."""
    data: dict[str, str] = {}
    for error in errors[:20]:
        parts = [
            str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path", "header")
        ]
        data[_printable(".".join(parts))[:80] or "body"] = _printable(str(error.get("msg", "")))[:200]
    return Refusal(Code.INVALID, data)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
