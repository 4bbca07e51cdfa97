"""The pass: an appointment signed by the desk (Ed25519), small enough for a QR code.

Form: `M1.<payload>.<signature>`, both base64url without padding. The payload is a JSON list
`[key id, site, appointment id, service, start, end, expires, person]`; times are Unix seconds. Whoever
has the desk's public keys can check a pass without any network. A pass names a person by id only.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.queue.refusals import Code

PREFIX = "M1."
MAX_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says. Times are aware; `key` is the id of the desk key that signed it."""

    key: str
    site: str
    appointment: str
    service: str
    start: datetime
    end: datetime
    expires: datetime
    person: str | None = None


class PassRefused(Exception):
    """A pass that is not accepted; `code` says why, `known` what it says if it could be read."""

    def __init__(self, code: Code, known: Pass | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.known = known


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    """Raises ValueError also when `text` is another spelling of the same bytes: a pass has one text."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _pack(data) != text:
        raise ValueError("not as the desk writes it")
    return data


def sign(content: Pass, key: Ed25519PrivateKey) -> str:
    """The text that goes into the QR code."""
    times = [int(t.timestamp()) for t in (content.start, content.end, content.expires)]
    fields = [content.key, content.site, content.appointment, content.service, *times, content.person]
    payload = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
    return f"{PREFIX}{_pack(payload)}.{_pack(key.sign(payload))}"


def pass_in(text: str) -> str:
    """The pass in what was scanned: the pass itself, or the address of its page (`…/v/<pass>`)."""
    text = text.strip()
    if "/v/" not in text:
        return text
    return re.split(r"[/?#]", text.rsplit("/v/", 1)[-1], maxsplit=1)[0]


def verify(text: str, keys: dict[str, bytes], site: str, now: datetime) -> Pass:
    """The content of a genuine pass for `site` that has not expired.

    `keys`: raw public keys (32 bytes) by key id. Raises PassRefused: unreadable, forged (also by an
    unknown key), wrong site, expired.
    """
    text = pass_in(text)
    if not text.startswith(PREFIX) or len(text) > MAX_LENGTH or text.count(".") != 2:
        raise PassRefused(Code.PASS_UNREADABLE)
    try:
        payload, signature = (_unpack(part) for part in text[len(PREFIX) :].split("."))
        content = _parse(payload)
    except (ValueError, binascii.Error, TypeError, OverflowError, OSError, RecursionError) as error:
        raise PassRefused(Code.PASS_UNREADABLE) from error
    known = keys.get(content.key)
    if known is None:
        raise PassRefused(Code.PASS_FORGED, content)
    try:
        Ed25519PublicKey.from_public_bytes(known).verify(signature, payload)
    except (InvalidSignature, ValueError) as error:  # ValueError: the known key is no key
        raise PassRefused(Code.PASS_FORGED, content) from error
    if content.site != site:
        raise PassRefused(Code.PASS_WRONG_SITE, content)
    if now > content.expires:
        raise PassRefused(Code.PASS_EXPIRED, content)
    return content


def _parse(payload: bytes) -> Pass:
    key, site, appointment, service, start, end, expires, person = json.loads(payload)
    if not all(isinstance(t, str) for t in (key, site, appointment, service)):
        raise TypeError("text expected")
    if person is not None and not isinstance(person, str):
        raise TypeError("text expected")
    starts, ends, expiry = (datetime.fromtimestamp(t, UTC) for t in (start, end, expires))
    return Pass(key, site, appointment, service, starts, ends, expiry, person)
