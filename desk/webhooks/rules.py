"""Signing, trying again, and whom a desk may talk to. Pure.

A delivery follows the convention "Standard Webhooks" (standardwebhooks.com): the headers `webhook-id`,
`webhook-timestamp` (seconds since 1970) and `webhook-signature` (`v1,` and a base64 HMAC-SHA256 over
`id.timestamp.body`; several, separated by blanks, while a secret is being changed). The id stays the same
when a delivery is repeated, the timestamp and with it the signature are new each time: so a receiver refuses
what is older than five minutes and what it has seen before, and nobody can replay what they overheard.

A subscription is a line in which each waits for the one before: its receiver sees changes in order. While one
is not taken, the ones behind it wait, for longer and longer; after three days the subscription pauses, and
staff are told. Nothing is lost meanwhile: what has happened is kept in the list of changes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.changes.rules import Fact

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 500
SECRET_PREFIX = "whsec_"
SECRET_BYTES = 24
OLD_SECRET_HOLDS = timedelta(days=1)
WAITS_SECONDS = (5, 30, 120, 300, 900, 1800, 3600, 7200)  # after the last one it stays so
LONGEST_ASKED = timedelta(hours=1)  # a receiver may ask to be left alone for so long
LONGEST_WAIT = timedelta(seconds=1.2 * WAITS_SECONDS[-1])  # no try is put off for longer
GIVE_UP_AFTER = timedelta(days=3)
TEST = "test"
MISSED = "changes.missed"
GONE = 410


class State(StrEnum):
    """How a subscription stands."""

    ACTIVE = "active"
    PAUSED = "paused"  # by a person
    GIVEN_UP = "given_up"  # by itself: its receiver took nothing for days, or is gone for good


@dataclass(frozen=True, slots=True)
class Standing:
    """How it goes with a receiver. `tries`: in vain since the last success; `next_at`: not before."""

    state: State
    next_at: datetime
    tries: int = 0
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The receiver said this. `retry_after_seconds`: when it asked to be left alone for so long."""

    status: int
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing came back. `why` is a code with words: see `webhooks-fault-…` in the translations."""

    why: str


Outcome = Answer | NoAnswer


def accepted(outcome: Outcome) -> bool:
    """Whether the receiver took it. A redirect is no yes: a delivery goes where it was to go, or nowhere."""
    return isinstance(outcome, Answer) and 200 <= outcome.status < 300


def after(standing: Standing, outcome: Outcome, now: datetime, dice: float) -> Standing:
    """How it goes on. `dice`: 0 to 1, so that not everybody comes back in the same second."""
    if accepted(outcome):
        return Standing(standing.state, now)
    since = min(standing.failing_since or now, now)  # a clock that was ahead may have been set right since
    wait = timedelta(seconds=WAITS_SECONDS[min(standing.tries, len(WAITS_SECONDS) - 1)] * (0.8 + 0.4 * dice))
    if isinstance(outcome, Answer) and outcome.retry_after_seconds is not None:
        wait = max(wait, min(timedelta(seconds=outcome.retry_after_seconds), LONGEST_ASKED))
    gone = isinstance(outcome, Answer) and outcome.status == GONE
    over = gone or now - since >= GIVE_UP_AFTER
    state = State.GIVEN_UP if over and standing.state is State.ACTIVE else standing.state
    return Standing(state, now + wait, standing.tries + 1, since)


def resumed(standing: Standing, now: datetime) -> Standing:
    """Somebody says that the receiver is well again: try at once."""
    return replace(standing, state=State.ACTIVE, next_at=now, tries=0, failing_since=None)


def secret_of(random: bytes) -> str:
    """A secret as it is given to the receiver's owner."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """One signature. Raises ValueError for what is no secret."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no secret") from error
    digest = hmac.new(key, f"{message}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(secrets: Sequence[str], message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """What goes with a delivery: signed with each of the secrets that are valid just now."""
    timestamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Mostrador",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, message, timestamp, body) for each in secrets),
    }


def body_of(type_: str, at: datetime, data: Mapping[str, Any]) -> str:
    """What is sent, as text: the same to the letter at every try."""
    content = {"type": type_, "timestamp": at.isoformat(), "data": data}
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def change_body(sequence: int, fact: Fact) -> str:
    """What is sent of a change: what `GET /api/v1/changes` tells of it."""
    data = {
        "sequence": sequence,
        "kind": fact.kind.value,
        "id": fact.id,
        "what": fact.what,
        "site": fact.site,
        "at": fact.at.isoformat(),
        "body": fact.body,
    }
    return body_of(fact.type, fact.at, data)


def may_reach(address: str, private: bool) -> bool:
    """Whether a delivery may go to this IP address. `private`: also within the organisation's own network.

    An address inside another one (IPv4 in IPv6, tunnels) counts as what it leads to.
    """
    try:
        given: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = _inner(given)
    if isinstance(found, ipaddress.IPv6Address) and found.is_site_local and not private:
        return False  # fec0::/10: nobody's any more, and the organisation's own where it is still in use
    if found.is_multicast or found.is_unspecified or (found.is_reserved and not private):
        return False
    return private or found.is_global


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
