"""Messages of signing a console in with the organisation's account (docs/guides/sign-on.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from common.console_sign_on import VERIFIER
from common.settings import is_safe_address
from common.wire import HIGHEST_TERM, Id, Message

Term = Annotated[int, Field(ge=0, le=HIGHEST_TERM)]


class SignOnOffer(Message):
    """What the desk tells its sites: whether their consoles may be signed in by the browser, and where.

    `desk`: the desk's address as browsers reach it, "": not offered. `names`: what people call the account,
    by language; under "" where there is none for theirs.
    """

    desk: Annotated[str, Field(max_length=500)] = ""
    names: dict[str, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _goes_where_it_may(self) -> Self:
        """A console opens it in a browser, and sends a code there."""
        if self.desk and not is_safe_address(self.desk):
            raise ValueError("desk must begin with https:// (http:// only on this machine)")
        return self

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names.get("", "")


class SignOnOut(SignOnOffer):
    """GET /api/v1/sign-on at a site: what its desk offers, which site this is, and how often its standby took
    over: the desk's word is asked for this one of its machines.
    """

    site: Id
    term: Term = 0


class WorkAccountBody(Message):
    """POST /api/v1/sessions/work-account at a site: the desk's word for who somebody is."""

    assertion: Annotated[str, Field(min_length=1, max_length=1024)]


class ConsoleCodeBody(Message):
    """POST /api/v1/console-sign-ins at the desk: what the browser brought, and proof of who sent it there."""

    code: Annotated[str, Field(min_length=1, max_length=100)]
    code_verifier: Annotated[str, Field(pattern=f"^{VERIFIER}$")]
    redirect_uri: Annotated[str, Field(max_length=100)]
    site: Id
    term: Term = 0


class AssertionOut(Message):
    """The desk's word for who somebody is: for one sign-in at one site, soon."""

    assertion: str
    expires_at: datetime
