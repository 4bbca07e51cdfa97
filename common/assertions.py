"""The assertion: the desk's word, for one site and once, that somebody is this member of staff.

Form: `S1.<payload>.<signature>`, both base64url without padding. The payload is a JSON list
`[key id, site, assertion id, agent id, signed at, expires, term]`; times are Unix seconds. The term is that
of the site's machine: one that takes over has a higher one, and may not know all that the one before it took.
It is signed by the desk's key that signs passes too (Ed25519), over prefix and payload together: no pass is
an assertion and no assertion a pass, whatever is in them. A site that has the desk's public keys checks it
without any network.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "S1."
MAX_LENGTH = 1024
LASTS = timedelta(minutes=2)
# A site's clock may be wrong by so much, either way. Each assertion works once all the same.
CLOCKS_DIFFER = timedelta(minutes=5)


class Fault(StrEnum):
    """Why an assertion opens nothing."""

    UNREADABLE = "unreadable"
    FORGED = "forged"
    OTHER_SITE = "other_site"
    OTHER_TERM = "other_term"
    OUT_OF_TIME = "out_of_time"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an assertion says. Times are aware; `key` is the id of the desk's key that signed it; `term`: how
    often a standby of the site had taken over.
    """

    key: str
    site: str
    id: str
    agent: str
    signed_at: datetime
    expires: datetime
    term: int = 0


class AssertionRefused(Exception):
    """An assertion that opens nothing."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def sign(content: Assertion, key: Ed25519PrivateKey) -> str:
    """The text that the console carries from the desk to the site."""
    times = [int(t.timestamp()) for t in (content.signed_at, content.expires)]
    fields = [content.key, content.site, content.id, content.agent, *times, content.term]
    signed = PREFIX + _pack(json.dumps(fields, separators=(",", ":")).encode())
    return f"{signed}.{_pack(key.sign(signed.encode()))}"


def verify(text: str, keys: dict[str, bytes], site: str, now: datetime, term: int = 0) -> Assertion:
    """The content of a genuine assertion for `site` in its `term`, in time.

    Whether it was used before the caller knows. `keys`: raw public keys (32 bytes) by key id. Raises
    AssertionRefused.
    """
    if not text.isascii() or not text.startswith(PREFIX) or len(text) > MAX_LENGTH or text.count(".") != 2:
        raise AssertionRefused(Fault.UNREADABLE)
    signed, _, signature = text.rpartition(".")
    try:
        content = _parse(_unpack(signed.removeprefix(PREFIX)))
        proof = _unpack(signature)
    except (ValueError, binascii.Error, TypeError, OverflowError, OSError, RecursionError) as error:
        raise AssertionRefused(Fault.UNREADABLE) from error
    known = keys.get(content.key)
    if known is None:
        raise AssertionRefused(Fault.FORGED)
    try:
        Ed25519PublicKey.from_public_bytes(known).verify(proof, signed.encode())
    except (InvalidSignature, ValueError) as error:  # ValueError: the known key is no key
        raise AssertionRefused(Fault.FORGED) from error
    if content.site != site:
        raise AssertionRefused(Fault.OTHER_SITE)
    if content.term != term:
        raise AssertionRefused(Fault.OTHER_TERM)
    if not content.signed_at - CLOCKS_DIFFER <= now <= content.expires + CLOCKS_DIFFER:
        raise AssertionRefused(Fault.OUT_OF_TIME)
    return content


def _parse(payload: bytes) -> Assertion:
    key, site, id_, agent, signed_at, expires, term = json.loads(payload)
    if not all(isinstance(t, str) and 0 < len(t) <= 64 for t in (key, site, id_, agent)):
        raise TypeError("text expected")
    if type(term) is not int:
        raise TypeError("a whole number expected")
    begin, end = (datetime.fromtimestamp(t, UTC) for t in (signed_at, expires))
    return Assertion(key, site, id_, agent, begin, end, term)


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    """Raises ValueError also when `text` is another spelling of the same bytes: an assertion has one text."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _pack(data) != text:
        raise ValueError("not as the desk writes it")
    return data
