"""Signing a console in by the system's browser (RFC 8252), as far as console and desk must agree. Pure.

The console opens the desk's page in the browser and listens on a port of its own on 127.0.0.1. What comes
back there is a code; only who has the verifier, whose digest the page was told, can turn it into a sign-in
(PKCE, RFC 7636). Another program on the same machine that sees the code has nothing.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode, urlsafe_b64encode

PAGE = "/staff/sign-on/console"  # where the browser begins at the desk
DONE_PAGE = "/staff/sign-on/console/done"  # where it ends
CHALLENGE = r"[A-Za-z0-9_-]{43}"
VERIFIER = r"[A-Za-z0-9._~-]{43,128}"
STATE = r"[A-Za-z0-9_-]{20,100}"
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:([1-9][0-9]{3,4})/", re.ASCII)
_CLEAR = bytes.maketrans(b"IO01L", b"89AB7")  # letters that are read for others


def loopback(port: int) -> str:
    """Where the browser brings the code to: this machine alone, by its number (RFC 8252, 8.3)."""
    return f"http://127.0.0.1:{port}/"


def port_in(redirect_uri: str) -> int | None:
    """The port of such an address; None when it is anything else, however alike."""
    found = _LOOPBACK.fullmatch(redirect_uri)
    return int(found[1]) if found and 1024 <= int(found[1]) <= 65535 else None


def challenge_of(verifier: str) -> str:
    """What the desk is told of the verifier beforehand (RFC 7636, S256)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def mark_of(challenge: str) -> str:
    """Six letters that console and browser both show, so that a person sees that they belong together."""
    letters = b32encode(hashlib.sha256(challenge.encode()).digest())[:6].translate(_CLEAR).decode()
    return f"{letters[:3]}-{letters[3:]}"
