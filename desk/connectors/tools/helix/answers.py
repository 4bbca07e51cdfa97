"""What answers of the AR System mean. Pure."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.calls import Answer, unknown
from desk.connectors.http.shapes import at, record, rows, whole
from desk.connectors.port import (
    Ambiguous,
    Failure,
    Misconfigured,
    Rejected,
    SignInFailed,
)

# numbers of AR System messages
TIMED_OUT = {90, 91, 92, 93, 94, 9352}
NO_SUCH_ENTRY = {302, 9003}
NOT_SIGNED_IN = {623, 9010, 9388}
NO_SUCH_FORM_OR_FIELD = {303, 309, 311, 313, 353, 382, 1587, 8755}


def meant(message: dict[str, Any], writes: bool) -> Failure:
    """What an error message of the AR System comes to."""
    told = " ".join(filter(None, [at(message, "messageText"), at(message, "messageAppendedText")]))
    number = whole(message.get("messageNumber"))
    words = f"{told} ({number})"[:300]
    if number in NOT_SIGNED_IN:
        return SignInFailed(words)
    if number in TIMED_OUT:
        return Ambiguous(words) if writes else unknown(words, False)
    if number in NO_SUCH_ENTRY:
        return Rejected("id", words)
    if number in NO_SUCH_FORM_OR_FIELD:
        return Misconfigured("fields", words)
    return Rejected("", words)


def entries_of(answer: Answer) -> list[dict[str, Any]] | Failure:
    """The values of each entry of a list. What is no list must not look like "not there"."""
    found = record(answer.json()).get("entries")
    if not isinstance(found, list):
        return unknown("Helix' answer has no list of entries", False)
    return [record(row.get("values")) for row in rows(found)]
