"""What a console may ask the desk's sign-on for, and where it may be answered. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import timedelta

from common.console_sign_on import CHALLENGE, STATE, loopback, port_in

ASKED_FOR = timedelta(minutes=5)  # so long may its owner think about the question
CODE_LASTS = timedelta(minutes=1)  # the console waits for it
_SITE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_STATE = re.compile(STATE, re.ASCII)
_CHALLENGE = re.compile(CHALLENGE, re.ASCII)
_MARK = "console:"


@dataclass(frozen=True, slots=True)
class ConsoleAsk:
    """A console at a site, which listens on a port of the machine that the browser runs on."""

    site: str
    port: int
    state: str
    challenge: str

    @property
    def redirect_uri(self) -> str:
        return loopback(self.port)

    def answered(self, name: str, value: str) -> str:
        """The address that brings the console its `code`, or why there is none (`error`)."""
        return f"{self.redirect_uri}?{name}={value}&state={self.state}"

    def text(self) -> str:
        """As the browser keeps it on its way to the provider and back."""
        return _MARK + json.dumps(asdict(self))


def ask_in(site: str, redirect_uri: str, state: str, challenge: str, method: str) -> ConsoleAsk | None:
    """A console's wish; None when it is not sound, above all when it would be answered elsewhere."""
    port = port_in(redirect_uri)
    if port is None or method != "S256" or not _SITE.fullmatch(site):
        return None
    if not _STATE.fullmatch(state) or not _CHALLENGE.fullmatch(challenge):
        return None
    return ConsoleAsk(site, port, state, challenge)


def ask_of(kept: str) -> ConsoleAsk | None:
    """What the browser kept, as critically as what a console asks; None when it is no console's wish."""
    if not kept.startswith(_MARK):
        return None
    try:
        told = ConsoleAsk(**json.loads(kept.removeprefix(_MARK)))
        return ask_in(told.site, loopback(told.port), told.state, told.challenge, "S256")
    except (ValueError, TypeError):
        return None


def works_at(sites: tuple[str, ...], site: str) -> bool:
    """Whether a member who works at `sites` (none: all) does at this one: whom the site was told of."""
    return not sites or site in sites
