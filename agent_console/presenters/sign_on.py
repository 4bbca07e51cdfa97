"""Signing in by the browser: what it is told, what it brings back, and which words say how it went."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from common.console_sign_on import DONE_PAGE, PAGE, challenge_of, loopback, mark_of

# why the desk or its provider let nobody in; there are words for each, and `wrong` stands for what is new
WHYS = frozenset(
    (
        "cancelled",
        "no-account",
        "no-role",
        "not-here",
        "not-reached",
        "other-person",
        "refused",
        "set-up",
        "stopped",
        "wrong",
    )
)


@dataclass(frozen=True)
class Asked:
    """One attempt. Verifier and state are its own secrets; the desk is told the verifier's digest only."""

    site: str
    desk: str
    port: int
    verifier: str
    state: str

    @classmethod
    def new(cls, site: str, desk: str, port: int) -> Asked:
        return cls(site, desk.rstrip("/"), port, secrets.token_urlsafe(48), secrets.token_urlsafe(32))

    @property
    def redirect_uri(self) -> str:
        return loopback(self.port)

    @property
    def mark(self) -> str:
        """What the page in the browser shows too."""
        return mark_of(challenge_of(self.verifier))

    @property
    def address(self) -> str:
        """What the browser opens."""
        fields = {
            "site": self.site,
            "redirect_uri": self.redirect_uri,
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self.desk}{PAGE}?{urlencode(fields)}"

    def next_page(self, brought: Brought) -> str:
        """Where the browser goes from here: a page of the desk's that says what to do."""
        if brought.code:
            return self.desk + DONE_PAGE
        if brought.why == "cancelled":
            return f"{self.desk}{DONE_PAGE}?cancelled=1"
        return f"{self.desk}/staff/sign-on/failed?{urlencode({'why': brought.why, 'at': 'console'})}"


@dataclass(frozen=True)
class Brought:
    """What the browser brought: a code, or why there is none."""

    code: str = ""
    why: str = ""

    @property
    def words(self) -> str:
        """The message key for why nobody is signed in."""
        return f"console-sign-on-{self.why}"


def brought_by(head: bytes, asked: Asked) -> Brought | None:
    """What a request to our port brings; None for anything but the answer to this very attempt."""
    lines = head.decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or parts[0] != "GET" or not parts[1].startswith("/?"):
        return None
    hosts = [value.strip() for name, _, value in (one.partition(":") for one in lines[1:]) if _is_host(name)]
    if hosts != [f"127.0.0.1:{asked.port}"]:  # a foreign page that calls us by a name of its own
        return None
    try:
        told = parse_qs(urlsplit(parts[1]).query, strict_parsing=True, max_num_fields=4)
    except ValueError:
        return None
    state, code, error = (_only(told, name) for name in ("state", "code", "error"))
    if not hmac.compare_digest(state.encode(), asked.state.encode()):
        return None
    if code and not error and len(code) <= 100 and code.isascii():
        return Brought(code=code)
    return Brought(why=error if error in WHYS else "wrong")


def _is_host(name: str) -> bool:
    return name.lower() == "host"


def _only(told: dict[str, list[str]], name: str) -> str:
    values = told.get(name, [])
    return values[0] if len(values) == 1 else ""
