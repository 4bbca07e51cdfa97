"""Refusals as they leave the desk: problem+json for programs, a page in plain words for people."""

from __future__ import annotations

from typing import Any

from common.i18n import WordError, Words
from common.wire import Problem
from kiosk.queue.refusals import Code

STATUS = {
    Code.INVALID: 422,
    Code.TOO_LARGE: 413,
    Code.NOT_FOUND: 404,
    Code.UNKNOWN_VISIT: 404,
    Code.UNAUTHENTICATED: 401,
    Code.WRONG_PASSWORD: 401,
    Code.SIGN_ON_NOT_TAKEN: 401,
    Code.SIGN_ON_NOT_HERE: 403,
    Code.FORBIDDEN: 403,
    Code.TOO_MANY_TRIES: 429,
    Code.KEY_MISSING: 400,
    Code.VERSION_MISSING: 428,
    Code.CHANGES_GONE: 410,
    Code.STORAGE_FULL: 507,
    Code.INTERNAL: 500,
    Code.FENCED: 503,
}


class Refused(Exception):
    """A polite no that ends a request. `more` is added to a program's answer, for instance other slots.

    `status`: of HTTP, where it is not the usual one of the code.
    """

    def __init__(
        self,
        code: Code,
        data: dict[str, str] | None = None,
        more: dict[str, Any] | None = None,
        status: int = 0,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.data = data or {}
        self.more = more or {}
        self.status = status or STATUS.get(code, 409)


def sentence(code: Code, data: dict[str, str], language: str) -> str:
    """The refusal in the words of a language; the bare code if its words need data that is not there."""
    words = Words(language, ["refusals"])
    try:
        return words.say(f"refusal-{code.value.replace('_', '-')}", **data)
    except (KeyError, WordError):
        return code.value


def problem_of(refused: Refused, language: str) -> dict[str, Any]:
    """The JSON body of a refusal (RFC 9457)."""
    title = sentence(refused.code, refused.data, language)
    problem = Problem(title=title, status=refused.status, code=refused.code.value, data=refused.data)
    return problem.model_dump(mode="json") | refused.more
